import pytest

from tests.stores import Stores
from tests.tools.forecasting.making import Company, context


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """SQLite alone: the arithmetic is numpy's; one test asks both databases the same."""
    return sqlite_stores


@pytest.fixture
def company(session):
    """Two years of a company without stage history, in the store."""
    return Company().write(session)


@pytest.fixture
def ctx(session):
    return context(session)
