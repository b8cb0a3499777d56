import pytest

from tests.tools.lists.making import context


@pytest.fixture
def ctx(session):
    return context(session)
