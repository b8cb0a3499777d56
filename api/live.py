"""Runs under way in this process: each goes on to its end, whoever listens or has gone away.

A connection that drops takes no run with it. Whoever comes back names the run and the last event
that they have, and is told the rest; nothing is asked of the desk a second time.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import Request

from agent.events import Ended, Event, Reply, Started
from store.errors import PitcrewError

log = logging.getLogger(__name__)
BUG = "Something went wrong here; it was logged. Nothing was applied."
LEAVES_AFTER = 5.0
"""Seconds that runs have when the service ends; those with a listener had their time before."""


@dataclass(eq=False)
class LiveRun:
    """What a run has said so far, and whether more will come."""

    events: list[Event] = field(default_factory=list)
    fault: BaseException | None = None
    over: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def begun(self) -> None:
        """Wait for the first event; what went wrong before there was one is raised."""
        await self._until(0)
        if self.fault is not None:
            raise self.fault

    @property
    def started(self) -> Started | None:
        """The event with the run's id, once there is one."""
        return next((each for each in self.events[:2] if isinstance(each, Started)), None)

    async def listen(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """The events behind one, with their numbers, as they come."""
        while await self._until(after):
            after += 1
            yield after, self.events[after - 1]

    def add(self, event: Event) -> None:
        """Tell the listeners something."""
        self.events.append(event)
        self._tell()

    def end(self, fault: BaseException | None) -> None:
        """Nothing more will come. A bug in the middle is logged whole, and told as an ending."""
        if isinstance(fault, PitcrewError) and self.events:  # it waited for its turn in vain
            self.events.append(broken(self.started, f"{fault.message} {fault.hint}".strip()))
        elif fault is not None and self.events:
            log.error("a run failed", exc_info=fault)
            self.events.append(broken(self.started))
        elif fault is not None:
            self.fault = fault
        self.over = True
        self._tell()

    async def _until(self, n: int) -> bool:
        """Whether there is an event behind the given one, when that is known."""
        while len(self.events) <= n and not self.over:
            await self._news.wait()
        return len(self.events) > n

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


@dataclass
class Live:
    """The runs of this process, by their ids."""

    runs: dict[str, LiveRun] = field(default_factory=dict)
    _tasks: dict[asyncio.Task[None], LiveRun] = field(default_factory=dict)

    def begin(self, events: AsyncIterator[Event]) -> LiveRun:
        """Let a run go on by itself."""
        run = LiveRun()
        task = asyncio.create_task(self._work(run, events))
        self._tasks[task] = run
        task.add_done_callback(self._ended)
        return run

    def stop(self, run: str) -> bool:
        """Stop a run; whether it was one of this process."""
        for task, live in self._tasks.items():
            if live is self.runs.get(run):
                task.cancel()
                return True
        return False

    async def close(self) -> None:
        """Let the runs end for a little while, then stop them; each says so in its conversation."""
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=LEAVES_AFTER)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, run: LiveRun, events: AsyncIterator[Event]) -> None:
        async for event in events:
            if isinstance(event, Started):
                self.runs[event.run] = run
            run.add(event)

    def _ended(self, task: asyncio.Task[None]) -> None:
        run = self._tasks.pop(task)
        if run.started is not None:
            self.runs.pop(run.started.run, None)
        run.end(None if task.cancelled() else task.exception())


def live(request: Request) -> Live:
    """The runs of this app."""
    found: Live = request.app.state.live
    return found


def broken(begun: Started | None, why: str = BUG) -> Ended:
    """How a run ends that met a bug."""
    return Ended(
        reply=Reply(
            conversation=begun.conversation if begun else "", run=begun.run if begun else "",
            answer=why, ended="failed",
        )
    )  # fmt: skip
