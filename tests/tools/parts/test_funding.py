import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.funding import answering, canonical, find, resolve

CRUNCHBASE = ["angel", "crowdfunding", "other", "post-ipo", "private-equity", "series-a",
              "series-b", "series-c+", "venture"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 Series B companies", ["Series B"]),
        ("raised a series b", ["Series B"]),
        ("closed a B round", ["Series B"]),
        ("give me a round of drinks", []),
        ("Series A or B", ["Series A", "Series B"]),
        ("series A/B", ["Series A", "Series B"]),
        ("seed and Series A startups", ["seed", "Series A"]),
        ("series-c+", ["Series C or later"]),
        ("at least Series B", ["Series B or later"]),
        ("late stage fintechs", ["late stage"]),
        ("pre-seed", ["pre-seed"]),
        ("the series of deals", []),
        ("debt in the pipeline", []),
    ],
)
def test_stages_are_found_as_people_say_them(text, expected):
    assert [found.value.label for found in find(text)] == expected


def test_a_label_reads_back_to_its_stage():
    for text in ("Series B", "seed", "Series C or later", "late stage", "early stage", "angel"):
        stage = resolve(text)
        assert resolve(stage.label) == stage


def test_a_source_is_asked_by_its_own_values():
    assert answering(resolve("Series B"), CRUNCHBASE).values == ("series-b",)
    assert answering(resolve("Series C or later"), CRUNCHBASE).values == ("series-c+",)
    assert answering(resolve("Series B or later"), CRUNCHBASE).values == ("series-b", "series-c+")
    seed = answering(resolve("seed"), CRUNCHBASE)
    assert seed.values == ("angel",)
    assert "angel" in seed.note
    exact = answering(resolve("Series D"), ["series-c", "series-d", "series-e"])
    assert exact.values == ("series-d",)
    assert exact.note == ""
    assert answering(resolve("Series F"), ["seed"]).values == ()


def test_a_source_may_spell_a_stage_its_own_way():
    assert canonical("Series B") == canonical("series_b") == canonical("SERIES-B") == "series-b"


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    assert all(text[f.start : f.end] == f.text for f in find(text))
