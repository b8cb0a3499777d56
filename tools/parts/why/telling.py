"""An explained change as a result: sentences, and a receipt for each figure in them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tools.parts.dimensions import Dimension
from tools.parts.formats import written
from tools.parts.measuring.asked import phrase
from tools.parts.measuring.receipts import Derived, backing, exact, figure
from tools.parts.measuring.tables import moved
from tools.parts.measuring.wording import about
from tools.parts.periods import written_day
from tools.parts.why.factors import Leaver
from tools.parts.why.pieces import PROVEN, Piece, Split
from tools.parts.why.shown import chart, deal_table, factor_table, flow_table, split_table
from tools.parts.why.told import Explained, Inside
from tools.result import Figure, Result, Table

RECEIPTS_AT_MOST = 50


def told(found: Explained) -> Result:
    """The result of an explanation."""
    says, figures = _headline(found)
    tables: list[Table] = []
    made = [(f.name, f.change) for f in found.factors] + [(f.name, f.change) for f in found.flows]
    figures += [_part(found, name, change, found.unit) for name, change in made]
    if found.factors:
        tables.append(factor_table(found))
        says.append(_factors_said(found))
    if found.flows:
        tables.append(flow_table(found))
        says.append(_flows_said(found))
    return _with_causes(found, says, figures, tables)


def _with_causes(
    found: Explained, says: list[str], figures: list[Figure], tables: list[Table]
) -> Result:
    """Where the change happened, how sure that is, and single deals and people behind it."""
    chances: list[Figure] = []
    for one in found.splits:
        tables.append(split_table(found, one))
        figures += _part_figures(found, one)
        says.append(_cause_said(found, one))
    if found.splits:
        said, chances = _chance_said(found, found.splits[0])
        says.append(said)
    for inside in found.inside:
        says.append(_inside_said(found, inside))
        if inside.deeper is not None:
            tables.append(split_table(found, inside.deeper, inside.piece))
    if found.deals:
        tables.append(deal_table(found))
        says.append(_deals_said(found))
    if found.left:
        says.append(f"People who left in that time: {_leavers_said(found, found.left)}.")
    drawn = chart(found)
    return Result(
        say=" ".join(said for said in says if said), reading=_reading(found),
        figures=[*figures, *chances], tables=tables, charts=[drawn] if drawn else [],
        notes=found.notes, facts=_facts(found),
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


def _flows_said(found: Explained) -> str:
    parts = [f"{f.name} {_signed(f.change, found.unit)} ({f.n:,})" for f in found.flows]
    return f"In between: {', '.join(parts)}."


def _cause_said(found: Explained, one: Split) -> str:
    cause, label = one.cause, one.dimension.label
    if cause is None:
        if found.found.searched:
            return (
                f"No single cause stands out by {_listed(found.found.searched)}: the {found.way} is"
                f" spread; by {label}, {_few(found, one.pieces)}."
            )
        return f"By {label} no part stands out: {_few(found, one.pieces)}."
    how = ""
    if cause.within is not None and cause.mix is not None:
        how = (
            f", {_signed(cause.within, found.unit)} within it and"
            f" {_signed(cause.mix, found.unit)} from mix"
        )
    others = ", as other parts moved the other way" if cause.share > 1 else ""
    return (
        f"By {label}, {cause.name} {_verb(cause)}: {_signed(cause.change, found.unit)}, which is"
        f" {_percent(cause.share)} of the {found.way}{others}{how}."
    )


def _verb(cause: Piece) -> str:
    return "stands out" if cause.p is None or cause.proven else "holds most of it"


def _chance_said(found: Explained, one: Split) -> tuple[str, list[Figure]]:
    """How often chance alone makes a gap as wide as that of the part that was named."""
    tested = found.found.tested
    named = (one.dimension, one.cause) if one.cause is not None else found.found.widest
    if tested is None or named is None or named[1].p is None:
        return "", []
    dimension, piece = named
    made = _chance_figure(found, dimension, piece)
    many = f"the {tested.n:,} {found.found.noun[1]}"
    if one.cause is None:
        along = (piece.gap or 0) * float(found.change) > 0
        share = "more than its share" if along else "against it or less than its share"
        return (
            f"The widest departure from an even change is {dimension.label} {piece.name}"
            f" ({_signed(piece.change, found.unit)}, {share}); shuffling {many} makes"
            f" one as wide in {made.text} of cases."
        ), [made]
    wide = f"shuffling {many} makes a gap as wide among the {tested.groups:,} groups looked at in"
    which = f"{piece.name}'s part" if len(found.splits) > 1 else "That"
    if piece.proven:
        return f"{which} is more than chance: {wide} only {made.text} of cases.", [made]
    return f"No single cause is beyond chance, though: {wide} {made.text} of cases.", [made]


def _chance_figure(found: Explained, dimension: Dimension, piece: Piece) -> Figure:
    tested = found.found.tested
    assert tested is not None  # noqa: S101 - the caller has looked
    return found.now.ctx.figure(
        f"{found.now.metric.name}_chance", Decimal(str(piece.p)), "rate",
        label=f"Chance of a gap as wide as that of {dimension.label} {piece.name}",
        definition="The share of random shuffles in which some group, along any dimension looked"
                   " at, departs from the others at least as far.",
        formula="(1 + shuffles with a gap as wide) / (1 + shuffles)", n=tested.n,
        inputs={"shuffles": tested.shuffles, "groups": tested.groups, "rows": tested.n,
                "gap_in_standard_deviations": round(piece.gap or 0.0, 3)},
        variant=found.now.variant.name, period=found.now.period(),
        filters=[f.model_dump() for f in found.now.cut.filters],
        caveats=[f"Below {PROVEN} a part is called more than chance."],
    )  # fmt: skip


def _few(found: Explained, pieces: Sequence[Piece]) -> str:
    return ", ".join(f"{p.name} {_signed(p.change, found.unit)}" for p in pieces[:3])


def _inside_said(found: Explained, inside: Inside) -> str:
    said = []
    deeper = inside.deeper
    if deeper is not None and deeper.cause is not None:
        cause = deeper.cause
        said.append(
            f"Within {inside.piece.name}, {deeper.dimension.label} {cause.name}"
            f" {_verb(cause)}: {_signed(cause.change, found.unit)} of"
            f" {_signed(deeper.total, found.unit)}."
        )
    told_already = {p.name for p in found.left}
    left = [p for p in inside.left if p.name not in told_already]
    if left:
        said.append(f"Of {inside.piece.name}, these left: {_leavers_said(found, left)}.")
    named = {p.name for p in (*found.left, *inside.left)}
    gone = [f"{name} on {written_day(day)}" for name, day in inside.gone.items()
            if name not in named]  # fmt: skip
    if gone:
        said.append(f"People of {inside.piece.name} who left in {found.now.cut.span.label}:"
                    f" {', '.join(gone)}.")  # fmt: skip
    return " ".join(said)


def _deals_said(found: Explained) -> str:
    named = "; ".join(
        f"{d.name} ({written(d.amount, found.now.unit)}, {d.why})" for d in found.deals[:3]
    )
    return f"Large single deals: {named}."


def _leavers_said(found: Explained, left: Sequence[Leaver]) -> str:
    return "; ".join(
        f"{p.name} left on {written_day(p.left_on)} ({_signed(p.change, found.unit)})" for p in left
    )


def _reading(found: Explained) -> str:
    said = [f"{found.now.cut.span.label} against {found.then.cut.span.label}"]
    said.append(f"{found.now.variant.label}: {found.now.variant.definition.rstrip('.')}")
    if found.found.searched:
        said.append(f"searched by {_listed(found.found.searched)}")
    if any(p.within is not None for s in found.splits for p in s.pieces):
        said.append("within is a part's own rate moving, mix is its weight moving")
    if found.now.variant.shape == "spread":
        said.append(
            "each part is the mean step that its group makes when groups are turned one after"
            " another, over all orders"
        )
    return "; ".join(said) + ". A split shows where a change happened, not what made it happen."


def _facts(found: Explained) -> dict[str, Any]:
    now = found.now
    first = next((s for s in found.splits if s.cause), None)
    cause = first.cause if first else None
    tested = found.found.tested
    left = [*found.left, *(p for inside in found.inside for p in inside.left)]
    return {
        "metric": now.metric.name, "variant": now.variant.name, "period": now.period(),
        "compare_to": found.then.cut.span.key, "by": [s.dimension.name for s in found.splits],
        "where": [f.model_dump() for f in now.cut.filters],
        "change": str(exact(found.change, now.unit)),
        "cause": cause.name if cause else None,
        "along": first.dimension.name if first else None,
        "proven": cause.proven if cause else False, "p": cause.p if cause else None,
        "tested": None if tested is None else
                  {"rows": tested.n, "groups": tested.groups, "shuffles": tested.shuffles},
        "gone": {name: day.isoformat() for i in found.inside for name, day in i.gone.items()},
        "left": [[p.name, p.left_on.isoformat(), str(p.change)] for p in left],
    }  # fmt: skip


def _signed(value: Decimal, unit: str) -> str:
    text = written(exact(value, unit), unit)
    if not any(digit in text for digit in "123456789"):
        return text.removeprefix("-")
    return text if value < 0 else f"+{text}"


def _percent(share: Fraction) -> str:
    return written(round(Decimal(float(share)), 3), "rate")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
