"""Chat: one message in; the work as it happens, or the whole reply, out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.events import Ask, Ended, Event
from agent.pulse import end_silent
from api.answers import ExactJSON
from api.exact import dumps
from api.given import Day, Text
from api.live import Live, LiveRun, broken, live
from api.office import Asker, TheOffice
from api.pressure import Turn
from store import conversation
from store.engine import reading
from store.errors import Conflict, Refused
from store.trail import Run
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

router = APIRouter()
log = logging.getLogger(__name__)
UnderWay = Annotated[Live, Depends(live)]
LOOKS_EVERY = 1.0
"""Seconds between looks at a run that another process works on."""

EXAMPLE: dict[str, JsonValue] = {"text": "What did we win last quarter?", "as_of": "2017-12-31"}
ANSWERED = 'event: said\ndata: {"kind": "said", "text": "You won $2,802,496."}\nid: 6\n\n'
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events `waiting` (for a place), `started`, `planned`, "
        "`stepped`, `shown`, `said` and last `ended` with the whole reply; with "
        "`Accept: application/json` the reply alone.",
        "content": {
            "text/event-stream": {"example": ANSWERED},
            "application/json": {
                "example": {
                    "conversation": "con_1", "run": "run_1", "answer": "You won $2,802,496.",
                    "plan": [], "receipts": [], "tables": [], "charts": [], "change_sets": [],
                    "questions": [], "ended": "answered",
                }
            },
        },
    }
}  # fmt: skip
LATER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events as of `POST /v1/chat`, from where the listener left.",
        "content": {"text/event-stream": {"example": ANSWERED}},
    }
}


class Words(BaseModel):
    """One message to Pitcrew."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    text: Text = Field(min_length=1, max_length=8000)
    conversation: Text | None = Field(default=None, description="None starts a new one.")
    as_of: Day | None = Field(default=None, description="The day to take as today.")


@router.post("/chat", tags=["chat"], responses=ANSWERS, response_class=Response)
async def chat(
    words: Words, request: Request, office: TheOffice, actor: Asker, turn: Turn,
    under_way: UnderWay,
) -> Response:  # fmt: skip
    """Answer one message: a stream of events, or one JSON object when the client asks for JSON.

    A stream that breaks off does not stop the run: `GET /v1/runs/{run}/events` goes on with it.

    Raises:
        NotFound: There is no such conversation.
        LimitReached: There are too many chats under way.
    """
    ask = Ask(actor=actor, **words.model_dump())
    if "application/json" in request.headers.get("accept", ""):
        async with turn.of(actor):
            return ExactJSON(await run_in_threadpool(office.desk.answer, ask))
    run = under_way.begin(turn.during(actor, office.desk.reply(ask)))
    # The first event is awaited here, so that what fails before the work begins has a status.
    await run.begun()
    return _stream(_lines(office, run))


@router.get("/runs/{run}/events", responses=LATER, response_class=Response, tags=["runs"])
async def listen(
    run: Text, office: TheOffice, actor: Asker, under_way: UnderWay,
    last_event_id: Annotated[int, Header(ge=0, le=1_000_000)] = 0,
) -> Response:  # fmt: skip
    """Listen to a run again: what came after `Last-Event-ID`, then the rest as it happens.

    Of a run that is over only `ended` is told, with the whole reply. Nothing is done twice.
    """
    await run_in_threadpool(_readable, office, run, actor)
    live = under_way.runs.get(run)
    if live is not None:
        return _stream(_lines(office, live, last_event_id))
    return _stream(_later(office, run))


@router.post("/runs/{run}/stop", status_code=204, tags=["runs"])
async def stop(run: Text, office: TheOffice, actor: Asker, under_way: UnderWay) -> None:
    """Stop a run of one's own; what it has found so far is its answer."""
    found = await run_in_threadpool(_readable, office, run, actor)
    if found.actor != actor.id:
        raise Refused("Only whoever asked may stop a run.", hint="Ask them.")
    if found.status == "running" and not under_way.stop(run):
        raise Conflict(
            "Another process works on this run.",
            hint=f"It ends by itself within {office.settings.budget.seconds:g} seconds.",
        )


async def _lines(office: "Office", live: LiveRun, after: int = 0) -> AsyncIterator[bytes]:
    event: Event | None = None
    try:
        async for n, event in live.listen(after):
            yield format_sse_event(event=event.kind, data_str=dumps(event), id=str(n))
        if live.started and not isinstance(event, Ended):  # it was stopped, and kept what it had
            async for line in _later(office, live.started.run):
                yield line
    except Exception:
        # Once a stream has begun, its last event says how it ended; a bug is logged whole.
        log.exception("a stream failed")
        yield format_sse_event(event="ended", data_str=dumps(broken(None)))


async def _later(office: "Office", run: str) -> AsyncIterator[bytes]:
    """The end of a run that this process has no hand in, once it has ended."""
    while (said := await run_in_threadpool(_ending, office, run)) is None:
        yield format_sse_event(comment="it goes on")
        await asyncio.sleep(LOOKS_EVERY)
    yield format_sse_event(event="ended", data_str=dumps({"kind": "ended", "reply": said}))


def _ending(office: "Office", run: str) -> dict[str, Any] | None:
    """The reply of a run that is over; None while it goes on."""
    end_silent(office.engine, office.workspace.id, datetime.now(UTC))
    with reading(office.engine) as session:
        found = conversation.read_run(session, office.workspace.id, run)
        if found.status == "running":
            return None
        return conversation.reply_of(session, found) or broken(None).reply.model_dump()


def _readable(office: "Office", run: str, actor: Actor) -> Run:
    with reading(office.engine) as session:
        return conversation.read_run(session, office.workspace.id, run, by=actor)


def _stream(lines: AsyncIterator[bytes]) -> Response:
    return EventSourceResponse(
        lines, headers={"x-accel-buffering": "no", "cache-control": "no-cache"}
    )
