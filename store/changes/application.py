"""Applying: the only code that changes business records, and it changes only what was approved.

A batch of groups is one transaction: the rows, their journal lines and the result of each change
are committed together, so a crash at any point leaves nothing half done and the next call goes on
where this one stopped. A worker holds a lease; when it is lost to another, its fence is too old
and its next batch is refused.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlmodel import Session

from store import journal
from store.canonical import CHANGE, records
from store.changes.apart import note_unmerged
from store.changes.approval import find, matches, still_entitled
from store.changes.bench import Bench
from store.changes.bookkeeping import Verdict, bookkeep
from store.changes.telling import tell
from store.changes.verification import Mismatch, verify
from store.changes.writing import write_rows
from store.engine import reading, writing
from store.errors import Conflict, Refused
from store.ledger import ChangeSet

LEASE = timedelta(seconds=30)
FINISHED = frozenset({"applied", "conflicted"})
BATCH = 500
TRIES = 5
"""How many broken connections, or deadlocks, one batch lives through."""
PAUSE = 0.1
"""Seconds that a try waits at most, times the tries before it."""
DEADLOCKS = frozenset({"40001", "40P01"})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A change that was not applied, and why."""

    seq: int
    table: str
    row_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change set; `unverified` are rows that do not read back as applied."""

    change_set_id: str
    status: str
    applied: int
    conflicts: list[Skipped] = field(default_factory=list)
    unverified: list[Mismatch] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """One worker's hold on one change set."""

    engine: Engine
    workspace_id: str
    change_set_id: str
    worker: str
    started_at: datetime
    lease: timedelta
    batch: int
    began: float = field(default_factory=time.monotonic)
    fence: int = 0
    actor: str = ""
    is_undo: bool = False
    last_seq: int = 0
    lost: int = 0

    def now(self) -> datetime:
        """The time, from the monotonic clock: the wall clock may jump in the middle of a batch."""
        return self.started_at + timedelta(seconds=time.monotonic() - self.began)


def apply(  # noqa: PLR0913 - the options of one operation
    engine: Engine,
    workspace_id: str,
    change_set_id: str,
    *,
    worker: str,
    now: datetime,
    batch: int = BATCH,
    progress: Callable[[int, int], None] | None = None,
    lease: timedelta = LEASE,
) -> Outcome:
    """Carry out an approved change set, or go on with one that was interrupted.

    Doing it again changes nothing and gives the same outcome. A group that no longer fits the rows
    is skipped whole and listed.

    Args:
        engine: The store.
        workspace_id: Whose rows they are.
        change_set_id: Which change set.
        worker: Who carries it out; the same name takes up its own interrupted work at once.
        now: The time.
        batch: About how many changes one transaction holds.
        progress: Told how many changes are done, and of how many, after each transaction.
        lease: For how long another worker keeps off after this one has gone silent.

    Raises:
        NotFound: There is no such change set.
        Refused: It is not approved, or is not what was approved.
        Conflict: Another worker is at it.
    """
    work = _Work(engine, workspace_id, change_set_id, worker, now, lease, batch)
    going = _take(work)
    while going:
        going = _step(work)
        if progress is not None and going:
            progress(work.last_seq, going)
    with reading(engine) as session:
        return outcome(session, workspace_id, change_set_id)


def outcome(session: Session, workspace_id: str, change_set_id: str) -> Outcome:
    """What became of a change set so far."""
    header = find(session, workspace_id, change_set_id)
    mine = (CHANGE.c.workspace_id == workspace_id, CHANGE.c.change_set_id == change_set_id)
    columns = CHANGE.c["seq", "table_name", "row_id", "conflict"]
    conflicts = select(*columns).where(*mine, CHANGE.c.result == "conflict")
    applied = select(func.count()).where(*mine, CHANGE.c.result == "applied")
    skipped = [
        Skipped(row["seq"], row["table_name"], row["row_id"], row["conflict"] or "")
        for row in records(session, conflicts.order_by(CHANGE.c.seq))
    ]
    return Outcome(
        change_set_id, header.status, session.connection().scalar(applied) or 0, skipped,
        verify(session, workspace_id, change_set_id) if header.status in FINISHED else [],
    )  # fmt: skip


def _take(work: _Work) -> int:
    """Take the lease; how many changes there are, or 0 when all of them are done."""
    with writing(work.engine, durable=True) as session:
        journal.hold(session, work.workspace_id)
        header = find(session, work.workspace_id, work.change_set_id)
        if header.status in FINISHED:
            return 0
        _may_apply(session, header)
        _is_free(work, header)
        header.status = "applying"
        header.lease_owner = work.worker
        header.lease_until = work.now() + work.lease
        header.fence += 1
        work.fence = header.fence
        work.actor = header.approved_by or ""
        work.is_undo = header.undo_of is not None
        return len_of(header)


def len_of(header: ChangeSet) -> int:
    """How many changes a set holds; an undo with nothing left to reverse counts as one."""
    kinds = ("creates", "updates", "merges", "moves", "deletes", "restores")
    return sum(header.counts[kind] for kind in kinds) or 1


