import pytest

from tests.tools.forecasting.making import Company, context


@pytest.fixture
def company(session):
    """Two years of a company without stage history, in the store."""
    return Company().write(session)


@pytest.fixture
def ctx(session):
    return context(session)
