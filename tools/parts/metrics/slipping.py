"""Slippage: of the deals that were expected to close in a period, how many did not."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from tools.parts.comparing import CENTS
from tools.parts.metrics.asof import (
    NO_HISTORY,
    amount_then,
    day_before,
    due_then,
    reaches_back,
    said_then,
)
from tools.parts.metrics.closing import DEAL, RATE_MINIMUM
from tools.parts.metrics.keys import Raw, keys_of, labelled, raw_key
from tools.parts.metrics.shape import Answer, Key, Metric, Part, Variant
from tools.parts.metrics.slices import Slice
from tools.parts.metrics.words import words

EXPECTED = Part("expected", lambda m: DEAL.created_on <= m.last_day, day="created_on")


def _own(*, by_value: bool) -> Callable[[Slice], dict[Key, Answer]]:
    def own(cut: Slice) -> dict[Key, Answer]:
        if cut.span.start is None or cut.span.start > cut.ctx.today:
            return {(): Answer(None, 0, "it needs a period that has begun")}
        found = _counted(cut)
        if not found and not cut.by:
            known = reaches_back(cut, day_before(cut.span.start))
            reason = "no open deal was expected to close in it" if known else NO_HISTORY
            return {(): Answer(None, 0, reason)}
        return labelled({key: _share(parts, by_value) for key, parts in found.items()})

    return own


def _slipped(cut: Slice) -> ColumnElement[bool]:
    """Not decided by the end of the period; while it lasts, expected after its end by now."""
    end, last = cut.span.end, cut.moment.last_day
    open_still = or_(DEAL.status == "open", DEAL.closed_on > last)
    if last == end:
        return open_still
    return and_(open_still, or_(DEAL.expected_close_on.is_(None), DEAL.expected_close_on > end))


def _counted(cut: Slice) -> dict[Raw, dict[str, Decimal | None]]:
    assert cut.span.start is not None  # noqa: S101 - checked by the caller
    day = day_before(cut.span.start)
    then, joins = said_then(cut, day), cut.joins("opportunity")
    keys = list(keys_of(cut, joins, EXPECTED))
    slipped, cents = _slipped(cut), amount_then(cut, then, day)
    own = cut.moment.own_money("opportunity", day)
    rows = (
        select(
            *keys, func.count(), func.count(case((slipped, 1))),
            func.sum(case((own, cents))), func.sum(case((and_(own, slipped), cents))),
        )
        .select_from(joins.source().join(then, then.c.opportunity_id == DEAL.id))
        .where(due_then(cut, then, day, cut.span.start, cut.span.end))
    )  # fmt: skip
    found: dict[Raw, dict[str, Decimal | None]] = {}
    for row in cut.ctx.session.execute(rows.group_by(*keys) if keys else rows):
        expected, late, amount, amount_late = row[len(keys) :]
        if expected:
            found[raw_key(cut, row)] = {
                "expected": Decimal(expected), "slipped": Decimal(late),
                "expected_amount": Decimal(amount or 0) / CENTS,
                "slipped_amount": Decimal(amount_late or 0) / CENTS,
            }  # fmt: skip
    return found


def _share(parts: dict[str, Decimal | None], by_value: bool) -> Answer:  # noqa: FBT001 - names the variant
    n = int(parts["expected"] or 0)
    if n < RATE_MINIMUM:
        few = f"it needs at least {RATE_MINIMUM} deals that were expected to close; there are {n}"
        return Answer(None, n, few, dict(parts))
    top, bottom = ("slipped_amount", "expected_amount") if by_value else ("slipped", "expected")
    whole = parts[bottom] or Decimal(0)
    if not whole:
        return Answer(None, n, "none of them had an amount", dict(parts))
    return Answer((parts[top] or Decimal(0)) / whole, n, None, dict(parts))


SEEN = (
    "When a deal was expected to close is what was noted on the day before the period, else what"
    " its stage history said then; there a change of the date without a move of stage is seen with"
    " the next move."
)

SLIPPAGE_RATE = Metric(
    name="slippage_rate",
    label="slippage rate",
    words=words("""slippage rate|slippage|slip rate|share of deals that slipped|deal slippage
        |pipeline slippage|how much slipped|push rate|pushed deals rate|percent of deals that slip
        |how many deals slip|how often do deals slip|deals slipping out of the quarter
        |deals slipped|how many deals slipped|deals due that slipped|how many of the
        deals due slipped|how many deals due slipped"""),
    unit="rate",
    day="the day before the period, when they were expected to close in it",
    noun=("deal that was expected to close", "deals that were expected to close"),
    required="stage history with expected close dates",
    default_period="last quarter",
    variants=(
        Variant(
            name="by_count", label="slippage rate", shape="own", own=_own(by_value=False),
            words=words("by count|by number"),
            definition="Of the deals that were open on the day before the period and expected to"
                       " close in it, the share that was neither won nor lost by its end.",
            formula="slipped / expected", parts=(EXPECTED,), caveats=(SEEN,),
        ),
        Variant(
            name="by_value", label="slippage rate by value", shape="own", own=_own(by_value=True),
            words=words("by value|by amount|in dollars|value weighted|how much slipped"),
            definition="As by count, of the amounts that the deals had then.",
            formula="slipped_amount / expected_amount", parts=(EXPECTED,), caveats=(SEEN,),
        ),
    ),
)  # fmt: skip
