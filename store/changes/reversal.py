"""Undoing: an inverse change set that takes back what nobody has touched since, and says the rest.

Three buckets: *reversed* (what the inverse will restore), *kept* (a field that somebody has
written since, even to the same value) and *errored* (what cannot be taken back, and why). Undoing
an undo does it again. What is restored is every field of every row; only `version` and
`changed_at` move on, and a row that the set made stays in the store as a deleted one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from store.canonical import CHANGE, plain, records
from store.changes.application import Outcome, apply
from store.changes.approval import Approver, approve, find, rejected
from store.changes.bench import Bench, Key, Row, after, key_of
from store.changes.later import Later, written_later
from store.changes.proposal import DRAFT_LIFE, Change, seal
from store.engine import writing
from store.errors import Conflict, Refused
from store.identity import new_id
from store.ledger import ChangeSet

LISTED = 500
"""Rows that an undo's report names in each bucket; it counts them all."""


@dataclass(slots=True)
class _Buckets:
    inverse: list[Change] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    errored: list[dict[str, Any]] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """What is shown before anybody confirms."""
        return {
            "exact": not self.kept and not self.errored,
            "reversed": {
                "rows": len({key_of(change) for change in self.inverse}),
                "fields": sum(len(change["after"]) for change in self.inverse),
            },
            "kept": plain(self.kept[:LISTED]), "kept_total": len(self.kept),
            "errored": plain(self.errored[:LISTED]), "errored_total": len(self.errored),
        }  # fmt: skip


def undo(  # noqa: PLR0913 - as a proposal, it says where it comes from
    engine: Engine, workspace_id: str, change_set_id: str, *, by: str, now: datetime,
    run_id: str | None = None, conversation_id: str | None = None,
) -> ChangeSet:  # fmt: skip
    """Propose the inverse of a change set; `undo_report` holds the three buckets.

    Raises:
        NotFound: There is no such change set.
        Refused: Nothing of it was applied.
        Conflict: It has been undone already.
    """
    with writing(engine, durable=True) as session:
        done = find(session, workspace_id, change_set_id)
        applied = _applied(session, done)
        _not_undone(session, done, by, now)
        buckets = _sorted_out(session, done, applied)
        header = ChangeSet(
            workspace_id=workspace_id, id=new_id("cs"), title=f"Undo: {done.title}", kind="undo",
            digest="", proposed_by=by, proposed_at=now, expires_at=now + DRAFT_LIFE,
            run_id=run_id, conversation_id=conversation_id, undo_of=done.id,
            undo_report=buckets.report(),
        )  # fmt: skip
        return seal(session, header, buckets.inverse)


def undo_now(
    engine: Engine, workspace_id: str, change_set_id: str, *, by: Approver, now: datetime,
    worker: str,
) -> tuple[ChangeSet, Outcome]:  # fmt: skip
    """Undo on a person's explicit word: propose the inverse, approve it as theirs, apply it.

    Raises:
        NotFound: There is no such change set.
        Refused: Nothing of it was applied, or the person may not approve.
        Conflict: It has been undone already.
    """
    header = undo(engine, workspace_id, change_set_id, by=by.email, now=now)
    approved = approve(engine, workspace_id, header.id, digest=header.digest, by=by, now=now)
    return approved, apply(engine, workspace_id, header.id, worker=worker, now=now)


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


def _not_undone(session: Session, done: ChangeSet, by: str, now: datetime) -> None:
    """Refuse a second undo; a preview that nobody has decided makes room for a fresh one."""
    earlier = session.scalars(
        select(ChangeSet).where(
            col(ChangeSet.workspace_id) == done.workspace_id,
            col(ChangeSet.undo_of) == done.id,
            col(ChangeSet.status).in_(["draft", "approved", "applying", "applied"]),
        )
    ).first()
    if earlier is None:
        return
    if earlier.status == "draft":
        rejected(session, earlier, by=by, now=now, note="replaced by a newer preview")
        return
    raise Conflict(
        f"{done.title}: {earlier.approved_by} has undone it already.",
        hint=f"Undo {earlier.id} to do it again.",
    )


def _sorted_out(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]]
) -> _Buckets:
    bench = Bench(session, done.workspace_id, [_turned(change) for change in applied])
    later = written_later(session, done, applied)
    buckets = _Buckets()
    groups = groupby(applied, key=lambda change: change["group_no"])
    for number, (_, group) in enumerate(groups, 1):
        inverse = _inverse_group(bench, list(group), later, buckets, number)
        trial, fault = bench.tried(inverse)
        if fault:
            buckets.errored += [_error(change, fault) for change in inverse]
        else:
            bench.accept(trial)
            buckets.inverse += inverse
    return buckets


def _inverse_group(
    bench: Bench, group: Sequence[Mapping[str, Any]], later: Later, buckets: _Buckets, number: int
) -> list[Change]:
    trial: dict[Key, Row] = {}
    inverse = []
    for change in group:
        key = key_of(change)
        row = trial.get(key, bench.rows.get(key))
        turned = _turned(change)
        turned["group_no"] = number
        if row is None:
            buckets.errored.append(_error(change, "the row is gone"))
            continue
        if _still_reversible(change, turned, row, later, buckets):
            turned["expected_version"] = row["version"]
            turned["before"] = {name: row[name] for name in turned["after"]}
            trial[key] = after(turned, row)
            inverse.append(turned)
    return inverse


def _still_reversible(
    change: Mapping[str, Any], turned: Change, row: Row, later: Later, buckets: _Buckets
) -> bool:
    """Sort a change's fields into buckets; leave in `turned` what can be taken back."""
    if change["kind"] == "create" and row["state"] == "live" and later.of_row(change):
        buckets.kept += later.kept(change, row, later.of_row(change))
        return False
    if change["kind"] == "update" and row["state"] != "live" and turned["after"]:
        where = f" into {row['merged_into']}" if row["merged_into"] else ""
        buckets.errored.append(_error(change, f"the row was {row['state']}{where} since"))
        return False
    # What somebody has put back by hand needs no reversing.
    open_fields = {name for name, value in turned["after"].items() if row[name] != value}
    touched = {name for name in open_fields if not holds(change, row, later, name)}
    buckets.kept += later.kept(change, row, touched)
    if touched and change["kind"] not in {"update", "move"}:
        return False
    turned["after"] = {name: turned["after"][name] for name in sorted(open_fields - touched)}
    return bool(turned["after"])


def holds(change: Mapping[str, Any], row: Row, later: Later, name: str) -> bool:
    """Whether a field still is as the change left it, and nobody has written it since."""
    left = change["after"].get(name, "live" if name == "state" else None)
    return bool(row[name] == left) and name not in later.of_row(change)


def _turned(change: Mapping[str, Any]) -> Change:
    """The change the other way round, not yet fitted to the row as it is now."""
    kinds = {"create": "delete", "merge": "restore", "delete": "restore"}
    kind = kinds.get(change["kind"], change["kind"])
    back = dict(change["before"])
    if change["kind"] == "create":
        back = {"state": "deleted"}
    elif change["kind"] == "restore":
        kind = "merge" if back.get("state") == "merged" else "delete"
    return {
        "group_no": 0, "kind": kind, "table_name": change["table_name"],
        "row_id": change["row_id"], "expected_version": None, "before": {}, "after": back,
        "reason": f"Undoes: {change['reason']}" if change["reason"] else "Undo.",
        "evidence": {}, "confidence": None,
    }  # fmt: skip


def _error(change: Mapping[str, Any], why: str) -> dict[str, Any]:
    return {"table": change["table_name"], "row_id": change["row_id"], "why": why}
