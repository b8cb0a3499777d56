"""How big deals are, and how long they take."""

from collections.abc import Mapping
from decimal import Decimal

from tools.parts.metrics import closing
from tools.parts.metrics.closing import (
    CYCLE_DAYS,
    CYCLES,
    SPREAD_MINIMUM,
    TOUCHED_BEFORE,
    TOUCHED_DAYS,
    TOUCHED_MEDIAN,
    TOUCHED_P90,
    WON_AMOUNT,
    WON_PRICED,
)
from tools.parts.metrics.shape import Metric, Part, Variant
from tools.parts.metrics.words import words

MEDIAN_AMOUNT = Part("median_amount", closing.won_priced, "median", closing.amount, money=True)
TRIMMED_AMOUNT = Part("trimmed_amount", closing.won_priced, "trimmed", closing.amount, money=True)
MEDIAN_DAYS = Part("median_days", closing.timed, "median", closing.cycle)
P90_DAYS = Part("p90_days", closing.timed, "p90", closing.cycle)
OLDER = "Only won deals are timed; open deals may be older."
TOUCHED = "The first touch is the first activity on the deal, or its creation if that was earlier."

DEAL_SIZE = Metric(
    name="deal_size",
    label="average deal size",
    words=words("""deal size|average deal size|avg deal size|average deal|mean deal size
        |typical deal size|average deal value|median deal value
        |average contract value|acv|average won deal
        |average selling price|asp|average order value|aov|size of our deals|average sale
        |how big are our deals|how big is a deal|deal value on average|size of a deal|size of deals|
        bigger deals|smaller deals|larger deals|ticket size|average ticket
        |avg deal value|mean won amount|deal sizes
        |typical deal|typical won deal|average win|amount per win|value per won deal"""),
    unit="money",
    noun=("won deal with an amount", "won deals with an amount"),
    variants=(
        Variant(
            name="mean", label="average deal size", words=words("mean|average|avg"),
            definition="The mean amount of the deals won in the period.",
            formula="won_amount / won_with_amount",
            parts=(WON_AMOUNT, WON_PRICED), shape="ratio", top=("won_amount",),
            bottom=("won_with_amount",), minimum=SPREAD_MINIMUM,
        ),
        Variant(
            name="median", label="median deal size", words=words("median|middle|typical"),
            definition="The middle amount of the deals won in the period.",
            formula="median of amount over won deals",
            parts=(MEDIAN_AMOUNT, WON_PRICED),
            shape="spread", top=("median_amount",), counted="won_with_amount",
            minimum=SPREAD_MINIMUM,
        ),
        Variant(
            name="trimmed", label="trimmed mean deal size",
            words=words("trimmed|without outliers|excluding outliers|trimmed mean"),
            definition="The mean amount of the deals won in the period, without the smallest and"
                       " the largest tenth.",
            formula="mean of amount over won deals, lowest and highest 10 % of deals left out",
            parts=(TRIMMED_AMOUNT,
                   WON_PRICED),
            shape="spread", top=("trimmed_amount",), counted="won_with_amount", minimum=10,
        ),
    ),
)  # fmt: skip


def _untouched(parts: Mapping[str, Decimal | None]) -> str | None:
    """How many deals have no touch before their creation, so that it counts as the first."""
    every, touched = parts.get("won_with_dates"), parts.get("touched_before")
    left = int((every or Decimal(0)) - (touched or Decimal(0)))
    if not every or not left:
        return None
    if left == every:
        return (
            "No activity is recorded before any of these deals was created: days count from"
            " creation."
        )
    return (
        f"{left:,} of {int(every):,} deals have no activity before they were created: their"
        " days count from creation."
    )


