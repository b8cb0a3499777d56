from pathlib import Path

import numpy as np
import pytest

from agent.lessons import learned
from agent.planner.judging.second_reading import SURE
from agent.planner.learned.adapted import MATRICES, rewording
from agent.planner.learned.attention import Part
from agent.planner.learned.rewording import (
    BREADTH,
    FIRST_PIECE,
    LAST_PIECE,
    MOST,
    UPPER,
    _Source,
    _upper,
    joined,
    words,
)
from agent.planner.learned.writing import NOWHERE, Writing
from knowledge import embedding, weights
from tests.agent.planner import small_network
from tests.agent.planner.small_network import VOCABULARY, network

ANY = -1e9
"""However unlikely: the words of a network that has learned nothing all are."""
NUMBERS = {"<pad>": 0, "<bos>": 1, "<eos>": 2, "<unk>": 3, "won": 4, "emea": 5}
WITH_MODEL = pytest.mark.skipif(not embedding.available(), reason="no sentence model here")
SAID = [
    "what did EMEA win", "won won won", "Q3 vs Q2, EMEA emea EMEA", "O'Brien's deals > 50k?",
    "revenue 🙂 per 地域", "по регионам", "عدد الصفقات", "'s", "?!", "a" * 3000,
    " ".join(f"word{number}" for number in range(200)), "\u0301\u200b x",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("deals over 50,000 in Q3?", ["deals", "over", "50,000", "in", "Q3", "?"]),
        ("Karen's deals", ["Karen", "'s", "deals"]),
        ("Karen\u2019s deals", ["Karen", "'s", "deals"]),
        ("by 2026-11-20 at 9:30", ["by", "2026-11-20", "at", "9:30"]),
        ("R&D, ana@x.com; A/B", ["R&D", ",", "ana@x.com", ";", "A/B"]),
        ("$5 (20%)", ["$", "5", "(", "20", "%", ")"]),
        (" \n", []),
    ],
)
def test_a_text_falls_into_words_and_signs(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    ["deals over 50,000 in Q3?", "Karen's deals; win rate, by team", "($5) over 20%", "a", ""],
)
def test_words_and_signs_are_joined_as_they_stood(text: str) -> None:
    assert joined(words(text)) == text


def test_a_word_that_is_written_and_copied_has_both_chances() -> None:
    source = _Source(["EMEA", "Acme", "emea"], NUMBERS)
    copied = np.array([[0.1, 0.2, 0.3]], np.float32)
    found = source.together(np.full((1, 6), 0.05, np.float32), copied)
    assert np.allclose(found, [[0, 0, 0.05, 0, 0.05, 0.45, 0.2]])


def test_a_repeated_word_is_copied_from_after_the_last_one_or_near_it() -> None:
    source = _Source(["of", "x", "of", "y", "of"], NUMBERS)
    column = len(NUMBERS)
    assert source.place(column, 1) == 2
    assert source.place(column, 3) == 4
    assert source.place(column, 2) in {0, 2, 4}
    assert source.place(column, NOWHERE) == 0


def test_a_word_that_is_not_said_is_copied_from_nowhere() -> None:
    assert _Source(["EMEA"], NUMBERS).place(4, NOWHERE) == NOWHERE


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("won revenue by region", True),
        ("Won revenue, by EMEA 2026-11-20", True),
        ("open deals by Ana O'Brien", True),
        ("Ana won deals", False),
        ("revenue we won", False),
        ("", True),
    ],
)
def test_a_text_is_plain_when_all_its_words_are_or_are_names(text: str, plain: bool) -> None:
    assert network().is_plain(text) is plain


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("seed", [0, 1000])
def test_requests_come_the_likeliest_first_and_each_once(text: str, seed: int) -> None:
    found = network(seed, end=6.0)(text, ANY)
    assert 0 < len(found) <= BREADTH
    assert [each.chance for each in found] == sorted((f.chance for f in found), reverse=True)
    assert len({each.text for each in found}) == len(found)
    assert all(each.chance <= 0 for each in found)


