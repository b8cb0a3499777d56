"""Which deals were closed or created, and the parts that metrics about them share."""

from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement

from tools.parts.metrics.shape import Moment, Part, both
from tools.parts.metrics.sql import days_between
from tools.parts.paths import table_of

DEAL = table_of("opportunity").c
RATE_MINIMUM = 5
"""Closed deals below which a rate says more about chance than about selling."""
SPREAD_MINIMUM = 3
"""Deals below which an average or a median is one deal's story."""


def _priced(moment: Moment, day: ColumnElement[date]) -> ColumnElement[bool]:
    return both(DEAL.amount_cents.is_not(None), moment.own_money("opportunity", day))


def _closed(status: str, moment: Moment) -> ColumnElement[bool]:
    return both(DEAL.status == status, moment.within(DEAL.closed_on))


def _won(moment: Moment) -> ColumnElement[bool]:
    return _closed("won", moment)


def _lost(moment: Moment) -> ColumnElement[bool]:
    return _closed("lost", moment)


def won_priced(moment: Moment) -> ColumnElement[bool]:
    """Won deals whose amount can be added up."""
    return both(_won(moment), _priced(moment, DEAL.closed_on))


def lost_priced(moment: Moment) -> ColumnElement[bool]:
    """Lost deals whose amount can be added up."""
    return both(_lost(moment), _priced(moment, DEAL.closed_on))


def _created(moment: Moment) -> ColumnElement[bool]:
    return moment.within(DEAL.created_on)


def _created_priced(moment: Moment) -> ColumnElement[bool]:
    return both(_created(moment), _priced(moment, DEAL.created_on))


def _cohort(status: str, moment: Moment) -> ColumnElement[bool]:
    # Seen from the past, a deal that closed later was still open.
    return both(_created(moment), DEAL.status == status, DEAL.closed_on <= moment.today)


def timed(moment: Moment) -> ColumnElement[bool]:
    """Won deals that close no earlier than they were created."""
    return both(_won(moment), DEAL.created_on.is_not(None), DEAL.closed_on >= DEAL.created_on)


def cycle(_: Moment) -> ColumnElement[int]:
    """Days from creation to close."""
    return days_between(DEAL.created_on, DEAL.closed_on)


def amount(moment: Moment) -> ColumnElement[int]:
    """What a deal is worth, in cents, by the exchange rate of the day it closed."""
    return moment.cents("opportunity", "amount_cents", DEAL.closed_on)


def _amount_created(moment: Moment) -> ColumnElement[int]:
    return moment.cents("opportunity", "amount_cents", DEAL.created_on)


WON = Part("won", _won)
LOST = Part("lost", _lost)
WON_AMOUNT = Part("won_amount", won_priced, "sum", amount, money=True)
WON_PRICED = Part("won_with_amount", won_priced)
LOST_AMOUNT = Part("lost_amount", lost_priced, "sum", amount, money=True)
LOST_PRICED = Part("lost_with_amount", lost_priced)
CREDITED_AMOUNT, CREDITED, CREDITED_PRICED = (
    replace(part, credited=True) for part in (WON_AMOUNT, WON, WON_PRICED)
)
"""The same, with a deal that several reps share credited to each by their share."""
CREATED = Part("created", _created, day="created_on")
CREATED_AMOUNT = Part(
    "created_amount", _created_priced, "sum", _amount_created, money=True, day="created_on"
)
CREATED_PRICED = Part("created_with_amount", _created_priced, day="created_on")
COHORT_WON = Part("cohort_won", lambda m: _cohort("won", m), day="created_on")
COHORT_LOST = Part("cohort_lost", lambda m: _cohort("lost", m), day="created_on")
CYCLES = Part("won_with_dates", timed)
CYCLE_DAYS = Part("cycle_days", timed, "sum", cycle)
