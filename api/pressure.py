"""How many chats at once: each has its turn, nobody takes all of them, and beyond that it is 429.

The line is this process's own. Of those who wait, the one with the fewest chats under way is next.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from agent.events import Event
from agent.settings import Chats
from store.errors import LimitReached
from tools.context import Actor


@dataclass(slots=True)
class Line:
    """The chats that are under way, and those that wait for a place."""

    limits: Chats
    _running: Counter[str] = field(default_factory=Counter)
    closing: bool = False
    _waiting: list[tuple[str, asyncio.Future[None]]] = field(default_factory=list)

    @asynccontextmanager
    async def of(self, actor: Actor) -> AsyncIterator[None]:
        """A place for one chat of a person.

        Raises:
            LimitReached: There are too many chats, of this person or in all.
        """
        await self._enter(actor.id)
        try:
            yield
        finally:
            self._leave(actor.id)

    async def during(
        self, actor: Actor, events: AsyncIterator[Event]
    ) -> AsyncGenerator[Event, None]:
        """The events, in a place that is given back when they end."""
        async with self.of(actor):
            async for event in events:
                yield event

    @property
    def depth(self) -> tuple[int, int]:
        """How many are under way, and how many wait."""
        return self._running.total(), len(self._waiting)

    def close(self) -> None:
        """Take no more chats, and send those away that wait; those under way go on to their end."""
        self.closing = True
        for _, place in self._waiting:
            if not place.done():
                place.set_exception(_closing())

    async def _enter(self, person: str) -> None:
        limits = self.limits
        if self.closing:
            raise _closing()
        waits = sum(1 for name, _ in self._waiting if name == person)
        if self._running[person] + waits >= limits.per_person:
            raise _too_many(f"You have {limits.per_person} chats under way already.", 2)
        if self._running.total() < limits.running:
            self._running[person] += 1
            return
        if len(self._waiting) >= limits.waiting:
            raise _too_many("Too many people are asking at once.", 5)
        await self._wait(person)

    async def _wait(self, person: str) -> None:
        place = asyncio.get_running_loop().create_future()
        entry = (person, place)
        self._waiting.append(entry)
        entered = False
        try:
            async with asyncio.timeout(self.limits.wait_seconds):
                await place
            entered = True
        except TimeoutError as error:
            raise _too_many("No place became free in time.", 5) from error
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
            if not entered and place.done() and not place.cancelled() and not place.exception():
                self._leave(person)  # it was given the place just as it went away

    def _leave(self, person: str) -> None:
        self._running[person] -= 1
        if not self._running[person]:
            del self._running[person]
        if self._waiting and self._running.total() < self.limits.running:
            chosen = min(self._waiting, key=lambda waiter: self._running[waiter[0]])
            self._waiting.remove(chosen)
            name, place = chosen
            if not place.done():
                self._running[name] += 1
                place.set_result(None)


def line(request: Request) -> Line:
    """The line of this app."""
    found: Line = request.app.state.line
    return found


Turn = Annotated[Line, Depends(line)]


def _closing() -> LimitReached:
    return LimitReached(
        "Pitcrew is shutting down.", hint="Ask again in a few seconds.", retry_after=5
    )


def _too_many(why: str, seconds: int) -> LimitReached:
    return LimitReached(
        why, hint=f"Try again in {seconds} seconds; PITCREW_CHATS__* sets how many there may be.",
        retry_after=seconds,
    )  # fmt: skip
