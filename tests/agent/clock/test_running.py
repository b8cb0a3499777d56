"""A scheduled run: what it does, for whom, within which limits, and how it ends."""

from typing import Any

import pytest
from sqlmodel import select, update

from agent.clock import occasion
from agent.clock.digest import Digest
from agent.clock.running import Attempt
from agent.planner.reading.plan import Plan
from store import artifacts, changes, conversation, firing, policies, resting
from store.changes import Approver
from store.crm import Contact
from store.engine import reading, working, writing
from store.policies import Terms
from store.schedule import Schedule, ScheduleState
from tests.agent.clock.clockwork import CALLS, DUE, MINUTE, Clockwork, demote, furnish
from tests.makers import NOW, WORKSPACE
from tools.result import Question

ANA = Approver("ana@example.com", "ops_manager")


def grant(clockwork: Clockwork) -> None:
    with writing(clockwork.engine) as session:
        terms = Terms("normalise_fields", "contact", ("phone", "country"), min_confidence=0.5)
        policies.grant(session, WORKSPACE, terms, by=ANA, now=NOW)


def schedule(clockwork: Clockwork) -> Schedule:
    with reading(clockwork.engine) as session:
        return session.get_one(Schedule, (WORKSPACE, "sch_one"))


def paused_why(clockwork: Clockwork) -> str | None:
    with reading(clockwork.engine) as session:
        return session.get_one(ScheduleState, (WORKSPACE, "sch_one")).paused_why


