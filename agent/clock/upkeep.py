"""What a worker does when nothing is due: it clears away what nobody needs any more."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.pulse import end_silent
from store import sessions
from store.engine import writing

if TYPE_CHECKING:
    from agent.desk import Desk

log = logging.getLogger("pitcrew.clock")
EVERY = timedelta(minutes=10)


@dataclass(slots=True)
class Upkeep:
    """Keeps one workspace tidy; several workers may do so side by side."""

    desk: "Desk"
    last: datetime | None = None

    def turn(self, now: datetime) -> None:
        """Tidy, unless that was done a moment ago."""
        if self.last is not None and now - self.last < EVERY:
            return
        self.last = now
        workspace = self.desk.settings.workspace
        with writing(self.desk.engine) as session:
            gone = sessions.sweep(session, workspace, now)
        ended = len(end_silent(self.desk.engine, workspace, now))
        if gone or ended:
            log.info("%d ended sessions were forgotten, %d broken runs ended", gone, ended)
