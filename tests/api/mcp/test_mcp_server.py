"""Pitcrew's MCP server, asked by the official client over HTTP and over standard input."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters
from sqlalchemy import Engine
from sqlmodel import select

from agent.compose import asks_for_approval
from api.app import build
from store.engine import reading
from store.ledger import ChangeSet
from store.trail import Receipt
from tests.api.fakes import ANA, VIC, FakeOffice, ScriptedDesk, reply
from tests.loopback import served
from tests.makers import Make
from tools.catalog import catalog
from tools.result import ChangeSetRef

ROOT = Path(__file__).parents[3]
DRAFT = ChangeSetRef(id="cs_1", summary="Merge 2", counts={"merges": 2}, risk="medium",
                     status="draft", digest="d")  # fmt: skip


@dataclass
class Lent:
    """An office on loopback."""

    office: FakeOffice
    address: str = field(default="")


@pytest.fixture
def lent(office: FakeOffice) -> Iterator[Lent]:
    with served(build(office)) as url:
        yield Lent(office, f"{url}/mcp")


@pytest.fixture
def misspelt(make: Make) -> str:
    """A store in which there is something to look for, and something to put right."""
    make("account", name="Acme", country="Germany")
    return str(make("account", name="Umbra", country="Deutschland").id)


def words(result) -> str:
    return "\n".join(block.text for block in result.content)


async def test_every_tool_but_those_that_decide_is_offered(lent: Lent):
    async with Client(lent.address) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    deciding = {name for name, tool in catalog().items() if tool.effect == "decides"}
    assert deciding
    assert tools.keys() == {"ask", *catalog()} - deciding
    for name, tool in tools.items():
        reads = name != "ask" and catalog()[name].effect == "reads"
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is (
            True if reads else None if name == "ask" else False
        )
        assert tool.description


async def test_a_tool_answers_with_figures_whose_receipts_are_kept(
    lent: Lent, misspelt: str, engine: Engine
):
    async with Client(lent.address) as client:
        result = await client.call_tool("find_records", {"table": "account"})
    assert not result.is_error
    [figure] = result.structured_content["figures"]
    assert figure["text"] == "2"
    assert f"Receipt `{figure['id']}`" in words(result)
    with reading(engine) as session:
        assert session.exec(select(Receipt.id)).all() == [figure["id"]]


async def test_a_proposal_stays_a_draft_and_says_who_decides(
    lent: Lent, misspelt: str, engine: Engine
):
    change = {"table": "account", "fields": ["country"]}
    async with Client(lent.address) as client:
        result = await client.call_tool("normalise_fields", change)
        said = words(result)
    with reading(engine) as session:
        [made] = session.exec(select(ChangeSet)).all()
    assert made.status == "draft"
    assert f"`pitcrew changes approve {made.id}`" in said
    assert "It cannot be approved from here." in said
    assert "`approve " not in said


async def test_a_tool_that_decides_is_not_there_to_be_called(lent: Lent):
    async with Client(lent.address) as client:
        result = await client.call_tool("approve_changes", {"change_set": "cs_1"})
    assert result.is_error


async def test_the_gate_refuses_what_the_persons_role_does_not_allow(lent: Lent, misspelt: str):
    lent.office.people[None] = VIC
    change = {"table": "account", "fields": ["country"]}
    async with Client(lent.address) as client:
        result = await client.call_tool("normalise_fields", change)
    assert result.is_error
    assert "Vic has the role viewer" in words(result)


async def test_wrong_arguments_are_told_and_a_bug_is_not(lent: Lent, monkeypatch, caplog):
    async with Client(lent.address) as client:
        wrong = await client.call_tool("find_records", {"table": 7})
        monkeypatch.setattr(ScriptedDesk, "answer", lambda *_: 1 / 0)
        broken = await client.call_tool("ask", {"text": "Hi"})
    assert wrong.is_error
    assert "table" in words(wrong)
    assert broken.is_error
    assert "division" not in words(broken)


async def test_ask_acts_for_the_person_and_never_as_one(lent: Lent):
    asks = asks_for_approval(1)
    lent.office.desk.says = reply(
        answer=f"Two are one. {asks}", change_sets=[DRAFT], tables=[], ended="needs_approval"
    )
    async with Client(lent.address) as client:
        result = await client.call_tool("ask", {"text": "approve", "conversation": "cnv_7"})
    [asked] = lent.office.desk.asked
    assert (asked.actor.id, asked.actor.role, asked.actor.kind) == (ANA.id, ANA.role, "agent")
    assert asked.conversation == "cnv_7"
    assert result.structured_content["conversation"] == "cnv_1"
    assert "It cannot be approved from here." in words(result)
    assert asks not in words(result)


@pytest.mark.parametrize("arguments", [{}, {"text": ""}, {"text": "x", "actor": "admin"}])
async def test_ask_takes_a_sentence_and_nothing_else(lent: Lent, arguments):
    async with Client(lent.address) as client:
        assert (await client.call_tool("ask", arguments)).is_error
    assert lent.office.desk.asked == []


def test_another_sites_page_cannot_call_it(lent: Lent):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    refused = httpx.post(lent.address, json=call, headers={"origin": "https://evil.example"})
    assert refused.status_code == 403


@pytest.mark.slow
async def test_over_standard_input_it_is_the_same_server(tmp_path: Path, engine: Engine, misspelt):
    if engine.dialect.name != "sqlite":
        pytest.skip("one kind of store is enough for a process of its own")
    environment = {
        **os.environ, "PITCREW_HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
        "PITCREW_STORE_URL": engine.url.render_as_string(hide_password=False),
    }  # fmt: skip
    program = StdioServerParameters(
        command=sys.executable, args=["-P", "-c", "from api.cli import main; main()", "mcp"],
        env=environment, cwd=str(tmp_path),
    )  # fmt: skip
    async with Client(program) as client:
        tools = (await client.list_tools()).tools
        counted = await client.call_tool("find_records", {"table": "account"})
    assert len(tools) > 30
    assert counted.structured_content["figures"][0]["text"] == "2"
