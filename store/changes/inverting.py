"""The inverse of applied changes, in three buckets: reversed, kept and errored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlmodel import Session

from store.canonical import plain
from store.changes.bench import Bench, Key, Row, after, key_of
from store.changes.earlier import Earlier, written_earlier
from store.changes.later import Later, written_later
from store.changes.proposal import Change
from store.changes.standing import UNDOES, Standing
from store.ledger import ChangeSet

LISTED = 500
"""Rows that an undo's report names in each bucket; it counts them all."""
SETS_FIELDS = frozenset({"update", "move"})


@dataclass(slots=True)
class Buckets:
    """What an undo restores, what it leaves to whoever wrote it since, and what it cannot do."""

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


@dataclass(frozen=True, slots=True)
class _Trail:
    """What was written to the rows before and after the changes that are taken back."""

    later: Later
    earlier: Earlier


def inverted(
    session: Session, done: ChangeSet, applied: Sequence[Mapping[str, Any]], standing: Standing
) -> Buckets:
    """Sort some applied changes of a set, last first, into what an undo can and cannot do."""
    bench = Bench(session, done.workspace_id, [_turned(change) for change in applied])
    trail = _Trail(
        written_later(session, done, applied, standing),
        written_earlier(session, done, applied, standing),
    )
    buckets = Buckets()
    groups = groupby(applied, key=lambda change: change["group_no"])
    for number, (_, group) in enumerate(groups, 1):
        inverse = _inverse_group(bench, list(group), trail, buckets, number)
        trial, fault = bench.tried(inverse)
        if fault:
            buckets.errored += [_error(change, fault) for change in inverse]
        else:
            bench.accept(trial)
            buckets.inverse += inverse
    return buckets


def _inverse_group(
    bench: Bench, group: Sequence[Mapping[str, Any]], trail: _Trail, buckets: Buckets, number: int
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
        _look_past(change, turned, trail.earlier)
        if _still_reversible(change, turned, row, trail.later, buckets):
            turned["expected_version"] = row["version"]
            turned["before"] = {name: row[name] for name in turned["after"]}
            trial[key] = after(turned, row)
            inverse.append(turned)
    return inverse


def _look_past(change: Mapping[str, Any], turned: Change, earlier: Earlier) -> None:
    """Let fields go back to what stood before work that was taken back meanwhile."""
    if change["kind"] in SETS_FIELDS:
        turned["after"] = {
            name: earlier.value(change, name, value) for name, value in turned["after"].items()
        }


def _still_reversible(
    change: Mapping[str, Any], turned: Change, row: Row, later: Later, buckets: Buckets
) -> bool:
    """Sort a change's fields into buckets; leave in `turned` what can be taken back."""
    if change["kind"] == "create" and row["state"] == "live" and later.of_row(change):
        buckets.kept += later.kept(change, row, later.of_row(change))
        return False
    if change["kind"] == "update" and row["state"] == "deleted" and turned["after"]:
        buckets.errored.append(_error(change, "the row was deleted since"))
        return False
    # What somebody has put back by hand needs no reversing.
    open_fields = {name for name, value in turned["after"].items() if row[name] != value}
    touched = {
        name for name in open_fields
        if not holds(change, row, later, name) and not later.was_carried(change, row, name)
    }  # fmt: skip
    buckets.kept += later.kept(change, row, touched)
    if touched and change["kind"] not in SETS_FIELDS:
        return False
    turned["after"] = {name: turned["after"][name] for name in sorted(open_fields - touched)}
    if change["kind"] == "update" and row["state"] == "merged" and turned["after"]:
        buckets.kept += _lives_on(change, turned, row, later)
    return bool(turned["after"])


def holds(change: Mapping[str, Any], row: Row, later: Later, name: str) -> bool:
    """Whether a field still is as the change left it, and nobody has written it since."""
    left = change["after"].get(name, "live" if name == "state" else None)
    return bool(row[name] == left) and name not in later.of_row(change)


def _lives_on(
    change: Mapping[str, Any], turned: Change, row: Row, later: Later
) -> list[dict[str, Any]]:
    """Fields of a row that was merged since: what the survivor took from it stays there.

    The merged row itself gets its old values back, so that taking back the merge brings them.
    """
    merged = later.of_row(change).get("state") or {}
    told = {
        "by": merged.get("actor"), "at": merged.get("at"),
        "why": f"merged into {row['merged_into']} since; undoing that merge brings the old value",
    }  # fmt: skip
    return [line | told for line in later.kept(change, row, turned["after"])]


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
        "evidence": {UNDOES: change["seq"]}, "confidence": None,
    }  # fmt: skip


def _error(change: Mapping[str, Any], why: str) -> dict[str, Any]:
    return {"table": change["table_name"], "row_id": change["row_id"], "why": why}
