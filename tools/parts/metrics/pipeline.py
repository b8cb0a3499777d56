"""What is open: pipeline, velocity, deals that are overdue."""

from decimal import Decimal

from tools.parts.metrics import closing
from tools.parts.metrics.covering import PIPELINE_COVERAGE, TYPED, weighted_pipeline
from tools.parts.metrics.open_deals import (
    CREDITED_OPEN,
    CREDITED_OPEN_AMOUNT,
    CREDITED_OPEN_PRICED,
    OPEN,
    OVERDUE,
    QUALIFIED,
)
from tools.parts.metrics.shape import Answer, Key, Metric, Variant
from tools.parts.metrics.slices import Slice, gather
from tools.parts.metrics.words import words

_STOCK = "the day they are expected to close"

OPEN_PIPELINE = Metric(
    name="open_pipeline",
    label="open pipeline",
    words=words("""open pipeline|pipeline|pipe|pipeline value|value of the pipeline|open deal value
        |open amount|open amounts
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
            parts=(CREDITED_OPEN_AMOUNT, CREDITED_OPEN, CREDITED_OPEN_PRICED),
            top=("open_amount",), counted="open",
        ),
        Variant(
            name="weighted", label="weighted pipeline", shape="own", own=weighted_pipeline,
            words=words("weighted|stage-weighted|stage weighted|probability-weighted"
                        "|probability weighted|weighted by stage|weighted by probability"
                        "|weighted by the stages"),
            definition="The amounts of the deals that are open, each times the probability typed"
                       " for its stage; for a period that is not over, those expected to close in"
                       " it.",
            formula="sum of amount x probability of the stage over open deals",
            parts=(CREDITED_OPEN_AMOUNT, CREDITED_OPEN, CREDITED_OPEN_PRICED), caveats=(TYPED,),
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
        |how many deals are in the pipeline|deals being worked
        |deals in play|opportunities in play|opps still open|deals still
        open|opportunities still open"""),
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
    words=words("""overdue deals|slipped deals|deals past their close date|past due deals
        |deals that slipped|deals with a past close date|late deals|deals past due
        |open deals past their expected close date|how many deals have slipped|should have closed
        |should have closed already
        |open deals should have closed|open deals should have closed already
        |open deals that should have closed|deals that should have closed by now
        |deals that should have closed|should have closed by now|should have been closed
        by now|close date in the past|close date has passed|close dates that have
        passed|past their close date|open deals past their close date"""),
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
        |speed of the pipeline|how fast does pipeline turn into revenue
        |how fast is our pipeline moving|how fast does our pipeline move|pipeline moving
        per day|pipeline speed"""),
    unit="money/day",
    default_period="the last 12 months",
    noun=("closed deal", "closed deals"),
    variants=(
        Variant(
            name="default", label="sales velocity", shape="own", own=_velocity,
            definition="Open qualified deals at the period's end x mean won amount x win rate /"
                       " mean days to won, the last three over deals closed in the period.",
            formula="open_qualified * mean_won_amount * win_rate / mean_days_to_won",
            parts=(closing.WON, closing.LOST), level=True,
            caveats=("A deal is qualified once it has a first day in the pipeline.",),
        ),
    ),
)  # fmt: skip

PIPELINE = (OPEN_PIPELINE, OPEN_DEALS, PIPELINE_COVERAGE, SALES_VELOCITY, OVERDUE_DEALS)
