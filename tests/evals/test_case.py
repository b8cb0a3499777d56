from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.case import FOLDER, Case, read, read_all
from store.errors import BadInput

GOOD: dict[str, Any] = {
    "id": "won-in-west",
    "why": "A region must be found by its name.",
    "ask": "What did West win?",
    "must_call": [{"measure": {"metric": "won_revenue"}}],
}


def case(**fields: Any) -> Case:
    return Case.model_validate(GOOD | fields)


def without_terms(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name != "must_call"} | fields


def kept(folder: Path, *entries: object, name: str = "measure.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump(list(entries)), "utf-8")
    return path


def test_a_case_is_read_with_its_file(tmp_path: Path) -> None:
    (found,) = read(kept(tmp_path, GOOD))
    assert (found.id, found.file, found.turns) == ("won-in-west", "measure", (GOOD["ask"],))
    assert found.calls == (("measure", {"metric": "won_revenue"}),)
    assert found.held_aside is False


def test_a_text_to_say_may_be_one_or_several() -> None:
    found = case(must_say=["$5", ["five", "5"]])
    assert found.must_say == (("$5",), ("five", "5"))


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"must_propose": "nothing"},
        {"must_end": "answered"},
        {"must_end": ["answered", "needs_answer"]},
        {"must_not_say": ["error"]},
        {"must_not_call": ["merge_duplicates"]},
        {"end_state": [{"table": "account", "count": 0}]},
    ],
)
def test_a_case_that_an_idle_agent_would_pass_is_refused(
    tmp_path: Path, terms: dict[str, Any]
) -> None:
    with pytest.raises(BadInput, match="did nothing at all"):
        read(kept(tmp_path, without_terms(**terms)))


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"must_say": [["done", "deals"]]}, "only said that it was done"),
        ({"must_end": "refused"}, "only refused"),
        ({"must_end": "refused", "must_say": [["cannot", "weather"]]}, "only refused"),
        ({"must_end": "refused", "must_say": ["role"], "must_not_say": ["merged"]}, "only refused"),
        ({"must_end": "needs_answer"}, "only asked back"),
        ({"must_end": ["refused", "needs_answer"], "must_say": [["which", "deals"]]}, "asked back"),
    ],
)
def test_a_case_that_stock_words_would_pass_is_refused(
    tmp_path: Path, terms: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        read(kept(tmp_path, without_terms(**terms)))


@pytest.mark.parametrize(
    "terms",
    [
        {"must_say": ["$5"]},
        {"must_show": ["West"]},
        {"must_figure": [{"value": 5}]},
        {"must_propose": {"counts": {"updates": 1}}},
        {"must_end": "refused", "must_say": ["from ops manager on"]},
        {"must_end": "refused", "must_not_say": ["cannot"]},
        {"must_end": ["refused", "needs_answer"], "must_say": [["weather", "forecast"]]},
    ],
)
def test_a_case_with_one_thing_that_an_idle_agent_lacks_is_kept(
    tmp_path: Path, terms: dict[str, Any]
) -> None:
    assert len(read(kept(tmp_path, without_terms(**terms)))) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"must_sey": ["$5"]}, "must_sey"),
        ({"dialogue": ["one", "two"]}, "either `ask` or `dialogue`"),
        ({"ask": None}, "either `ask` or `dialogue`"),
        ({"world": "nowhere"}, "no world 'nowhere'"),
        ({"world": {"acount": []}}, "no table 'acount'"),
        ({"role": "king"}, "no role 'king'"),
        ({"must_call": [{"a": {}, "b": {}}]}, "names one tool"),
        ({"end_state": [{"table": "acount", "count": 1}]}, "no table 'acount'"),
        ({"end_state": [{"table": "account"}]}, "needs a count or a value"),
        ({"must_end": "happily"}, "must_end"),
    ],
)
def test_a_wrong_case_is_refused_by_its_id(
    tmp_path: Path, fields: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match="won-in-west in measure") as refused:
        read(kept(tmp_path, GOOD | fields))
    assert says in refused.value.message


@pytest.mark.parametrize("text", ["a: [", "just words", "id: x"])
def test_a_file_that_is_not_a_list_of_cases_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "measure.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"measure\.yaml"):
        read(path)


def test_an_entry_that_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"The case \?"):
        read(kept(tmp_path, "words"))


def test_two_cases_of_one_id_are_refused(tmp_path: Path) -> None:
    kept(tmp_path, GOOD)
    kept(tmp_path, GOOD, name="other.yaml")
    with pytest.raises(BadInput, match="Two eval cases are called won-in-west"):
        read_all(tmp_path)


def test_every_case_of_the_exam_can_be_read() -> None:
    assert len(read_all(FOLDER)) == len({each.id for each in read_all(FOLDER)}) > 0


def test_a_held_aside_sentence_is_never_learned_from() -> None:
    from knowledge import asks, playbook

    told = [ask for b in playbook.read_all() for _, ask in b.sentences]
    told += [said.text for said in asks.read_all()]
    taught = {" ".join(ask.casefold().split()) for ask in told}
    held = {
        " ".join(turn.casefold().split()): each.id
        for each in read_all(FOLDER)
        if each.held_aside and not each.dialogue
        for turn in each.turns
    }
    assert {held[ask] for ask in held.keys() & taught} == set()
