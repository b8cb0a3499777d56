"""What a forecast says: one answer first, then what it is made of, then how far to trust it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tools.context import Context
from tools.parts.forecasting.commits import ENOUGH
from tools.parts.forecasting.figures import METHODS, Told, major
from tools.parts.forecasting.groups import Part
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.readiness import zombies
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.yields import said_of_photographs
from tools.parts.formats import written
from tools.parts.periods import written_day

NAMED = 3


def say(ctx: Context, outlook: Outlook, told: Told, method: str, parts: Sequence[Part]) -> str:
    """The answer, in a few sentences."""
    if outlook.window is None:
        return " ".join([_over(ctx, outlook, told), *_by_part(ctx, parts)])
    if outlook.combined is None:
        return _cannot(outlook, told)
    return " ".join(
        [_headline(outlook, told), *_weighted(told, method), _made_of(outlook, told),
         *_by_part(ctx, parts), *_against(told), *_trust(outlook, told)]
    )  # fmt: skip


def _over(ctx: Context, outlook: Outlook, told: Told) -> str:
    span = outlook.span
    when = "ends today" if span.end == ctx.today else "is over"
    deals = "deal" if told["won_deals"].value == 1 else "deals"
    return (
        f"{_capital(span.label)} {when}: {told.text('won')} was won, from"
        f" {told.text('won_deals')} {deals}. There is nothing left of it to forecast; ask for a"
        " later period."
    )


def _cannot(outlook: Outlook, told: Told) -> str:
    bad = [check for check in outlook.ready.failing if check.verdict == "not ready"]
    why = "; ".join(check.found for check in bad)
    return (
        f"The data cannot carry a forecast for {outlook.span.label} yet: {why}. Won so far:"
        f" {told.text('won')}; {told.text('open_deals')} deals are open."
    )


def _headline(outlook: Outlook, told: Told) -> str:
    """The forecast and its range."""
    return (
        f"{_capital(outlook.span.label)} should land at {told.text('forecast')}; four times in five"
        f" between {told.text('low')} and {told.text('high')}."
    )


def _weighted(told: Told, method: str) -> Iterator[str]:
    if method == "stage_weighted":
        yield (
            f"The stage-weighted pipeline you asked for gives {told.text('stage_weighted')}, with"
            " what is won already; it knows no timing, so it is shown for comparison only."
        )


def _made_of(outlook: Outlook, told: Told) -> str:
    deals = "deal" if told["open_deals"].value == 1 else "deals"
    won = f"{told.text('won')} is won already, " if outlook.has_begun else ""
    return (
        f"{won}{told.text('from_open')} is expected from"
        f" {told.text('open_deals')} open {deals} and {told.text('from_new')} from deals that are"
        " not there yet."
    )


def _by_part(ctx: Context, parts: Sequence[Part]) -> Iterator[str]:
    if not parts:
        return
    shown = [
        f"{' / '.join(str(cell) if cell is not None else '(none)' for cell in part.key)}"
        f" {written(major(part.expected), ctx.workspace.currency)}"
        for part in parts[:NAMED]
    ]
    more = len(parts) - len(shown)
    rest = f" and {more} more" if more else ""
    yield f"{', '.join(shown)}{rest}."


def _against(told: Told) -> Iterator[str]:
    if "gap" not in told:
        return
    gap = told["gap"].value or 0
    yield (
        f"Quota is {told.text('quota')}: the forecast is {told.text('gap').lstrip('-')}"
        f" {'above' if gap >= 0 else 'below'} it, and the chance to reach it is"
        f" {told.text('quota_chance')}."
    )


def _trust(outlook: Outlook, told: Told) -> Iterator[str]:
    if "past_error" in told:
        n = told["past_error"].n or 0
        quarters = "the last quarter" if n == 1 else f"the last {n} quarters"
        yield (
            f"At this point of {quarters} it was off by {told.text('past_error')} on average, and"
            f" {told.text('past_coverage')} of them ended inside their range."
        )
    else:
        yield "There is no past quarter to test it on."
    if outlook.ready.verdict == "caution":
        yield f"Take it with caution: {'; '.join(c.found for c in outlook.ready.failing)}."


def reading(outlook: Outlook, deals: Deals, method: str) -> str:
    """How the question was taken."""
    only = f", for {deals.asked}" if deals.asked else ""
    way = "" if method == "combined" else f", by {METHODS[method]}"
    return f"won deals of {outlook.span.label} ({outlook.span.dates}){only}{way}"


def notes(deals: Deals, outlook: Outlook) -> list[str]:
    """What was left out, and what to know."""
    found = [f"{n:,} deals {why} are left out." for why, n in deals.odd.items()]
    if deals.undated:
        found.append(f"{len(deals.undated):,} open deals without a first day are left out.")
    if outlook.combined is None:
        return found
    old = zombies(deals)
    if old:
        found.append(
            f"{len(old):,} open deals are older than 99 % of the won deals of their price range"
            " ever became; they count for little."
        )
    found += [
        f"{past.label} ended outside the range that was forecast on {written_day(past.day)}."
        for past in outlook.past
        if not past.covered
    ]
    found += _commits(outlook)
    thinned = said_of_photographs(deals.book)
    found += [thinned] if thinned else []
    dropped = set(outlook.combined.views.cents) - set(outlook.combined.weights) - {"commits"}
    found += [f"Left out as too far from the others: {METHODS[name]}." for name in sorted(dropped)]
    return found


def _commits(outlook: Outlook) -> Iterator[str]:
    heard = outlook.heard
    if heard is None:
        return
    reps = len(heard.roll_up.by_rep)
    oldest = written_day(date.fromordinal(heard.roll_up.oldest))
    who = f"{reps:,} {'rep has' if reps == 1 else 'reps have'} committed, the oldest on {oldest}"
    if heard.share:
        yield f"{who}; their words count {heard.share:.0%}, by {heard.tested} past quarters."
    else:
        yield (
            f"{who}; commits are shown beside the forecast until {ENOUGH} past quarters of them"
            f" can be tested ({heard.tested} so far)."
        )


def facts(outlook: Outlook, told: Told) -> dict[str, Any]:
    """Typed values for other tools and for checking what is said."""
    return {
        "verdict": outlook.ready.verdict,
        "quarters_tested": len(outlook.past),
        "quarters_inside": sum(past.covered for past in outlook.past),
        "range_percent": 80,
        **{name: figure.value for name, figure in told.by_name.items()},
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
