"""The rows of a change set as the doors show them: which record, both values, and why."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from api.views.records import label_of, names_of, references, written
from store.errors import BadInput
from store.ledger import Change
from store.people import Workspace
from store.unseen import shown
from tools.parts.ledger.reading import EXTRA, extra_text
from tools.parts.recurrence import rule_of, said


class Cell(BaseModel):
    """One field of a changed row."""

    field: str
    label: str
    before: str | None
    after: str | None
    why: str | None = Field(default=None, description="Of a merge: the rule behind the value.")


class ChangedRow(BaseModel):
    """One row's change: the fields before and after, and why."""

    seq: int
    group: int
    kind: str
    table: str
    row_id: str
    record: str = Field(description="What the row is called.")
    cells: list[Cell]
    reason: str
    rule: str | None = Field(default=None, description="The rule behind the change, by its name.")
    confidence: float | None
    result: str
    conflict: str | None


def changed_rows(
    session: Session, workspace: Workspace, rows: Sequence[Change]
) -> list[ChangedRow]:
    """Changes with records called by name and values written for a person."""
    wanted = [(row.table_name, row.row_id) for row in rows]
    for row in rows:
        wanted += references(row.table_name, row.before) + references(row.table_name, row.after)
        into = [values.get("merged_into") for values in (row.before, row.after)]
        wanted += [(row.table_name, survivor) for survivor in into if survivor]
    names = names_of(session, workspace.id, wanted)
    return [_shown(row, names, workspace.currency) for row in rows]


def _shown(row: Change, names: dict[tuple[str, str], str], currency: str) -> ChangedRow:
    table = row.table_name
    fresh = row.after.get("name") or row.after.get("email") or row.row_id
    cells = [
        Cell(
            field=field, label="also kept" if field == EXTRA else label_of(table, field),
            before=_seen(_value(table, field, row.before, names, currency)),
            after=_seen(_value(table, field, row.after, names, currency)),
            why=_seen(_why(row, field)),
        )
        for field in dict.fromkeys([*row.after, *row.before])
        if not _goes_without_saying(row, field)
    ]  # fmt: skip
    return ChangedRow(
        seq=row.seq, group=row.group_no, kind=row.kind, table=table, row_id=row.row_id,
        record=shown(names.get((table, row.row_id), str(fresh))), cells=cells,
        reason=shown(row.reason),
        rule=row.evidence.get("rule"),
        confidence=row.confidence, result=row.result, conflict=row.conflict,
    )  # fmt: skip


def _goes_without_saying(row: Change, field: str) -> bool:
    """Whether the kind of change says it already, or a new record has nothing there."""
    if field == "state":
        return row.kind in {"merge", "restore"}
    return row.kind == "create" and row.after.get(field) in (None, [], "")


def _seen(text: str | None) -> str | None:
    """What a person approves hides no letter from them."""
    return None if text is None else shown(text)


def _value(
    table: str,
    field: str,
    values: dict[str, Any],
    names: dict[tuple[str, str], str],
    currency: str,
) -> str | None:
    value = values.get(field)
    if isinstance(value, dict):
        return extra_text(value)
    if (table, field) == ("schedule", "recurrence") and value:
        return _times(str(value))
    if field == "merged_into" and value is not None:
        return names.get((table, value), str(value))
    return written(table, field, value, names, currency)


def _times(recurrence: str) -> str:
    """When a schedule runs, in words."""
    with suppress(BadInput):
        return said(rule_of(recurrence))
    return recurrence


def _why(row: Change, field: str) -> str | None:
    """Why a field of a merged record says what it says, and which values it does not keep."""
    told = row.evidence.get("values", {}).get(field)
    if told is None:
        return None
    lost = " | ".join(map(str, told.get("lost", [])))
    return f"{told['why']}; not kept: {lost}" if lost else str(told["why"])
