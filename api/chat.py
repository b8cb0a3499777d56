"""Chat: one message in; the work as it happens, or the whole reply, out."""

import logging
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.events import Ask, Ended, Event, Reply, Started
from api.answers import ExactJSON
from api.exact import dumps
from api.given import Day, Text
from api.office import Asker, TheOffice
from api.pressure import Turn

router = APIRouter(tags=["chat"])
log = logging.getLogger(__name__)

EXAMPLE: dict[str, JsonValue] = {"text": "What did we win last quarter?", "as_of": "2017-12-31"}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events `started`, `planned`, `stepped`, `shown`, `said` and "
        "last `ended` with the whole reply; with `Accept: application/json` the reply alone.",
        "content": {
            "text/event-stream": {
                "example": 'event: said\ndata: {"kind": "said", "text": "You won $2,802,496."}\n\n'
            },
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


class Words(BaseModel):
    """One message to Pitcrew."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    text: Text = Field(min_length=1, max_length=8000)
    conversation: Text | None = Field(default=None, description="None starts a new one.")
    as_of: Day | None = Field(default=None, description="The day to take as today.")


@router.post("/chat", responses=ANSWERS, response_class=Response)
async def chat(
    words: Words, request: Request, office: TheOffice, actor: Asker, turn: Turn
) -> Response:
    """Answer one message: a stream of events, or one JSON object when the client asks for JSON.

    Raises:
        NotFound: There is no such conversation.
        LimitReached: There are too many chats under way.
    """
    ask = Ask(actor=actor, **words.model_dump())
    if "application/json" in request.headers.get("accept", ""):
        async with turn.of(actor):
            return ExactJSON(await run_in_threadpool(office.desk.answer, ask))
    events = turn.during(actor, office.desk.reply(ask))
    # The first event is awaited here, so that what fails before the work begins has a status.
    first = await anext(events)
    return EventSourceResponse(
        _lines(first, events), headers={"x-accel-buffering": "no", "cache-control": "no-cache"}
    )


async def _lines(first: Event, events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    yield _line(first)
    try:
        async for event in events:
            yield _line(event)
    except Exception:
        # Once a stream has begun, its last event says how it ended; a bug is logged whole.
        log.exception("a run failed")
        yield _line(_broken(first))


def _line(event: Event) -> bytes:
    return format_sse_event(event=event.kind, data_str=dumps(event))


def _broken(first: Event) -> Ended:
    begun = first if isinstance(first, Started) else None
    return Ended(
        reply=Reply(
            conversation=begun.conversation if begun else "", run=begun.run if begun else "",
            answer="Something went wrong here; it was logged. Nothing was applied.",
            ended="failed",
        )
    )  # fmt: skip
