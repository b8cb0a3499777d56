"""Merges as tables: what becomes one and why, and every value with the rule that chose it."""

from collections.abc import Sequence
from typing import Any

from store.schema import entity
from tools.context import Context
from tools.parts.ledger.grouping import sure_text
from tools.parts.ledger.reading import EXTRA, Names, extra_text, label_of, value_text
from tools.parts.matching.wording import called
from tools.parts.merging.planning import Planned
from tools.parts.survivorship import Decision
from tools.result import Cell, Table

SHOWN = 60
RULES = {
    "survivor": "own, or filled in", "most_recent": "most recent", "most_trusted": "most trusted",
    "most_complete": "most complete", "longest": "longest", "max": "latest or largest",
    "min": "earliest or smallest", "union": "all kept", "usual": "usual spelling",
    "strictest": "strictest consent", "furthest": "customer first", "manual": "left as it is",
}  # fmt: skip
"""The named rules in a word or two."""


def merges_table(merges: Sequence[Planned]) -> Table:
    """One line for each merge: the record that stays, those merged into it, and why."""
    rows: list[list[Cell]] = [
        [
            entity(m.table).label, _short(m), " | ".join(called(m.table, row) for row in m.others),
            f"{m.rule}, {sure_text(m.sure)} sure", m.because, m.why,
        ]
        for m in merges[:SHOWN]
    ]  # fmt: skip
    return Table(
        name="merges", title="Merges",
        columns=["record", "stays", "merged into it", "why the same", "stays because",
                 "evidence (bits)"],
        units=["text"] * 6, rows=rows, total=len(merges),
    )  # fmt: skip


def values_table(ctx: Context, merges: Sequence[Planned]) -> Table:
    """Every value that a merge changes on a record that stays, with its rule."""
    some = [(m, made) for m in merges for made in m.decisions if made.changes]
    some.sort(key=lambda pair: pair[1].field == EXTRA)
    return _table(
        ctx, "survivors", "Values that change on the records that stay",
        ["record", "field", "before", "after", "rule", "why"], some,
        lambda names, m, made: [
            _short(m), label_of(m.table, made.field), _text(names, m.table, made, made.before),
            _text(names, m.table, made, made.value), RULES.get(made.rule, made.rule), made.reason,
        ],
    )  # fmt: skip


def conflicts_table(ctx: Context, merges: Sequence[Planned]) -> Table:
    """Where the records disagree: the value that stays, the one that does not, and the rule."""
    some = [(m, made) for m in merges for made in m.decisions if made.lost]
    return _table(
        ctx, "conflicts", "Where the records disagree",
        ["record", "field", "kept", "not kept", "rule", "why"], some,
        lambda names, m, made: [
            _short(m), label_of(m.table, made.field), _text(names, m.table, made, made.value),
            " | ".join(str(_text(names, m.table, made, one)) for one in made.lost),
            RULES.get(made.rule, made.rule), made.reason,
        ],
    )  # fmt: skip


def _table(
    ctx: Context, name: str, title: str, columns: list[str],
    some: Sequence[tuple[Planned, Decision]], line: Any,
) -> Table:  # fmt: skip
    shown = some[:SHOWN]
    names = Names(ctx)
    names.learn(
        (spec, str(value))
        for m, made in shown
        for spec in [_target(m.table, made.field)] if spec
        for value in (made.before, made.value, *made.lost) if value
    )  # fmt: skip
    return Table(
        name=name, title=title, columns=columns, units=["text"] * len(columns),
        rows=[line(names, m, made) for m, made in shown], total=len(some),
    )  # fmt: skip


def _target(table: str, field: str) -> str | None:
    return None if field == EXTRA else entity(table).field(field).target


def _short(merge: Planned) -> str:
    return called(merge.table, merge.keep).split(" (")[0]


def _text(names: Names, table: str, made: Decision, value: Any) -> Cell:
    if made.field == EXTRA:
        old = made.before or {} if value is made.value else {}
        return extra_text({k: v for k, v in (value or {}).items() if old.get(k) != v}) or None
    return value_text(names, table, made.field, value)
