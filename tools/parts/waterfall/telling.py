"""A waterfall as a result: a sentence, and a receipt for each bar."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tools.parts.comparing import CENTS
from tools.parts.formats import written
from tools.parts.periods import written_day
from tools.parts.waterfall.bars import Bar, Step
from tools.parts.waterfall.shown import DEALS_SHOWN, bar_table, chart, deal_table, group_table
from tools.parts.waterfall.told import (
    MEANS,
    NAMES,
    Told,
    capital,
    deal_name,
    ends,
    several,
    unknown,
    value,
)
from tools.result import Figure, Result

NAMED = 3


def result(told: Told) -> Result:
    """The waterfall as a reply shows it."""
    figures = _figures(told)
    tables = [bar_table(told)]
    if told.groups:
        tables.append(group_table(told))
    tables.append(deal_table(told))
    return Result(
        say=_say(told, figures), reading=_reading(told),
        figures=list(figures.values()), tables=tables, charts=[chart(told)],
        notes=_notes(told), facts=_facts(told),
    )  # fmt: skip


def _figures(told: Told) -> dict[str, Figure]:
    before, after = ends(told, told.walk)
    made: dict[str, Figure] = {}
    books = told.two.books
    made["open0"] = _end(told, "pipeline_before", before, told.first, books[0].notes)
    for bar in told.bars:
        steps = told.walk.of(bar)
        if steps:
            made[bar] = _bar_figure(told, bar, steps)
    made["open1"] = _end(told, "pipeline_after", after, told.last, books[1].notes)
    made["change"] = told.ctx.figure(
        "pipeline_change", after - before, told.unit,
        label=f"Change of the {told.pipeline}, {_days(told)}",
        definition="The later pipeline less the earlier one; the bars add up to it exactly.",
        formula="open1 - open0", inputs={"open0": str(before), "open1": str(after)},
        period=_period(told), filters=told.filters,
    )  # fmt: skip
    return made


def _end(told: Told, name: str, amount: Decimal, day: date, caveats: Sequence[str]) -> Figure:
    first = name == "pipeline_before"
    n = told.walk.open_before if first else told.walk.open_after
    book = told.two.books[0 if first else 1]
    return told.ctx.figure(
        name, amount, told.unit, label=f"{capital(told.pipeline)} on {written_day(day)}",
        definition="The deals that were open at the end of the day, as they were then.",
        formula="sum of amount over open deals" if told.priced else "count of open deals", n=n,
        variant=book.basis, period=_period(told), filters=told.filters, row_table="opportunity",
        row_ids=[deal.id for deal in book.deals], caveats=[*caveats, *unknown(told)],
    )  # fmt: skip


def _bar_figure(told: Told, bar: Bar, steps: Sequence[Step]) -> Figure:
    unpriced = sum(1 for step in steps if step.cents is None)
    left_out = [f"{unpriced:,} of these deals have no amount."] if unpriced else []
    return told.ctx.figure(
        f"pipeline_{bar}", value(told, told.walk, bar), told.unit,
        label=f"{capital(NAMES[bar])}, {_days(told)}", definition=MEANS[bar],
        formula="sum over its deals",
        n=told.walk.count(bar), period=_period(told), filters=told.filters,
        exclusions=left_out if told.priced else [], row_table="opportunity",
        row_ids=[step.deal for step in steps],
        caveats=unknown(told) if bar in {"up", "down"} else [],
    )  # fmt: skip


def _days(told: Told) -> str:
    return f"{written_day(told.first)} to {written_day(told.last)}"


def _period(told: Told) -> dict[str, Any]:
    return {
        "label": _days(told),
        "start": told.first.isoformat(), "end": told.last.isoformat(),
        "closing_in": told.span.key if told.span is not None else None,
    }  # fmt: skip


def _say(told: Told, figures: dict[str, Figure]) -> str:
    before, after, change = figures["open0"], figures["open1"], figures["change"]
    days = written_day(told.first), written_day(told.last)
    name = capital(told.pipeline)
    if not told.walk.steps:
        return f"{name} did not change: {before.text} on {days[0]} and on {days[1]}."
    deals = "" if told.priced else " deals"
    if not change.value:
        head = f"{name} is the same on {days[0]} and {days[1]}, {after.text}{deals}."
    else:
        verb = "rose" if change.value > 0 else "fell"
        head = (
            f"{name} {verb} by {change.text.removeprefix('-')}{deals}, from {before.text} on"
            f" {days[0]} to {after.text} on {days[1]}."
        )
    moved = [(bar, figures[bar]) for bar in told.bars if bar in figures]
    bars = ", ".join(f"{NAMES[bar]} {_signed(f)} ({f.n:,})" for bar, f in moved)
    said = f"{head} In between: {bars}; these add up to the change exactly."
    return f"{said}{_doubted(figures)}{_named(told)}"


def _doubted(figures: dict[str, Figure]) -> str:
    """How much of the change may be none: deals that may have been in the pipeline all along."""
    if "undated" not in figures:
        return ""
    doubt = figures["undated"]
    return (
        f" {several(doubt.n or 0, 'deal')} ({_signed(doubt)}) may have been due in the period all"
        " along: nobody recorded the close date that they had then."
    )


def _named(told: Told) -> str:
    """The deals that moved it most, in money."""
    if not told.priced:
        return ""
    largest = sorted(told.walk.steps, key=lambda s: (-abs(s.cents or 0), s.deal))[:NAMED]
    said = [
        f"{deal_name(told, s.deal)} ({NAMES[s.bar]} {_money(told, s.cents)})"
        for s in largest if s.cents
    ]  # fmt: skip
    return f" The largest moves: {'; '.join(said)}." if said else ""


def _signed(figure: Figure) -> str:
    return f"+{figure.text}" if figure.value is not None and figure.value > 0 else figure.text


def _money(told: Told, cents: int) -> str:
    text = written(Decimal(cents) / CENTS, told.ctx.workspace.currency)
    return f"+{text}" if cents > 0 else text


def _reading(told: Told) -> str:
    window = f"from the close of {written_day(told.first)} to the close of {written_day(told.last)}"
    if told.span is None:
        scope = (
            "all open deals, whenever they are due; name a quarter, as in “what changed in this"
            " quarter's pipeline since Monday”, to see what was pulled in and pushed out"
        )
    else:
        scope = f"deals expected to close in {told.span.label} ({told.span.dates})"
    return f"{capital(window)}; {scope}."


def _notes(told: Told) -> list[str]:
    two = told.two
    notes = [*dict.fromkeys(note for book in two.books for note in book.notes), *unknown(told)]
    if two.undated:
        notes.append(
            f"{several(len(two.undated), 'deal')} of which nobody recorded the close date then:"
            " where they matter they stand in a bar of their own, as pulled in or pushed cannot be"
            " told."
        )
    if two.backdated:
        notes.append(
            f"{several(len(two.backdated), 'deal')} closed in between with an earlier closing day"
            " or none: still open at first."
        )
    if two.foreign:
        notes.append(f"{several(two.foreign, 'deal')} in another currency left out.")
    if not told.has_amounts and told.counted == "amount":
        notes.append("No open deal has an amount, so the walk is counted in deals.")
    return notes


def _facts(told: Told) -> dict[str, Any]:
    before, after = ends(told, told.walk)
    return {
        "first": told.first.isoformat(), "last": told.last.isoformat(),
        "closing_in": told.span.key if told.span is not None else None,
        "open0": str(before), "open1": str(after),
        "bars": {bar: str(value(told, told.walk, bar)) for bar in told.bars},
        "deals": {bar: [s.deal for s in told.walk.of(bar)][:DEALS_SHOWN] for bar in told.bars},
        "basis": [book.basis for book in told.two.books], "where": list(told.filters),
        "by": [d.name for d in told.by],
    }  # fmt: skip
