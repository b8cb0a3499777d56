"""Standing policies: granted, listed and revoked by people; and paused when people undo too much.

A policy lets changes of one tool be applied without asking each time. It pauses by itself: once
people have taken back more than a tenth of what it applied lately, everything is proposed again,
until somebody revokes it and grants a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from store.changes.approval import Approver, entitled
from store.changes.fields import writable
from store.errors import BadInput, NotFound, Refused
from store.identity import new_id
from store.ledger import Change, ChangeSet, Journal, StandingPolicy

GRANTABLE = ("normalise_fields", "merge_duplicates", "fill_missing_fields")
"""Tools whose changes a policy may let through; deals are closed by people only."""
KINDS = ("update", "merge", "move")
MOST_ROWS = 10_000
PAUSE_DAYS = 30
"""How far back the pause looks."""
PAUSE_FEWEST = 20
"""With fewer changes applied there is nothing to judge by."""
PAUSE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy allows: which tool, on which fields of which table, how much and how sure."""

    tool: str
    table: str
    fields: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("update",)
    min_confidence: float = 0.95
    max_rows: int = 100
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Of the changes that policies applied lately, how many people undid or wrote over."""

    applied: int
    undone: int
    since: datetime

    @property
    def share(self) -> float:
        """Undone of applied; nothing when nothing was applied."""
        return self.undone / self.applied if self.applied else 0.0

    @property
    def paused(self) -> bool:
        """Whether that is too much to go on without asking."""
        return self.applied >= PAUSE_FEWEST and self.share > PAUSE_SHARE


def grant(
    session: Session, workspace_id: str, terms: Terms, *, by: Approver, now: datetime
) -> StandingPolicy:
    """Let changes within these terms be applied without asking.

    Raises:
        Refused: The person may not grant it.
        BadInput: The terms allow nothing, or something that no policy may allow.
    """
    entitled(session, workspace_id, by)
    if by.kind != "person":
        raise Refused("Only a person can grant a policy.", hint="Ask a person to grant it.")
    _check(terms, now)
    made = StandingPolicy(
        workspace_id=workspace_id, id=new_id("pol"), tool=terms.tool, table_name=terms.table,
        fields=list(terms.fields), kinds=list(terms.kinds), min_confidence=terms.min_confidence,
        max_rows=terms.max_rows, granted_by=by.email, granted_at=now, expires_at=terms.expires_at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def revoke(
    session: Session, workspace_id: str, policy_id: str, *, by: Approver, now: datetime
) -> StandingPolicy:
    """End a policy now; it stays in the store, as what it let through names it.

    Raises:
        Refused: The person may not.
        NotFound: There is no such policy, or it has ended already.
    """
    entitled(session, workspace_id, by)
    found = next((p for p in standing(session, workspace_id, now) if p.id == policy_id), None)
    if found is None:
        raise NotFound(
            f"There is no standing policy {policy_id!r}.", hint="`pitcrew policy list` shows them."
        )
    found.expires_at = now
    session.add(found)
    session.flush()
    return found


def standing(session: Session, workspace_id: str, now: datetime) -> list[StandingPolicy]:
    """The policies that hold, the oldest first."""
    query = select(StandingPolicy).where(
        col(StandingPolicy.workspace_id) == workspace_id,
        sa.or_(col(StandingPolicy.expires_at).is_(None), col(StandingPolicy.expires_at) > now),
    )
    order = col(StandingPolicy.granted_at), col(StandingPolicy.id)
    return list(session.exec(query.order_by(*order)))


def taken_back(session: Session, workspace_id: str, now: datetime) -> TakenBack:
    """What people took back of what the policies that hold have applied in the last weeks."""
    since = now - timedelta(days=PAUSE_DAYS)
    names = [f"policy {p.id} of {p.granted_by}" for p in standing(session, workspace_id, now)]
    mine = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == workspace_id, col(ChangeSet.approved_by).in_(names),
        col(ChangeSet.approved_at) >= since, col(ChangeSet.undo_of).is_(None),
    )  # fmt: skip
    return taken_back_of(session, workspace_id, list(session.exec(mine)) if names else [], now)


def taken_back_of(
    session: Session, workspace_id: str, sets: Sequence[str], now: datetime
) -> TakenBack:
    """What people took back of what some change sets had applied."""
    since = now - timedelta(days=PAUSE_DAYS)
    recent = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == workspace_id, col(ChangeSet.id).in_(sets),
        col(ChangeSet.approved_at) >= since,
    )  # fmt: skip
    ids = list(session.exec(recent)) if sets else []
    if not ids:
        return TakenBack(0, 0, since)
    undos = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == workspace_id, col(ChangeSet.undo_of).in_(ids)
    )
    undone = _cells(session, workspace_id, list(session.exec(undos)))
    applied = _cells(session, workspace_id, ids)
    edited = _written_over(session, workspace_id, ids)
    return TakenBack(len(applied), len(applied & (undone | edited)), since)


_Cells = set[tuple[str, str]]


def _cells(session: Session, workspace_id: str, sets: Sequence[str]) -> _Cells:
    """The rows that these change sets have changed."""
    query = sa.select(col(Change.table_name), col(Change.row_id)).where(
        col(Change.workspace_id) == workspace_id, col(Change.change_set_id).in_(sets),
        col(Change.result) == "applied",
    )  # fmt: skip
    return {(table, row_id) for table, row_id in session.execute(query)} if sets else set()


def _written_over(session: Session, workspace_id: str, sets: Sequence[str]) -> _Cells:
    """The rows on which people have since written other values into the same fields."""
    ours, later = Journal.__table__.alias(), Journal.__table__.alias()  # type: ignore[attr-defined]  # SQLModel adds it to tables
    query = (
        sa.select(ours.c.table_name, ours.c.row_id, ours.c.after, later.c.after, later.c.actor)
        .join(
            later,
            (later.c.workspace_id == ours.c.workspace_id)
            & (later.c.table_name == ours.c.table_name)
            & (later.c.row_id == ours.c.row_id) & (later.c.n > ours.c.n),
        )
        .where(ours.c.workspace_id == workspace_id, ours.c.change_set_id.in_(sets))
    )  # fmt: skip
    found: _Cells = set()
    for table, row_id, left, written, actor in session.execute(query):
        if not str(actor).startswith("policy ") and _differs(left, written):
            found.add((table, row_id))
    return found


def _differs(left: dict[str, Any], written: dict[str, Any]) -> bool:
    return any(written[name] != left[name] for name in left.keys() & written.keys())


def _check(terms: Terms, now: datetime) -> None:
    if terms.tool not in GRANTABLE:
        raise BadInput(
            f"No policy can let {terms.tool} act by itself.", hint=f"Tools: {', '.join(GRANTABLE)}."
        )
    strange = sorted(set(terms.fields) - writable(terms.table))
    if strange:
        raise BadInput(
            f"{terms.table} has no field {strange[0]!r} that a policy could name.",
            hint=f"Fields: {', '.join(sorted(writable(terms.table)))}.",
        )
    if not set(terms.kinds) <= set(KINDS) or not terms.kinds:
        raise BadInput(
            f"A policy cannot allow {', '.join(terms.kinds) or 'nothing'}.",
            hint=f"Kinds of change: {', '.join(KINDS)}.",
        )
    if "update" in terms.kinds and not terms.fields:
        raise BadInput(
            "The policy names no field that may be written.", hint="Give each with --field."
        )
    if not 0 < terms.min_confidence <= 1 or not 0 < terms.max_rows <= MOST_ROWS:
        raise BadInput(
            f"A policy needs a confidence above 0 up to 1, and 1 to {MOST_ROWS:,} rows.",
            hint="For example --min-confidence 0.95 --max-rows 200.",
        )
    if terms.expires_at is not None and terms.expires_at <= now:
        raise BadInput("The policy would have ended already.", hint="Give a day to come.")
