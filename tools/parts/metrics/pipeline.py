"""What is open: pipeline, coverage of quota, velocity, deals that are overdue."""

from decimal import Decimal

from sqlalchemy import ColumnElement, or_

from tools.parts.metrics import closing
from tools.parts.metrics.quotas import quotas
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant, both
from tools.parts.metrics.slices import Slice, collect, gather, labelled
from tools.parts.metrics.words import words

DEAL = closing.DEAL
NO_AMOUNT = "none of the {n:,} open deals has an amount"


def was_open(moment: Moment) -> ColumnElement[bool]:
    """Deals that were open at the end of a period that is over, else today.

    A deal that closed later was open then, so a store can be asked as of a past day.
    """
    day = moment.last_day
    return both(
        or_(DEAL.created_on.is_(None) & (DEAL.status == "open"), DEAL.created_on <= day),
        or_(DEAL.status == "open", DEAL.closed_on > day),
    )


def _open(moment: Moment) -> ColumnElement[bool]:
    """Open deals; of a period that is not over, those expected to close in it."""
    if moment.all_time or moment.past:
        return was_open(moment)
    start, due = moment.span.start, DEAL.expected_close_on
    inside = due <= moment.span.end
    return both(was_open(moment), inside if start is None else both(inside, due >= start))


def _open_priced(moment: Moment) -> ColumnElement[bool]:
    own = moment.own_money("opportunity", moment.last_day)
    return both(_open(moment), DEAL.amount_cents.is_not(None), own)


def _open_amount(moment: Moment) -> ColumnElement[int]:
    """What an open deal is worth, by the exchange rate of the day that is looked at."""
    return moment.cents("opportunity", "amount_cents", moment.last_day)


def _overdue(moment: Moment) -> ColumnElement[bool]:
    return both(was_open(moment), DEAL.expected_close_on < moment.last_day)


def _qualified(moment: Moment) -> ColumnElement[bool]:
    return both(was_open(moment), DEAL.created_on.is_not(None))


OPEN = Part("open", _open, day="expected_close_on")
OPEN_AMOUNT = Part("open_amount", _open_priced, "sum", _open_amount, money=True,
                   day="expected_close_on")  # fmt: skip
OPEN_PRICED = Part("open_with_amount", _open_priced, day="expected_close_on")
OVERDUE = Part("overdue", _overdue, day="expected_close_on")
QUALIFIED = Part("open_qualified", _qualified, day="created_on")

_STOCK = "the day they are expected to close"

OPEN_PIPELINE = Metric(
    name="open_pipeline",
    label="open pipeline",
    words=words("""open pipeline|pipeline|pipe|pipeline value|value of the pipeline|open deal value
        |how much pipeline do we have|how much is in the pipeline|total pipeline|current pipeline
        |active pipeline|open opportunity value|value of open deals|unclosed pipeline
        |pipeline amount|how much is open|size of the pipeline|pipeline size|open opportunities
         value|how big is our pipeline|in the pipeline|money in play|in play"""),
    unit="money",
    day=_STOCK,
    additive=True,
    stock=True,
    ahead=True,
    noun=("open deal", "open deals"),
    variants=(
        Variant(
            name="default", label="open pipeline",
            definition="The amounts of the deals that are open; for a period that is not over,"
                       " those expected to close in it; for one that is over, those open on its"
                       " last day.",
            formula="sum of amount over open deals",
            parts=(OPEN_AMOUNT, OPEN, OPEN_PRICED), top=("open_amount",), counted="open",
        ),
    ),
)  # fmt: skip

OPEN_DEALS = Metric(
    name="open_deals",
    label="open deals",
    words=words("""open deals|number of open deals|how many open deals|how many deals are open
        |deals open|open opportunities|open opps|active deals|live deals|deals in the pipeline
        |deals in progress|unclosed deals|count of open deals|open deal count|current deals
        |how many deals do we have open|pipeline count|outstanding deals|deals in flight
        |how many deals are in the pipeline|deals being worked"""),
    unit="count",
    day=_STOCK,
    additive=True,
    stock=True,
    ahead=True,
    noun=("open deal", "open deals"),
    variants=(
        Variant(
            name="default", label="open deals",
            definition="How many deals are open; for a period that is not over, those expected to"
                       " close in it; for one that is over, those open on its last day.",
            formula="count of open deals", parts=(OPEN,), top=("open",), counted="open",
        ),
    ),
)  # fmt: skip

OVERDUE_DEALS = Metric(
    name="overdue_deals",
    label="overdue deals",
    words=words("""overdue deals|slipped deals|slippage|deals past their close date|past due deals
        |deals that slipped|deals with a past close date|late deals|deals past due
        |open deals past their expected close date|how many deals have slipped"""),
    unit="count",
    day=_STOCK,
    additive=True,
    stock=True,
    ahead=True,
    noun=("overdue deal", "overdue deals"),
    variants=(
        Variant(
            name="default", label="overdue deals",
            definition="Open deals whose expected close date has passed.",
            formula="count of open deals with expected_close_on < today",
            parts=(OVERDUE,), top=("overdue",), counted="overdue",
        ),
    ),
)  # fmt: skip


