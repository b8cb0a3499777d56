"""A message to the desk: the thread is its conversation, and the reply is drawn with its files."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from agent.consent import verb_of
from agent.events import Ask, Ended, Event, Planned, Reply, Started, Step, Stepped
from api.drawing import blocks as drawing
from api.drawing.block_tables import FEWER
from api.slack import resuming
from api.slack.answer import Answer, File, Note
from api.slack.arrival import SOURCE
from api.views import change_sets
from api.views.change_sets import Page
from connectors.slack.blocks import Block
from store import artifacts, conversation, conversation_keys
from store.engine import reading, writing
from store.errors import BadInput, NotFound
from tools.context import Actor
from tools.parts.spreadsheet import written_file
from tools.result import Chart, Table

if TYPE_CHECKING:
    from agent.setup import Office

LONGEST = 8000
EVERY = 1.5
"""Seconds between two looks at how far it is: Slack takes about one change a second."""
PREVIEWED = 12
IDLE = timedelta(hours=2)
Tell = Callable[[list[Block]], None]


class Asking:
    """One message on its way through the desk.

    Args:
        office: The deployment.
        body: What arrived.
        progress: How far an earlier worker got.
        note: Keeps how far this one is.
        tell: Shows how far it is.
    """

    def __init__(
        self, office: "Office", body: dict[str, Any], progress: dict[str, Any], note: Note,
        tell: Tell,
    ) -> None:  # fmt: skip
        self.office, self.body, self.progress = office, body, progress
        self.note, self.tell = note, tell
        self._told = 0.0

    def answer(self, text: str, actor: Actor) -> Answer:
        """What the desk replies.

        Raises:
            BadInput: The message is too long.
        """
        if len(text) > LONGEST:
            raise BadInput(
                f"That message has {len(text):,} letters; I read up to {LONGEST:,}.",
                hint="Put a long list into a file and send me that.",
            )
        return self.drawn(self._reply(text or "What can you do?", actor), actor)

    def drawn(self, reply: Reply, actor: Actor) -> Answer:
        """A reply as Slack shows it, with the files that hold what a message does not."""
        space = self.office.workspace
        previews: dict[str, Page] = {}
        with reading(self.office.engine) as session:
            for each in reply.change_sets:
                with suppress(NotFound):  # not all of it is theirs to see
                    previews[each.id] = change_sets.page(
                        session, space, each.id, 0, PREVIEWED, by=actor
                    )
        return Answer(reply.answer, drawing.reply(reply, previews), [*self._files(reply, actor)])

    def _reply(self, text: str, actor: Actor) -> Reply:
        """The desk's reply; after a run that broke off, what there is to say without asking."""
        broken = self.progress.get("run")
        if broken:
            said = resuming.before(self.office, broken, text, actor)
            if said is not None:
                return said
            actor = resuming.again(actor)
        ask = Ask(text=text, actor=actor, conversation=self._conversation(text, actor))
        return asyncio.run(self._listen(ask))

    async def _listen(self, ask: Ask) -> Reply:
        steps: list[Step] = []
        async with aclosing(self.office.desk.reply(ask)) as events:  # type: ignore[type-var]  # a generator, declared as the iterator that doors need
            async for event in events:
                if isinstance(event, Ended):
                    return event.reply
                self._follow(event, steps)
        raise AssertionError("a stream ends with its reply")

    def _follow(self, event: Event, steps: list[Step]) -> None:
        """Keep the run's id, and show how far it is."""
        if isinstance(event, Started):
            self.note(run=event.run)
            self._told = time.monotonic()
            return
        if isinstance(event, Planned):
            steps[:] = event.steps
        elif isinstance(event, Stepped):
            steps[:] = [event.step if s.n == event.step.n else s for s in steps]
        else:
            return
        if time.monotonic() - self._told >= EVERY:
            self.tell(drawing.working(steps))
            self._told = time.monotonic()

    def _conversation(self, text: str, actor: Actor) -> str:
        """The conversation of this thread; begun when it is the first message of it.

        Direct messages and slash commands have no threads, so there a new one begins after a pause:
        tomorrow's question is no follow-up of today's. A word that decides goes on with the old.
        """
        space, now = self.office.settings.workspace, datetime.now(UTC)
        key = conversation_keys.digest(SOURCE, self.body["talk"])
        with writing(self.office.engine) as session:
            found = conversation_keys.find(session, space, key)
            if found is not None:
                with suppress(NotFound):  # somebody's own, and their address has changed since
                    kept = conversation.read(session, space, found, actor).id
                    goes_on = self.body.get("thread") or verb_of(text)
                    if goes_on or not _is_idle(session, space, kept, now):
                        return kept
            alone = self.body["kind"] == "command" or self.body.get("hidden")
            shared = not alone and not self.body.get("direct")
            begun = conversation.begin(session, space, by=actor.id, now=now, shared=shared)
            conversation_keys.keep(session, space, [key], begun.id, now)
            return begun.id

    def _files(self, reply: Reply, actor: Actor) -> Iterator[File]:
        for chart in reply.charts:
            yield File(f"{_named(chart.title)}.png", _picture(chart))
        for table in reply.tables:
            if table.artifact:
                yield self._artifact(table.artifact, actor)
            elif len(table.rows) > FEWER:
                held = len(table.rows)
                part = f" (first {held} of {table.total})" if held < table.total else ""
                yield File(f"{_named(table.title or table.name)}{part}.csv", _sheet(table))

    def _artifact(self, artifact: str, actor: Actor) -> File:
        with reading(self.office.engine) as session:
            found = artifacts.find(session, self.office.settings.workspace, artifact, by=actor)
        return File(found.name, lambda: artifacts.read(self.office.artifacts, found))


def _is_idle(session: Session, space: str, talk: str, now: datetime) -> bool:
    """Whether nothing has been said for so long that a talk is over."""
    last = conversation.history(session, space, talk, limit=1)
    return bool(last) and now - last[0].said_at > IDLE


def _picture(chart: Chart) -> Callable[[], bytes]:
    def drawn() -> bytes:
        from tools.parts.showing.drawing import png

        return png(chart, titled=True)

    return drawn


def _sheet(table: Table) -> Callable[[], bytes]:
    return lambda: written_file("csv", table.columns, table.rows, made_at=datetime.now(UTC))


def _named(title: str) -> str:
    """A title as the name of a file.

    >>> _named("Won revenue, by region: Q3")
    'Won revenue, by region Q3'
    """
    return " ".join(re.sub(r"[^\w ,.()+-]", "", title).split())[:80] or "file"
