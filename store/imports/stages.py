"""The stages of the sales process, as the deals of a file show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from store.canonical import table_of
from store.identity import stable_id
from store.imports.directory import same
from store.imports.writing import Columns, insert_columns

CLOSED_FROM = 100
"""Closed stages are numbered from here, so that an open stage found later still comes before."""

_LADDER = (
    ("prospect", "lead", "new", "inbox", "appointment"),
    ("qualif", "discovery", "interest", "connect"),
    ("engag", "meet", "demo", "presentation", "needs", "solution"),
    ("value", "decision", "proof", "pilot", "trial", "evaluat", "perception"),
    ("propos", "quote", "pric"),
    ("negotiat", "review", "legal", "contract", "procure", "commit", "verbal"),
)
"""Words of a stage, in the order in which sales processes use them."""


class SeenStage(NamedTuple):
    """A stage that deals of a file were in."""

    name: str
    status: str
    win_rate: float | None


def add_stages(
    session: Session,
    workspace_id: str,
    seen: Sequence[SeenStage],
    *,
    source: str,
    now: datetime,
) -> list[str]:
    """Add the stages that the workspace does not have; returns their names in order.

    Open stages come in the usual order of a sales process where their words tell it, else in the
    order in which the file showed them; won and lost come last.
    """
    table = table_of("stage")
    mine = table.c.workspace_id == workspace_id
    there = {same(name) for name in session.connection().scalars(select(table.c.name).where(mine))}
    fresh = [stage for stage in seen if same(stage.name) not in there]
    if not fresh:
        return []
    ordered = sorted(fresh, key=lambda stage: (_RANK[stage.status], _step(stage.name)))
    places = {
        False: _last(session, mine & (table.c.status == "open")),
        True: max(CLOSED_FROM - 1, _last(session, mine)),
    }
    positions = []
    for stage in ordered:
        places[stage.status != "open"] += 1
        positions.append(places[stage.status != "open"])
    size = len(ordered)
    columns: Columns = {
        "workspace_id": [workspace_id] * size,
        "id": [stable_id("sta", workspace_id, "stage", f"name\x1f{same(s.name)}") for s in ordered],
        "name": [stage.name for stage in ordered],
        "position": positions,
        "status": [stage.status for stage in ordered],
        "win_rate": [stage.win_rate for stage in ordered],
        "source": [source] * size,
        "recorded_at": [now] * size,
        "changed_at": [now] * size,
    }
    insert_columns(session, "stage", columns, size)
    return [stage.name for stage in ordered]


_RANK = {"open": 0, "won": 1, "lost": 2}


def _step(name: str) -> int:
    word = name.casefold()
    for step, signs in enumerate(_LADDER):
        if any(sign in word for sign in signs):
            return step
    return len(_LADDER) // 2


def _last(session: Session, where: object) -> int:
    table = table_of("stage")
    return session.connection().scalar(select(func.max(table.c.position)).where(where)) or 0  # type: ignore[arg-type]  # a column expression
