import pytest

from store.engine import open_engine, upgrade, working
from tests.tools.lists.making import context


@pytest.fixture
def engine(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with working(engine) as session:
        yield session


@pytest.fixture
def ctx(session):
    return context(session)
