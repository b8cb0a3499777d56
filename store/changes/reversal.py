"""Undoing: an inverse change set that takes back what nobody has touched since, and says the rest.

Three buckets: *reversed* (what the inverse will restore), *kept* (a field that somebody has
written since, even to the same value) and *errored* (what cannot be taken back, and why). Undoing
an undo does it again, and a part can be undone by itself. What is restored is every field of every
row; only `version` and `changed_at` move on, and a row that the set made stays in the store as a
deleted one.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from store import journal
from store.canonical import CHANGE, records
from store.changes.application import Outcome, apply
from store.changes.approval import Approver, approve, find, rejected
from store.changes.inverting import inverted
from store.changes.proposal import DRAFT_LIFE, seal
from store.changes.standing import Standing
from store.engine import writing
from store.errors import BadInput, Conflict, Refused
from store.identity import new_id
from store.ledger import ChangeSet

_UNDER_WAY = ("draft", "approved", "applying")


def undo(  # noqa: PLR0913 - as a proposal, it says where it comes from
    engine: Engine, workspace_id: str, change_set_id: str, *, by: str, now: datetime,
    groups: Collection[int] | None = None, run_id: str | None = None,
    conversation_id: str | None = None,
) -> ChangeSet:  # fmt: skip
    """Propose the inverse of a change set, or of a part; `undo_report` holds the three buckets.

    Args:
        engine: The store.
        workspace_id: Whose rows they are.
        change_set_id: What to take back.
        by: Who asks.
        now: The time.
        groups: Only these groups of its changes; all that still stand unless given.
        run_id: The run that it comes from.
        conversation_id: The conversation that it comes from.

    Raises:
        NotFound: There is no such change set.
        Refused: Nothing of it was applied.
        Conflict: It, or that part of it, has been undone already.
        BadInput: It has no such group.
    """
    with writing(engine, durable=True) as session:
        return inverse(
            session, workspace_id, change_set_id, by=by, now=now, groups=groups, run_id=run_id,
            conversation_id=conversation_id,
        )  # fmt: skip


def inverse(  # noqa: PLR0913 - as above
    session: Session, workspace_id: str, change_set_id: str, *, by: str, now: datetime,
    groups: Collection[int] | None = None, run_id: str | None = None,
    conversation_id: str | None = None,
) -> ChangeSet:  # fmt: skip
    """As `undo`, within a session that is open already; a `working` or `writing` one."""
    journal.hold(session, workspace_id)
    done = find(session, workspace_id, change_set_id)
    applied = _applied(session, done)
    part, chosen = _part(session, done, applied, Standing(session, workspace_id), groups)
    _make_room(session, done, chosen, by, now)
    buckets = inverted(
        session, done, [change for change in applied if change["group_no"] in chosen],
        Standing(session, workspace_id, {done.id: chosen}),
    )  # fmt: skip
    report = buckets.report() | ({"groups": sorted(chosen)} if part else {})
    header = ChangeSet(
        workspace_id=workspace_id, id=new_id("cs"), title=_title(done, applied, chosen, part=part),
        kind="undo", digest="", proposed_by=by, proposed_at=now, expires_at=now + DRAFT_LIFE,
        run_id=run_id, conversation_id=conversation_id, undo_of=done.id, undo_report=report,
        undo_part=_key(session, done, chosen, part=part),
    )  # fmt: skip
    return seal(session, header, buckets.inverse)


def undo_now(  # noqa: PLR0913 - whose word it is, and on what
    engine: Engine, workspace_id: str, change_set_id: str, *, by: Approver, now: datetime,
    worker: str, groups: Collection[int] | None = None,
) -> tuple[ChangeSet, Outcome]:  # fmt: skip
    """Undo on a person's explicit word: propose the inverse, approve it as theirs, apply it.

    Raises:
        NotFound: There is no such change set.
        Refused: Nothing of it was applied, or the person may not approve.
        Conflict: It has been undone already.
    """
    header = undo(engine, workspace_id, change_set_id, by=by.email, now=now, groups=groups)
    approved = approve(engine, workspace_id, header.id, digest=header.digest, by=by, now=now)
    return approved, apply(engine, workspace_id, header.id, worker=worker, now=now)


def undoable(session: Session, workspace_id: str, change_set_id: str) -> set[int]:
    """The groups of a change set that an undo would take back.

    Raises:
        NotFound: There is no such change set.
        Refused: Nothing of it was applied.
        Conflict: It has been undone already; the message says by whom, and when.
    """
    done = find(session, workspace_id, change_set_id)
    applied = _applied(session, done)
    _, chosen = _part(session, done, applied, Standing(session, workspace_id), None)
    return chosen


def _applied(session: Session, done: ChangeSet) -> list[dict[str, Any]]:
    """The set's applied changes, last first."""
    if done.status not in {"applied", "conflicted"}:
        raise Refused(
            f"{done.title}: it is {done.status}, so there is nothing to undo.",
            hint="Reject it if it should not be applied.",
        )
    query = select(CHANGE).where(
        CHANGE.c.workspace_id == done.workspace_id,
        CHANGE.c.change_set_id == done.id,
        CHANGE.c.result == "applied",
    )
    found = records(session, query.order_by(CHANGE.c.seq.desc()))
    if not found:
        raise Refused(
            f"{done.title}: none of it was applied, so there is nothing to undo.",
            hint="Show the change set to see why it was skipped.",
        )
    return found


