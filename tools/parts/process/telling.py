"""A mined process as a result: the bottleneck first, then stages, moves and paths."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.parts.periods import written_day
from tools.parts.process.shown import chart, move_table, part_table, path_table, stage_table
from tools.parts.process.told import FEWEST, Dwell, Told, bottleneck, decimal
from tools.result import Figure, Result

SHARES = {"median": "half", "p90": "nine in ten"}


def result(told: Told) -> Result:
    """The analysis as a reply shows it."""
    found = told.dwells
    asked = next((d for d in found if d.stage == told.stage and d.left >= FEWEST), None)
    narrow = asked or bottleneck(found)
    figures = _figures(told, found, narrow)
    tables = [stage_table(told, found), move_table(told), path_table(told)]
    if told.parts:
        tables.insert(1, part_table(told))
    drawn = chart(found)
    return Result(
        say=_say(told, narrow, figures), reading=_reading(told), figures=list(figures.values()),
        tables=[t for t in tables if t.rows], charts=[drawn] if drawn else [],
        notes=_notes(told, found), facts=_facts(told, found, narrow),
    )  # fmt: skip


def _figures(told: Told, found: list[Dwell], narrow: Dwell | None) -> dict[str, Figure]:
    deals = told.process.deals
    moved = ("deals that moved", "Deals that entered a stage in the period.", "count of deals")
    made = {"deals": _figure(told, "deals", (Decimal(deals), "count"), moved, n=deals)}
    if narrow is not None:
        made |= _narrow_figures(told, narrow, sum(d.days for d in found))
    for name, some, means in (
        ("returned", told.process.returned, "moved back to an earlier stage"),
        ("looped", told.process.looped, "entered a stage again"),
        ("skipped", told.process.skipped, "jumped over a stage"),
    ):
        words = (
            f"deals that {means}", f"Deals that {means} in the period, over all that moved in it.",
            f"deals that {means} / deals that moved",
        )  # fmt: skip
        rate = (Decimal(len(some)) / deals, "rate")
        made[name] = _figure(told, f"{name}_rate", rate, words, n=deals, ids=sorted(some))
    return made


def _narrow_figures(told: Told, narrow: Dwell, every: int) -> dict[str, Figure]:
    mean = (
        f"mean days in {narrow.stage}",
        "Days that deals spent in the stage, up to now where they go on, over stays in it.",
        "days in the stage / stays in it",
    )
    share = (
        f"share of all days in stages spent in {narrow.stage}",
        "Days that deals spent in the stage over those in all open stages, so far if they go on.",
        "days in the stage / days in all stages",
    )
    part = Decimal(narrow.days) / every if every else None
    made = {
        "mean": _figure(told, "dwell_mean", (decimal(narrow.mean), "days"), mean, n=narrow.entered),
        "share": _figure(told, "bottleneck_share", (part, "rate"), share, n=narrow.entered),
    }
    for name, value in (("median", narrow.median), ("p90", narrow.p90)):
        words = (
            f"{name} days in {narrow.stage}",
            f"Days by which {SHARES[name]} have left it; stays that go on count as far as seen.",
            f"{name} of (left - entered), by Kaplan-Meier",
        )
        made[name] = _figure(
            told, f"dwell_{name}", (decimal(value), "days"), words, n=narrow.entered,
            reason=None if value is not None else f"not {SHARES[name]} have left it yet",
        )  # fmt: skip
    return made


def _figure(
    told: Told, name: str, value: tuple[Decimal | None, str], words: tuple[str, str, str], *,
    n: int, ids: Sequence[str] = (), reason: str | None = None,
) -> Figure:  # fmt: skip
    label, definition, formula = words
    amount, unit = value
    return told.ctx.figure(
        f"process_{name}", None if amount is None else round(amount, 8), unit,
        label=label[0].upper() + label[1:], definition=definition, formula=formula, n=n,
        period=told.span.kept(),
        filters=told.filters, row_table="opportunity", row_ids=ids, reason=reason,
    )  # fmt: skip


def _say(told: Told, narrow: Dwell | None, figures: dict[str, Figure]) -> str:
    when = told.span.label
    deals = figures["deals"]
    if narrow is None:
        head = (f"{deals.text} deals{told.who} moved in {when}, but no stage was left {FEWEST}"
                " times: too few to name a bottleneck.")  # fmt: skip
    elif narrow.stage == told.stage:
        head = (
            f"A deal{told.who} that enters {narrow.stage} spends {figures['mean'].text} there on"
            f" average in {when}; {_gone(figures)}, and it holds {figures['share'].text} of all"
            " days in stages."
        )
    else:
        head = (
            f"The bottleneck{told.who} in {when} is {narrow.stage}: a deal that enters it spends"
            f" {figures['mean'].text} there on average, the longest of all stages;"
            f" {_gone(figures)}, and it holds {figures['share'].text} of all days in stages."
        )
    turned = (
        f" Of {deals.text} deals that moved, {figures['returned'].text} went back a stage,"
        f" {figures['looped'].text} came through a stage twice and {figures['skipped'].text} jumped"
        " over one."
    )
    return head + turned


def _gone(figures: dict[str, Figure]) -> str:
    """How soon deals leave the stage, as far as they have."""
    median, p90 = figures["median"], figures["p90"]
    if median.value is None:
        return "not half have left it yet"
    longest = f", nine in ten within {p90.text}" if p90.value is not None else (
        ", and not nine in ten have left it yet"
    )  # fmt: skip
    return f"half leave it within {median.text}{longest}"


def _reading(told: Told) -> str:
    return (
        f"stays and moves that began in {told.span.label}; by when half and nine in ten have left"
        " a stage counts those still there for as long as they were seen; the bottleneck is the"
        " stage with the most days a stay, those that go on counted up to now"
    )


def _notes(told: Told, found: list[Dwell]) -> list[str]:
    notes = []
    process = told.process
    if told.span.start is None or told.span.start < told.read.first:
        notes.append(f"The stage history begins on {written_day(told.read.first)}.")
    unknown = sorted({d.stage for d in found} - set(told.read.stages))
    if unknown:
        notes.append(f"Stages without a known place in the order: {', '.join(unknown)}; moves to"
                     " and from them are neither back nor over a stage.")  # fmt: skip
    few = [d.stage for d in found if d.left < FEWEST]
    if few:
        notes.append(f"Left fewer than {FEWEST} times, too few for a median: {', '.join(few)}.")
    if process.returned_decided >= FEWEST and process.straight_decided:
        notes.append(
            f"Of the deals that went back and are decided, {process.returned_won:,} of"
            f" {process.returned_decided:,} were won; of the others, {process.straight_won:,} of"
            f" {process.straight_decided:,}."
        )
    return notes


def _facts(told: Told, found: list[Dwell], narrow: Dwell | None) -> dict[str, Any]:
    process = told.process
    return {
        "period": told.span.key, "deals": process.deals, "where": told.filters, "by": told.by,
        "bottleneck": bottom.stage if (bottom := bottleneck(found)) else None,
        "stage": narrow.stage if narrow else None,
        "returned": len(process.returned), "looped": len(process.looped),
        "skipped": len(process.skipped),
        "median_days": {d.stage: str(decimal(d.median)) for d in found if d.median is not None},
        "moves": {f"{a} to {b}": len(days) for (a, b), days in process.steps.items()},
    }  # fmt: skip
