"""How old open deals are, and how well they are kept."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, func, literal, or_, select

from tools.parts.clock import local_day
from tools.parts.comparing import between_instants
from tools.parts.metrics.closing import DEAL, SPREAD_MINIMUM
from tools.parts.metrics.keys import labelled
from tools.parts.metrics.open_deals import is_open
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant, both
from tools.parts.metrics.slices import Slice, collect
from tools.parts.metrics.sql import days_between
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of

LEAST_FOR_A_TAIL = 10
QUIET_DAYS = 30
"""Days without an activity after which an open deal counts as left alone."""


def _dated(moment: Moment) -> ColumnElement[bool]:
    return both(is_open(moment), DEAL.created_on.is_not(None))


def _age(moment: Moment) -> ColumnElement[int]:
    return days_between(DEAL.created_on, literal(moment.last_day))


@lru_cache(maxsize=8)
def _last_moves(moment: Moment) -> Subquery:
    """The day of each deal's last move by the day that is looked at."""
    move = table_of("stage_history").alias()
    until = between_instants(move.c.entered_at, None, moment.last_day, moment.timezone)
    last = (
        select(move.c.opportunity_id, func.max(move.c.entered_at).label("last_at"))
        .where(alive(move, moment.workspace_id), until)
        .group_by(move.c.opportunity_id)
        .subquery()
    )
    day = local_day(last.c.last_at, moment.timezone).label("day")
    return select(last.c.opportunity_id, day).subquery("moved")


def _beside(moment: Moment) -> tuple[FromClause, ColumnElement[bool]]:
    moved = _last_moves(moment)
    return moved, moved.c.opportunity_id == DEAL.id


def _moved(moment: Moment) -> ColumnElement[bool]:
    return both(is_open(moment), _last_moves(moment).c.day.is_not(None))


def _stage_age(moment: Moment) -> ColumnElement[int]:
    return days_between(_last_moves(moment).c.day, literal(moment.last_day))


AGED = Part("open_with_dates", _dated, day="created_on", as_of=True)
AGE_DAYS = Part("age_days", _dated, "sum", _age, day="created_on", as_of=True)
MEDIAN_AGE = Part("median_age", _dated, "median", _age, day="created_on", as_of=True)
P90_AGE = Part("p90_age", _dated, "p90", _age, day="created_on", as_of=True)
MOVED = Part("open_with_moves", _moved, day="created_on", beside=_beside, as_of=True)
STAGE_AGE = Part("median_stage_age", _moved, "median", _stage_age, day="created_on",
                 beside=_beside, as_of=True)  # fmt: skip

DEAL_AGE = Metric(
    name="deal_age",
    label="age of open deals",
    words=words("""deal age|age of open deals|deal ageing|deal aging|pipeline ageing|pipeline aging
        |ageing|aging|how old are deals|how old is pipeline|age of deal
        |how old are our open deals|how old are open deals|how old is our pipeline
        |pipeline age|average age of open deals|age of the pipeline|time in stage|days in stage
        |how long have deals been open|how long have open deals been sitting|age of deals
        |how long have our open deals been open|how long open deals have been open|open
        deals been open"""),
    unit="days",
    day="the day they are expected to close",
    stock=True,
    ahead=True,
    noun=("open deal with a first day", "open deals with a first day"),
    variants=(
        Variant(
            name="median", label="median age of open deals", words=words("median|typical|middle"),
            definition="The middle number of days since open deals entered the pipeline.",
            formula="median of (the day looked at - created_on) over open deals",
            parts=(MEDIAN_AGE, AGED), shape="spread", top=("median_age",),
            counted="open_with_dates", minimum=SPREAD_MINIMUM,
        ),
        Variant(
            name="mean", label="average age of open deals", words=words("mean|average|avg"),
            definition="The mean number of days since open deals entered the pipeline.",
            formula="age_days / open_with_dates", parts=(AGE_DAYS, AGED), shape="ratio",
            top=("age_days",), bottom=("open_with_dates",), minimum=SPREAD_MINIMUM,
        ),
        Variant(
            name="p90", label="90th percentile of the age of open deals",
            words=words("p90|90th percentile|oldest tenth"),
            definition="The age that nine of ten open deals do not exceed.",
            formula="90th percentile of (the day looked at - created_on) over open deals",
            parts=(P90_AGE, AGED), shape="spread", top=("p90_age",), counted="open_with_dates",
            minimum=LEAST_FOR_A_TAIL,
        ),
        Variant(
            name="in_stage", label="median days that open deals have been in their stage",
            words=words("in stage|in their stage|in the stage|time in stage|days in stage"
                        "|in the current stage"),
            definition="The middle number of days since the last move of open deals.",
            formula="median of (the day looked at - last move) over open deals",
            parts=(STAGE_AGE, MOVED, AGED), shape="spread", top=("median_stage_age",),
            counted="open_with_moves", minimum=SPREAD_MINIMUM,
            noun=("open deal with stage history", "open deals with stage history"),
        ),
    ),
)  # fmt: skip


