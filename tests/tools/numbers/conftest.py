from functools import cache

import pytest

from tests.tools.numbers.world import World, context


@cache
def company(seed, deals):
    return World(seed, deals)


@pytest.fixture
def world(session):
    """A seeded company, another one on each database, beside another tenant's."""
    made = company(1 if session.get_bind().dialect.name == "sqlite" else 2, 160)
    made.write(session)
    company(99, 30).write(session, "another")
    return made


@pytest.fixture
def ctx(session):
    return context(session)
