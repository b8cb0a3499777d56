"""Activity to opportunity: what reaching out leads to."""

from decimal import Decimal

from sqlalchemy import ColumnElement, Subquery, and_, select

from tools.parts.clock import local_day
from tools.parts.comparing import between_instants
from tools.parts.metrics.closing import DEAL
from tools.parts.metrics.keys import labelled
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant, both
from tools.parts.metrics.slices import Slice, collect
from tools.parts.metrics.sql import days_between
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of

ACTIVITY = table_of("activity").c
WITHIN_DAYS = 30
MINIMUM = 20


def _outbound(moment: Moment) -> ColumnElement[bool]:
    return both(ACTIVITY.direction == "outbound", moment.within(ACTIVITY.occurred_at, instant=True))


def _reached(moment: Moment) -> ColumnElement[bool]:
    """Deals first qualified within 30 days of an outbound activity by their rep at their account.

    The activity lies in the period; a deal is credited once, however many activities led to it.
    """
    deal, touch = table_of("opportunity").alias(), _touches(moment)
    led = (
        select(deal.c.id)
        .join_from(deal, touch, and_(touch.c.account_id == deal.c.account_id,
                                     touch.c.owner_id == deal.c.owner_id))
        .where(
            alive(deal, moment.workspace_id),
            days_between(touch.c.day, deal.c.created_on).between(0, WITHIN_DAYS),
        )
    )  # fmt: skip
    return both(DEAL.created_on <= moment.today, DEAL.id.in_(led))


def _touches(moment: Moment) -> Subquery:
    """Who reached out to which account on which days of the period."""
    touch = table_of("activity").alias()
    inside = between_instants(
        touch.c.occurred_at, moment.span.start, moment.last_day, moment.timezone
    )
    day = local_day(touch.c.occurred_at, moment.timezone).label("day")
    return (
        select(touch.c.account_id, touch.c.owner_id, day)
        .where(alive(touch, moment.workspace_id), touch.c.direction == "outbound", inside)
        .distinct()
        .subquery()
    )


OUTBOUND = Part("outbound", _outbound, table="activity", day="occurred_at")
REACHED = Part("opportunities", _reached, day="created_on")


def _own(cut: Slice) -> dict[Key, Answer]:
    groups = collect(cut, (OUTBOUND, REACHED)) or ({} if cut.by else {(): {}})
    return labelled({key: _share(parts) for key, parts in groups.items()})


def _share(parts: dict[str, Decimal | None]) -> Answer:
    n = int(parts.get("outbound") or 0)
    if n < MINIMUM:
        few = f"it needs at least {MINIMUM} outbound activities; there are {n}"
        return Answer(None, n, few, dict(parts))
    return Answer((parts.get("opportunities") or Decimal(0)) / n, n, None, dict(parts))


ACTIVITY_TO_OPPORTUNITY = Metric(
    name="activity_to_opportunity",
    label="activity-to-opportunity rate",
    words=words("""activity-to-opportunity rate|activity to opportunity|activity-to-opportunity
        |activity to opportunity rate|activities per opportunity|touches per opportunity
        |activity to opportunity ratio|outreach conversion|outbound conversion
        |opportunities per activity|activity conversion|conversion of activities
        |how many activities turn into opportunities|activity to opp|outreach to opportunity"""),
    unit="rate",
    table="activity",
    day="the day of the activity",
    noun=("outbound activity", "outbound activities"),
    required="activities with a direction, an owner and an account",
    default_period="last quarter",
    variants=(
        Variant(
            name="default", label="activity-to-opportunity rate", shape="own", own=_own,
            definition="Opportunities first qualified within 30 days of an outbound activity of the"
                       " period by the same rep at the same account, over outbound activities; an"
                       " opportunity is credited once.",
            formula="opportunities / outbound", parts=(OUTBOUND, REACHED),
            caveats=("A deal is qualified on its first day in the pipeline.",
                     "Activities of the last 30 days may still lead to deals."),
        ),
    ),
)  # fmt: skip
