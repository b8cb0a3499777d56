from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.agent.clock.clockwork import Clockwork
from tests.stores import Stores


@pytest.fixture
def engine(stores: Stores) -> Iterator[Engine]:
    """A store on SQLite and on PostgreSQL, as elsewhere; the desk's own tests take SQLite alone."""
    with stores.one() as made:
        yield made


@pytest.fixture
def clockwork(engine: Engine, tmp_path: Path) -> Clockwork:
    return Clockwork(engine, tmp_path)