_NEED = (CYCLES, TOUCHED_BEFORE)
MEDIAN_CYCLE = Variant(
    name="median", label="median sales cycle", words=words("median|typical|middle|first touch"
                                                           "|from first touch|since first touch"),
    definition="The middle number of days from the first touch to close, over deals won in the"
               " period.",
    formula="median of (closed_on - first touch) over won deals",
    parts=(TOUCHED_MEDIAN, *_NEED), shape="spread", top=("touched_median",),
    counted="won_with_dates", minimum=SPREAD_MINIMUM, caveats=(TOUCHED, OLDER), said=_untouched,
)  # fmt: skip
MEAN_CYCLE = Variant(
    name="mean", label="average sales cycle",
    words=words("mean|average|avg|on average|first touch|from first touch|since first touch"),
    definition="The mean number of days from the first touch to close, over deals won in the"
               " period.",
    formula="touched_days / won_with_dates",
    parts=(TOUCHED_DAYS, *_NEED), shape="ratio", top=("touched_days",),
    bottom=("won_with_dates",), minimum=SPREAD_MINIMUM, caveats=(TOUCHED, OLDER), said=_untouched,
)  # fmt: skip
P90_CYCLE = Variant(
    name="p90", label="90th percentile of the sales cycle",
    words=words("p90|90th percentile|slowest tenth|slowest 10%|worst case"),
    definition="The number of days from the first touch within which nine of ten won deals of the"
               " period closed.",
    formula="90th percentile of (closed_on - first touch) over won deals, interpolated",
    parts=(TOUCHED_P90, *_NEED), shape="spread", top=("touched_p90",), counted="won_with_dates",
    minimum=10, caveats=(TOUCHED,), said=_untouched,
)  # fmt: skip
CREATED_MEDIAN = Variant(
    name="created_median", label="median days from creation to won",
    words=words("median|middle|from creation|since creation|created to won|creation to close"
                "|from created|created to closed|from creation to close|from creation to won"),
    definition="The middle number of days from creation to close, over deals won in the period.",
    formula="median of (closed_on - created_on) over won deals",
    parts=(MEDIAN_DAYS, CYCLES), shape="spread", top=("median_days",), counted="won_with_dates",
    minimum=SPREAD_MINIMUM, caveats=(OLDER,),
)  # fmt: skip
CREATED_MEAN = Variant(
    name="created_mean", label="average days from creation to won",
    words=words("mean|average|avg|on average|from creation|since creation|created to won"
                "|creation to close|from created|from creation to close|from creation to won"),
    definition="The mean number of days from creation to close, over deals won in the period.",
    formula="cycle_days / won_with_dates",
    parts=(CYCLE_DAYS, CYCLES), shape="ratio", top=("cycle_days",), bottom=("won_with_dates",),
    minimum=SPREAD_MINIMUM, caveats=(OLDER,),
)  # fmt: skip
CREATED_P90 = Variant(
    name="created_p90", label="90th percentile of days from creation to won",
    words=words("p90|90th percentile|slowest tenth|from creation|since creation|created to won"
                "|creation to close|from created|from creation to close|from creation to won"),
    definition="The number of days from creation within which nine of ten won deals of the period"
               " closed.",
    formula="90th percentile of (closed_on - created_on) over won deals, interpolated",
    parts=(P90_DAYS, CYCLES), shape="spread", top=("p90_days",), counted="won_with_dates",
    minimum=10,
)  # fmt: skip

SALES_CYCLE = Metric(
    name="sales_cycle",
    label="sales cycle",
    words=words("""sales cycle|cycle|cycles|sales cycle length|cycle time|deal cycle|time to close
        |days to close|between creation and win|from creation to win|from creation to close
        |between creation and close|from open to close|from opening to closing
        |from first contact to close|from first contact to won|how long from start to signed
        |how long does it take to close|how long do deals take|length of the sales cycle
        |time to win|days to win|how long to close a deal|sales cycles|closing time|deal length
        |how long until we win|average sales cycle|how many days to close|deal duration
        |cycle length|how long it takes to win
        |days we need to close a deal|how many days do we need to close a deal
        |days need to close|taking longer to close|longer to close|average time to close"""),
    unit="days",
    noun=("won deal with both days", "won deals with both days"),
    version=2,
    variants=(
        MEDIAN_CYCLE, MEAN_CYCLE, P90_CYCLE, CREATED_MEDIAN, CREATED_MEAN, CREATED_P90,
    ),
)  # fmt: skip
