"""The doors around an office whose desk is scripted and whose store is real."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from agent.settings import Settings
from api.app import build
from store import changes
from store.ledger import ChangeSet
from store.people import Workspace
from tests.api.fakes import FakeOffice
from tests.makers import NOW, Make
from tests.stores import Stores


@pytest.fixture
def office(engine: Engine, workspace: Workspace, tmp_path: Path) -> FakeOffice:
    return FakeOffice(Settings(home=tmp_path, _env_file=None), engine, workspace)


@pytest.fixture
def client(office: FakeOffice) -> TestClient:
    return TestClient(build(office), base_url="http://localhost:8321")


@pytest.fixture
def draft(session: Session, make: Make) -> ChangeSet:
    """A proposed correction of one account's industry, and of nothing else."""
    account = make("account", name="Acme", industry="technolgy")
    return _proposed(session, account.id, {"industry": "technology"})


def _proposed(session: Session, account_id: str, after: dict[str, object]) -> ChangeSet:
    made = changes.propose(
        session, "main", title="Correct 1 industry", kind="normalise_fields",
        drafts=[
            changes.Draft(
                kind="update", table="account", row_id=account_id, after=after,
                reason="a known misspelling", confidence=0.98,
            )
        ],
        proposed_by="ana@example.com", now=NOW,
    )  # fmt: skip
    session.commit()
    return made


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """One kind of store: the tests of what a door asks the store for name both."""
    return sqlite_stores
