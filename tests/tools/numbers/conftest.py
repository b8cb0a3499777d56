from functools import cache

import pytest

from store import workspace as workspaces
from tests.makers import NOW
from tests.tools.numbers.company import SPAN, TODAY, Company
from tests.tools.numbers.world import NoShelf, World, context
from tools.context import Actor, Context
from tools.numbers.measure import measure


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


@pytest.fixture
def asked(session):
    """Writes the company of a seed into a new workspace, and gives what `measure` says of it."""
    made = []

    def of(seed):
        company, name = Company(seed), f"w{len(made)}"
        made.append(name)
        company.write(session, name)
        ctx = Context(session=session, workspace=workspaces.read(session, name), today=TODAY,
                      now=NOW, actor=Actor("a", "Ana", "analyst"), shelf=NoShelf())  # fmt: skip

        def value(metric, variant=None, period=SPAN, **more):
            return measure(ctx, metric, variant=variant, period=period, **more).figures[0].value

        return company, value, ctx

    return of
