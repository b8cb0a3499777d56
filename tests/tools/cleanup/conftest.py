from datetime import UTC, date, datetime

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


@pytest.fixture
def reps(make):
    return {
        name: make("user", name=name, email=f"{name.split()[0].lower()}@example.com")
        for name in ("Ann Navarro", "Dana Okafor", "Mei Park")
    }


@pytest.fixture
def stages(make):
    names = (("Discovery", "open"), ("Proposal", "open"), ("Won", "won"), ("Lost", "lost"))
    for position, (name, status) in enumerate(names, start=1):
        make("stage", name=name, position=position, status=status)


@pytest.fixture
def deals(make, reps, stages):
    ann = reps["Ann Navarro"].id
    shared = {"owner_id": ann, "created_on": date(2026, 3, 2)}
    return {
        "open": make("opportunity", name="Acme new", stage="Discovery", amount_cents=500_00,
                     expected_close_on=date(2026, 12, 1), push_count=1, **shared),
        "bare": make("opportunity", name="Bolt new", stage="Proposal", **shared),
        "won": make("opportunity", name="Acme old", stage="Won", status="won", amount_cents=900_00,
                    closed_on=date(2026, 9, 1), **shared),
        "lost": make("opportunity", name="Bolt old", stage="Lost", status="lost",
                     closed_on=date(2026, 9, 2), loss_reason="Price", **shared),
    }  # fmt: skip
