"""A store of its own for every test, on SQLite and on PostgreSQL, and makers of rows in it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlmodel import Session

from store import workspace as workspaces
from store.engine import working
from store.people import Workspace
from tests import postgres
from tests.makers import Make
from tests.stores import PostgresqlStores, SqliteStores, Stores

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""How long an example takes depends on what else the machine does."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL, what takes long is for `make test-all`."""
    for item in items:
        if item.get_closest_marker("heavy") and "[postgresql" in item.name:
            item.add_marker(pytest.mark.slow)


SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder with the public data sets; a test that needs it is skipped where it is not."""
    if not SHARED.exists():
        pytest.skip("the public data sets are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sqlite_stores() -> Iterator[Stores]:
    """Empty stores on SQLite, each a copy of one that was set up once; in memory, if it can be."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is our own
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield SqliteStores(Path(folder))


@pytest.fixture(scope="session")
def postgresql_stores() -> Iterator[Stores]:
    """Empty stores on a PostgreSQL server that lives as long as the tests."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not on this machine")
    cluster = postgres.Cluster.start(programs)
    yield PostgresqlStores(cluster)
    cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Empty stores of either kind, for a test that needs more than one."""
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    return found


@pytest.fixture
def engine(stores: Stores) -> Iterator[Engine]:
    """An empty store with one workspace, `main`."""
    with stores.one() as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session as tools get it; commit it before anything that opens a writer of its own."""
    with working(engine) as opened:
        yield opened


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return workspaces.read(session)


@pytest.fixture
def make(session: Session) -> Make:
    return Make(session)