@pytest.mark.parametrize("text", SAID[:3])
def test_what_is_not_followed_would_not_have_been_given(text: str) -> None:
    likely = [each.chance for each in network(end=6.0)(text, ANY)]
    least = (likely[1] + likely[2]) / 2
    found = [each.chance for each in network(end=6.0)(text, least)]
    assert found == pytest.approx([each for each in likely if each > least])


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nothing_said_has_no_plain_request(text: str) -> None:
    assert network()(text, ANY) == []


def test_a_request_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []
    own = Writing.step
    monkeypatch.setattr(Writing, "step", lambda self, *how: steps.append(1) or own(self, *how))
    assert network(end=-100.0)("what did EMEA win", ANY) == []
    assert len(steps) == MOST


def test_what_is_copied_stands_as_it_was_said() -> None:
    said = "Ana O'Brien of ACME-Corp closed 1,250.50 on 2026-11-20 in EMEA or emea"
    heard = {word.lower() for word in words(said)}
    known = {*words(said), *(word for word in VOCABULARY if word.lower() not in heard)}
    told = [word for found in network(end=5.0, gate=-1.0)(said, ANY) for word in words(found.text)]
    assert told
    assert set(told) <= known


def test_each_next_word_is_written_or_copied_for_certain() -> None:
    part = Part(small_network.weights())
    memory = np.random.default_rng(1).standard_normal((6, 16)).astype(np.float32)
    written, copied = Writing(part, memory).step([0], [1], [NOWHERE])
    assert np.exp(written).sum() + np.exp(copied).sum() == pytest.approx(1, abs=1e-5)


def test_what_is_kept_of_the_words_before_changes_nothing() -> None:
    """A beginning that is gone on from beside another has the chances it has alone."""
    part = Part(small_network.weights(3))
    memory = np.random.default_rng(1).standard_normal((6, 16)).astype(np.float32)
    both, alone = Writing(part, memory), Writing(part, memory)
    both.step([0], [1], [NOWHERE])
    alone.step([0], [1], [NOWHERE])
    together = both.step([0, 0], [4, 3], [NOWHERE, 2])
    assert np.allclose(together[0][1:], alone.step([0], [3], [2])[0], atol=1e-5)
    once = both.step([1], [5], [NOWHERE])
    assert np.allclose(once[1], alone.step([0], [5], [NOWHERE])[1], atol=1e-5)


@WITH_MODEL
@pytest.mark.parametrize("text", ["won revenue by region", "a", "was hat EMEA gewonnen, 2026?"])
def test_the_middle_and_the_upper_layers_unchanged_are_the_whole_sentence_model(
    text: str, tmp_path: Path, planner_cache: Path
) -> None:
    model = embedding.load(planner_cache)
    assert model is not None
    kept = tmp_path / "unchanged.npz"
    changes = {
        f"enc.layers.{layer}.{name}.{half}": np.zeros((1, 1), np.float16)
        for layer in UPPER for name in MATRICES for half in "ab"
    }  # fmt: skip
    np.savez(kept, vocabulary=np.array(VOCABULARY), **changes)
    part = rewording(kept, weights.find().tensors, model)._part
    states = model.middle([FIRST_PIECE, *model.pieces(text), LAST_PIECE])
    for layer in UPPER:
        states = _upper(part.within(f"enc.layers.{layer}"), states)
    meant = states.mean(0)
    assert np.allclose(meant / np.linalg.norm(meant), model.embed([text])[0], atol=1e-5)


@WITH_MODEL
@pytest.mark.parametrize(
    "text", ["won revenue by region last quarter", "find duplicate contacts", "stale deals in East"]
)
def test_plain_requests_stay_what_they_are(text: str, planner_cache: Path) -> None:
    reword = learned(planner_cache).reword
    assert reword is not None
    assert reword(text, SURE)[0].text == text
