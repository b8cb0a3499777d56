"""Sending to a receiver on loopback: signed, bounded, never led elsewhere."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from connectors.outgoing.address import Target
from connectors.outgoing.posting import post, signed, verified
from store.errors import Upstream

SECRET = f"whsec_{base64.b64encode(b'0123456789abcdef').decode()}"
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Receiver:
    """Answers every connection with the same bytes, and remembers what it was sent."""

    says: bytes
    pause: float = 0
    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    open: list[asyncio.StreamWriter] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.append(writer)
        self.heard.append(await reader.readuntil(b"\r\n\r\n"))
        for byte in range(len(self.says)) if self.pause else ():
            writer.write(self.says[byte : byte + 1])
            await asyncio.sleep(self.pause)
        if not self.pause:
            writer.write(self.says)
            await writer.drain()
        writer.close()

    @property
    def target(self) -> Target:
        return Target("http", "hooks.example.com", self.port, "/in", "127.0.0.1")


@asynccontextmanager
async def receiving(says: bytes, pause: float = 0) -> AsyncIterator[Receiver]:
    made = Receiver(says, pause)
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for writer in made.open:
            writer.transport.abort()
        await asyncio.sleep(0.06)  # for those who answer letter by letter to see it


async def test_it_goes_to_the_address_and_names_the_host():
    async with receiving(OK) as receiver:
        assert await post(receiver.target, b"{}", {"webhook-id": "m"}) == 204
    [head] = receiver.heard
    assert head.startswith(b"POST /in HTTP/1.1\r\n")
    assert f"host: hooks.example.com:{receiver.port}".encode() in head.lower()
    assert b"webhook-id: m" in head.lower()
    assert b"cookie" not in head.lower()


async def test_a_redirect_is_an_answer_and_is_not_followed():
    async with receiving(OK) as inside:
        there = f"http://127.0.0.1:{inside.port}/"
        says = f"HTTP/1.1 307 x\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n".encode()
        async with receiving(says) as receiver:
            assert await post(receiver.target, b"{}", {}) == 307
        assert inside.heard == []


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch):
    async with receiving(OK) as proxy, receiving(OK) as receiver:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert await post(receiver.target, b"{}", {}) == 204
        assert proxy.heard == []


async def test_an_endless_body_is_not_read():
    says = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n" + b"x" * 100_000
    async with receiving(says) as receiver:
        assert await post(receiver.target, b"{}", {}, seconds=5) == 200


@pytest.mark.parametrize("says", [OK, b""])
async def test_who_answers_letter_by_letter_or_not_at_all_is_left_in_time(says: bytes):
    async with receiving(says or b"x" * 50, pause=0.05) as receiver:
        with pytest.raises(Upstream, match=r"hooks\.example\.com did not answer"):
            await post(receiver.target, b"{}", {}, seconds=0.2)


async def test_nobody_there_and_nonsense_are_both_no_answer():
    async with receiving(b"nonsense\r\n\r\n") as receiver:
        with pytest.raises(Upstream):
            await post(receiver.target, b"{}", {})
    with pytest.raises(Upstream):
        await post(receiver.target, b"{}", {})


def test_the_signature_is_that_of_standard_webhooks():
    headers = signed(SECRET, "msg_1", 1_700_000_000, b'{"a":1}')
    text = b'msg_1.1700000000.{"a":1}'
    right = base64.b64encode(hmac.digest(b"0123456789abcdef", text, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{right}"


def test_the_signature_of_the_standards_own_example():
    # https://github.com/standard-webhooks/standard-webhooks, the vector of its libraries' tests.
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        b'{"test": 2432232314}',
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_takes_what_is_ours_and_fresh_and_nothing_else():
    now = int(time.time())
    headers, content = signed(SECRET, "msg_1", now, b"{}"), b"{}"
    assert verified(SECRET, headers, content, now + 200)
    assert not verified(SECRET, headers, content, now + 301)
    assert not verified(SECRET, headers, b"{ }", now)
    assert not verified(SECRET, headers | {"webhook-id": "msg_2"}, content, now)
    assert not verified(SECRET, headers | {"webhook-timestamp": str(now + 1)}, content, now)
    assert not verified(f"whsec_{base64.b64encode(b'another').decode()}", headers, content, now)
    assert not verified(SECRET, {}, content, now)
