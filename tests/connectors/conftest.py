from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.connectors.importing import Importer


@pytest.fixture
def importer(engine: Engine, tmp_path: Path) -> Importer:
    return Importer(engine, tmp_path)
