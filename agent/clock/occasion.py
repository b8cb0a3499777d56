"""One run of a schedule as the desk knows it: each of its calls has one effect, whoever dies."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from sqlmodel import Session

from store import firing
from store.canonical import sealed_changes
from store.changes import find
from store.errors import Conflict
from store.firing import Held
from store.policies import KINDS
from store.schedule import Schedule, ScheduleStep
from tools.context import Context
from tools.contract import Tool
from tools.result import ChangeSetRef, Result


class StoppedError(Exception):
    """Somebody cancelled the run; it is no error of a tool, so no model may talk around it."""


class LostError(Exception):
    """Another worker has the run by now; this one must leave no trace."""


@dataclass(slots=True)
class Round:
    """The run that a worker has taken up.

    A tool call and the note that it was done are one transaction, which also makes sure that the
    run is still this worker's. So a worker that takes up a run that broke off gets the result of
    each call that was made, and makes the others; one that was thought dead can write nothing.
    """

    held: Held
    schedule: Schedule
    run: str
    clock: Callable[[], datetime]
    replayed: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _applied: int = 0
    _turn: Lock = field(default_factory=Lock)

    def call(
        self, context: Context, tool: Tool[Any, Any], arguments: Mapping[str, object]
    ) -> Result:
        """Run a tool, or give what the same call of this run gave before it broke off."""
        session, key = context.session, self._key(tool.name, arguments)
        lease = firing.lease_of(session, self.held.workspace_id, self.held.id)
        if lease is not None and lease.stop_asked:
            raise StoppedError
        done = session.get(ScheduleStep, (self.held.workspace_id, self.held.id, key))
        if done is not None:
            self.replayed += 1
            return Result.model_validate(done.result)
        result: Result = tool.run(context, arguments)
        self.hold(session)
        session.add(ScheduleStep(
            workspace_id=self.held.workspace_id, schedule_run_id=self.held.id, call=key,
            tool=tool.name, result=result.model_dump(mode="json"), done_at=self.clock(),
        ))  # fmt: skip
        return result

    def hold(self, session: Session) -> None:
        """Make sure, in the session's own transaction, that the run is still this worker's."""
        try:
            firing.update(session, self.held, fence=self.held.fence)
        except Conflict as error:
            raise LostError(self.held.id) from error

    def allows(self, session: Session, draft: ChangeSetRef) -> bool:
        """Whether the schedule lets a policy apply a draft: all of it, or none."""
        if self.schedule.draft_only:
            return False
        header = find(session, self.held.workspace_id, draft.id)
        changes = sealed_changes(session, header)
        most = self.schedule.max_rows
        if most is not None and self._applied + len(changes) > most:
            return False
        if not all(within(self.schedule, change) for change in changes):
            return False
        self._applied += len(changes)
        return True

    def _key(self, tool: str, arguments: Mapping[str, object]) -> str:
        """Which call this is: the tool, its arguments, and the how manieth time they are given."""
        written = json.dumps([tool, arguments], sort_keys=True, default=str)
        digest = hashlib.sha256(written.encode()).hexdigest()
        with self._turn:
            self._seen[digest] += 1
            return f"{digest}-{self._seen[digest]}"


def within(schedule: Schedule, change: Mapping[str, Any]) -> bool:
    """Whether a change lies in the schedule's own limits; a limit that is not set allows all."""
    if schedule.kinds and change["kind"] not in schedule.kinds:
        return False
    if schedule.tables and change["table_name"] not in schedule.tables:
        return False
    sure = change["confidence"]
    if schedule.min_confidence is not None and (sure is None or sure < schedule.min_confidence):
        return False
    written = set(change["after"]) if change["kind"] in SETTING else set()
    return not schedule.fields or written <= set(schedule.fields)


SETTING = frozenset(KINDS) - {"merge"}
"""The kinds of change that set fields one by one."""
