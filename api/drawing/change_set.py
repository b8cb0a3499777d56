"""A change set as the terminal shows it: what, how much, how risky, and the rows."""

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from api.drawing.plain import plain
from api.views.change_sets import Page, Summary
from api.views.changed_rows import Cell, ChangedRow
from store.schema import known

RISKS = {"low": "green", "medium": "yellow", "high": "red"}
LISTED = 20
"""Lines of a bucket of an undo."""
KINDS = ("creates", "updates", "merges", "moves", "deletes", "restores")
UNCHANGED = {"update": "stays as it is"}
"""What is said of a record that others are merged into, where none of its values changes."""
STATUS = {"draft": "waits for approval", "conflicted": "applied in part"}


def page(given: Page) -> RenderableType:
    """A change set with some of its rows."""
    found = given.change_set
    parts: list[RenderableType] = [heading(found)]
    if len(given.groups) > 1:
        parts.append(groups(given))
    parts.append(rows(given.changes))
    if given.total > len(given.changes):
        parts.append(
            Text(
                f"  {len(given.changes):,} of {given.total:,} changes; "
                f"one group: pitcrew changes show {found.id} --group N",
                "dim",
            )
        )
    parts += [Text(f"  {line}", "dim") for line in effects(found.effects)]
    if found.undo_report:
        parts.append(buckets(found.undo_report))
    parts.append(Text(f"  Digest {found.digest}", "dim"))
    return Group(*parts)


def heading(given: Summary) -> Text:
    """What a change set does and where it stands."""
    text = Text.assemble((plain(given.summary), "bold"), "\n")
    text.append(f"  {given.id}", "cyan")
    text.append(f"  {STATUS.get(given.status, given.status)}")
    text.append(f"  {given.risk} risk", RISKS.get(given.risk, "default"))
    text.append(f"\n  {sized(given.counts)}", "dim")
    if given.applied or given.skipped:
        text.append(f"\n  {given.applied:,} applied, {given.skipped:,} skipped")
    if given.approved_by:
        text.append(f"\n  Approved by {plain(given.approved_by)}", "dim")
    if given.undone_by:
        part = given.undone_groups < given.counts.get("groups", 0)
        which = f" ({given.undone_groups:,} of {given.counts['groups']:,})" if part else ""
        text.append(f"\n  Undone{which} by {given.undone_by}", "dim")
    return text


def groups(given: Page) -> RenderableType:
    """The changes by the rule behind them: how many, how sure, and samples."""
    grid = Grid(header_style="bold", box=box.SIMPLE_HEAD)
    for name in ("Group", "What", "Rule", "Items", "Records", "Sure", "For example"):
        grid.add_column(
            name, justify="right" if name in {"Group", "Items", "Records"} else "left",
            overflow="ellipsis", no_wrap=name in {"Group", "Items", "Records", "Sure"},
        )  # fmt: skip
    for each in given.groups:
        grid.add_row(
            str(each.number), Text(plain(each.what)), Text(plain(each.rule)), f"{each.items:,}",
            f"{each.records:,}", each.sure or "", Text(plain("; ".join(each.examples)), "dim"),
        )  # fmt: skip
    return grid


def effects(given: dict[str, Any]) -> list[str]:
    """What a change set would do to the key figures, a line each.

    >>> effects({"accounts": {"before": 5, "after": 3}, "forecast": "unchanged"})
    ['accounts: 5 before, 3 after', 'forecast: unchanged']
    """
    said = []
    for name, value in given.items():
        word = name.replace("_", " ")
        if isinstance(value, dict) and {"before", "after"} <= value.keys():
            before, after = (f"{value[k]:,}" if isinstance(value[k], int) else value[k]
                             for k in ("before", "after"))  # fmt: skip
            said.append(f"{word}: {before} before, {after} after")
        else:
            said.append(f"{word}: {counted(value) if isinstance(value, dict) else value}")
    return said


def rows(given: list[ChangedRow]) -> RenderableType:
    """The changed rows: record, field, before, after, and why, once for each group."""
    grid = Grid(header_style="bold", box=box.SIMPLE_HEAD)
    for name in ("Record", "Field", "Before", "After", "Why"):
        grid.add_column(name, overflow="fold")
    told: set[tuple[int, str]] = set()
    for row in given:
        why = plain(row.conflict or row.reason)
        shown = "" if (row.group, why) in told else why
        told.add((row.group, why))
        style = "yellow" if row.conflict else "dim"
        record = Text.assemble(plain(row.record), (f" {row.kind} {row.table}", "dim"))
        for index, each in enumerate(row.cells or [None]):
            first = index == 0
            what = plain(each.label) if each else UNCHANGED.get(row.kind, "")
            grid.add_row(
                record if first else Text(), Text(what),
                Text(_value(each.before if each else None), "red"),
                Text(_value(each.after if each else None), "green"),
                Text(_reason(each, shown if first else ""), style),
            )  # fmt: skip
    return grid


def _reason(cell: Cell | None, shown: str) -> str:
    """The rule behind a value, and once for each group why its records are one."""
    rule = plain(cell.why) if cell is not None and cell.why else ""
    return f"{rule}\n{shown}" if rule and shown else rule or shown


def buckets(report: dict[str, Any]) -> Text:
    """An undo in three: reversed, kept because somebody edited since, and errored."""
    text = Text(
        f"  Undo: {report['reversed']['rows']:,} reversed, {report.get('kept_total', 0):,} kept, "
        f"{report.get('errored_total', 0):,} errored"
    )
    for name in ("kept", "errored"):
        for each in report.get(name, [])[:LISTED]:
            text.append(f"\n    {name}: {plain(each['said'])}", "yellow")
        if (more := report.get(f"{name}_total", 0) - LISTED) > 0:
            text.append(f"\n    {name}: {more:,} more", "yellow")
    return text


def sized(counts: dict[str, Any]) -> str:
    """How much a change set changes: of each kind, and of each table.

    >>> sized({"updates": 2, "merges": 0, "by_table": {"account": 1, "contact": 2}})
    '2 updates; 1 account, 2 contacts'
    """
    kinds = [
        f"{counts[kind]:,} {kind if counts[kind] != 1 else kind.removesuffix('s')}"
        for kind in KINDS
        if counts.get(kind)
    ]
    tables = [_many(name, count) for name, count in counts.get("by_table", {}).items()]
    return "; ".join(part for part in (", ".join(kinds), ", ".join(tables)) if part)


def _many(table: str, count: int) -> str:
    entity = known(table)
    word = (entity.label if count == 1 else entity.plural) if entity else table
    return f"{count:,} {word}"


def counted(counts: dict[str, Any]) -> str:
    """`rows 12, updates 12, by field (industry 12)`."""
    said = []
    for name, value in counts.items():
        word = name.replace("_", " ")
        if isinstance(value, dict):
            inner = counted(value)
            said += [f"{word} ({inner})"] if inner else []
        elif value not in (0, None, [], ""):
            said.append(f"{word} {value:,}" if isinstance(value, int) else f"{word} {value}")
    return ", ".join(said)


def _value(value: str | None) -> str:
    return "–" if value is None else plain(value)  # noqa: RUF001 - a dash for a missing value