def _failing(name: str, test: Callable[[Moment], ColumnElement[bool]]) -> Part:
    return Part(name, lambda m: both(is_open(m), test(m)), day="expected_close_on",
                as_of=True)  # fmt: skip


def _overdue(moment: Moment) -> ColumnElement[bool]:
    return and_(DEAL.expected_close_on.is_not(None), DEAL.expected_close_on < moment.last_day)


def _ownerless(moment: Moment) -> ColumnElement[bool]:
    """No owner, or one who has left by the day that is looked at."""
    user = table_of("user").alias()
    here = select(user.c.id).where(
        alive(user, moment.workspace_id), user.c.id == DEAL.owner_id,
        or_(user.c.active.is_(True), user.c.left_on > moment.last_day),
    )  # fmt: skip
    return ~here.correlate_except(user).exists()


def _quiet(moment: Moment) -> ColumnElement[bool]:
    touched = func.coalesce(DEAL.last_activity_on, DEAL.created_on)
    quiet = days_between(touched, literal(moment.last_day)) > QUIET_DAYS
    return or_(touched.is_(None), quiet)


CHECKED = Part("open", is_open, day="expected_close_on", as_of=True)
FAULTS = (
    _failing("no_amount", lambda _: DEAL.amount_cents.is_(None)),
    _failing("no_close_date", lambda _: DEAL.expected_close_on.is_(None)),
    _failing("overdue", _overdue),
    _failing("no_active_owner", _ownerless),
    _failing("left_alone", _quiet),
)


def _index(cut: Slice) -> dict[Key, Answer]:
    """Checks passed over checks made, over all open deals."""
    groups = collect(cut, (CHECKED, *FAULTS)) or ({} if cut.by else {(): {}})
    return labelled({key: _passed(parts) for key, parts in groups.items()})


def _passed(parts: dict[str, Decimal | None]) -> Answer:
    n = int(parts.get("open") or 0)
    checks = n * len(FAULTS)
    failed = sum((parts.get(fault.name) or Decimal(0) for fault in FAULTS), Decimal(0))
    inputs = {**parts, "checks": Decimal(checks), "failed": failed}
    if n == 0:
        return Answer(None, 0, "there is no open deal", inputs)
    return Answer((checks - failed) / checks, n, None, inputs)


HYGIENE_INDEX = Metric(
    name="hygiene_index",
    label="pipeline hygiene index",
    words=words("""hygiene index|pipeline hygiene|pipeline hygiene index|deal hygiene
        |hygiene score|pipeline hygiene score|deal hygiene index|crm hygiene index
        |how clean is our pipeline|pipeline cleanliness|how well are deals kept"""),
    unit="rate",
    day="the day they are expected to close",
    stock=True,
    ahead=True,
    noun=("open deal", "open deals"),
    steps=(
        ("no_amount", "without an amount"), ("no_close_date", "without a close date"),
        ("overdue", "past their close date"), ("no_active_owner", "without an active owner"),
        ("left_alone", f"without activity for more than {QUIET_DAYS} days"),
    ),
    steps_mean=(
        "Open deals without an amount.", "Open deals without an expected close date.",
        "Open deals whose expected close date has passed.",
        "Open deals whose owner is missing or not active.",
        f"Open deals without any activity for more than {QUIET_DAYS} days.",
    ),
    variants=(
        Variant(
            name="default", label="pipeline hygiene index", shape="own", own=_index,
            definition="Of five checks on every open deal (an amount, a close date, not past it, an"
                       " active owner, activity in the last 30 days), the share that is passed.",
            formula="(checks - failed) / checks", parts=(CHECKED,),
            caveats=("The last activity is the one known now, also for a past day.",),
        ),
    ),
)  # fmt: skip

AGEING = (DEAL_AGE, HYGIENE_INDEX)
