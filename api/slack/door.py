"""The ways in: Slack's requests are kept, durably and once, and then acknowledged; no more.

Events by HTTP and by Socket Mode pass the same Bolt app.
"""

import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from api.errors import problem
from api.slack.arrival import arrived
from api.slack.signature import is_genuine
from store import inbox
from store.engine import writing

if TYPE_CHECKING:
    from agent.setup import Office

log = logging.getLogger("pitcrew.slack")
MOST_BYTES = 1_000_000
GIVEN = "given"
"""What a request says, as we have read it."""
Wake = Callable[[], None]


def bolt(office: "Office", wake: Wake = lambda: None) -> AsyncApp:
    """A Bolt app that keeps what arrives, and calls nobody before it has answered.

    Args:
        office: Where it is kept.
        wake: Tells a worker of this process that there is something.
    """
    app = AsyncApp(
        name="pitcrew", authorize=_nobody_is_asked, request_verification_enabled=False,
        ignoring_self_events_enabled=False, attaching_function_token_enabled=False,
        logger=log,
    )  # fmt: skip

    @app.middleware
    async def keep(body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        if await run_in_threadpool(kept, office, context.get(GIVEN) or body):
            wake()
        return BoltResponse(status=200, body="")

    return app


def kept(office: "Office", body: dict[str, Any]) -> bool:
    """Put what is said to us into the inbox; whether it was new. On the disk when it returns."""
    now = datetime.now(UTC)
    found = arrived(body, now)
    if found is None:
        return False
    with writing(office.engine, durable=True) as session:
        return inbox.keep(session, office.settings.workspace, found, now)


def routes(office: "Office", secret: str, wake: Wake = lambda: None) -> APIRouter:
    """Slack's address for events, slash commands and buttons.

    Args:
        office: Where they are kept.
        secret: The app's signing secret.
        wake: Tells a worker of this process that there is something.
    """
    router, bolts = APIRouter(), AsyncSlackRequestHandler(bolt(office, wake))

    @router.post("/slack/events", include_in_schema=False)
    async def events(request: Request) -> Response:
        """Take a request that Slack has signed."""
        body = await _read(request)
        if body is None:
            return problem("limit_reached", "That is too long.", "Slack sends less.", 413)
        at = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not is_genuine(secret, at, signature, body, time.time()):
            log.warning("a request to Slack's address was not signed by Slack")
            return problem("not_signed_in", "That is not signed by Slack.", "", 401)
        given = _parsed(body, request.headers.get("content-type", ""))
        if given is None:
            return problem("bad_input", "That is nothing that Slack sends.", "", 422)
        return await bolts.handle(request, {GIVEN: given})

    return router


async def _read(request: Request) -> bytes | None:
    """The request's bytes; None when there are too many. Bolt reads them again from here."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            return None
        pieces.append(piece)
    body = b"".join(pieces)
    request._body = body  # noqa: SLF001 - Starlette keeps it there when it reads it whole itself
    return body


def _parsed(body: bytes, kind: str) -> dict[str, Any] | None:
    """The event, press or command that a request is; None when it is none.

    Bolt takes it for granted that there is one, and takes a command whose words hold "payload" for
    a press that it cannot find.
    """
    try:
        text = body.decode("utf-8")
        if kind.startswith("application/json") or text.startswith("{"):
            found = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            found = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found else None


async def _nobody_is_asked(**_: Any) -> AuthorizeResult:
    """Bolt would ask Slack who we are before it acknowledges; the worker does that later."""
    return AuthorizeResult(enterprise_id=None, team_id=None)
