"""What an undo kept or could not take back, a line of words for each: for every door the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.views.records import called, label_of, names_of, references, rows_of, written
from store.people import Workspace
from store.unseen import shown

Line = Mapping[str, Any]
BUCKETS = ("kept", "errored")


def report_in_words(
    session: Session, workspace: Workspace, report: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """An undo's report whose lines also say which record and field it is, and who wrote it."""
    if report is None:
        return None
    lines = [line for bucket in BUCKETS for line in report.get(bucket, [])]
    words = dict(zip(map(id, lines), _said(session, workspace, lines), strict=True))
    return dict(report) | {
        bucket: [dict(line) | {"said": words[id(line)]} for line in report[bucket]]
        for bucket in BUCKETS
        if bucket in report
    }


def _said(session: Session, workspace: Workspace, lines: list[Line]) -> list[str]:
    tables = {line["table"] for line in lines}
    rows = {
        (table, row_id): row
        for table in tables
        for row_id, row in rows_of(
            session, workspace.id, table, {x["row_id"] for x in lines if x["table"] == table}
        ).items()
    }
    pointed = [pair for x in lines if x.get("field") for pair in references(x["table"], _now(x))]
    into = [(table, row["merged_into"]) for (table, _), row in rows.items() if _is_merged(row)]
    names = names_of(session, workspace.id, [*pointed, *into])
    return [
        shown(_line(x, rows.get((x["table"], x["row_id"]), {}), names, workspace.currency))
        for x in lines
    ]


def _line(
    line: Line, row: Mapping[str, Any], names: Mapping[tuple[str, str], str], currency: str
) -> str:
    table, field = line["table"], line.get("field")
    record = called(row) if row else str(line["row_id"])
    what = f"{record}, {label_of(table, field)}" if field else record
    if line.get("why"):
        return f"{what}: {_with_names(line['why'], table, row, names)}"
    value = written(table, field, line.get("now"), names, currency) if field else None
    return f"{what}: {'empty' if value is None else value}{_by(line)}"


def _with_names(
    why: str, table: str, row: Mapping[str, Any], names: Mapping[tuple[str, str], str]
) -> str:
    """A reason that names the record that it was merged into, instead of its id."""
    if not _is_merged(row):
        return why
    survivor = row["merged_into"]
    return why.replace(survivor, names.get((table, survivor), survivor))


def _by(line: Line) -> str:
    if not line.get("by"):
        return ""
    at = datetime.fromisoformat(line["at"]) if line.get("at") else None
    return f", written by {line['by']}" + (f" on {at:%Y-%m-%d at %H:%M} UTC" if at else "")


def _now(line: Line) -> dict[str, Any]:
    return {line["field"]: line.get("now")}


def _is_merged(row: Mapping[str, Any]) -> bool:
    return bool(row.get("merged_into"))
