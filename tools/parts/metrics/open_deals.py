"""Which deals are open: on a day that is over, today, or expected to close in a coming period."""

from functools import lru_cache

from sqlalchemy import ColumnElement, or_

from tools.parts.metrics import closing
from tools.parts.metrics.shape import Moment, Part, both, credited

DEAL = closing.DEAL


@lru_cache(maxsize=16)
def was_open(moment: Moment) -> ColumnElement[bool]:
    """Deals that were open at the end of a period that is over, else today.

    A deal that closed later was open then, so a store can be asked as of a past day.
    """
    day = moment.last_day
    return both(
        or_(DEAL.created_on.is_(None) & (DEAL.status == "open"), DEAL.created_on <= day),
        or_(DEAL.status == "open", DEAL.closed_on > day),
    )


@lru_cache(maxsize=16)
def is_open(moment: Moment) -> ColumnElement[bool]:
    """Open deals; of a period that is not over, those expected to close in it."""
    if moment.all_time or moment.past:
        return was_open(moment)
    start, due = moment.span.start, DEAL.expected_close_on
    inside = due <= moment.span.end
    return both(was_open(moment), inside if start is None else both(inside, due >= start))


def open_priced(moment: Moment) -> ColumnElement[bool]:
    """Open deals whose amount can be added up."""
    own = moment.own_money("opportunity", moment.last_day)
    return both(is_open(moment), DEAL.amount_cents.is_not(None), own)


def open_amount(moment: Moment) -> ColumnElement[int]:
    """What an open deal is worth, by the exchange rate of the day that is looked at."""
    return moment.cents("opportunity", "amount_cents", moment.last_day)


def overdue(moment: Moment) -> ColumnElement[bool]:
    """Open deals that should have closed by now."""
    return both(was_open(moment), DEAL.expected_close_on < moment.last_day)


def qualified(moment: Moment) -> ColumnElement[bool]:
    """Open deals with a first day in the pipeline."""
    return both(was_open(moment), DEAL.created_on.is_not(None))


OPEN = Part("open", is_open, day="expected_close_on", as_of=True)
OPEN_AMOUNT = Part("open_amount", open_priced, "sum", open_amount, money=True,
                   day="expected_close_on", as_of=True)  # fmt: skip
OPEN_PRICED = Part("open_with_amount", open_priced, day="expected_close_on", as_of=True)
CREDITED_OPEN_AMOUNT, CREDITED_OPEN, CREDITED_OPEN_PRICED = credited(OPEN_AMOUNT, OPEN, OPEN_PRICED)
OVERDUE = Part("overdue", overdue, day="expected_close_on", as_of=True)
QUALIFIED = Part("open_qualified", qualified, day="created_on", as_of=True)
