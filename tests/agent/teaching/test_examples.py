import random
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from agent.planner.learned.rewording import FIRST_PIECE, LAST_PIECE, LONGEST, UNKNOWN_PIECE, words
from agent.teaching.examples import MARKS, UNKNOWN, Variety, coded, vocabulary
from agent.teaching.names import names
from knowledge.wordings import Wording

NAMES = {"person": ("Ann Lee", "Bo Diaz", "Cy Fox"), "quarter": ("Q1", "Q2", "Q3", "Q4")}
SAID = Wording("demo", "What has Ann Lee won over 40 in Q2?", "won deals of Ann Lee over 40 in Q2")


def rounds(*wordings: Wording, count: int = 300) -> list[tuple[str, str]]:
    variety = Variety(NAMES, random.Random(1))
    return [pair for _ in range(count) for pair in variety.round(wordings)]


def pieces_of(word: str) -> list[int]:
    return [1000 + ord(letter) for letter in word]


def test_the_marks_and_what_is_written_often_without_being_said_are_the_vocabulary() -> None:
    pairs = [("bookings EMEA", "won revenue in EMEA")] * 2 + [("revenue", "won revenue")]
    assert vocabulary(pairs) == [*MARKS, "won", "revenue"]


def test_a_word_is_spelled_as_it_mostly_is() -> None:
    assert vocabulary([("a", "Price"), ("b", "price"), ("c", "Price")])[-1] == "Price"


def test_a_name_that_is_changed_is_changed_in_both() -> None:
    pairs = rounds(SAID)
    told = {name for name in NAMES["person"] for _, plain in pairs if name in plain}
    assert told == set(NAMES["person"])
    for said, plain in pairs:
        for name in (*NAMES["person"], *NAMES["quarter"]):
            if name in plain:
                # A slip may change two letters of one name in the wording.
                assert _near(name.lower(), said.lower())


def _near(name: str, said: str) -> bool:
    """Whether the letters of the name are said, but for one slip."""
    if name in said:
        return True
    return any(
        sorted(said[at : at + size])
        in (sorted(name), *(sorted(name[:i] + name[i + 1 :]) for i in range(len(name))))
        for size in (len(name) - 1, len(name))
        for at in range(len(said))
    )


def test_an_amount_that_is_changed_is_changed_in_both() -> None:
    amounts = set()
    for said, plain in rounds(replace(SAID, world="talk")):
        [there] = re.findall(r"over (\d+)", plain)
        assert there in re.findall(r"\d+", said)
        amounts.add(there)
    assert len(amounts) > 10


@pytest.mark.parametrize("text", ["deals over 1,500", "3.5 deals", "40% of deals", "on 2026-11-20"])
def test_parts_of_numbers_and_of_dates_are_no_amounts(text: str) -> None:
    numbers = {
        tuple(re.findall(r"\d[\d.,%-]*", plain)) for _, plain in rounds(Wording("talk", text, text))
    }
    assert numbers == {tuple(re.findall(r"\d[\d.,%-]*", text))}


def test_what_is_plain_is_sometimes_shown_to_stay_as_it_is() -> None:
    alike = [said == plain or said == plain.lower() for said, plain in rounds(SAID)]
    assert 0.1 < sum(alike) / len(alike) < 0.26


def test_two_requests_in_one_are_both_asked_for() -> None:
    other = Wording("demo", "Stale ones?", "stale deals")
    both = [plain for _, plain in rounds(SAID, other) if ";" in plain]
    assert "stale deals; won deals of Ann Lee over 40 in Q2" in both


@pytest.mark.parametrize(
    "other", [Wording("talk", "per rep", "by owner"), Wording("demo", "hi", "nothing")]
)
def test_what_does_not_stand_alone_is_not_joined_with_another(other: Wording) -> None:
    assert not [p for _, p in rounds(other) if ";" in p]


@pytest.mark.parametrize("text", ["?", "...", "a", "🙂"])
def test_the_shortest_wordings_are_varied_too(text: str) -> None:
    assert {plain for _, plain in rounds(Wording("demo", text, "nothing"))} == {"nothing"}


def test_each_round_is_another_and_the_same_chance_makes_the_same_rounds() -> None:
    assert rounds(SAID, count=40) == rounds(SAID, count=40)
    assert len(set(rounds(SAID, count=40))) > 20


def test_a_pair_is_told_by_pieces_by_spans_and_by_what_each_plain_word_may_be() -> None:
    made = coded(("EMEA ab emea", "won Emea x"), {"won": 4, "emea": 5}, pieces_of)
    assert made.pieces == [
        FIRST_PIECE, *pieces_of("EMEA"), *pieces_of("ab"), *pieces_of("emea"), LAST_PIECE,
    ]  # fmt: skip
    assert made.spans == [(1, 5), (5, 7), (7, 11)]
    assert made.plain == [(4, []), (5, [0, 2]), (UNKNOWN, [])]
    assert not made.can_be_learned


@pytest.mark.parametrize(
    ("said", "plain", "can"),
    [
        ("Acme deals", "deals of acme", True),
        ("deals", "deals of acme", False),
        ("", "deals", False),
    ],
)
def test_what_cannot_be_written_or_copied_cannot_be_learned(
    said: str, plain: str, can: bool
) -> None:
    assert coded((said, plain), {"deals": 4, "of": 5}, pieces_of).can_be_learned == can


def test_a_word_without_pieces_is_an_unknown_one_and_the_longest_wordings_are_cut() -> None:
    def silent(word: str) -> Sequence[int]:
        return []

    made = coded((" ".join(["word"] * 99), "word"), {}, silent)
    assert made.pieces == [FIRST_PIECE, *[UNKNOWN_PIECE] * LONGEST, LAST_PIECE]


def test_the_names_are_those_of_the_demo_company_and_of_times() -> None:
    found = names()
    assert {"Ledger Pro", "Relay Connect"} <= set(found["product"])
    assert "Q3" in found["quarter"]
    assert "May" not in found["month"]
    assert len(found["person"]) > 30
    assert len(found["account"]) > 100
    assert not [name for kind in found.values() for name in kind if not words(name)]
