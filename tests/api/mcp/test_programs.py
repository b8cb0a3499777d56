"""What a program gets over MCP: counted like a person's messages, and nothing that takes effect."""

from collections.abc import Iterator
from typing import Any

import pytest
from mcp import Client
from sqlalchemy import Engine
from sqlmodel import select

from agent.settings import Allowance, Settings
from api.app import build
from store.changes import Draft, propose
from store.engine import reading, working
from store.ledger import ChangeSet
from store.trail import Usage
from tests.api.fakes import ANA, FakeOffice, ScriptedDesk
from tests.api.mcp.test_mcp_server import words
from tests.loopback import served
from tests.makers import NOW, WORKSPACE, Make
from tests.safety.planted import changed, furnish, guarded
from tools.catalog import catalog


@pytest.fixture
def address(office: FakeOffice) -> Iterator[str]:
    with served(build(office)) as url:
        yield f"{url}/mcp"


def used(engine: Engine) -> list[Usage]:
    with reading(engine) as session:
        return list(session.exec(select(Usage).order_by(Usage.started_at)))


def at_once(ids: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Every call that would take effect without an approval."""
    given: dict[str, dict[str, Any]] = {
        "change_schedule": {"schedule": "Nightly"},
        "keep_apart": {"table": "account", "records": [ids["one"], ids["other"]]},
        "cleanup_rules": {"value": "Acme", "written": "Evil"},
        "merge_rules": {"tables": ["account"], "fields": ["industry"], "rule": "longest"},
    }
    return [
        (name, {**given[name], "action": action})
        for name, tool in sorted(catalog().items())
        for action in sorted(tool.at_once)
    ]


async def test_no_program_gets_what_takes_effect_at_once(address: str, engine: Engine):
    ids = furnish(engine)
    before, calls = guarded(engine), at_once(ids)
    assert len(calls) >= 10
    async with Client(address) as client:
        for name, arguments in calls:
            result = await client.call_tool(name, arguments)
            assert result.is_error, (name, arguments)
            assert "takes effect at once" in words(result), (name, arguments)
    assert changed(before, guarded(engine)) == []


async def test_a_program_narrows_what_its_person_s_programs_proposed_and_no_other_draft(
    address: str, engine: Engine, make: Make
):
    for name in ("Umbra", "Acme"):
        make("account", name=name, country="Deutschland")
    theirs = {run: draft_of(make("account").id, engine, run=run) for run in ("call_x", None)}
    async with Client(address) as client:
        made = await client.call_tool("normalise_fields", {"table": "account"})
        mine = made.structured_content["change_sets"][0]["id"]
        less = await client.call_tool("narrow_changes", {"change_set": mine, "keep_first": 1})
        assert not less.is_error, words(less)
        assert less.structured_content["change_sets"][0]["id"] != mine
        assert "A person decides, not a program" in words(less)
        for run, given in theirs.items():
            taken = await client.call_tool("narrow_changes", {"change_set": given, "keep_first": 1})
            assert taken.is_error, run
            assert "was proposed elsewhere" in words(taken)
    with reading(engine) as session:
        status = {row.id: row.status for row in session.exec(select(ChangeSet))}
    assert status.pop(mine) == "rejected"
    assert set(status.values()) == {"draft"}


def draft_of(record: str, engine: Engine, run: str | None) -> str:
    """A draft of two parts: somebody else's program's, or the same person's from the page."""
    by = ANA.id if run is None else "bob@example.com"
    drafts = [Draft("update", "account", record, {"industry": "Retail"}),
              Draft("create", "account", None, {"name": "New"})]  # fmt: skip
    with working(engine) as session:
        return propose(
            session, WORKSPACE, title="Tidy up", kind="by_hand", drafts=drafts, proposed_by=by,
            now=NOW, run_id=run,
        ).id  # fmt: skip


async def test_each_call_is_noted_for_the_workspace(address: str, engine: Engine, make: Make):
    make("account", name="Umbra", country="Deutschland")
    make("account", name="Acme", country="Germany")
    async with Client(address) as client:
        await client.call_tool("find_records", {"table": "account"})
        await client.call_tool("normalise_fields", {"table": "account", "fields": ["country"]})
        await client.call_tool("find_records", {"table": 7})
    rows = used(engine)
    assert [row.status for row in rows] == ["answered", "needs_approval", "refused"]
    assert {(row.actor, row.planner, row.tool_calls) for row in rows} == {(ANA.id, "program", 1)}
    assert {(row.input_tokens, row.cost_micros) for row in rows} == {(0, 0)}
    assert all(row.ended_at for row in rows)


async def test_a_program_has_no_more_calls_than_the_workspace(
    office: FakeOffice, engine: Engine, make: Make
):
    make("account", name="Acme")
    allowed = Allowance(runs_per_day=2)
    office.settings = Settings(home=office.settings.home, allowance=allowed, _env_file=None)
    with served(build(office)) as url:
        async with Client(f"{url}/mcp") as client:
            said = [await client.call_tool("find_records", {"table": "account"}) for _ in range(3)]
    assert [each.is_error for each in said] == [False, False, True]
    assert "2 messages of a day" in words(said[2])
    assert len(used(engine)) == 2


async def test_a_bug_in_a_call_is_noted_as_failed(
    address: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tools.contract.Tool.run", lambda *_: 1 / 0)
    monkeypatch.setattr(ScriptedDesk, "answer", lambda *_: 1 / 0)
    async with Client(address) as client:
        assert (await client.call_tool("find_records", {"table": "account"})).is_error
    assert [row.status for row in used(engine)] == ["failed"]
