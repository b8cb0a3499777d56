"""OpenAI's chat completions over the same desk, for its clients and Open WebUI."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse

from agent.events import Ask, Ended, Event, Reply, Started, Stepped, Waiting
from api.completions import asked, shapes
from api.completions.asked import Wanted
from api.completions.route import CompletionRoute, Faulty
from api.drawing.markdown import CHANGES, markdown
from api.office import Asker, TheOffice
from api.pressure import Turn
from api.views import change_sets
from store import conversation_keys
from store.engine import reading, writing
from store.errors import NotFound
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

FAULTS: dict[int | str, dict[str, Any]] = {
    code: {"model": Faulty} for code in (400, 403, 404, 409, 422, 429, 502)
}
router = APIRouter(tags=["OpenAI-compatible"], route_class=CompletionRoute, responses=FAULTS)
log = logging.getLogger(__name__)
NOTHING = json.dumps({"title": "", "tags": [], "follow_ups": [], "queries": []})
"""To a client's own chores there is nothing to say; it then does without."""
TALK, RUN = "x-pitcrew-conversation", "x-pitcrew-run"
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": shapes.Completion,
        "description": "A completion; with `stream` its chunks, as server-sent events.",
        "content": {"text/event-stream": {"example": "data: {...}\n\ndata: [DONE]\n\n"}},
    },
}


@dataclass(frozen=True, slots=True)
class _Talk:
    """One message, and the conversation that its client means."""

    office: "Office"
    actor: Actor
    wanted: Wanted
    text: str
    name: str | None
    conversation: str | None

    @property
    def ask(self) -> Ask:
        return Ask(text=self.text, actor=self.actor, conversation=self.conversation)


@router.get("/models")
def list_models() -> shapes.Models:
    """What can be asked: Pitcrew."""
    return shapes.Models()


@router.get("/models/{model}")
def show_model(model: str) -> shapes.Model:
    """Pitcrew, by its name."""
    _known(model)
    return shapes.Model()


@router.post("/chat/completions", responses=ANSWERS, response_class=Response)
async def complete(
    wanted: Wanted, request: Request, office: TheOffice, actor: Asker, turn: Turn
) -> Response:
    """Answer the last message of a conversation, in Markdown.

    The conversation is the one that `X-Pitcrew-Conversation`, `X-Conversation-Id`,
    `X-OpenWebUI-Chat-Id` or `metadata.conversation_id` names; else the one in which exactly the
    earlier messages were said. System messages are not read: Pitcrew has rules of its own.
    """
    _known(wanted.model)
    if wanted.is_task:
        return _chore(wanted)
    talk = await run_in_threadpool(_opened, office, actor, wanted, request)
    if not wanted.stream:
        async with turn.of(actor):
            reply = await run_in_threadpool(office.desk.answer, talk.ask)
        content = await run_in_threadpool(_kept, talk, reply)
        body = shapes.whole(content, reply.usage).model_dump()
        return JSONResponse(body, headers={TALK: reply.conversation, RUN: reply.run})
    events = turn.during(actor, office.desk.reply(talk.ask))
    # The first event is awaited here, so that what fails before the work begins has a status.
    first = await anext(events)
    if isinstance(first, Waiting):  # OpenAI's protocol has no word for it
        first = await anext(events)
    headers = {"x-accel-buffering": "no", "cache-control": "no-cache"}
    if isinstance(first, Started):
        headers |= {TALK: first.conversation, RUN: first.run}
    return StreamingResponse(_stream(talk, events), media_type="text/event-stream", headers=headers)


def _known(model: str) -> None:
    if model != asked.MODEL:
        raise NotFound(f"There is no model {model!r} here.", hint=f"Ask {asked.MODEL!r}.")


def _chore(wanted: Wanted) -> Response:
    if not wanted.stream:
        return JSONResponse(shapes.whole(NOTHING, {}).model_dump())
    chunks = shapes.Chunks()
    said = [chunks.piece({"role": "assistant", "content": NOTHING}), chunks.piece({}, "stop")]
    return Response(b"".join([*said, shapes.DONE]), media_type="text/event-stream")


def _opened(office: "Office", actor: Actor, wanted: Wanted, request: Request) -> _Talk:
    text = asked.words(wanted)
    direct = request.headers.get(TALK)
    name = asked.name_of(wanted, request.headers, actor.id)
    key = name or asked.said_key(actor.id, wanted)
    found = direct
    if found is None and key is not None:
        with reading(office.engine) as session:
            found = conversation_keys.find(session, office.workspace.id, key)
    return _Talk(office, actor, wanted, text, name, found)


def _kept(talk: _Talk, reply: Reply) -> str:
    """The reply as Markdown; from now on its conversation is known by what has been said."""
    office, actor, wanted = talk.office, talk.actor, talk.wanted
    with reading(office.engine) as session:
        pages = [
            change_sets.page(session, office.workspace, given.id, 0, CHANGES)
            for given in reply.change_sets
            if given.status == "draft"
        ]
    content = markdown(reply, pages)
    before, after = asked.said_key(actor.id, wanted), asked.said_key(actor.id, wanted, content)
    keys = [key for key in (talk.name, after) if key]
    with writing(office.engine) as session:
        if before is not None and talk.name is None:
            # Who goes back and asks otherwise begins anew: "approve" means what they still see.
            conversation_keys.drop(session, office.workspace.id, before)
        conversation_keys.keep(
            session, office.workspace.id, keys, reply.conversation, datetime.now(UTC)
        )
    return content


async def _stream(talk: _Talk, events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    chunks = shapes.Chunks()
    yield chunks.piece({"role": "assistant", "content": ""})
    try:
        async for event in events:
            if isinstance(event, Stepped) and event.step.status not in {"planned", "running"}:
                yield chunks.piece(
                    {"reasoning_content": f"{event.step.title}: {event.step.said}\n"}
                )
            if isinstance(event, Ended):
                content = await run_in_threadpool(_kept, talk, event.reply)
                for piece in _last(chunks, content, event.reply, usage=talk.wanted.counts_usage):
                    yield piece
    except Exception:
        # Once a stream has begun, its end says that it failed; a bug is logged whole.
        log.exception("a completion failed")
        yield shapes.broken("Something went wrong here; it was logged. Nothing was applied.")


def _last(chunks: shapes.Chunks, content: str, reply: Reply, *, usage: bool) -> Iterator[bytes]:
    for line in content.splitlines(keepends=True):
        yield chunks.piece({"content": line})
    yield chunks.piece({}, "stop")
    if usage:
        yield chunks.usage(reply.usage)
    yield shapes.DONE
