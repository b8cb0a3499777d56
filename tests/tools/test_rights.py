"""Every role, scope and kind of actor against every tool: what is denied is refused in code."""

from dataclasses import replace

import pytest

from store.access import SCOPES
from store.errors import BadInput, Refused
from store.people import ROLES
from tests.makers import TODAY
from tests.tools.numbers.world import context
from tools.catalog import catalog
from tools.context import Actor, Consent, Context
from tools.contract import NEEDS, SCOPE

TOOLS = catalog()
WORD = Consent("approve", "cs_none", "x")
NEVER = {"no": "such argument"}
"""No tool runs with it, so that a call which is let through does nothing either."""


@pytest.fixture
def stores(sqlite_stores):
    return sqlite_stores


def refused(ctx: Context, tool: str, actor: Actor, consent: Consent | None = WORD) -> bool:
    """Whether a call is refused; one that is let through stops at its arguments."""
    try:
        TOOLS[tool].run(replace(ctx, actor=actor, consent=consent), NEVER)
    except Refused:
        return True
    except BadInput:
        return False
    raise AssertionError("a tool took an argument that it has not")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_below_the_tools_own_is_refused_and_no_other(session, role):
    ctx = context(session, TODAY)
    actor = Actor("a@example.com", "A", role)
    denied = {name for name in TOOLS if refused(ctx, name, actor)}
    rank = ROLES.index(role)
    assert denied == {n for n, tool in TOOLS.items() if ROLES.index(tool.role) > rank}


@pytest.mark.parametrize("scope", SCOPES)
def test_without_its_scope_a_tool_is_refused_to_an_admin(session, scope):
    ctx = context(session, TODAY)
    actor = Actor("a@example.com", "A", "admin").within({scope})
    denied = {name for name in TOOLS if refused(ctx, name, actor)}
    assert denied == {name for name, tool in TOOLS.items() if SCOPE[tool.effect] != scope}


@pytest.mark.parametrize("kind", ["person", "agent", "clock"])
def test_only_a_person_decides_and_only_in_their_own_words(session, kind):
    ctx = context(session, TODAY)
    actor = Actor("a@example.com", "A", "admin", kind)
    deciding = {name for name, tool in TOOLS.items() if tool.effect == "decides"}
    assert {n for n in TOOLS if refused(ctx, n, actor, None)} == deciding
    spoken = {n for n in TOOLS if refused(ctx, n, actor)}
    assert spoken == (set() if kind == "person" else deciding)


def test_every_tool_has_an_owner_role_no_lower_than_its_effect_asks():
    low = [n for n, t in TOOLS.items() if ROLES.index(t.role) < ROLES.index(NEEDS[t.effect])]
    assert low == []
    assert deciding_tools() > 0


def deciding_tools() -> int:
    return sum(tool.effect == "decides" for tool in TOOLS.values())
