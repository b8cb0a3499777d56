"""A worker: it looks at the clock, takes up runs, and sends digests, until it is told to stop.

Any number of them may work side by side; the store decides who has what.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from agent.clock.running import Attempt
from agent.clock.sending import Destinations, send_one
from agent.clock.upkeep import Upkeep
from agent.lease import kept
from store import firing, resting
from store.engine import reading, writing
from store.errors import PitcrewError
from store.firing import Held
from store.schedule import Schedule
from tools.parts.recurrence import due, rule_of

if TYPE_CHECKING:
    from agent.desk import Desk

log = logging.getLogger("pitcrew.clock")
POLL_SECONDS = 1.0
LEASE = timedelta(seconds=60)
"""How long after a worker fell silent another takes its run up."""


def times(schedule: Schedule, after: datetime, until: datetime) -> Sequence[datetime]:
    """A schedule's times after one instant up to another."""
    return due(rule_of(schedule.recurrence), schedule.timezone, after, until)


def own_name() -> str:
    """A worker's name: the machine, the process, and a few letters for one thread of it."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


@dataclass(slots=True)
class Worker:
    """Works off one workspace's schedules."""

    desk: "Desk"
    destinations: Destinations = field(default_factory=dict)
    clock: Callable[[], datetime] | None = None
    lease: timedelta = LEASE
    name: str = field(default_factory=own_name)
    upkeep: Upkeep = field(init=False)

    def __post_init__(self) -> None:
        self.upkeep = Upkeep(self.desk)

    def run(self, stop: Event) -> None:
        """Work until told to stop; a run that is under way is finished first."""
        while not stop.is_set():
            if not self.turn():
                stop.wait(POLL_SECONDS)

    def turn(self) -> bool:
        """Look at the clock, then do one thing that is due; whether there was one."""
        try:
            self.look()
            held = self._claimed()
            if held is not None:
                self._work(held)
                return True
            return self._sent()
        except PitcrewError as error:
            log.warning("the clock could not go on: %s", error.code)
            return False
        except Exception:
            # The one door of this thread: a bug in one run must not end the clock for the others.
            log.exception("a scheduled run failed")
            return False

    def _sent(self) -> bool:
        """Send a digest, or tidy when there is none; whether there was one."""
        sent = send_one(self.desk.engine, self._space, self.destinations, self.now)
        if not sent:
            self.upkeep.turn(self.now())
        return sent

    def look(self) -> int:
        """Make runs of the times that have come; how many."""
        now, made = self.now(), 0
        with reading(self.desk.engine) as session:
            states = resting.states(session, self._space)
            every = firing.standing(session, self._space)
        for schedule in every:
            since = firing.since(schedule, states.get(schedule.id))
            if since is None or not times(schedule, since, now):
                continue
            with writing(self.desk.engine, durable=True) as session:
                made += firing.fire(session, schedule, times, now) is not None
        return made

    def now(self) -> datetime:
        """The time: as handed in, else the database's, so that several machines agree."""
        if self.clock is not None:
            return self.clock()
        with reading(self.desk.engine) as session:
            return firing.clock(session, datetime.now(UTC))

    @property
    def _space(self) -> str:
        return self.desk.settings.workspace

    def _claimed(self) -> Held | None:
        with reading(self.desk.engine) as session:
            if not firing.is_due(session, self._space, self.now()):
                return None
        with writing(self.desk.engine, durable=True) as session:
            return firing.claim(session, self._space, self.name, self.now(), self.lease)

    def _work(self, held: Held) -> None:
        with kept(held.id, partial(self._renew, held), self.lease):
            Attempt(self.desk, held, self.now).work()

    def _renew(self, held: Held) -> None:
        with writing(self.desk.engine) as session:
            firing.renew(session, held, self.now() + self.lease)
