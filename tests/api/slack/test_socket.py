"""Socket Mode: the same path without an address; what was kept is acknowledged, and only that."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from websockets.asyncio.server import ServerConnection, serve

from api.slack import door
from api.slack.running import by_socket
from store.errors import NotReady
from tests.api.slack.conftest import Slacking
from tests.api.slack.events import said

HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}


class Socket:
    """Slack's side of the socket."""

    def __init__(self) -> None:
        self.acknowledged: asyncio.Queue[str] = asyncio.Queue()
        self.open: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def take(self, connection: ServerConnection) -> None:
        await connection.send(json.dumps(HELLO))
        await self.open.put(connection)
        async for message in connection:
            await self.acknowledged.put(json.loads(message)["envelope_id"])


@asynccontextmanager
async def connected(slack: Slacking) -> AsyncIterator[tuple[Socket, ServerConnection]]:
    socket = Socket()
    async with serve(socket.take, "127.0.0.1", 0) as server:
        [port] = [s.getsockname()[1] for s in server.sockets]
        slack.api.answers["apps.connections.open"] = {"url": f"ws://127.0.0.1:{port}/link"}
        slack.office.settings.slack.app_token = SecretStr("xapp-test")
        stop = asyncio.Event()
        ours = asyncio.create_task(by_socket(slack.office, slack.worker, stop))
        async with asyncio.timeout(60):
            yield socket, await socket.open.get()
        stop.set()
        await ours


def envelope(name: str, body: dict[str, Any]) -> str:
    return json.dumps({"type": "events_api", "envelope_id": name, "payload": body,
                       "accepts_response_payload": False, "retry_attempt": 0})  # fmt: skip


async def answered(slack: Slacking) -> None:
    async with asyncio.timeout(60):
        while {row.state for row in slack.rows()} != {"done"}:  # noqa: ASYNC110 - another thread does it
            await asyncio.sleep(0.05)


async def test_what_comes_by_the_socket_is_kept_acknowledged_and_answered_once(slack: Slacking):
    body = said("what did we win?")
    async with connected(slack) as (socket, connection):
        await connection.send(envelope("e1", body))
        assert await socket.acknowledged.get() == "e1"
        assert len(slack.rows()) == 1
        await connection.send(envelope("e2", body))
        assert await socket.acknowledged.get() == "e2"
        await answered(slack)
    assert len(slack.rows()) == 1
    assert slack.api.last()["text"] == "You won $2,355,928."
    assert slack.api.of("apps.connections.open")[0].token == "Bearer xapp-test"


async def test_what_could_not_be_kept_is_not_acknowledged(slack: Slacking, monkeypatch):
    keep, lost = door.kept, said("what did we lose?")

    def but_one(office, body):
        if body["event_id"] == lost["event_id"]:
            raise OSError("disk")
        return keep(office, body)

    monkeypatch.setattr(door, "kept", but_one)
    async with connected(slack) as (socket, connection):
        await connection.send(envelope("e1", lost))
        await connection.send(envelope("e2", said("what did we win?")))
        assert await socket.acknowledged.get() == "e2"
        await answered(slack)
    assert socket.acknowledged.empty()


async def test_without_the_apps_token_it_says_what_to_set(slack: Slacking):
    with pytest.raises(NotReady) as told:
        await by_socket(slack.office, slack.worker, asyncio.Event())
    assert "PITCREW_SLACK__APP_TOKEN" in told.value.hint
