"""A change set's life: proposed, approved by its hash, applied, read back, undone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from store import changes
from store.changes import Approver, Draft
from store.engine import reading, writing
from store.errors import BadInput, Conflict, NotFound, Refused
from tests.makers import NOW, TODAY, WORKSPACE, Make
from tests.store.steps import ANN, apply, approve, carry_out, propose, undo


def test_an_approved_change_is_applied_read_back_and_journaled(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    outcome = carry_out(engine, made)
    make.fresh(row)
    assert (outcome.status, outcome.applied, outcome.unverified) == ("applied", 1, [])
    assert (row.phone, row.version) == ("2", 2)
    assert changes.audit(session, WORKSPACE) == []


def test_applying_again_changes_nothing(engine: Engine, session: Session, make: Make) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    assert carry_out(engine, made) == apply(engine, made)
    make.fresh(row)
    assert row.version == 2


def test_what_is_already_so_is_dropped(session: Session, make: Make) -> None:
    row = make("account", phone="1", city="Rome")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2", "city": "Rome"}))
    assert made.counts["fields"] == 1
    with pytest.raises(BadInput, match="every value is already so"):
        propose(session, Draft("update", "account", row.id, {"city": "Rome"}))


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft("update", "invoice", "x", {}), "no table 'invoice'"),
        (Draft("update", "account", "x", {"state": "deleted"}), "no field 'state'"),
        (Draft("update", "user", "x", {"role": "admin"}), "no field 'role'"),
        (Draft("update", "account", "x", {"founded_year": "soon"}), "cannot be the founded_year"),
        (Draft("update", "account", "x", {"phone": "a\x00b"}), "NUL"),
        (Draft("update", "account", "x", {"phone": "\ud800"}), "surrogates"),
        (Draft("update", "account", "x", {"employee_count": 2**40}), "less than or equal"),
        (Draft("move", "contact", "x", {"phone": "2"}), "only what it points at"),
        (Draft("delete", "contact"), "names no row"),
        (Draft("merge", "contact", "x"), "does not say into which row"),
    ],
)
def test_a_change_that_cannot_be_is_refused(session: Session, draft: Draft, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        propose(session, draft)


def test_a_row_that_is_not_there_is_named(session: Session) -> None:
    with pytest.raises(NotFound, match="account acc_9"):
        propose(session, Draft("update", "account", "acc_9", {"phone": "2"}))


def test_only_what_was_shown_can_be_approved(engine: Engine, session: Session, make: Make) -> None:
    made = propose(session, Draft("update", "account", make("account").id, {"phone": "2"}))
    with pytest.raises(Refused, match="not the content that was shown"):
        changes.approve(engine, WORKSPACE, made.id, digest="0" * 64, by=ANN, now=NOW)
    with pytest.raises(Refused, match="draft, not approved"):
        apply(engine, made)


@pytest.mark.parametrize(
    "who",
    [
        Approver("bot", "admin", kind="agent"),
        Approver("clock", "admin", kind="clock"),
        Approver("rep@example.com", "rep"),
        Approver("x@example.com", "emperor"),
    ],
)
def test_an_agent_or_a_low_role_cannot_approve(
    engine: Engine, session: Session, make: Make, who: Approver
) -> None:
    made = propose(session, Draft("update", "account", make("account").id, {"phone": "2"}))
    with pytest.raises(Refused):
        approve(engine, made, by=who)


def test_a_role_that_was_taken_away_stops_the_application(
    engine: Engine, session: Session, make: Make
) -> None:
    user = make("user", email=ANN.email, role="admin")
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    approve(engine, made)
    user.role = "rep"
    session.commit()
    with pytest.raises(Refused, match="has the role rep"):
        apply(engine, made)


def test_the_second_approver_is_told_who_was_first(
    engine: Engine, session: Session, make: Make
) -> None:
    made = propose(session, Draft("update", "account", make("account").id, {"phone": "2"}))
    approve(engine, made)
    with pytest.raises(Conflict, match=r"already approved by ann@example\.com"):
        approve(engine, made, by=Approver("bo@example.com", "admin"))


def test_an_old_preview_expires(engine: Engine, session: Session, make: Make) -> None:
    made = propose(session, Draft("update", "account", make("account").id, {"phone": "2"}))
    late = NOW + timedelta(days=8)
    with pytest.raises(Refused, match="expired"):
        changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=ANN, now=late)
    with reading(engine) as fresh:
        assert changes.find(fresh, WORKSPACE, made.id).status == "expired"


def test_a_row_that_changed_since_the_preview_is_skipped_and_listed(
    engine: Engine, session: Session, make: Make
) -> None:
    row, other = make("account", phone="1"), make("account", phone="1")
    made = propose(
        session,
        Draft("update", "account", row.id, {"phone": "2"}),
        Draft("update", "account", other.id, {"phone": "2"}),
    )
    with writing(engine) as mine:
        changes.edit(mine, WORKSPACE, "account", row.id, {"phone": "7"}, actor="bo", now=NOW)
    outcome = carry_out(engine, made)
    make.fresh(row)
    assert (outcome.status, outcome.applied, row.phone) == ("conflicted", 1, "7")
    assert outcome.conflicts[0].row_id == row.id
    assert outcome.conflicts[0].reason == (
        "phone was '1' in the preview and is '7' now (bo, 2026-11-20 12:00 UTC)"
    )


def test_a_group_is_applied_whole_or_not_at_all(
    engine: Engine, session: Session, make: Make
) -> None:
    first, second = make("account", phone="1"), make("account", phone="1")
    made = propose(
        session,
        Draft("update", "account", first.id, {"phone": "2"}, group="pair"),
        Draft("update", "account", second.id, {"phone": "2"}, group="pair"),
    )
    with writing(engine) as mine:
        changes.edit(mine, WORKSPACE, "account", second.id, {"city": "Rome"}, actor="bo", now=NOW)
    outcome = carry_out(engine, made)
    make.fresh(first)
    assert (outcome.applied, first.phone, len(outcome.conflicts)) == (0, "1", 2)


def test_a_table_rule_refuses_one_group_and_not_its_neighbours(
    engine: Engine, session: Session, make: Make
) -> None:
    row, other = make("account"), make("account")
    made = propose(
        session,
        Draft("update", "account", row.id, {"annual_revenue_cents": -1}),
        Draft("update", "account", other.id, {"annual_revenue_cents": 1}),
        Draft("create", "contact", after={"account_id": "acc_nobody"}),
    )
    outcome = carry_out(engine, made)
    assert outcome.applied == 1
    reasons = " / ".join(skipped.reason for skipped in outcome.conflicts)
    assert "not_negative" in reasons
    assert "account acc_nobody, which is not there" in reasons


def test_parents_and_children_can_be_made_in_one_group(engine: Engine, session: Session) -> None:
    made = propose(
        session,
        Draft("create", "contact", "con_1", {"account_id": "acc_1"}, group="new"),
        Draft("create", "account", "acc_1", {"name": "Acme"}, group="new"),
    )
    assert carry_out(engine, made).status == "applied"


def test_a_row_may_be_changed_twice_in_one_set(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1", city="Rome")
    made = propose(
        session,
        Draft("update", "account", row.id, {"phone": "2"}),
        Draft("update", "account", row.id, {"phone": "3", "city": "Bonn"}),
    )
    assert carry_out(engine, made).applied == 2
    make.fresh(row)
    assert (row.phone, row.city, row.version) == ("3", "Bonn", 3)
    undo(engine, made)
    make.fresh(row)
    assert (row.phone, row.city) == ("1", "Rome")


def test_a_proposal_is_sealed(engine: Engine, session: Session, make: Make) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    for statement in (
        "UPDATE change SET reason = 'better'",
        "DELETE FROM change",
        (
            "INSERT INTO change SELECT workspace_id, change_set_id, 2, 2, kind, table_name, row_id,"
            ' expected_version, "before", "after", reason, evidence, confidence, result, conflict,'
            " new_version FROM change"
        ),
        "UPDATE change_set SET title = 'better'",
        "DELETE FROM change_set",
        "UPDATE change_set SET status = 'applied'",
    ):
        with pytest.raises(DatabaseError), writing(engine) as mine:
            mine.execute(text(statement))
    carry_out(engine, made)
    for statement in ("UPDATE journal SET actor = 'me'", "DELETE FROM journal"):
        with pytest.raises(DatabaseError, match="append-only"), writing(engine) as mine:
            mine.execute(text(statement))


def test_a_deleted_row_can_be_restored_by_a_proposal(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account")
    carry_out(engine, propose(session, Draft("delete", "account", row.id)))
    with pytest.raises(BadInput, match=f"account {row.id} is deleted"):
        propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    assert carry_out(engine, propose(session, Draft("restore", "account", row.id))).applied == 1
    assert make.fresh(row).state == "live"
    with pytest.raises(BadInput, match="is live"):
        propose(session, Draft("restore", "account", row.id))


def test_money_days_and_flags_come_back_as_they_were(
    engine: Engine, session: Session, make: Make
) -> None:
    deal = make("opportunity", amount_cents=12_345, closed_on=TODAY)
    user = make("user", active=True, started_on=TODAY)
    lead = make("lead", responded_at=NOW)
    made = propose(
        session,
        Draft("update", "opportunity", deal.id, {"amount_cents": 2**40, "closed_on": "2026-01-31"}),
        Draft("update", "user", user.id, {"active": False, "started_on": None}),
        Draft("update", "lead", lead.id, {"responded_at": NOW + timedelta(days=1)}),
    )
    assert carry_out(engine, made).unverified == []
    assert make.fresh(deal).amount_cents == 2**40
    assert make.fresh(deal).closed_on == date(2026, 1, 31)
    assert make.fresh(lead).responded_at == NOW + timedelta(days=1)
    undo(engine, made)
    assert (make.fresh(deal).amount_cents, deal.closed_on) == (12_345, TODAY)
    assert (make.fresh(user).active, user.started_on) == (True, TODAY)
    assert make.fresh(lead).responded_at == NOW
