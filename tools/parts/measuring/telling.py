"""An explained change as a result: sentences, tables of parts, a chart, and a receipt for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tools.parts import charts
from tools.parts.formats import written
from tools.parts.measuring.asked import Asked, phrase
from tools.parts.measuring.causes import Piece, Split
from tools.parts.measuring.factors import Factor, Leaver, Notable
from tools.parts.measuring.receipts import Derived, backing, exact, figure
from tools.parts.measuring.tables import difference_unit, moved
from tools.parts.measuring.wording import about
from tools.parts.metrics.shape import Answer
from tools.parts.periods import written_day
from tools.result import Cell, Chart, Figure, Result, Table

RECEIPTS_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Explained:
    """All that was read of a change, before any figure is made of it.

    Attributes:
        now: The question about the later period.
        then: The same about the earlier one.
        values: Both values.
        change: Their difference.
        factors: What the change is made of.
        splits: Where it happened, by each dimension that was looked along.
        searched: The dimensions that were searched when none was named.
        inside: The part that stands out, and the split of it along which one stands out again.
        deals: Single deals that are a large part of it.
        left: Owners who left in that time, and what went with them.
        notes: What a careful reader should know.
    """

    now: Asked
    then: Asked
    values: tuple[Answer, Answer]
    change: Decimal
    factors: list[Factor]
    splits: list[Split]
    searched: list[str]
    inside: tuple[Piece, Split] | None
    deals: list[Notable]
    left: list[Leaver]
    notes: list[str]

    @property
    def unit(self) -> str:
        """The unit of the change: rates change by points."""
        return difference_unit(self.now.unit)

    @property
    def way(self) -> str:
        return "rise" if self.change > 0 else "fall"


def told(found: Explained) -> Result:
    """The result of an explanation."""
    says, figures = _headline(found)
    tables: list[Table] = []
    if found.factors:
        tables.append(_factor_table(found))
        figures += [_part(found, f.name, f.change, found.unit) for f in found.factors]
        says.append(_factors_said(found))
    for one in found.splits:
        tables.append(_split_table(found, one))
        figures += _part_figures(found, one)
        says.append(_cause_said(found, one))
    if found.inside is not None:
        piece, deeper = found.inside
        tables.append(_split_table(found, deeper, piece))
        says.append(_inside_said(found, piece, deeper))
    if found.deals:
        tables.append(_deals_table(found))
        says.append(_deals_said(found))
    if found.left:
        says.append(_left_said(found))
    drawn = _chart(found)
    return Result(
        say=" ".join(says), reading=_reading(found), figures=figures, tables=tables,
        charts=[drawn] if drawn else [], notes=found.notes, facts=_facts(found),
    )  # fmt: skip


def _headline(found: Explained) -> tuple[list[str], list[Figure]]:
    now, then = found.now, found.then
    after, before = found.values
    figures = [
        figure(now, after, about(now), backing(now, after)),
        figure(then, before, about(then), backing(then, before)),
    ]
    _, rate = moved(after, before)
    inputs = {"now": str(figures[0].value), "then": str(figures[1].value)}
    change = Derived("difference", "difference", found.change, found.unit, "now - then", inputs)
    figures.append(change.figure(now))
    share = ""
    if rate is not None and found.unit != "points":
        relative = Derived("change", "change", rate, "rate", "(now - then) / then", inputs)
        figures.append(relative.figure(now))
        share = f" ({figures[3].text.removeprefix('-')})"
    when = phrase(now.cut.span, stock=now.metric.stock, today=now.ctx.today)
    ago = phrase(then.cut.span, stock=now.metric.stock, today=now.ctx.today)
    if found.change == 0:
        return [
            f"{now.label}{now.who} did not change: {figures[0].text} {when} and {ago}."
        ], figures
    verb = "rose" if found.change > 0 else "fell"
    amount = figures[2].text.removeprefix("-")
    moved_by = f"{now.label}{now.who} {verb} by {amount}{share}"
    return [f"{moved_by}, from {figures[1].text} {ago} to {figures[0].text} {when}."], figures


def _part(found: Explained, name: str, value: Decimal, unit: str) -> Figure:
    formula = "rounded part of now - then"
    inputs = {"change": str(exact(found.change, unit))}
    return Derived("part", f"part of the change, {name}", value, unit, formula, inputs).figure(
        found.now
    )


def _part_figures(found: Explained, one: Split) -> list[Figure]:
    pieces = one.pieces[:RECEIPTS_AT_MOST]
    return [_part(found, f"{one.dimension.label} {p.name}", p.change, found.unit) for p in pieces]


def _factors_said(found: Explained) -> str:
    parts = [f"{f.name} {_signed(f.change, found.unit)}" for f in found.factors]
    return f"Of that, {', '.join(parts)}."


def _cause_said(found: Explained, one: Split) -> str:
    cause, label = one.cause, one.dimension.label
    if cause is None:
        if found.searched:
            return (
                f"No single cause stands out by {_listed(found.searched)}: the {found.way} is"
                f" spread; by {label}, {_few(found, one.pieces)}."
            )
        return f"By {label} no part stands out: {_few(found, one.pieces)}."
    how = ""
    if cause.within is not None and cause.mix is not None:
        how = (
            f", {_signed(cause.within, found.unit)} within it and"
            f" {_signed(cause.mix, found.unit)} from mix"
        )
    return (
        f"By {label}, {cause.name} stands out: {_signed(cause.change, found.unit)}, which is"
        f" {_percent(cause.share)} of the {found.way}{how}."
    )


def _few(found: Explained, pieces: Sequence[Piece]) -> str:
    return ", ".join(f"{p.name} {_signed(p.change, found.unit)}" for p in pieces[:3])


def _inside_said(found: Explained, piece: Piece, deeper: Split) -> str:
    cause = deeper.cause
    if cause is None:
        return ""
    return (
        f"Within {piece.name}, {deeper.dimension.label} {cause.name} stands out:"
        f" {_signed(cause.change, found.unit)} of {_signed(deeper.total, found.unit)}."
    )


def _deals_said(found: Explained) -> str:
    named = "; ".join(
        f"{d.name} ({written(d.amount, found.now.unit)}, {d.why})" for d in found.deals[:3]
    )
    return f"Large single deals: {named}."


def _left_said(found: Explained) -> str:
    named = "; ".join(
        f"{p.name} left on {written_day(p.left_on)} ({_signed(p.change, found.unit)})"
        for p in found.left
    )
    return f"People who left in that time: {named}."


def _split_table(found: Explained, one: Split, inside: Piece | None = None) -> Table:
    unit, label = found.now.unit, one.dimension.label
    rated = any(p.within is not None for p in one.pieces)
    columns = [label, found.then.cut.span.label, found.now.cut.span.label, "part of the change"]
    units = ["text", unit, unit, found.unit]
    if rated:
        columns += ["within", "mix"]
        units += [found.unit, found.unit]
    rows: list[list[Cell]] = [
        [
            p.name, exact(p.then, unit), exact(p.now, unit), p.change,
            *((p.within, p.mix) if rated else ()), round(Decimal(float(p.share)), 3), p.note,
        ]
        for p in one.pieces
    ]  # fmt: skip
    where = f" within {inside.name}" if inside is not None else ""
    return Table(
        name=f"change_by_{one.dimension.name}",
        title=f"Change of {found.now.variant.label} by {label}{where}",
        columns=[*columns, "share of the change", "note"],
        units=[*units, "rate", "text"], rows=rows, total=len(rows),
    )  # fmt: skip


def _factor_table(found: Explained) -> Table:
    rows: list[list[Cell]] = [
        [f.name, written(f.then, f.unit), written(f.now, f.unit), f.change] for f in found.factors
    ]
    return Table(
        name="change_by_factor", title=f"What moved {found.now.variant.label}",
        columns=["factor", found.then.cut.span.label, found.now.cut.span.label,
                 "part of the change"],
        units=["text", "text", "text", found.unit], rows=rows, total=len(rows),
    )  # fmt: skip


def _deals_table(found: Explained) -> Table:
    rows: list[list[Cell]] = [[d.name, d.amount, d.why] for d in found.deals]
    return Table(
        name="large_deals", title="Large single deals",
        columns=["deal", "amount", "why"], units=["text", found.now.unit, "text"], rows=rows,
        total=len(rows), row_table="opportunity", row_ids=[d.id for d in found.deals],
    )  # fmt: skip


def _chart(found: Explained) -> Chart | None:
    if found.splits:
        one = found.splits[0]
        points = [(p.name, p.change) for p in one.pieces]
        title = f"Parts of the change of {found.now.variant.label}"
        return charts.bars(title, one.dimension.label, found.unit, points)
    points = [(f.name, f.change) for f in found.factors]
    return charts.bars(f"What moved {found.now.variant.label}", "factor", found.unit, points)


def _reading(found: Explained) -> str:
    said = [f"{found.now.cut.span.label} against {found.then.cut.span.label}"]
    said.append(f"{found.now.variant.label}: {found.now.variant.definition.rstrip('.')}")
    if found.searched:
        said.append(f"searched by {_listed(found.searched)}")
    if any(p.within is not None for s in found.splits for p in s.pieces):
        said.append("within is a part's own rate moving, mix is its weight moving")
    return "; ".join(said) + ". A split shows where a change happened, not what made it happen."


def _facts(found: Explained) -> dict[str, Any]:
    now, cause = found.now, next((s.cause for s in found.splits if s.cause), None)
    return {
        "metric": now.metric.name, "variant": now.variant.name, "period": now.period(),
        "compare_to": found.then.cut.span.key, "by": [s.dimension.name for s in found.splits],
        "where": [f.model_dump() for f in now.cut.filters],
        "change": str(exact(found.change, now.unit)),
        "cause": cause.name if cause else None,
        "left": [[p.name, p.left_on.isoformat(), str(p.change)] for p in found.left],
    }  # fmt: skip


def _signed(value: Decimal, unit: str) -> str:
    text = written(exact(value, unit), unit)
    return text if value < 0 else f"+{text}"


def _percent(share: Fraction) -> str:
    return written(round(Decimal(float(share)), 3), "rate")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
