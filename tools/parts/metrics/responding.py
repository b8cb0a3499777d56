"""How long leads wait for a first answer; those nobody has answered wait longest."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import BigInteger, ColumnElement, FromClause, Subquery, case, cast, func, select

from tools.parts.clock import elapsed_minutes, local_day, wall_minutes, worked_minutes
from tools.parts.comparing import between_instants
from tools.parts.metrics.keys import labelled
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant, both
from tools.parts.metrics.slices import Slice, collect
from tools.parts.metrics.sql import days_between
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of

LEAD = table_of("lead").c
MINIMUM = 5
MINUTES, DAY = 60, 24 * 60
UNANSWERED = 1_000_000_000
"""Minutes of waiting given to a lead nobody has answered: it ranks after every answered one."""
TOUCHES = ("call", "email", "meeting")
"""Kinds of activity by which a person reaches out; notes and tasks are not answers."""


@lru_cache(maxsize=8)
def _answers(moment: Moment) -> Subquery:
    """For each lead: when it was first answered, and the minutes until then."""
    lead, touch = table_of("lead").alias(), _touches(moment)
    answered = func.coalesce(lead.c.responded_at, touch.c.first_at)
    seen = between_instants(answered, None, moment.today, moment.timezone)
    first = (
        select(lead.c.id, lead.c.created_at, lead.c.created_on,
               case((seen, answered)).label("answered_at"))
        .select_from(lead.outerjoin(touch, touch.c.lead_id == lead.c.id))
        .where(alive(lead, moment.workspace_id))
        .subquery()
    )  # fmt: skip
    clocks = select(
        first.c.id, first.c.answered_at, first.c.created_at, first.c.created_on,
        local_day(first.c.answered_at, moment.timezone).label("day"),
        wall_minutes(first.c.created_at, moment.timezone).label("arrived"),
        wall_minutes(first.c.answered_at, moment.timezone).label("reacted"),
    ).subquery()  # fmt: skip
    exact = elapsed_minutes(clocks.c.created_at, clocks.c.answered_at)
    whole_days = days_between(clocks.c.created_on, clocks.c.day) * DAY
    at_work = worked_minutes(clocks.c.reacted) - worked_minutes(clocks.c.arrived)
    waits = select(
        clocks.c.id, clocks.c.answered_at,
        case((clocks.c.created_at.is_not(None), exact), else_=whole_days).label("waited"),
        at_work.label("worked"),
    ).subquery()  # fmt: skip
    return select(
        waits.c.id, waits.c.answered_at, _waiting(waits, "waited"), _waiting(waits, "worked")
    ).subquery("answer")


def _touches(moment: Moment) -> Subquery:
    """For each lead: its first outbound call, e-mail or meeting."""
    touch = table_of("activity").alias()
    return (
        select(touch.c.lead_id, func.min(touch.c.occurred_at).label("first_at"))
        .where(
            alive(touch, moment.workspace_id), touch.c.lead_id.is_not(None),
            touch.c.direction == "outbound", func.lower(touch.c.kind).in_(TOUCHES),
        )
        .group_by(touch.c.lead_id)
        .subquery()
    )  # fmt: skip


def _waiting(waits: Subquery, name: str) -> ColumnElement[int]:
    minutes = waits.c[name]
    known = case((minutes < 0, 0), else_=minutes)
    unanswered = waits.c.answered_at.is_(None)
    return cast(case((unanswered, UNANSWERED), else_=known), BigInteger).label(name)


def _beside(moment: Moment) -> tuple[FromClause, ColumnElement[bool]]:
    answers = _answers(moment)
    return answers, answers.c.id == LEAD.id


def _dated(moment: Moment) -> ColumnElement[bool]:
    return both(moment.within(LEAD.created_on), LEAD.created_on.is_not(None))


def _timed(moment: Moment) -> ColumnElement[bool]:
    return both(_dated(moment), LEAD.created_at.is_not(None))


def _answered(moment: Moment, among: ColumnElement[bool]) -> ColumnElement[bool]:
    return both(among, _answers(moment).c.answered_at.is_not(None))


def _waited(moment: Moment) -> ColumnElement[int]:
    """Minutes to the first answer; whole days where a lead carries no hour."""
    return _answers(moment).c.waited


def _waited_at_work(moment: Moment) -> ColumnElement[int]:
    return _answers(moment).c.worked


def _part(name: str, *, fold: str, work: bool) -> Part:
    return Part(
        name, _timed if work else _dated, fold, _waited_at_work if work else _waited,  # type: ignore[arg-type]  # a fold by its name
        table="lead", day="created_on", scale=MINUTES, beside=_beside,
    )  # fmt: skip


def _wait(fold: Part, *, work: bool) -> Callable[[Slice], dict[Key, Answer]]:
    among = _timed if work else _dated
    every = Part("leads", among, table="lead", day="created_on")
    answered = Part(
        "answered", lambda m: _answered(m, among(m)), table="lead", day="created_on",
        beside=_beside,
    )  # fmt: skip

    def own(cut: Slice) -> dict[Key, Answer]:
        groups = collect(cut, (fold, answered, every)) or ({} if cut.by else {(): {}})
        return labelled({key: _told(parts, fold.name) for key, parts in groups.items()})

    return own


def _told(parts: dict[str, Decimal | None], name: str) -> Answer:
    """A percentile over all leads; it has no value when it falls among the unanswered ones."""
    n, answered = int(parts.get("leads") or 0), int(parts.get("answered") or 0)
    hours = parts.get(name)
    inputs: dict[str, Decimal | None] = {
        "leads": Decimal(n), "answered": Decimal(answered), "unanswered": Decimal(n - answered)
    }  # fmt: skip
    if answered == 0:
        nobody = "no lead there has a first response" if n else "there is no lead"
        return Answer(None, n, nobody, inputs)
    if n < MINIMUM:
        return Answer(None, n, f"it needs at least {MINIMUM} leads; there are {n}", inputs)
    if hours is None or hours >= UNANSWERED // (100 * MINUTES):
        late = f"{n - answered:,} of the {n:,} leads are unanswered, so the wait is not known yet"
        return Answer(None, n, late, inputs)
    return Answer(hours, n, None, {**inputs, name: hours})


DATED = Part("leads", _dated, table="lead", day="created_on")
TIMED = Part("leads", _timed, table="lead", day="created_on")
ROUGH = "A lead that carries no hour of creation is timed in whole days."
CENSORED = "Unanswered leads are not dropped: they wait longest."
WORK = "9:00 to 17:00, Monday to Friday, in the workspace's time zone; holidays are not known."


def _variant(name: str, label: str, said: str, fold: str, definition: str, *,
             work: bool = False) -> Variant:  # fmt: skip
    part = _part(f"{name}_wait", fold=fold, work=work)
    how = "business hours of (first answer - created)" if work else "first answer - created"
    return Variant(
        name=name, label=label, shape="own", words=words(said), own=_wait(part, work=work),
        definition=definition, formula=f"{fold} of {how}; an unanswered lead waits longest",
        parts=(TIMED if work else DATED,),
        caveats=(CENSORED, f"Business hours are {WORK}" if work else ROUGH),
    )  # fmt: skip


LEAD_RESPONSE_TIME = Metric(
    name="lead_response_time",
    label="lead response time",
    words=words("""lead response time|speed to lead|response time|time to first response
        |how fast do we respond to leads|time to first touch|how quickly do we answer leads
        |first response time|how long do leads wait|lead follow-up time|how fast we follow up
        |speed-to-lead|lead reaction time|how soon do we call leads back
        |lead response|median lead response|first reply to leads"""),
    unit="hours",
    table="lead",
    day="the day they were created",
    noun=("lead", "leads"),
    required="leads with a creation day, and a first response or outbound activities",
    version=2,
    variants=(
        _variant("median", "median lead response time", "median|typical", "median",
                 "Hours until half of the leads created in the period had a first answer."),
        _variant("p90", "90th percentile of the lead response time",
                 "p90|90th percentile|slowest tenth|worst case", "p90",
                 "Hours until nine of ten leads created in the period had a first answer."),
        _variant("business_hours", "median lead response time in business hours",
                 "business hours|working hours|office hours|work hours", "median",
                 "Business hours until half of the leads created in the period had a first"
                 " answer.", work=True),
        _variant("business_p90", "90th percentile of the lead response time in business hours",
                 "p90 business hours|p90 in business hours", "p90",
                 "Business hours until nine of ten leads created in the period had a first"
                 " answer.", work=True),
    ),
)  # fmt: skip
