"""Stores with a copy beside them."""

import pytest

from store.engine import reading
from tools.parts.columns import keep_in_step


@pytest.fixture
def copied(engine, tmp_path):
    """Makes or renews the copy; however small, it is used."""

    def make(workspace_id="main"):
        with reading(engine) as session:
            assert keep_in_step(session, tmp_path, workspace_id, large=0)
        return tmp_path

    return make