def _part(
    session: Session, done: ChangeSet, applied: Collection[Mapping[str, Any]], standing: Standing,
    groups: Collection[int] | None,
) -> tuple[bool, set[int]]:  # fmt: skip
    """Whether only a part is taken back, and the groups that are."""
    every = {change["group_no"] for change in applied}
    wanted = every if groups is None else set(groups)
    if wanted - every:
        raise BadInput(
            f"{done.title}: no changes of group {min(wanted - every)} were applied.",
            hint="Show the change set to see its groups.",
        )
    gone = standing.withdrawn(done.id)
    open_groups = wanted - gone.keys()
    if not open_groups:
        raise _undone_already(session, done, gone, wanted, whole=wanted == every)
    return open_groups != every, open_groups


def _undone_already(
    session: Session, done: ChangeSet, gone: Mapping[int, str], wanted: set[int], *, whole: bool
) -> Conflict:
    last = max(
        (find(session, done.workspace_id, gone[number]) for number in wanted),
        key=lambda undo: undo.finished_at or undo.proposed_at,
    )
    when = f" on {last.finished_at:%Y-%m-%d at %H:%M} UTC" if last.finished_at else ""
    what = "it" if whole else "that part"
    return Conflict(
        f"{done.title}: {last.approved_by} has undone {what} already{when}.",
        hint=f"Undo {last.id} to do it again.",
    )


def _make_room(
    session: Session, done: ChangeSet, chosen: Collection[int], by: str, now: datetime
) -> None:
    """Take back earlier previews of the same groups; refuse while somebody carries one out."""
    earlier = session.scalars(
        select(ChangeSet).where(
            col(ChangeSet.workspace_id) == done.workspace_id,
            col(ChangeSet.undo_of) == done.id,
            col(ChangeSet.status).in_(_UNDER_WAY),
        )
    )
    for other in list(earlier):
        theirs = (other.undo_report or {}).get("groups")
        if theirs is not None and not set(theirs) & set(chosen):
            continue
        if other.status != "draft":
            raise Conflict(
                f"{done.title}: {other.approved_by} is undoing it now.",
                hint=f"Show {other.id} to see how far it is.",
            )
        rejected(session, other, by=by, now=now, note="replaced by a newer preview")


def _title(
    done: ChangeSet, applied: Collection[Mapping[str, Any]], chosen: Collection[int], *, part: bool
) -> str:
    every = len({change["group_no"] for change in applied})
    return _turned(done.title) + (f" (only {len(chosen):,} of {every:,})" if part else "")


def _turned(title: str) -> str:
    """What taking back is called: undoing an undo is doing it again.

    >>> _turned("Merge"), _turned("Undo: Merge"), _turned("Redo: Merge")
    ('Undo: Merge', 'Redo: Merge', 'Undo: Merge')
    """
    verb, _, rest = title.partition(": ")
    turned = {"Undo": "Redo", "Redo": "Undo"}.get(verb)
    return f"{turned}: {rest}" if turned else f"Undo: {title}"


def _key(session: Session, done: ChangeSet, chosen: Collection[int], *, part: bool) -> str:
    """What makes this undo the only one of its kind: its part, and how often it was done again."""
    named = ",".join(map(str, sorted(chosen)))
    key = hashlib.sha256(named.encode()).hexdigest()[:16] if part else ""
    same = session.scalars(
        select(col(ChangeSet.undo_part)).where(
            col(ChangeSet.workspace_id) == done.workspace_id,
            col(ChangeSet.undo_of) == done.id,
            col(ChangeSet.status) == "applied",
        )
    )
    times = sum(other.partition("~")[0] == key for other in same)
    return f"{key}~{times}" if times else key
