"""Every value of some fields, read: what to correct, what is unclear, what is well written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from store.changes import Draft
from store.schema import FieldSpec, Kind, entity
from tools.context import Context
from tools.parts.normalise.column import Reader, Setting, has_rule, reader, record_country
from tools.parts.normalise.day import day
from tools.parts.normalise.fix import Doubt, Fix, Remark, Verdict
from tools.parts.normalise.junk import junk
from tools.parts.normalise.rulebook import Rulebook, Taught, rulebook
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
    remarks: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    @property
    def emptied(self) -> int:
        """Cells that would be emptied, because what they hold stands for nothing."""
        return sum(one.fix.value is None for one in self.corrections)

    @property
    def doubtful(self) -> int:
        """Cells that look wrong and cannot be corrected."""
        return sum(len(rows) for _, rows in self.doubts.values())

    @property
    def where(self) -> str:
        """The field in words, such as `phone of contacts`."""
        return f"{self.spec.label} of {entity(self.table).plural}"


def drafts(found: Survey) -> list[Draft]:
    """The corrections as changes to propose, each with its reason."""
    return [
        Draft("update", found.table, c.row_id, {found.spec.name: c.fix.value},
              reason=c.fix.reason, confidence=c.fix.confidence)
        for c in found.corrections
    ]  # fmt: skip


def fields_with_rules(table: str) -> list[FieldSpec]:
    """The fields of a table that can be corrected."""
    return [
        spec
        for spec in entity(table).fields
        if has_rule(spec)
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
    judge = _Judge(ctx, table, rulebook(ctx.session, ctx.workspace))
    return [judge.field(spec, records, wanted) for spec in specs]


def _ids(ctx: Context, table: str, chosen: ColumnElement[bool]) -> set[str]:
    query = select(table_of(table).c.id).where(chosen)
    return set(ctx.session.connection().scalars(query))


@dataclass(frozen=True, slots=True)
class _Judge:
    """Reads the fields of one table."""

    ctx: Context
    table: str
    rules: Rulebook

    def field(
        self, spec: FieldSpec, records: Iterable[Mapping[str, Any]], wanted: set[str] | None
    ) -> Survey:
        """One field, read whole."""
        mine = [row for row in records if wanted is None or row["id"] in wanted]
        found = Survey(self.table, spec, records=len(mine))
        counts = Counter(v for row in records if isinstance(v := row[spec.name], str) and v)
        setting = Setting(self.ctx.workspace.country, _names(self.ctx, self.table, spec))
        cell = self._cell(spec, counts, setting)
        if spec.kind is Kind.TITLE:
            found.values = counts
        known: dict[tuple[Any, str | None], Verdict | bool] = {}
        for row in mine:
            value, country = row[spec.name], row.get("country")
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            found.filled += 1
            if (value, country) not in known:
                known[value, country] = cell.verdict(value, country)
            _take(found, row["id"], value, known[value, country])
        return found

    def _cell(self, spec: FieldSpec, counts: Counter[str], setting: Setting) -> "_Cell":
        """How a field is judged: by its column as it will be once it is corrected.

        A rule may carry a slip on to another value, beside which a third is a slip, so that what is
        usual is judged again until nothing changes any more.
        """
        taught = self.rules.of(self.table, spec.name)
        nullable = bool(table_of(self.table).c[spec.name].nullable)
        after = taught.applied(counts)
        cell = _Cell(spec, taught, reader(spec, after, setting), may_be_empty=nullable)
        for _ in range(_ROUNDS if taught.written else 0):
            then = cell.applied(counts)
            if then == after:
                break
            after = then
            cell = replace(cell, read=reader(spec, after, setting), first=cell)
        return cell


_ROUNDS = 5
"""Chains of rules and slips are shorter than this."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """How one field's values are judged: a person's word first, then junk, then its rule."""

    spec: FieldSpec
    taught: Taught
    read: Reader | None
    may_be_empty: bool
    first: "_Cell | None" = None
    """What is said before this: of the column as it is, where this is of it as it will be."""

    def verdict(self, value: Any, country: str | None) -> Verdict | bool:
        """What is to be said of a value; True when a person said that it stays."""
        said = self.first.verdict(value, country) if self.first else None
        if isinstance(said, Fix) and said.value is not None:
            then = self._said(said.value, country)
            return replace(said, value=then.value) if isinstance(then, Fix) else said
        return said or self._said(value, country)

    def _said(self, value: Any, country: str | None) -> Verdict | bool:
        if isinstance(value, date):
            return day(value)
        said = self.taught.verdict(value)
        if said:
            return said
        nothing = junk(value, self.spec.kind)
        if isinstance(nothing, Fix) and not self.may_be_empty:
            return Doubt(nothing.reason)
        if nothing is not None or self.read is None:
            return nothing
        return self._taught_too(self.read(value, record_country(country)))

    def applied(self, counts: Counter[str]) -> Counter[str]:
        """A column as it will be once its values are corrected."""
        after: Counter[str] = Counter()
        for value, count in counts.items():
            said = self.verdict(value, None) if value.strip() else None
            after[said.value or value if isinstance(said, Fix) else value] += count
        return after

    def _taught_too(self, verdict: Verdict) -> Verdict:
        """A fix whose result a person has a word on is carried through at once."""
        if isinstance(verdict, Fix) and verdict.value is not None:
            then = self.taught.verdict(verdict.value)
            if isinstance(then, Fix):
                return replace(verdict, value=then.value, reason=then.reason)
        return verdict


def _take(found: Survey, row_id: str, value: Any, verdict: Verdict | bool) -> None:  # noqa: FBT001 - a verdict, not a switch
    if isinstance(verdict, Fix):
        found.corrections.append(Correction(row_id, value, verdict))
    elif isinstance(verdict, Doubt):
        found.doubts.setdefault(str(value), (verdict.reason, []))[1].append(row_id)
    elif isinstance(verdict, Remark):
        found.remarks[verdict.reason] += 1
    elif verdict:
        found.kept += 1


def _names(ctx: Context, table: str, spec: FieldSpec) -> frozenset[str]:
    other = _NAMED_ELSEWHERE.get((table, spec.name))
    if other is None:
        return frozenset()
    source = table_of(other)
    query = select(source.c.name).where(alive(source, ctx.workspace.id))
    return frozenset(name for name in ctx.session.connection().scalars(query) if name)