def test_a_run_proposes_and_applies_nothing_by_itself(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    run = clockwork.run()
    assert (run.state, run.reason) == ("done", "")
    assert [one.status for one in clockwork.sets()] == ["draft", "draft"]
    assert {one.proposed_by for one in clockwork.sets()} == {"ana@example.com"}


def test_what_a_standing_policy_covers_is_applied(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    grant(clockwork)
    digest = Digest.model_validate(clockwork.run().digest)
    assert [part.status for part in digest.fixed] == ["applied"]
    assert [part.status for part in digest.waiting] == ["draft"]
    with reading(clockwork.engine) as session:
        assert session.exec(select(Contact.phone)).one() == "+14155550123"


def test_what_a_later_run_proposes_anew_waits_only_once(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    clockwork.run()
    clockwork.now += 60 * MINUTE
    assert clockwork.run().state == "done"
    assert [one.status for one in clockwork.sets()] == ["rejected"] * 2 + ["draft"] * 2
    assert {one.rejected_by for one in clockwork.sets()} == {"the clock", None}


def test_a_draft_that_says_more_than_the_later_run_still_waits(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    clockwork.run()
    with working(clockwork.engine) as session:
        session.exec(update(Contact).values(phone="+14155550123"))
        session.commit()
    clockwork.now += 60 * MINUTE
    clockwork.run()
    assert [one.status for one in clockwork.sets()].count("draft") == 2
    assert [one.status for one in clockwork.sets()].count("rejected") == 1


@pytest.mark.parametrize(
    "limit",
    [
        {"draft_only": True}, {"tables": ["account"]}, {"fields": ["country"]},
        {"kinds": ["merge"]}, {"min_confidence": 1.0},
    ],
)  # fmt: skip
def test_a_schedule_s_own_limit_holds_back_what_a_policy_would_apply(
    clockwork: Clockwork, limit: dict[str, object]
) -> None:
    furnish(clockwork.engine, **limit)
    grant(clockwork)
    assert clockwork.run().state == "done"
    assert [one.status for one in clockwork.sets()] == ["draft", "draft"]


def test_the_digest_is_a_file_and_a_message_in_the_run_s_conversation(
    clockwork: Clockwork,
) -> None:
    furnish(clockwork.engine)
    run = clockwork.run()
    with reading(clockwork.engine) as session:
        kept = artifacts.find(session, WORKSPACE, str(run.artifact_id))
        said = conversation.history(session, WORKSPACE, str(run.conversation_id))
    text = artifacts.read(clockwork.home / "artifacts", kept).decode()
    assert text == said[-1].text
    assert "## Needs your approval" in text
    assert "1 × phone of contacts" in text  # noqa: RUF001 - as the digest writes it


def test_a_run_with_no_tool_call_did_not_go_well(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    clockwork.plan = Plan(statement="help")
    run = clockwork.run()
    assert (run.state, run.reason) == ("failed", "no tool was called, so nothing was done")


def test_a_run_that_asks_back_did_not_go_well_and_says_what_it_asks(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    clockwork.plan = Plan(question=Question(text="Which records do you mean?"))
    run = clockwork.run()
    assert run.state == "failed"
    assert "Which records do you mean?" in run.reason


def test_an_owner_who_left_is_refused_and_the_schedule_rests(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    demote(clockwork.engine, active=False)
    run = clockwork.run()
    assert run.state == "refused"
    assert clockwork.sets() == []
    assert "no longer a user" in str(paused_why(clockwork))
    clockwork.now = DUE + 60 * MINUTE
    assert len(clockwork.runs()) == 1


def test_an_owner_has_the_role_that_they_have_now(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    demote(clockwork.engine, role="viewer")
    run = clockwork.run()
    assert run.state == "failed"
    assert clockwork.sets() == []


def test_a_cancelled_run_takes_back_what_it_had_proposed(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    worker = clockwork.worker()
    worker.look()
    attempt = worker._claimed()
    assert attempt is not None
    original = occasion.Round.call

    def cancelled(self: Any, context: Any, tool: Any, arguments: Any) -> Any:
        result = original(self, context, tool, arguments)
        context.session.commit()
        with writing(clockwork.engine) as session:
            resting.stop(session, clockwork.runs()[0])
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occasion.Round, "call", cancelled)
        Attempt(worker.desk, attempt, worker.now).work()
    [run] = clockwork.runs()
    assert run.state == "cancelled"
    assert [one.status for one in clockwork.sets()] == ["rejected"]


def test_a_schedule_pauses_itself_when_people_take_too_much_back(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    grant(clockwork)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policies, "PAUSE_FEWEST", 1)
        clockwork.run()
        [done] = [one for one in clockwork.sets() if one.status == "applied"]
        changes.undo_now(clockwork.engine, WORKSPACE, done.id, by=ANA, now=DUE, worker="w")
        clockwork.now = DUE + 60 * MINUTE
        clockwork.plan = Plan(CALLS[1:])
        clockwork.run()
        assert "people took back 1 of the 1" in str(paused_why(clockwork))
        with writing(clockwork.engine) as session:
            resting.resume(session, schedule(clockwork), clockwork.now)
            assert not resting.reversals(session, schedule(clockwork), clockwork.now).paused


def test_a_run_begins_a_conversation_of_its_own_and_is_told_how_far_it_is(
    clockwork: Clockwork,
) -> None:
    furnish(clockwork.engine)
    clockwork.run()
    clockwork.now = DUE + 60 * MINUTE
    clockwork.run()
    first, second = clockwork.runs()
    assert first.conversation_id != second.conversation_id
    with reading(clockwork.engine) as session:
        lease = firing.lease_of(session, WORKSPACE, second.id)
    assert lease is not None
    assert lease.progress.startswith("step 2: ")


def test_no_consent_can_be_read_from_a_clock(clockwork: Clockwork) -> None:
    furnish(clockwork.engine, ask="approve")
    clockwork.run()
    assert clockwork.sets() == []


def test_nothing_runs_in_the_time_of_a_pause(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    with writing(clockwork.engine) as session:
        resting.pause(session, schedule(clockwork), by="ana", why="", now=NOW)
    assert clockwork.worker().turn() is False
    assert clockwork.runs() == []


def test_the_conversation_is_its_owner_s(clockwork: Clockwork) -> None:
    furnish(clockwork.engine)
    run = clockwork.run()
    with reading(clockwork.engine) as session:
        talk = conversation.read(session, WORKSPACE, str(run.conversation_id))
    assert talk.started_by == "ana@example.com"