def _coverage(cut: Slice) -> dict[Key, Answer]:
    """Open amount expected to close in the period over the quota of the period."""
    opened = collect(cut, (OPEN_AMOUNT, OPEN, OPEN_PRICED, closing.WON_AMOUNT))
    targets = quotas(cut)
    keys = set(opened) | set(targets) or {()}
    return labelled({key: _covered(opened.get(key, {}), targets.get(key)) for key in keys})


def _covered(opened: dict[str, Decimal | None], quota: Decimal | None) -> Answer:
    amount, n = opened.get("open_amount"), int(opened.get("open") or 0)
    inputs = {**opened, "quota": quota}
    if not quota:
        return Answer(None, n, "no quota is recorded for it", inputs)
    if amount is None and n:
        return Answer(None, n, NO_AMOUNT.format(n=n), inputs)
    return Answer((amount or Decimal(0)) / quota, n, None, inputs)


def _remaining_coverage(cut: Slice) -> dict[Key, Answer]:
    return {key: _remaining(answer) for key, answer in _coverage(cut).items()}


def _remaining(answer: Answer) -> Answer:
    quota = answer.inputs.get("quota")
    done = answer.inputs.get("won_amount") or Decimal(0)
    if answer.value is None or quota is None:
        return answer
    if done >= quota:
        reached = "its quota has been reached already"
        return Answer(None, answer.n, reached, answer.inputs)
    opened = answer.inputs.get("open_amount") or Decimal(0)
    return Answer(opened / (quota - done), answer.n, None, answer.inputs)


PIPELINE_COVERAGE = Metric(
    name="pipeline_coverage",
    label="pipeline coverage",
    words=words("""pipeline coverage|coverage|coverage ratio|pipeline to quota|pipeline vs quota
        |how many times quota is our pipeline|quota coverage|pipe coverage|do we have enough
         pipeline|pipeline cover|coverage of quota|enough pipeline to hit quota|pipeline multiple
        |enough pipe"""),
    unit="ratio",
    day=_STOCK,
    ahead=True,
    noun=("open deal", "open deals"),
    required="quotas, and amounts on open deals",
    default_period="this quarter",
    variants=(
        Variant(
            name="default", label="pipeline coverage", shape="own", own=_coverage,
            words=words("of the whole quota|total quota"),
            definition="The open amount expected to close in the period over the quota of the"
                       " period.",
            formula="open_amount / quota", parts=(OPEN,),
            caveats=("What coverage is needed depends on how much pipeline you usually win.",),
        ),
        Variant(
            name="remaining", label="coverage of the remaining quota", shape="own",
            own=_remaining_coverage, words=words("remaining|of remaining quota|left to go|to go"),
            definition="The open amount expected to close in the period over the quota not yet won"
                       " in it.",
            formula="open_amount / (quota - won_amount)", parts=(OPEN,),
        ),
    ),
)  # fmt: skip


def _velocity(cut: Slice) -> dict[Key, Answer]:
    """Open qualified deals, what they are worth, how often and how fast they are won."""
    won = (closing.WON, closing.WON_AMOUNT, closing.WON_PRICED, closing.CYCLE_DAYS, closing.CYCLES)
    groups = gather(cut, (QUALIFIED, closing.LOST, *won))
    return {key: _speed(parts) for key, parts in (groups or {(): {}}).items()}


def _speed(parts: dict[str, Decimal | None]) -> Answer:
    won, lost = (parts.get(name) or Decimal(0) for name in ("won", "lost"))
    priced, timed = (parts.get(n) or Decimal(0) for n in ("won_with_amount", "won_with_dates"))
    closed = int(won + lost)
    least = min(priced, timed)
    if closed < closing.RATE_MINIMUM or least < closing.SPREAD_MINIMUM:
        few = (
            f"it needs at least {closing.RATE_MINIMUM} closed deals, {closing.SPREAD_MINIMUM} of"
            f" them won with amount and dates; there are {closed}, of them {int(least)}"
        )
        return Answer(None, closed, few, dict(parts))
    rate = won / (won + lost)
    size = (parts.get("won_amount") or Decimal(0)) / priced
    days = (parts.get("cycle_days") or Decimal(0)) / timed
    opened = parts.get("open_qualified") or Decimal(0)
    inputs = {**parts, "win_rate": rate, "mean_won_amount": size, "mean_days_to_won": days}
    if days == 0:
        return Answer(None, closed, "deals were won on the day they were created", inputs)
    return Answer(opened * size * rate / days, closed, None, inputs)


SALES_VELOCITY = Metric(
    name="sales_velocity",
    label="sales velocity",
    words=words("""sales velocity|velocity|pipeline velocity|revenue velocity|deal velocity
        |how fast are we making money|how fast is the pipeline moving|revenue per day
        |speed of the pipeline|how fast does pipeline turn into revenue"""),
    unit="money/day",
    default_period="the last 12 months",
    noun=("closed deal", "closed deals"),
    variants=(
        Variant(
            name="default", label="sales velocity", shape="own", own=_velocity,
            definition="Open qualified deals at the period's end x mean won amount x win rate /"
                       " mean days to won, the last three over deals closed in the period.",
            formula="open_qualified * mean_won_amount * win_rate / mean_days_to_won",
            parts=(closing.WON, closing.LOST),
            caveats=("A deal is qualified once it has a first day in the pipeline.",),
        ),
    ),
)  # fmt: skip

PIPELINE = (OPEN_PIPELINE, OPEN_DEALS, PIPELINE_COVERAGE, SALES_VELOCITY, OVERDUE_DEALS)
