"""Works off what has been kept: one row at a time a thread, and always with an answer."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from agent.lease import kept
from api.slack.answer import Post, refused
from api.slack.arrival import SOURCE
from api.slack.job import Job
from api.slack.people import People
from connectors.slack.client import Client
from store import inbox
from store.engine import reading, writing
from store.errors import Conflict, LimitReached, PitcrewError, Upstream
from store.inbox import Taken

if TYPE_CHECKING:
    from agent.setup import Office

log = logging.getLogger("pitcrew.slack")
POLL_SECONDS = 1.0
ENDING_SECONDS = 20.0
LEASE = timedelta(seconds=60)
TRIES = 6
FIRST_PAUSE = timedelta(seconds=5)
"""After a failure of Slack's; each further one waits twice as long."""
SWEPT_EVERY = timedelta(hours=1)
PATIENCE = timedelta(hours=6)
"""After this long nobody waits for an answer that Slack would not take."""
BROKEN = "Something went wrong here; it was logged. Ask again, or look at what is there."


class LostError(Exception):
    """Another worker has the row by now; this one must say nothing more."""


@dataclass(slots=True)
class Worker:
    """Takes rows of the inbox and answers them."""

    office: "Office"
    client: Client
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lease: timedelta = LEASE
    wake: Event = field(default_factory=Event)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        self.people = People(self.office, self.client)

    @contextmanager
    def at_work(self, threads: int) -> Iterator[None]:
        """Work while the body runs; what is under way at its end is finished first."""
        stop = Event()
        hands = [Thread(target=self.run, args=(stop,), daemon=True) for _ in range(threads)]
        for hand in hands:
            hand.start()
        try:
            yield
        finally:
            stop.set()
            self.wake.set()
            # What takes longer is taken up by the next process, once its lease is over.
            over = time.monotonic() + ENDING_SECONDS
            for hand in hands:
                hand.join(timeout=max(0.0, over - time.monotonic()))

    def run(self, stop: Event) -> None:
        """Work until told to stop."""
        swept = None
        while not stop.is_set():
            now = self.clock()
            if swept is None or now - swept > SWEPT_EVERY:
                self._sweep(now)
                swept = now
            if not self.turn() and not stop.is_set():
                self.wake.wait(POLL_SECONDS)
                if not stop.is_set():
                    self.wake.clear()

    def _sweep(self, now: datetime) -> None:
        """Forget what was answered long ago."""
        try:
            with writing(self.office.engine) as session:
                inbox.sweep(session, self._space, now)
        except PitcrewError as error:
            log.warning("Slack's inbox could not be swept: %s", error.code)

    def turn(self) -> bool:
        """Do one thing that is due; whether there was one."""
        try:
            taken = self._taken()
            if taken is None:
                return False
            with kept(taken.id, partial(self._renew, taken), self.lease):
                self._work(taken)
        except PitcrewError as error:
            log.warning("Slack's inbox could not be worked off: %s", error.code)
            return False
        except Exception:
            # The one door of this thread: a bug with one message must not end it for the others.
            log.exception("a message from Slack failed")
            return False
        return True

    @property
    def _space(self) -> str:
        return self.office.settings.workspace

    def _taken(self) -> Taken | None:
        with reading(self.office.engine) as session:
            if not inbox.is_due(session, self._space, SOURCE, self.clock()):
                return None
        with writing(self.office.engine) as session:
            return inbox.take(session, self._space, SOURCE, self.clock(), self.lease)

    def _work(self, taken: Taken) -> None:
        """Answer, and note how that went."""
        post = Post(self.client, taken.body, taken.progress, self._noting(taken))
        try:
            self._answered(taken, post)
        except LimitReached as error:
            self._wait(taken, timedelta(seconds=int(str(error.facts.get("retry_after", 1)))))
        except Upstream as error:
            self._later(taken, error)
        except LostError:
            log.warning("a message from Slack was taken up by another worker")
        else:
            self._end(taken)

    def _answered(self, taken: Taken, post: Post) -> None:
        if taken.attempts > TRIES:
            post.add(f"I broke off {TRIES} times at this and gave up.")
            return
        job = Job(self.office, self.people, taken, post)
        try:
            job.do()
        except (LimitReached, Upstream, LostError):
            raise
        except PitcrewError as error:
            post.finish(refused(error))
        except Exception:
            # As at every door: a bug is logged whole and told in a line.
            log.exception("a message from Slack failed")
            post.add(BROKEN)

    def _wait(self, taken: Taken, pause: timedelta) -> None:
        """Slack has asked for it: no attempt is lost, and no answer made again."""
        now = self.clock()
        if now - taken.received_at > PATIENCE:
            self._end(taken, "Slack asked to wait for hours.")
            return
        with writing(self.office.engine) as session:
            inbox.put_back(session, taken, now + pause, counts=False)

    def _later(self, taken: Taken, error: Upstream) -> None:
        """Slack did not take it: again in a while, unless it has said why it never will."""
        if "said" in error.facts or taken.attempts >= TRIES:
            log.warning("Slack did not take an answer: %s", error.message)
            self._end(taken, error.message)
            return
        pause = FIRST_PAUSE * 2 ** (taken.attempts - 1)
        with writing(self.office.engine) as session:
            inbox.put_back(session, taken, self.clock() + pause)

    def _end(self, taken: Taken, error: str | None = None) -> None:
        with writing(self.office.engine) as session:
            inbox.end(session, taken, self.clock(), error)

    def _noting(self, taken: Taken) -> Callable[..., None]:
        def note(**facts: Any) -> None:
            try:
                with writing(self.office.engine) as session:
                    inbox.note(session, taken, **facts)
            except Conflict as error:
                raise LostError(taken.id) from error

        return note

    def _renew(self, taken: Taken) -> None:
        with writing(self.office.engine) as session:
            inbox.renew(session, taken, self.clock() + self.lease)
