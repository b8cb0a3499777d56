"""What becomes of leads: how many convert, and how long they wait for an answer."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import ColumnElement, func, literal, or_

from tools.parts.clock import local_day
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant, both
from tools.parts.metrics.slices import Slice, collect, labelled
from tools.parts.metrics.sql import days_between
from tools.parts.metrics.words import words
from tools.parts.paths import table_of

LEAD = table_of("lead").c
MINIMUM = 5
UNANSWERED = 10_000_000
"""Days of waiting given to a lead nobody has answered: it ranks after every answered one."""


def _leads(moment: Moment) -> ColumnElement[bool]:
    return moment.within(LEAD.created_on)


def _converted(moment: Moment) -> ColumnElement[bool]:
    said = or_(LEAD.converted_contact_id.is_not(None), func.lower(LEAD.status) == "converted")
    undated = both(LEAD.converted_on.is_(None), said)
    return both(_leads(moment), or_(LEAD.converted_on <= moment.today, undated))


def _dated(moment: Moment) -> ColumnElement[bool]:
    return both(_leads(moment), LEAD.created_on.is_not(None))


def _answered(moment: Moment) -> ColumnElement[bool]:
    return both(_dated(moment), LEAD.responded_at.is_not(None))


def _waited(_: Moment) -> ColumnElement[int]:
    answered = local_day(LEAD.responded_at, "UTC")
    return func.coalesce(days_between(LEAD.created_on, answered), literal(UNANSWERED))


ANSWERED = Part("answered", _answered, table="lead", day="created_on")
DATED = Part("leads", _dated, table="lead", day="created_on")


def _wait(fold: Part) -> Callable[[Slice], dict[Key, Answer]]:
    def own(cut: Slice) -> dict[Key, Answer]:
        groups = collect(cut, (fold, ANSWERED, DATED)) or {(): {}}
        return labelled({key: _waiting(parts, fold.name) for key, parts in groups.items()})

    return own


def _waiting(parts: dict[str, Decimal | None], name: str) -> Answer:
    """A percentile over all leads; it has no value when it falls among the unanswered ones."""
    n, answered = int(parts.get("leads") or 0), int(parts.get("answered") or 0)
    days = parts.get(name)
    inputs: dict[str, Decimal | None] = {
        "leads": Decimal(n), "answered": Decimal(answered), "unanswered": Decimal(n - answered)
    }  # fmt: skip
    if answered == 0:
        return Answer(None, n, "no lead there has a first response", inputs)
    if n < MINIMUM:
        return Answer(None, n, f"it needs at least {MINIMUM} leads; there are {n}", inputs)
    if days is None or days >= UNANSWERED // 10:
        late = f"{n - answered:,} of the {n:,} leads are unanswered, so the wait is not known yet"
        return Answer(None, n, late, inputs)
    return Answer(days, n, None, {**inputs, name: days})


LEAD_CONVERSION_RATE = Metric(
    name="lead_conversion_rate",
    label="lead conversion rate",
    words=words("""lead conversion rate|lead conversion|lead to customer rate|conversion of leads
        |how many leads convert|share of leads that convert|leads converted|lead-to-opportunity
         rate|lead convert rate|what share of leads convert|percentage of leads converted
        |conversion rate of leads|how well do leads convert"""),
    unit="rate",
    table="lead",
    day="the day they were created",
    noun=("lead", "leads"),
    required="leads with a conversion date or status",
    variants=(
        Variant(
            name="default", label="lead conversion rate", shape="ratio", top=("converted",),
            bottom=("leads",), minimum=MINIMUM,
            definition="Of the leads created in the period, the share converted so far.",
            formula="converted / leads",
            parts=(Part("converted", _converted, table="lead", day="created_on"),
                   Part("leads", _leads, table="lead", day="created_on")),
            caveats=("Young leads may still convert.",),
        ),
    ),
)  # fmt: skip

LEAD_RESPONSE_TIME = Metric(
    name="lead_response_time",
    label="lead response time",
    words=words("""lead response time|speed to lead|response time|time to first response
        |how fast do we respond to leads|time to first touch|how quickly do we answer leads
        |first response time|how long do leads wait|lead follow-up time|how fast we follow up"""),
    unit="days",
    table="lead",
    day="the day they were created",
    noun=("lead", "leads"),
    required="leads with a creation day and a first response",
    variants=(
        Variant(
            name="median", label="median lead response time", shape="own",
            words=words("median|typical"),
            own=_wait(Part("median_wait", _dated, "median", _waited, table="lead",
                           day="created_on")),
            definition="Days until half of the leads created in the period were answered.",
            formula="median of (first response - created); an unanswered lead waits longest",
            parts=(DATED,),
            caveats=("Leads carry the day they were created, not the hour.",),
        ),
        Variant(
            name="p90", label="90th percentile of the lead response time", shape="own",
            words=words("p90|90th percentile|slowest tenth"),
            own=_wait(Part("p90_wait", _dated, "p90", _waited, table="lead", day="created_on")),
            definition="Days until nine of ten leads created in the period were answered.",
            formula="90th percentile of (first response - created); an unanswered lead waits"
                    " longest",
            parts=(DATED,),
            caveats=("Leads carry the day they were created, not the hour.",),
        ),
    ),
)  # fmt: skip

LEADS = (LEAD_CONVERSION_RATE, LEAD_RESPONSE_TIME)
