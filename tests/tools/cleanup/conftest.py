from datetime import UTC, datetime

import pytest

from store import workspace as workspaces
from store.demo import generate, write
from store.engine import open_engine, upgrade, working
from tests.makers import NOW, TODAY
from tools.context import Actor, Context


class NoShelf:
    def put(self, name, content, media_type):
        raise AssertionError("cleaning up makes no files")


def context(session, today=TODAY, now=NOW):
    return Context(
        session=session, workspace=workspaces.read(session), today=today, now=now,
        actor=Actor("ana@example.com", "Ana Ruiz", "ops_manager"), shelf=NoShelf(),
    )  # fmt: skip


@pytest.fixture
def ctx(session):
    return context(session)


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    """The demo company at a tenth of its size, with its planted truth, and its engine."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'store.db'}")
    upgrade(engine)
    world = generate(scale=0.1)
    write(engine, "main", world, datetime(2026, 11, 20, 12, tzinfo=UTC))
    yield engine, world
    engine.dispose()


@pytest.fixture
def demo(company):
    """A context over the demo company."""
    engine, _ = company
    with working(engine) as session:
        yield context(session)
        session.rollback()


@pytest.fixture
def truth(company):
    return company[1].truth
