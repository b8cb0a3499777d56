"""`Idempotency-Key`: the same request under the same key is carried out once and answered again.

It stands before every route that changes something, those of tomorrow as well. What is kept is the
answer of a request that succeeded; one that failed may be tried again under its key.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

import anyio
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import told
from api.office import asker, office
from store.conversation_keys import digest
from store.doors import KeptAnswer
from store.errors import BadInput, Conflict, LimitReached, PitcrewError
from store.once import Once

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
UNKEPT = frozenset({"/v1/session", "/v1/invitations", "/v1/me/password"})
"""Requests that hold a password: not even a digest of them is kept."""
A_KEY = re.compile(r"[\x21-\x7e]{1,255}")
IN_MEMORY = 1 << 20
MOST_SENT = 1_100_000_000
MOST_KEPT = 2 << 20
"""A longer answer is passed on and not kept."""


class OnceGate:
    """Looks for the header; without it a request passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = Headers(scope=scope).get("idempotency-key") if scope["type"] == "http" else None
        if key is None or scope["method"] not in CHANGES or not _is_kept(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
                await self._carry_out(key, scope, body, receive, send)
        except PitcrewError as error:
            await told(error)(scope, receive, send)

    async def _carry_out(
        self, key: str, scope: Scope, body: Any, receive: Receive, send: Send
    ) -> None:
        if not A_KEY.fullmatch(key):
            raise BadInput("An idempotency key is 1 to 255 letters, digits or signs, no spaces.")
        request = Request(scope)
        actor = await run_in_threadpool(asker, request)
        await _taken(receive, body)
        here = office(request)
        once = Once(
            here.engine, here.settings.workspace, digest(actor.id, key),
            await run_in_threadpool(_fingerprint, request, body),
        )  # fmt: skip
        kept = await run_in_threadpool(once.begin, datetime.now(UTC))
        if kept is not None:
            await _again(kept)(scope, receive, send)
            return
        heard = _Heard(send)
        try:
            await self.app(scope, _given(body, receive), heard)
        finally:
            # Even when the sender has gone away: what was done must not be done again.
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(heard.settle, once)


def _is_kept(path: str) -> bool:
    return path.startswith("/v1/") and path not in UNKEPT


@dataclass(slots=True)
class _Heard:
    """What the app answers, on its way out."""

    send: Send
    status: int = 0
    media_type: str | None = None
    secret: bool = False
    whole: bool = False
    length: int = 0
    pieces: list[bytes] = field(default_factory=list)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            self.status, self.media_type = message["status"], headers.get("content-type")
            no_store = "no-store" in headers.get("cache-control", "")
            self.secret = no_store or "set-cookie" in headers
        elif message["type"] == "http.response.body":
            piece = message.get("body", b"")
            self.length += len(piece)
            if self.length <= MOST_KEPT and not self.secret:
                self.pieces.append(piece)
            self.whole = not message.get("more_body", False)
        await self.send(message)

    def settle(self, once: Once) -> None:
        """Keep the answer of what succeeded; forget what failed, or was broken off."""
        if not self.whole or not 200 <= self.status < 300:  # noqa: PLR2004 - HTTP's own numbers
            once.failed()
            return
        keep = not self.secret and self.length <= MOST_KEPT
        once.done(self.status, self.media_type, b"".join(self.pieces) if keep else None)


def _again(kept: KeptAnswer) -> Response:
    if kept.body is None:
        raise Conflict(
            "This was done already; its answer was too long, or too secret, to be kept.",
            hint="Look at what it made.",
        )
    return Response(
        kept.body, kept.status or 200, {"idempotent-replayed": "true"}, kept.media_type
    )  # fmt: skip


async def _taken(receive: Receive, body: Any) -> None:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadInput("The request broke off.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > MOST_SENT:
            raise LimitReached("The request is too large.", hint="Import the file on the machine.")
        body.write(piece)
        more = message.get("more_body", False)


def _given(body: Any, receive: Receive) -> Callable[[], Any]:
    """Hands the app the body that was taken, then whatever comes after it."""
    body.seek(0)
    ended = False

    async def give() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        piece = body.read(IN_MEMORY)
        ended = len(piece) < IN_MEMORY
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return give


def _fingerprint(request: Request, body: Any) -> str:
    """A digest of what is asked. A form's boundary is made anew each time, and left out."""
    kind = request.headers.get("content-type", "")
    found = re.search(r'boundary="?([^";]+)', kind)
    boundary = found[1].encode() if found else b""
    said = [request.method, request.url.path, request.url.query, request.headers.get("accept", "")]
    hashed = hashlib.sha256("\n".join([*said, kind.partition(";")[0], ""]).encode())
    body.seek(0)
    rest = b""
    while piece := body.read(IN_MEMORY):
        text = rest + piece
        text = text.replace(boundary, b"") if boundary else text
        keep = len(text) - max(len(boundary) - 1, 0)
        hashed.update(text[: max(keep, 0)])
        rest = text[max(keep, 0) :]
    hashed.update(rest)
    return hashed.hexdigest()
