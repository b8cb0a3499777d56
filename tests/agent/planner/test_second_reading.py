"""Plainer words take the place of a reading only when they are surer, and never to change data."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlmodel import select

from agent.brain import Brain
from agent.own_words import OwnWords
from agent.planner.judging.second_reading import FAIRLY_SURE, SURE, VERY_SURE
from agent.planner.learned.rewording import Reworded
from agent.planner.understanding import Understanding
from agent.planner.words.memory import Memory
from store import workspace
from store.engine import reading
from store.people import Workspace
from tests.makers import TODAY

ODD = "the stuff that sits there twiddling its thumbs"
CLEAR = "won revenue last quarter"
PLAIN = "won revenue by owner last quarter"
DOUBTFUL = "won revenue last quarter for the gadabouts"


@dataclass(frozen=True)
class Writes:
    """Writes the given words, whatever it is asked."""

    found: tuple[Reworded, ...]

    def __call__(self, text: str, least: float) -> list[Reworded]:
        return list(self.found)

    def is_plain(self, text: str) -> bool:
        return text == PLAIN


@pytest.fixture
def reads(company: Brain) -> Callable[..., Understanding]:
    """An understanding whose network writes the given words, whatever it is asked."""

    def made(*found: Reworded) -> Understanding:
        with reading(company.engine) as session:
            space: Workspace = workspace.read(session, session.exec(select(Workspace)).one().id)
        plain = company.understanding(space, Memory(), TODAY)
        return replace(plain, reword=Writes(found))

    return made


def tools(understanding: Understanding, text: str) -> list[str]:
    return [call.tool for call in understanding.plan(text).calls]


def test_what_the_readers_ask_about_is_answered_for_plainer_words(reads) -> None:
    understanding = reads(Reworded("open deals", -0.1))
    plan = understanding.plan(ODD)
    assert [call.tool for call in plan.calls] == ["find_records"]
    assert plan.aside == "I read this as: “open deals”."
    assert plan.reworded


def test_words_that_the_network_is_unsure_of_change_nothing(reads) -> None:
    understanding = reads(Reworded("open deals", FAIRLY_SURE - 0.1))
    assert tools(understanding, ODD) == tools(reads(), ODD)


@pytest.mark.parametrize(("chance", "by"), [(SURE + 0.1, ["region"]), (SURE - 0.1, None)])
def test_a_clear_reading_gives_way_only_to_words_that_are_sure(reads, chance, by) -> None:
    understanding = reads(Reworded("won revenue by region last quarter", chance))
    assert understanding.plan(CLEAR).calls[0].arguments.get("by") == by


def test_a_clear_reading_of_plain_words_stands(reads) -> None:
    understanding = reads(Reworded("won revenue by region last quarter", -0.01))
    assert understanding.plan(CLEAR).reworded
    assert not understanding.plan(PLAIN).reworded


def test_the_same_reading_is_not_said_again(reads) -> None:
    assert not reads(Reworded("won revenue last quarter", -0.01)).plan(CLEAR).reworded


def test_the_next_words_are_tried_when_the_first_leave_a_doubt(reads) -> None:
    understanding = reads(Reworded(DOUBTFUL, -0.2), Reworded("open deals", -1.0))
    assert tools(understanding, ODD) == ["find_records"]


def test_what_is_refused_is_not_read_as_something_else(reads) -> None:
    understanding = reads(Reworded("contacts at Acme", -0.01))
    assert tools(understanding, "text all contacts at Acme") == []


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("bottom 3 owners by won revenue last quarter", "top 3 owners by won revenue last quarter"),
        ("won revenue except East last quarter", "won revenue in East last quarter"),
        ("data quality report as a file", "data quality"),
    ],
)
def test_the_opposite_or_another_form_is_never_read_into_a_clear_request(
    reads, said, plain
) -> None:
    first = reads().plan(said)
    lifted = 1e-6  # what rounding can make of a certainty
    assert first.calls
    assert reads(Reworded(plain, lifted)).plan(said).calls == first.calls


@pytest.mark.parametrize(("chance", "changed"), [(VERY_SURE + 0.1, True), (VERY_SURE - 0.1, False)])
def test_another_time_must_be_surer_still(reads, chance: float, changed: bool) -> None:
    plan = reads(Reworded("won revenue by region this quarter", chance)).plan(CLEAR)
    assert plan.reworded is changed


PARTED = "won revenue last quarter. Find duplicate contacts"


@pytest.mark.parametrize(("chance", "steps"), [(SURE + 0.1, 1), (SURE - 0.1, 2)])
def test_what_was_parted_may_be_one_request(reads, chance: float, steps: int) -> None:
    assert len(tools(reads(), PARTED)) == 2
    assert len(tools(reads(Reworded("find duplicate contacts", chance)), PARTED)) == steps


def test_a_step_that_changes_data_is_not_lost(reads) -> None:
    text = "fix phone numbers of contacts, and show open deals"
    assert tools(reads(Reworded("open deals", -0.01)), text) == tools(reads(), text)


@pytest.mark.parametrize("plain", ["merge duplicate contacts", "close stale deals"])
def test_nothing_is_proposed_or_decided_for_words_that_nobody_said(reads, plain: str) -> None:
    assert tools(reads(Reworded(plain, -0.01)), ODD) == tools(reads(), ODD)
    assert tools(reads(Reworded(plain, -0.01)), CLEAR) == ["measure"]


def test_a_number_that_was_made_up_counts_against_the_words(reads) -> None:
    understanding = reads(Reworded("5 largest open deals", SURE - 0.01))
    assert tools(understanding, ODD) == tools(reads(), ODD)
    assert tools(understanding, f"five of {ODD}") == ["find_records"]


def test_what_needs_the_persons_own_words_is_never_asked_for_by_others(reads) -> None:
    understanding = reads(Reworded("open deals", -0.01))
    own = OwnWords(understanding, ODD)
    assert own.ask_for("schedule_work", {}) is False
    assert understanding.outright(ODD).calls == reads().outright(ODD).calls
