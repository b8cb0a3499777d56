"""Every value of some fields, read: what to correct, what is unclear, what is well written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select

from store.schema import FieldSpec, entity
from tools.context import Context
from tools.parts.normalise.column import KINDS, Setting, reader, record_country
from tools.parts.normalise.fix import Doubt, Fix
from tools.parts.paths import alive, table_of

TABLES = ("account", "contact", "lead", "opportunity")
"""What "the CRM" means when no table is named."""

_SET_BY_RULE = frozenset({("opportunity", "status"), ("contact", "consent"), ("stage", "status")})
"""Columns whose values the tables themselves restrict."""
_NAMED_ELSEWHERE = {
    ("opportunity", "product"): "product", ("opportunity", "stage"): "stage",
    ("stage_history", "stage"): "stage", ("stage_history", "from_stage"): "stage",
}  # fmt: skip
"""Columns that hold a name out of another table."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell that should be written otherwise."""

    row_id: str
    before: str
    fix: Fix


@dataclass(slots=True)
class Survey:
    """One field of one table, read whole."""

    table: str
    spec: FieldSpec
    records: int = 0
    filled: int = 0
    corrections: list[Correction] = field(default_factory=list)
    doubts: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def doubtful(self) -> int:
        """Cells that look wrong and cannot be corrected."""
        return sum(len(rows) for _, rows in self.doubts.values())

    @property
    def where(self) -> str:
        """The field in words, such as `phone of contacts`."""
        return f"{self.spec.label} of {entity(self.table).plural}"


def fields_with_rules(table: str) -> list[FieldSpec]:
    """The fields of a table that can be corrected."""
    return [
        spec
        for spec in entity(table).fields
        if spec.kind in KINDS
        and (table, spec.name) not in _SET_BY_RULE
        and spec.name in table_of(table).c
    ]


def survey(
    ctx: Context,
    table: str,
    specs: Sequence[FieldSpec],
    chosen: ColumnElement[bool] | None = None,
) -> list[Survey]:
    """Read the fields of a table.

    The column's own habits are learnt from all live records; verdicts are given on those chosen.

    Args:
        ctx: Whose records.
        table: Their table.
        specs: The fields, each with a rule.
        chosen: Which records to judge; all live ones unless given.
    """
    source = table_of(table)
    names = [spec.name for spec in specs]
    where = [source.c.country] if "country" in source.c and "country" not in names else []
    query = select(source.c.id, *(source.c[name] for name in names), *where)
    rows = ctx.session.connection().execute(query.where(alive(source, ctx.workspace.id)))
    records = [dict(row) for row in rows.mappings()]
    wanted = None if chosen is None else _ids(ctx, table, chosen)
    return [_surveyed(ctx, table, spec, records, wanted) for spec in specs]


def _ids(ctx: Context, table: str, chosen: ColumnElement[bool]) -> set[str]:
    query = select(table_of(table).c.id).where(chosen)
    return set(ctx.session.connection().scalars(query))


def _surveyed(
    ctx: Context,
    table: str,
    spec: FieldSpec,
    records: Iterable[dict[str, str]],
    wanted: set[str] | None,
) -> Survey:
    mine = [row for row in records if wanted is None or row["id"] in wanted]
    counts = Counter(str(row[spec.name]) for row in records if row[spec.name])
    read = reader(spec, counts, Setting(ctx.workspace.country, _names(ctx, table, spec)))
    found = Survey(table, spec, records=len(mine))
    for row in mine:
        value = row[spec.name]
        if value is None or not value.strip():
            continue
        found.filled += 1
        verdict = read(value, record_country(row.get("country"))) if read else None
        if isinstance(verdict, Fix):
            found.corrections.append(Correction(row["id"], value, verdict))
        elif isinstance(verdict, Doubt):
            found.doubts.setdefault(value, (verdict.reason, []))[1].append(row["id"])
    return found


def _names(ctx: Context, table: str, spec: FieldSpec) -> frozenset[str]:
    other = _NAMED_ELSEWHERE.get((table, spec.name))
    if other is None:
        return frozenset()
    source = table_of(other)
    query = select(source.c.name).where(alive(source, ctx.workspace.id))
    return frozenset(name for name in ctx.session.connection().scalars(query) if name)
