"""Which deals were closed or created, and the parts that metrics about them share."""

from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, FromClause, Subquery, case, false, func, or_, select

from tools.parts.clock import local_day
from tools.parts.metrics.shape import Moment, Part, both, credited
from tools.parts.metrics.sql import days_between
from tools.parts.paths import alive, table_of

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


def touched_cycle(moment: Moment) -> ColumnElement[int]:
    """Days from the first touch to close: the first activity on the deal, or its creation."""
    day = _touched(moment).c.day
    begun = case((day < DEAL.created_on, day), else_=DEAL.created_on)
    return days_between(begun, DEAL.closed_on)


def _touched_before(moment: Moment) -> ColumnElement[bool]:
    """Won deals with an activity before they were created."""
    return both(timed(moment), _touched(moment).c.day < DEAL.created_on)


@lru_cache(maxsize=8)
def _touched(moment: Moment) -> Subquery:
    """The day of each deal's first activity."""
    touch = table_of("activity").alias()
    first = (
        select(touch.c.opportunity_id, func.min(touch.c.occurred_at).label("first_at"))
        .where(alive(touch, moment.workspace_id), touch.c.opportunity_id.is_not(None))
        .group_by(touch.c.opportunity_id)
        .subquery()
    )
    day = local_day(first.c.first_at, moment.timezone).label("day")
    return select(first.c.opportunity_id, day).subquery("touched")


def _beside_touches(moment: Moment) -> tuple[FromClause, ColumnElement[bool]]:
    touched = _touched(moment)
    return touched, touched.c.opportunity_id == DEAL.id


def _undecided(moment: Moment) -> ColumnElement[bool]:
    """Lost deals that nobody else won: the buyer took no decision."""
    said = func.lower(func.replace(DEAL.loss_reason, "-", " "))
    return both(_lost(moment), said.like("%no decision%"))


def _lost_to_somebody(moment: Moment) -> ColumnElement[bool]:
    return both(_lost(moment), ~func.coalesce(_undecided(moment), false()))


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
CREDITED_AMOUNT, CREDITED, CREDITED_PRICED = credited(WON_AMOUNT, WON, WON_PRICED)
CREATED = Part("created", _created, day="created_on")
CREATED_AMOUNT = Part(
    "created_amount", _created_priced, "sum", _amount_created, money=True, day="created_on"
)
CREATED_PRICED = Part("created_with_amount", _created_priced, day="created_on")
CLOSED_PRICED = Part("closed_with_amount", lambda m: or_(won_priced(m), lost_priced(m)))
COHORT_WON = Part("cohort_won", lambda m: _cohort("won", m), day="created_on")
COHORT_LOST = Part("cohort_lost", lambda m: _cohort("lost", m), day="created_on")
CYCLES = Part("won_with_dates", timed)
CYCLE_DAYS = Part("cycle_days", timed, "sum", cycle)
TOUCHED_BEFORE = Part("touched_before", _touched_before, beside=_beside_touches)
TOUCHED_DAYS = Part("touched_days", timed, "sum", touched_cycle, beside=_beside_touches)
TOUCHED_MEDIAN = Part("touched_median", timed, "median", touched_cycle, beside=_beside_touches)
TOUCHED_P90 = Part("touched_p90", timed, "p90", touched_cycle, beside=_beside_touches)
UNDECIDED = Part("no_decision", _undecided)
LOST_TO_SOMEBODY = Part("lost_to_somebody", _lost_to_somebody)
