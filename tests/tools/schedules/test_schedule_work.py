"""A request is scheduled by a proposal, after a trial of which nothing is kept."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from store import changes, firing
from store.changes import Approver
from store.changes.verification import audit
from store.crm import Contact
from store.engine import reading
from store.errors import BadInput, Refused
from store.ledger import Change, ChangeSet
from store.schedule import Schedule
from tests.makers import NOW, WORKSPACE, Make
from tests.tools.schedules.calling import ANA, context
from tools.context import Actor, Foreseen
from tools.result import Result
from tools.schedules.schedule_work import schedule_work

BY_ANA = Approver(ANA.id, "ops_manager")


def foreseeing(*calls: tuple[str, dict[str, Any]], said: str = "") -> Any:
    return lambda _: Foreseen(list(calls), said)


CLEANS = foreseeing(("normalise_fields", {"table": "contact"}))


def friday(session: Session, **given: Any) -> Result:
    foresee = given.pop("foresee", None)
    actor = given.pop("actor", ANA)
    fields = {"ask": "clean up contacts", "when": "every Friday at 4pm", **given}
    return schedule_work(context(session, actor, foresee), **fields)


def counted(session: Session) -> int:
    return session.exec(select(func.count()).select_from(ChangeSet)).one()


def test_nothing_stands_before_somebody_approves_it(session: Session) -> None:
    made = friday(session).change_sets[0]
    session.commit()
    assert firing.standing(session, WORKSPACE) == []
    engine = session.get_bind().engine
    changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=BY_ANA, now=NOW)
    changes.apply(engine, WORKSPACE, made.id, worker="w", now=NOW)
    with reading(engine) as later:
        [row] = firing.standing(later, WORKSPACE)
        assert (row.ask, row.recurrence, row.owner) == ("clean up contacts", "0 16 * * 5", ANA.id)
        assert audit(later, WORKSPACE) == []


def test_undoing_the_approval_takes_the_schedule_away(session: Session) -> None:
    made = friday(session).change_sets[0]
    session.commit()
    engine = session.get_bind().engine
    changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=BY_ANA, now=NOW)
    changes.apply(engine, WORKSPACE, made.id, worker="w", now=NOW)
    changes.undo_now(engine, WORKSPACE, made.id, by=BY_ANA, now=NOW, worker="w")
    with reading(engine) as later:
        assert firing.standing(later, WORKSPACE) == []
        assert audit(later, WORKSPACE) == []


def test_no_policy_can_approve_a_schedule(session: Session) -> None:
    made = friday(session).change_sets[0]
    session.commit()
    policy = Approver("policy", "ops_manager", kind="policy")
    with pytest.raises(Refused):
        changes.approve(session.get_bind().engine, WORKSPACE, made.id, digest=made.digest,
                        by=policy, now=NOW)  # fmt: skip


def test_the_next_three_times_are_shown_on_the_clocks_of_the_zone(session: Session) -> None:
    result = friday(session, timezone="Europe/Berlin")
    assert result.tables[0].rows == [
        ["Fri 2026-11-20 16:00", "Fri 2026-11-20 15:00"],
        ["Fri 2026-11-27 16:00", "Fri 2026-11-27 15:00"],
        ["Fri 2026-12-04 16:00", "Fri 2026-12-04 15:00"],
    ]


def test_a_trial_says_what_a_run_would_change_and_keeps_none_of_it(
    session: Session, make: Make
) -> None:
    make("contact", first_name="Ada", last_name="L", phone="(415) 555-0123", country="US")
    before = counted(session)
    result = friday(session, foresee=CLEANS)
    assert result.facts["would_change"] == 1
    assert result.figures[0].value == 1
    session.commit()
    assert counted(session) == before + 1
    [contact] = session.exec(select(Contact))
    assert contact.phone == "(415) 555-0123"
    tables = set(session.exec(select(Change.table_name)))
    assert tables == {"schedule"}


def test_a_request_that_is_a_question_back_cannot_be_scheduled(session: Session) -> None:
    with pytest.raises(BadInput, match="Which figure"):
        friday(session, foresee=foreseeing(said="Which figure shall I compute?"))


def test_a_request_that_decides_cannot_be_scheduled(session: Session) -> None:
    with pytest.raises(Refused, match="only a person"):
        friday(session, foresee=foreseeing(("approve_changes", {"change_set": "cs_abcd"})))


def test_a_schedule_makes_no_schedules(session: Session) -> None:
    with pytest.raises(BadInput, match="schedules itself"):
        friday(session, foresee=foreseeing(("change_schedule", {"action": "run"})))


def test_who_may_not_do_it_once_may_not_schedule_it(session: Session) -> None:
    rep = Actor(id="rep@example.com", name="Rep", role="rep")
    with pytest.raises(Refused, match="merge_rules needs the role ops_manager"):
        friday(session, actor=rep, foresee=foreseeing(("merge_rules", {})))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"when": "sometimes"}, "how often"), ({"when": "* * * * *"}, "more often"),
        ({"timezone": "Mars/Base"}, "no time zone"), ({"tables": ["payroll"]}, "no table"),
        ({"destination": "pigeon:home"}, "no place"), ({"quiet_from": "22:00"}, "both ends"),
        ({"quiet_from": "22:00", "quiet_until": "25:00"}, "both ends"),
        ({"min_confidence": 1.5}, "no confidence"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(session: Session, given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        friday(session, **given)


def test_the_digest_goes_to_the_asker_s_own_address_when_they_say_me(session: Session) -> None:
    assert friday(session, destination="email:me").facts["destination"] == f"email:{ANA.id}"
    operator = Actor(id="operator", name="The operator", role="admin")
    with pytest.raises(BadInput, match="no e-mail address"):
        friday(session, destination="email:me", actor=operator)


def test_a_digest_goes_to_several_places_however_they_are_written(session: Session) -> None:
    result = friday(session, destination="#revops, me and https://a.example/x,y; email:b@x.example")
    kept = [
        "slack:#revops",
        f"email:{ANA.id}",
        "webhook:https://a.example/x,y",
        "email:b@x.example",
    ]
    assert result.facts["destination"] == ", ".join(kept)
    assert Schedule.model_construct(destination=", ".join(kept)).destinations == kept
    assert f"#revops, {ANA.id}, https://a.example/x,y and b@x.example." in result.say
    assert friday(session, destination="#a, slack:#a").facts["destination"] == "slack:#a"
    with pytest.raises(BadInput, match="'pigeon' is no place"):
        friday(session, destination="#revops, pigeon")
    with pytest.raises(BadInput, match="10 places at most"):
        friday(session, destination=", ".join(f"#c{n}" for n in range(11)))


def test_a_place_that_no_digest_can_reach_yet_is_said_with_the_reason(session: Session) -> None:
    def barrier(place: str) -> str | None:
        return "no mail server is set up" if place.startswith("email:") else None

    world = replace(context(session), barrier=barrier)
    made = schedule_work(world, ask="clean up contacts", when="every Friday at 4pm",
                         destination="ops@x.example, #revops")  # fmt: skip
    assert "Nothing can be sent to ops@x.example yet: no mail server is set up." in made.notes
    assert not [note for note in made.notes if "#revops" in note]
    assert made.facts["destination"] == "email:ops@x.example, slack:#revops"
    assert not [note for note in friday(session, destination="#a").notes if "sent" in note]


def test_limits_are_kept_with_the_schedule(session: Session) -> None:
    friday(session, draft_only=True, max_rows=50, tables=["contact"], min_confidence=0.97)
    session.commit()
    [change] = session.exec(select(Change).where(col(Change.table_name) == "schedule"))
    kept = {name: change.after[name] for name in ("draft_only", "max_rows", "tables")}
    assert kept == {"draft_only": True, "max_rows": 50, "tables": ["contact"]}
    assert set(change.after) <= set(Schedule.model_fields)


def in_talk(session: Session, now: datetime = NOW, **given: Any) -> Result:
    ctx = replace(context(session), conversation_id="con_one", now=now)
    fields = {"ask": "clean up contacts", "when": "every Friday at 4pm", **given}
    return schedule_work(ctx, **fields)


def test_other_times_in_the_same_conversation_replace_the_draft_that_waits(
    session: Session,
) -> None:
    first = in_talk(session).change_sets[0]
    second = in_talk(session, when="every Monday at 9")
    assert f"It takes the place of {first.id}, which is withdrawn." in second.notes
    states = dict(session.exec(select(ChangeSet.id, ChangeSet.status)).all())
    assert states == {first.id: "rejected", second.change_sets[0].id: "draft"}


def test_the_same_schedule_twice_is_one_draft(session: Session) -> None:
    first, again = in_talk(session).change_sets[0], in_talk(session)
    assert again.change_sets[0].id == first.id
    assert counted(session) == 1


def test_other_work_and_other_conversations_keep_their_drafts(session: Session) -> None:
    in_talk(session)
    friday(session)
    in_talk(session, ask="clean up leads")
    statuses = session.exec(select(ChangeSet.status)).all()
    assert list(statuses) == ["draft"] * 3


def test_a_draft_that_has_expired_is_no_draft_that_waits(session: Session) -> None:
    first = in_talk(session).change_sets[0]
    expired = session.get_one(ChangeSet, ("main", first.id)).expires_at
    again = in_talk(session, now=expired).change_sets[0]
    assert again.id != first.id
