"""The scorecard's marks over time: kept once a day, read in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from store.identity import stable_id
from store.upkeep import QualityMark


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on one day; no value where it could not be measured."""

    table: str
    mark: str
    on: date
    value: Decimal | None
    records: int


def keep(session: Session, workspace_id: str, marks: Sequence[Mark], now: datetime) -> None:
    """Keep marks; those of the same day that were measured earlier give way."""
    for mark in marks:
        key = stable_id("qm", workspace_id, mark.table, mark.mark, mark.on.isoformat())
        row = session.get(QualityMark, (workspace_id, key)) or QualityMark(
            workspace_id=workspace_id, id=key, table_name=mark.table, mark=mark.mark,
            measured_on=mark.on, records=mark.records, measured_at=now,
        )  # fmt: skip
        row.value = None if mark.value is None else str(mark.value)
        row.records, row.measured_at = mark.records, now
        session.add(row)
    session.flush()


def history(session: Session, workspace_id: str, until: date) -> list[Mark]:
    """All the marks up to a day, the oldest first."""
    query = select(QualityMark).where(
        col(QualityMark.workspace_id) == workspace_id, col(QualityMark.measured_on) <= until
    )
    order = col(QualityMark.measured_on), col(QualityMark.table_name), col(QualityMark.mark)
    return [
        Mark(row.table_name, row.mark, row.measured_on,
             None if row.value is None else Decimal(row.value), row.records)
        for row in session.exec(query.order_by(*order))
    ]  # fmt: skip
