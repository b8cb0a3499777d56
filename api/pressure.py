"""How many chats at once: each has its turn, nobody takes all of them, and beyond that it is 429.

The line is this process's own. Of those who wait, the one with the fewest chats under way is next.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from agent.events import Event, Waiting
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
        with self._asked(actor.id) as place:
            await self._called(place)
            yield

    async def during(
        self, actor: Actor, events: AsyncIterator[Event]
    ) -> AsyncGenerator[Event, None]:
        """The events, in a place that is given back when they end; who must wait is told first.

        Raises:
            LimitReached: There are too many chats, of this person or in all.
        """
        with self._asked(actor.id) as place:
            if not place.done():
                yield Waiting(ahead=len(self._waiting) - 1)
            await self._called(place)
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

    @contextmanager
    def _asked(self, person: str) -> Iterator["asyncio.Future[None]"]:
        """A place, at once or later; it is given back whatever happens, also on the way to it."""
        place = self._claim(person)
        try:
            yield place
        finally:
            if (person, place) in self._waiting:
                self._waiting.remove((person, place))
            if place.done() and not place.cancelled() and not place.exception():
                self._leave(person)

    async def _called(self, place: "asyncio.Future[None]") -> None:
        try:
            async with asyncio.timeout(self.limits.wait_seconds):
                await place
        except TimeoutError as error:
            raise _too_many("No place became free in time.", 5) from error

    def _claim(self, person: str) -> "asyncio.Future[None]":
        limits = self.limits
        if self.closing:
            raise _closing()
        waits = sum(1 for name, _ in self._waiting if name == person)
        if self._running[person] + waits >= limits.per_person:
            raise _too_many(f"You have {limits.per_person} chats under way already.", 2)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._running.total() < limits.running:
            self._running[person] += 1
            place.set_result(None)
        elif len(self._waiting) >= limits.waiting:
            raise _too_many("Too many people are asking at once.", 5)
        else:
            self._waiting.append((person, place))
        return place

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
