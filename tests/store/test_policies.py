"""Policies: granted by people who may, ended when they say, paused when people undo too much."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from store import changes, policies
from store.changes import Approver, Draft
from store.engine import working, writing
from store.errors import BadInput, NotFound, Refused
from store.policies import Terms, grant, revoke, standing, taken_back
from tests.makers import NOW, Make

ANA = Approver("ana@example.com", "ops_manager")
TERMS = Terms("normalise_fields", "account", ("industry",), max_rows=100)


def granted(session: Session, terms: Terms = TERMS) -> str:
    return grant(session, "main", terms, by=ANA, now=NOW).id


def test_what_is_granted_is_listed_until_it_is_revoked(session):
    name = granted(session)
    assert [p.id for p in standing(session, "main", NOW)] == [name]
    revoke(session, "main", name, by=ANA, now=NOW)
    assert standing(session, "main", NOW) == []
    with pytest.raises(NotFound):
        revoke(session, "main", name, by=ANA, now=NOW)


def test_a_policy_ends_on_its_day(session):
    granted(session, Terms("normalise_fields", "account", ("industry",),
                           expires_at=NOW + timedelta(days=1)))  # fmt: skip
    assert len(standing(session, "main", NOW)) == 1
    assert standing(session, "main", NOW + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "by",
    [Approver("rep@example.com", "rep"), Approver("bot", "admin", "agent"),
     Approver("clock", "admin", "clock"), Approver("policy", "admin", "policy")],
)  # fmt: skip
def test_only_a_person_who_may_approve_can_grant(session, by):
    with pytest.raises(Refused):
        grant(session, "main", TERMS, by=by, now=NOW)


@pytest.mark.parametrize(
    "terms",
    [
        Terms("close_stale_deals", "opportunity", ("status",)),
        Terms("run_cleanup", "account", ("industry",)),
        Terms("normalise_fields", "account", ("nothing",)),
        Terms("normalise_fields", "account", ("version",)),
        Terms("normalise_fields", "account", ()),
        Terms("normalise_fields", "account", ("industry",), ("delete",)),
        Terms("normalise_fields", "account", ("industry",), min_confidence=0),
        Terms("normalise_fields", "account", ("industry",), max_rows=0),
        Terms("normalise_fields", "account", ("industry",), expires_at=NOW),
    ],
)
def test_terms_that_no_policy_may_have_are_refused(session, terms):
    with pytest.raises(BadInput):
        granted(session, terms)


def applied_by_policy(session, engine, make: Make, count: int) -> tuple[str, list[str]]:
    rows = [make("account", name=f"Firm {n}", industry="technolgy").id for n in range(count)]
    granted(session)
    drafts = [Draft("update", "account", row, {"industry": "technology"}, confidence=0.99)
              for row in rows]  # fmt: skip
    made = changes.propose(session, "main", title="Correct", kind="normalise_fields",
                           drafts=drafts, proposed_by="agent", now=NOW)  # fmt: skip
    name, digest = made.id, made.digest
    session.commit()
    by = Approver("policy", "ops_manager", "policy")
    changes.approve(engine, "main", name, digest=digest, by=by, now=NOW)
    changes.apply(engine, "main", name, worker="test", now=NOW)
    return name, rows


def back(engine):
    with working(engine) as session:
        return taken_back(session, "main", NOW + timedelta(days=1))


def test_nothing_is_paused_while_nothing_is_taken_back(session, engine, make):
    applied_by_policy(session, engine, make, 25)
    found = back(engine)
    assert (found.applied, found.undone, found.paused) == (25, 0, False)


def test_an_undo_of_it_all_pauses(session, engine, make):
    name, _ = applied_by_policy(session, engine, make, 25)
    changes.undo_now(engine, "main", name, by=ANA, worker="test", now=NOW)
    assert (back(engine).undone, back(engine).paused) == (25, True)


def test_three_of_twenty_five_written_over_pause_and_two_do_not(session, engine, make):
    _, rows = applied_by_policy(session, engine, make, 25)
    for number, row in enumerate(rows[:3], start=1):
        with writing(engine) as editing:
            changes.edit(editing, "main", "account", row, {"industry": "Software"},
                         actor="bo@example.com", now=NOW)  # fmt: skip
        assert back(engine).paused is (number == 3)


def test_with_few_changes_there_is_nothing_to_judge_by(session, engine, make):
    name, _ = applied_by_policy(session, engine, make, 5)
    changes.undo_now(engine, "main", name, by=ANA, worker="test", now=NOW)
    assert (back(engine).share, back(engine).paused) == (1.0, False)


def test_what_was_taken_back_long_ago_is_forgiven_and_a_new_policy_starts_afresh(
    session, engine, make
):
    name, _ = applied_by_policy(session, engine, make, 25)
    changes.undo_now(engine, "main", name, by=ANA, worker="test", now=NOW)
    with working(engine) as later:
        late = NOW + timedelta(days=policies.PAUSE_DAYS + 1)
        assert not taken_back(later, "main", late).paused
        [old] = standing(later, "main", NOW)
        revoke(later, "main", old.id, by=ANA, now=NOW)
        granted(later)
        assert not taken_back(later, "main", NOW).paused
