"""A schedule just proposed, said otherwise; and one that stands, paused, run or ended by `it`."""

from datetime import date

import pytest

from agent.planner.talk.amending import acted_on, amended
from agent.planner.words.memory import Call, Memory, ShownSet

TODAY = date(2026, 11, 20)
GIVEN = {"ask": "show the stale deals", "when": "every Friday at 16:00",
         "destination": "slack:#revops"}  # fmt: skip


def _memory(status: str = "draft", tool: str = "schedule_work", **arguments: object) -> Memory:
    summary = "Schedule: Show the stale deals, every Friday at 16:00 (America/New_York)"
    shown = ShownSet(id="cs_one", digest="d", status=status, summary=summary)
    return Memory(calls=[Call(tool=tool, arguments=arguments)], sets=[shown])


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("also email it to me", {"destination": "slack:#revops, email:me"}),
        ("post it in #ops instead", {"destination": "slack:#ops"}),
        ("cc finance@acme.com", {"destination": "slack:#revops, email:finance@acme.com"}),
        ("mondays too", {"when": "every Monday and Friday at 16:00"}),
        ("and on tuesdays and thursdays as well",
         {"when": "every Tuesday, Thursday and Friday at 16:00"}),
        ("only propose, don't apply anything", {"draft_only": True}),
        ("at most 50 changes a run", {"max_rows": 50}),
    ],
)  # fmt: skip
def test_a_schedule_that_waits_is_said_otherwise(text, changes):
    found = amended(text, _memory(**GIVEN), TODAY)
    assert found is not None
    assert found.arguments == {**GIVEN, **changes}


@pytest.mark.parametrize(
    "text", ["show me the open deals", "email all customers in Ohio a discount", "approve",
             "on Friday", "why?", "only the stale ones over 50k", "drop the last one"],
)  # fmt: skip
def test_other_words_leave_it_alone(text):
    assert amended(text, _memory(**GIVEN), TODAY) is None


def test_nothing_is_amended_once_it_is_decided():
    assert amended("mondays too", _memory("applied", **GIVEN), TODAY) is None


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("pause it", "pause"), ("put it on hold please", "pause"), ("switch it off", "pause"),
        ("turn it back on", "resume"), ("resume that", "resume"), ("run it now", "run"),
        ("ok stop it", "cancel"), ("cancel that schedule", "cancel"),
    ],
)  # fmt: skip
def test_a_schedule_that_stands_is_meant_by_it(text, action):
    found = acted_on(text, _memory("applied", "approve_changes"))
    assert found is not None
    assert found.arguments == {
        "action": action, "schedule": "Show the stale deals, every Friday at 16:00",
    }  # fmt: skip


def test_it_is_no_schedule_while_a_proposal_waits_or_after_other_work():
    assert acted_on("cancel that", _memory("draft", "schedule_work", **GIVEN)) is None
    assert acted_on("run it now", _memory("applied", "measure")) is None
    assert acted_on("cancel the order of Acme", _memory("applied", "approve_changes")) is None
