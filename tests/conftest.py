"""A store of its own for every test, on SQLite and on PostgreSQL, and makers of rows in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import workspace as workspaces
from store.engine import open_engine, upgrade, working, writing
from store.people import Workspace
from tests import postgres
from tests.makers import Make

SHARED = Path(__file__).parents[2] / "shared"
MakeEngine = Callable[[], Engine]


@pytest.fixture
def shared() -> Path:
    """The folder with the public data sets; a test that needs it is skipped where it is not."""
    if not SHARED.exists():
        pytest.skip("the public data sets are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeEngine]:
    """Makes empty SQLite stores, copies of one that was set up once."""
    folder = tmp_path_factory.mktemp("sqlite")
    _set_up(f"sqlite:///{folder}/template.db")
    made: list[Engine] = []

    def make() -> Engine:
        path = folder / f"{len(made)}.db"
        shutil.copy(folder / "template.db", path)
        made.append(open_engine(f"sqlite:///{path}"))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[MakeEngine]:
    """Makes empty PostgreSQL databases, on a server that lives as long as the tests."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not on this machine")
    cluster = postgres.Cluster.start(programs)
    template = cluster.create()
    _set_up(cluster.url(template))
    made: list[Engine] = []

    def make() -> Engine:
        made.append(open_engine(cluster.url(cluster.create(template))))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()
    cluster.stop()


def _set_up(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    with writing(engine) as session:
        workspaces.ensure(session, name="Test")
    engine.dispose()  # SQLite writes its log into the file when the last connection closes


@pytest.fixture(params=["sqlite", "postgresql"])
def new_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """Makes empty stores of either kind."""
    make: MakeEngine = request.getfixturevalue(f"new_{request.param}")
    return make


@pytest.fixture
def engine(new_engine: MakeEngine) -> Iterator[Engine]:
    """An empty store with one workspace, `main`."""
    made = new_engine()
    yield made
    made.dispose()


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
