"""Doubtful pairs that people approved to be merged: what the weights may learn from.

A merge tells that its records are one when a person said so of a pair that the engine doubted: what
was safe anyway, and what a standing policy let through, tells nothing. It is read from the change
sets themselves, so a merge that was taken back takes its word back with it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from store.canonical import CHANGE
from store.ledger import ChangeSet
from tools.parts.matching.hearing import Accepted
from tools.parts.matching.outcome import Trace
from tools.parts.matching.weights import HEARD
from tools.parts.paths import table_of

PAIR = "pair"
"""Under this name a merge's evidence holds what its weakest link scored, and in what respects."""
_LOOKS = 20
"""So many merges a person judges at one approval; more of them count for as much together."""


def noted(trace: Trace) -> dict[str, Any]:
    """What is kept of a doubtful pair, to be learnt from when a person approves its merge."""
    lent = sum(reason.bits for reason in trace.reasons if reason.respect == HEARD)
    return {
        "bits": round(trace.bits - lent, 2),
        "said": {r.respect: r.words for r in trace.reasons if r.respect != HEARD},
    }


def accepted(session: Session, workspace_id: str, table: str) -> list[Accepted]:
    """The doubtful pairs that people approved to be merged, and that are merged still.

    Args:
        session: A session over one snapshot.
        workspace_id: Whose records.
        table: account, contact or lead.
    """
    found = _merges(session, workspace_id, table)
    at_once = Counter(key[0] for key in found)
    return [
        Accepted(
            f"{change_set}/{group}", float(pair["bits"]), pair["said"],
            min(1.0, _LOOKS / at_once[change_set]),
        )
        for (change_set, group), pair in sorted(found.items())
    ]  # fmt: skip


def _merges(
    session: Session, workspace_id: str, table: str
) -> dict[tuple[str, int], Mapping[str, Any]]:
    """The pair of each merge, by change set and group; of one that was done again, the latest."""
    row, header = table_of(table), ChangeSet.__table__  # type: ignore[attr-defined]  # SQLModel's
    query = (
        select(*CHANGE.c["change_set_id", "group_no", "row_id", "after", "evidence"],
               row.c.merged_into)
        .join(header, (header.c.workspace_id == CHANGE.c.workspace_id)
              & (header.c.id == CHANGE.c.change_set_id))
        .join(row, (row.c.workspace_id == CHANGE.c.workspace_id) & (row.c.id == CHANGE.c.row_id))
        .where(
            CHANGE.c.workspace_id == workspace_id, CHANGE.c.table_name == table,
            CHANGE.c.kind == "merge", CHANGE.c.result == "applied", row.c.state == "merged",
            header.c.approved_by.is_not(None), col(header.c.approved_by).not_like("policy %"),
        )
        .order_by(header.c.proposed_at, CHANGE.c.seq)
    )  # fmt: skip
    latest: dict[str, tuple[tuple[str, int], Mapping[str, Any]]] = {}
    for one in session.connection().execute(query):
        if one.after.get("merged_into") == one.merged_into:
            latest[one.row_id] = ((one.change_set_id, one.group_no), one.evidence.get(PAIR))
    return {key: pair for key, pair in latest.values() if pair}
