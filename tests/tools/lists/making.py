"""Makers for these tests: a store, a context, and rows with only what a test is about."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from store.crm import Account, Contact, Opportunity
from store.identity import new_id
from store.people import User, Workspace
from store.prospect import FundingRound, ProspectCompany, ProspectPerson
from tools.context import Actor, Consent, Context

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
WORKSPACE = "main"


class Drawer:
    """A shelf that keeps what is put on it, for a test to look at."""

    def __init__(self):
        self.files = {}

    def put(self, name, content, media_type):
        key = f"art_{len(self.files) + 1}"
        self.files[key] = (name, content, media_type)
        return key


def context(session: Session, *, role="ops_manager", kind="person", consent=None, today=TODAY):
    workspace = session.get(Workspace, WORKSPACE)
    if workspace is None:
        workspace = Workspace(id=WORKSPACE, name="Test")
        session.add(workspace)
        session.flush()
    return Context(
        session=session, workspace=workspace, today=today, now=NOW, shelf=Drawer(),
        actor=Actor(id="olga@example.com", name="Olga", role=role, kind=kind), consent=consent,
    )  # fmt: skip


def consent(verb, change_set):
    return Consent(verb=verb, change_set_id=change_set.id, digest=change_set.digest)


def _row(session, model, **fields):
    fields.setdefault("workspace_id", WORKSPACE)
    fields.setdefault("id", new_id(model.prefix))
    row = model(recorded_at=NOW, changed_at=NOW, **fields)
    session.add(row)
    session.flush()
    return row


def company(session, name="Acme", **fields):
    return _row(session, ProspectCompany, **{"name": name, "country": "USA", **fields})


def raised(session, of, stage="series-b", on=date(2012, 3, 7), cents=500_000_000, **fields):
    return _row(
        session, FundingRound, prospect_company_id=of.id, stage=stage, funded_on=on,
        raised_cents=cents, currency="USD", **fields,
    )  # fmt: skip


def person(session, at, title="VP of Engineering", first="Ana", last="Silva", **fields):
    return _row(
        session, ProspectPerson, prospect_company_id=at.id if at else None, title=title,
        first_name=first, last_name=last, **fields,
    )  # fmt: skip


def account(session, name="Acme", **fields):
    return _row(session, Account, name=name, **fields)


def contact(session, at=None, **fields):
    return _row(session, Contact, account_id=at.id if at else None, **fields)


def user(session, name="Dana Fox", **fields):
    return _row(session, User, name=name, **fields)


def deal(session, **fields):
    return _row(session, Opportunity, **fields)
