"""What may be applied without a person: nothing, until a person grants it, and then only that."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.changes import Approver, Draft
from store.errors import Refused
from store.ledger import StandingPolicy
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import apply, approve, propose

POLICY = Approver("policy", "admin", kind="policy")
GRANTED: dict[str, Any] = {
    "tool": "normalise_fields", "table_name": "account", "fields": ["phone"], "kinds": ["update"],
    "min_confidence": 0.9, "max_rows": 2,
}  # fmt: skip


def grant(session: Session, **terms: Any) -> None:
    session.add(
        StandingPolicy(
            workspace_id=WORKSPACE, id="pol_1", granted_by="ann@example.com", granted_at=NOW,
            **GRANTED | terms,
        )
    )  # fmt: skip
    session.commit()


def test_a_policy_that_covers_every_change_approves_them(
    engine: Engine, session: Session, make: Make
) -> None:
    grant(session)
    row = make("account")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}, confidence=0.95))
    approved = approve(engine, made, by=POLICY)
    assert approved.approved_by == "policy pol_1 of ann@example.com"
    assert apply(engine, made).status == "applied"


@pytest.mark.parametrize(
    "terms",
    [
        {"tool": "merge_duplicates"},
        {"table_name": "contact"},
        {"fields": ["city"]},
        {"kinds": ["create"]},
        {"min_confidence": 0.99},
        {"max_rows": 0},
        {"expires_at": NOW - timedelta(days=1)},
    ],
    ids=lambda terms: next(iter(terms)),
)
def test_a_policy_that_leaves_anything_out_approves_nothing(
    engine: Engine, session: Session, make: Make, terms: dict[str, Any]
) -> None:
    grant(session, **terms)
    made = propose(
        session, Draft("update", "account", make("account").id, {"phone": "2"}, confidence=0.95)
    )
    with pytest.raises(Refused, match="no standing policy"):
        approve(engine, made, by=POLICY)


def test_a_change_that_is_not_sure_of_itself_needs_a_person(
    engine: Engine, session: Session, make: Make
) -> None:
    grant(session)
    made = propose(session, Draft("update", "account", make("account").id, {"phone": "2"}))
    with pytest.raises(Refused, match="no standing policy"):
        approve(engine, made, by=POLICY)


def test_many_rows_need_a_person(engine: Engine, session: Session, make: Make) -> None:
    grant(session)
    rows = [make("account") for _ in range(3)]
    drafts = [Draft("update", "account", r.id, {"phone": "2"}, confidence=1.0) for r in rows]
    with pytest.raises(Refused, match="no standing policy"):
        approve(engine, propose(session, *drafts), by=POLICY)


def test_what_a_run_may_do_is_counted_over_all_its_change_sets(
    engine: Engine, session: Session, make: Make
) -> None:
    grant(session)
    rows = [make("account") for _ in range(3)]
    made = [
        changes.propose(
            session, WORKSPACE, title="Tidy", kind="normalise_fields", proposed_by="agent", now=NOW,
            run_id="run_1",
            drafts=[Draft("update", "account", row.id, {"phone": "2"}, confidence=1.0)],
        )
        for row in rows
    ]  # fmt: skip
    session.commit()
    for draft in made[:2]:
        approve(engine, draft, by=POLICY)
    with pytest.raises(Refused, match="no standing policy"):
        approve(engine, made[2], by=POLICY)


def test_a_policy_of_somebody_who_may_no_longer_grant_it_is_void(
    engine: Engine, session: Session, make: Make
) -> None:
    grant(session)
    row = make("account")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}, confidence=0.95))
    make("user", email="ann@example.com", role="rep")
    with pytest.raises(Refused, match=r"ann@example\.com has the role rep"):
        approve(engine, made, by=POLICY)


def test_a_merge_that_is_allowed_takes_its_children_along(
    engine: Engine, session: Session, make: Make
) -> None:
    grant(session, tool="merge_duplicates", kinds=["update", "merge", "move"], max_rows=5)
    stays, goes = make("account"), make("account")
    make("contact", account_id=goes.id)
    drafts = changes.merge_drafts(
        session, WORKSPACE, "account", stays.id, [goes.id], after={"phone": "2"}, reason="same",
        confidence=0.99,
    )  # fmt: skip
    made = changes.propose(
        session, WORKSPACE, title="Merge", kind="merge_duplicates", proposed_by="agent", now=NOW,
        drafts=drafts,
    )  # fmt: skip
    session.commit()
    approve(engine, made, by=POLICY)
    assert apply(engine, made).status == "applied"
