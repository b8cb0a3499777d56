"""When a sentence lays down a rule or a schedule, and when it only looks like one."""

import pytest

from agent.planner.talk.standing import standing_call
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory
from tests.makers import TODAY

SURE = {"cleanup_rules": 0.95}
SURE_SCHEDULE = {"schedule_work": 0.95}


@pytest.fixture
def world() -> World:
    return World(Lexicon(), TODAY)


def _nothing(_text: str) -> list[Call]:
    return []


def laid(
    text: str, world: World, chances: dict[str, float]
) -> tuple[str, dict[str, object]] | None:
    call = standing_call(text, world, Memory(), lambda tool: chances.get(tool, 0.0), _nothing)
    return (call.tool, call.arguments) if call else None


def test_an_arrow_alone_makes_no_rule(world: World) -> None:
    assert laid("idle since August → lost", world, {"close_stale_deals": 0.9}) is None


@pytest.mark.parametrize(
    ("text", "found", "written"),
    [
        ("our convention: New York, not NYC", "NYC", "New York"),
        ('"Dept" must turn into "Department" every time', "Dept", "Department"),
        ("'Retail & CPG' replaces 'CPG/Retail'", "CPG/Retail", "Retail & CPG"),
        ("we say Americas not AMER. Remember it.", "AMER", "Americas"),
        ("exempt deMartini from capitalisation", "deMartini", None),
    ],
)
def test_looser_words_do_where_a_rule_is_surely_meant(
    text: str, found: str, written: str | None, world: World
) -> None:
    wanted = {"action": "learn", "value": found} | ({"written": written} if written else {})
    assert laid(text, world, SURE) == ("cleanup_rules", wanted)
    assert laid(text, world, {}) is None


def test_a_schedule_that_is_surely_meant_needs_no_form(world: World) -> None:
    text = "auto nudge drafts each Monday"
    assert laid(text, world, {}) is None
    assert laid(text, world, SURE_SCHEDULE) == (
        "schedule_work", {"ask": "auto nudge drafts", "when": "every Monday at 09:00"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["show calls every day this week", "how many calls every Monday?",
             "weekly stale list please, before Tuesday"],
)  # fmt: skip
def test_a_look_a_question_or_a_day_left_over_is_no_schedule(text: str, world: World) -> None:
    assert laid(text, world, SURE_SCHEDULE) is None


def test_a_schedule_that_is_to_be_moved_is_no_new_one(world: World) -> None:
    assert laid("reschedule to Fridays at noon", world, {"change_schedule": 0.9}) is None
