"""A request that is sent twice is carried out once, where its sender says that it is the same.

The row is there before the work begins, so of two that arrive together one finds the other's. A
request that failed had no effect and leaves no row: it may be tried again under the same key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from store.doors import KeptAnswer
from store.engine import writing
from store.errors import Conflict

KEPT = timedelta(hours=24)
STUCK = timedelta(minutes=15)
"""After this long a request that was begun and never ended is taken for lost: its process died."""


@dataclass(frozen=True, slots=True)
class Once:
    """One key of one sender in one workspace."""

    engine: Engine
    workspace_id: str
    key: str
    fingerprint: str

    def begin(self, now: datetime) -> KeptAnswer | None:
        """The answer that was given to this request; None when it is to be carried out now.

        Raises:
            Conflict: The key was used for another request, or the same one is under way.
        """
        try:
            return self._begin(now)
        except IntegrityError:  # the other one was a moment quicker
            return self._begin(now)

    def _begin(self, now: datetime) -> KeptAnswer | None:
        with writing(self.engine) as session:
            found = session.get(KeptAnswer, (self.workspace_id, self.key))
            if found is None or found.started_at < now - KEPT:
                _sweep(session, self.workspace_id, now)
                session.add(self._row(now))
                return None
            self._check(found, now)
            if found.state == "done":
                return found
            found.started_at = now
            return None

    def _row(self, now: datetime) -> KeptAnswer:
        return KeptAnswer(
            workspace_id=self.workspace_id, id=self.key, fingerprint=self.fingerprint,
            started_at=now,
        )  # fmt: skip

    def _check(self, found: KeptAnswer, now: datetime) -> None:
        if found.fingerprint != self.fingerprint:
            raise Conflict(
                "This idempotency key was sent with another request before.",
                hint="Give every request a key of its own, such as a fresh UUID.",
            )
        if found.state == "working" and found.started_at > now - STUCK:
            raise Conflict(
                "The same request is being worked on.",
                hint="Send it again in a moment to get its answer.", retry_after=1,
            )  # fmt: skip

    def done(self, status: int, media_type: str | None, body: bytes | None) -> None:
        """Keep the answer."""
        with writing(self.engine) as session:
            found = session.get(KeptAnswer, (self.workspace_id, self.key))
            if found is not None:
                found.state, found.status = "done", status
                found.media_type, found.body = media_type, body

    def failed(self) -> None:
        """Forget that it was begun."""
        with writing(self.engine) as session:
            found = session.get(KeptAnswer, (self.workspace_id, self.key))
            if found is not None:
                session.delete(found)


def _sweep(session: Session, workspace_id: str, now: datetime) -> None:
    session.connection().execute(
        delete(KeptAnswer).where(
            col(KeptAnswer.workspace_id) == workspace_id, col(KeptAnswer.started_at) < now - KEPT
        )
    )
