"""A change set's rows as tables: what is there, what would be, and why."""

from collections.abc import Sequence
from typing import Any

from store.canonical import sealed_changes
from store.changes import find
from store.ledger import Change, ChangeSet
from tools.context import Context
from tools.parts.ledger.grouping import SAMPLES, Bunch, bunches, sure_text
from tools.parts.ledger.reading import Names, label_of, noun_of, references, value_text
from tools.result import Cell, Table

COLUMNS = ["No.", "Record", "What", "Field", "Before", "After", "Why", "Sure"]
UNITS = ["count", "text", "text", "text", "text", "text", "text", "text"]


def changes_table(ctx: Context, changes: Sequence[Change], total: int) -> Table:
    """One line for each field that changes, with the record's name, both values and the reason."""
    names = Names(ctx)
    names.learn((c.table_name, c.row_id) for c in changes)
    for change in changes:
        for values in (change.before, change.after):
            names.learn(references(change.table_name, values))
    decided = any(change.result != "pending" for change in changes)
    rows = [
        [*line, _became(change)] if decided else line
        for change in changes
        for line in _lines(names, change)
    ]
    return Table(
        name="changes", title="Before and after",
        columns=[*COLUMNS, "Became"] if decided else COLUMNS,
        units=[*UNITS, "text"] if decided else UNITS, rows=rows, total=max(total, len(rows)),
    )  # fmt: skip


def _became(change: Change) -> str:
    """What came of a change that was carried out."""
    return f"skipped: {change.conflict}" if change.result == "conflict" else change.result


def _lines(names: Names, change: Change) -> list[list[Cell]]:
    table, row_id = change.table_name, change.row_id
    record = f"{noun_of(table, 1)} {names.of(table, row_id, change.after)}"
    why: list[Cell] = [change.reason or None, _sure(change)]
    if change.kind == "create":
        text = ", ".join(_pairs(names, table, change.after))
        return [[change.seq, record, "new", None, None, text, *why]]
    if change.kind in {"delete", "restore"}:
        return [[change.seq, record, change.kind, None, None, None, *why]]
    if change.kind == "merge":
        into = value_text(names, table, "merged_into", change.after.get("merged_into"))
        gone = f"{noun_of(table, 1)} {names.in_full(table, row_id)}"
        return [[change.seq, gone, "merge into", None, None, into, *why]]
    rules = change.evidence.get("values", {})
    return [
        [
            change.seq, record, change.kind, label_of(table, name),
            value_text(names, table, name, change.before.get(name)),
            value_text(names, table, name, value),
            rules.get(name, {}).get("why") or why[0], why[1],
        ]
        for name, value in change.after.items()
    ]  # fmt: skip


def _pairs(names: Names, table: str, values: dict[str, Any]) -> list[str]:
    return [
        f"{label_of(table, name)} {value_text(names, table, name, value)}"
        for name, value in values.items()
        if name not in {"source", "extra", "created_on"}
    ]


def _sure(change: Change) -> str | None:
    return sure_text(change.confidence)


def groups_table(ctx: Context, change_set: str) -> Table:
    """The changes by the rule behind them: a number to say, how many, how sure, and samples."""
    found = find(ctx.session, ctx.workspace.id, change_set)
    return groups_of(ctx, bunches(sealed_changes(ctx.session, found)))


def groups_of(ctx: Context, found: Sequence[Bunch]) -> Table:
    """Groups of changes as a table, the largest first."""
    names = Names(ctx)
    samples = [item.head for bunch in found for item in bunch.items[:SAMPLES]]
    names.learn((head["table_name"], head["row_id"]) for head in samples)
    rows: list[list[Cell]] = [
        [
            bunch.number, bunch.what, bunch.rule or None, len(bunch.items), sure_text(bunch.sure),
            ", ".join(
                names.of(item.head["table_name"], item.head["row_id"], item.head["after"])
                for item in bunch.items[:SAMPLES]
            ) + ("" if len(bunch.items) <= SAMPLES else " ..."),
        ]
        for bunch in found
    ]  # fmt: skip
    return Table(
        name="groups", title="By rule: say “only group 1” or “drop group 2”",
        columns=["Group", "What", "Rule", "Items", "Sure", "For example"],
        units=["count", "text", "text", "count", "text", "text"], rows=rows,
        total=len(rows),
    )  # fmt: skip


def counts_table(found: ChangeSet) -> Table:
    """How many fields change, by table and field."""
    rows: list[list[Cell]] = []
    for name, count in found.counts.get("by_field", {}).items():
        table, _, column = name.partition(".")
        rows.append([noun_of(table), label_of(table, column), count])
    return Table(
        name="by_field", title="Fields that change", columns=["Records", "Field", "Values"],
        units=["text", "text", "count"], rows=rows, total=len(rows),
    )  # fmt: skip


def effects_table(found: ChangeSet) -> list[Table]:
    """The key figures before and after, when the proposal says them."""
    rows: list[list[Cell]] = []
    for name, effect in found.effects.items():
        if isinstance(effect, dict) and {"before", "after"} <= effect.keys():
            rows.append([name.replace("_", " "), _text(effect["before"]), _text(effect["after"])])
        else:
            rows.append([name.replace("_", " "), None, _text(effect)])
    if not rows:
        return []
    return [
        Table(name="effects", title="What it would move", columns=["Figure", "Before", "After"],
              units=["text"] * 3, rows=rows, total=len(rows))
    ]  # fmt: skip


def _text(value: Any) -> str | None:
    if isinstance(value, int):
        return f"{value:,}"
    return None if value is None else str(value)


def sizes(found: ChangeSet) -> str:
    """What a change set does, in counts: `12 updates and 2 merges on 14 records`."""
    words = {"creates": "new record", "updates": "update", "merges": "merge", "moves": "move",
             "deletes": "deletion", "restores": "restoration"}  # fmt: skip
    parts = [
        f"{count:,} {word if count == 1 else word + 's'}"
        for kind, word in words.items()
        if (count := int(found.counts.get(kind, 0)))
    ]
    rows = int(found.counts.get("rows", 0))
    joined = (
        ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + (parts or ["nothing"])[-1]
    )
    return f"{joined} on {rows:,} {'record' if rows == 1 else 'records'}"