def _may_apply(session: Session, header: ChangeSet) -> None:
    if header.status not in {"approved", "applying"} or header.approved_digest is None:
        raise Refused(
            f"{header.title}: it is {header.status}, not approved.",
            hint="A person must approve it first.",
        )
    matches(session, header, header.approved_digest)
    still_entitled(session, header.workspace_id, header.approved_by or "")


def _is_free(work: _Work, header: ChangeSet) -> None:
    until = header.lease_until
    if header.lease_owner in {None, work.worker} or until is None or until <= work.now():
        return
    raise Conflict(
        f"{header.title}: {header.lease_owner} is applying it.",
        hint=f"Wait for it to finish, or try again after {until:%H:%M:%S} UTC.",
    )


def _step(work: _Work) -> int:
    """Apply the next batch, or finish; how many changes there are, or 0 when all are done."""
    try:
        return _transaction(work, careful=False)
    except (IntegrityError, DataError):
        # A rule of some table refused a row: find out which, one group at a time.
        return _transaction(work, careful=True)
    except DBAPIError as error:
        if not _may_pass(error) or work.lost >= TRIES:
            raise
        # Whether the batch was committed, if the connection broke, is in the store: look there.
        work.lost += 1
        time.sleep(random.uniform(0, PAUSE * work.lost))  # noqa: S311 - it spreads writers, no more
        return _step(work)


def _may_pass(error: DBAPIError) -> bool:
    """Whether the same batch may go through in a moment: a broken connection, or a deadlock."""
    deadlock = getattr(error.orig, "sqlstate", None) in DEADLOCKS
    return error.connection_invalidated or deadlock


def _transaction(work: _Work, *, careful: bool) -> int:
    with writing(work.engine, durable=True) as session:
        journal.hold(session, work.workspace_id)
        header = find(session, work.workspace_id, work.change_set_id)
        if (header.fence, header.status) != (work.fence, "applying"):
            raise Conflict(
                f"{header.title}: another worker has taken it over.",
                hint="Show the change set to see how far it is.",
            )
        pending = next_pending(session, work)
        if pending:
            bench = Bench(session, work.workspace_id, pending)
            _settle(session, work, bench, pending, careful=careful)
            header.lease_until = work.now() + work.lease
        else:
            _finish(session, work, header)
    # Only what is committed is behind us.
    work.last_seq, work.lost = pending[-1]["seq"] if pending else work.last_seq, 0
    return len_of(header) if pending else 0


def next_pending(session: Session, work: _Work) -> list[dict[str, Any]]:
    """The next changes in order, the last group whole."""
    mine = select(CHANGE).where(
        CHANGE.c.workspace_id == work.workspace_id,
        CHANGE.c.change_set_id == work.change_set_id,
        CHANGE.c.seq > work.last_seq,
        CHANGE.c.result == "pending",
    )
    nth = mine.with_only_columns(CHANGE.c.group_no).order_by(CHANGE.c.seq)
    last = session.connection().scalar(nth.offset(work.batch - 1).limit(1))
    if last is not None:
        mine = mine.where(CHANGE.c.group_no <= last)
    return records(session, mine.order_by(CHANGE.c.seq))


def groups_of(pending: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The changes, group by group."""
    return [list(group) for _, group in groupby(pending, key=lambda change: change["group_no"])]


def _settle(
    session: Session, work: _Work, bench: Bench, pending: Sequence[Mapping[str, Any]], *,
    careful: bool,
) -> None:  # fmt: skip
    """Judge each group, write those that fit, and note what became of every change."""
    verdicts = []
    for group in groups_of(pending):
        trial, fault = bench.tried(group)
        if careful and not fault:
            fault = _attempt(session, work, group)
        if not fault:
            bench.accept(trial)
        verdicts.append(Verdict(group, fault))
    if not careful:
        fitting = [change for verdict in verdicts if not verdict.fault for change in verdict.group]
        write_rows(session, work.workspace_id, fitting, work.now())
    bookkeep(session, work.workspace_id, work.actor, verdicts, work.now())
    if work.is_undo:
        done = [verdict.group for verdict in verdicts if not verdict.fault]
        note_unmerged(session, work.workspace_id, work.actor, done, work.now())


def _attempt(session: Session, work: _Work, group: Sequence[Mapping[str, Any]]) -> str | None:
    """Write one group by itself; why the tables' own rules refuse it, if they do."""
    try:
        with session.begin_nested():
            write_rows(session, work.workspace_id, group, work.now())
    except (IntegrityError, DataError) as error:
        return f"a rule of the table refuses it: {str(error.orig).splitlines()[0]}"
    return None


def _finish(session: Session, work: _Work, header: ChangeSet) -> None:
    conflicts = session.connection().scalar(
        select(CHANGE.c.seq)
        .where(
            CHANGE.c.workspace_id == work.workspace_id,
            CHANGE.c.change_set_id == work.change_set_id,
            CHANGE.c.result == "conflict",
        )
        .limit(1)
    )
    header.status = "applied" if conflicts is None else "conflicted"
    header.lease_owner = header.lease_until = None
    header.finished_at = work.now()
    event = "change_set.undone" if work.is_undo else "change_set.applied"
    tell(session, header, event, header.finished_at)
