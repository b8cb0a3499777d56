"""The ids of merged records lead to the record they became, and stop doing so after an undo."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.changes import merge_drafts, resolved
from store.crm import Account, Contact
from store.engine import reading
from store.ledger import ChangeSet
from tests.makers import WORKSPACE, Make
from tests.store.steps import carry_out, propose, undo


def merged(engine: Engine, session: Session, stays: str, goes: str) -> ChangeSet:
    drafts = merge_drafts(session, WORKSPACE, "account", stays, [goes], after={}, reason="same")
    made = propose(session, *drafts)
    carry_out(engine, made)
    session.commit()
    return made


@pytest.fixture
def three(make: Make) -> tuple[Account, Account, Account]:
    one, two, three = (make("account", name=f"Acme {n}", external_id=f"crm-{n}") for n in range(3))
    return one, two, three


def test_every_old_id_is_resolved_in_one_go(
    engine: Engine, session: Session, three: tuple[Account, Account, Account]
) -> None:
    one, two, last = three
    first = merged(engine, session, two.id, one.id)
    merged(engine, session, last.id, two.id)
    ids = [one.id, two.id, last.id, "crm-0", "crm-1", "crm-2", "nobody"]
    with reading(engine) as fresh:
        assert resolved(fresh, WORKSPACE, "account", ids) == dict.fromkeys(ids[:6], last.id)
    undo(engine, first)
    with reading(engine) as fresh:
        found = resolved(fresh, WORKSPACE, "account", ids)
        assert (found[one.id], found["crm-0"]) == (one.id, one.id)
        assert (found[two.id], found["crm-1"]) == (last.id, last.id)
        assert changes.resolve(fresh, WORKSPACE, "account", "crm-0") == one.id


def test_an_id_in_another_workspace_is_not_looked_at(
    engine: Engine, three: tuple[Account, Account, Account]
) -> None:
    with reading(engine) as fresh:
        assert resolved(fresh, "other", "account", [three[0].id]) == {}
        assert resolved(fresh, WORKSPACE, "contact", [three[0].id]) == {}
        assert Contact.prefix == "con"
