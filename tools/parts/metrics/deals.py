"""What was closed: revenue, counts, win rate, deal size and sales cycle."""

from tools.parts.metrics import closing
from tools.parts.metrics.closing import (
    COHORT_LOST,
    COHORT_WON,
    CREATED,
    CREATED_AMOUNT,
    CREATED_PRICED,
    CREDITED,
    CREDITED_AMOUNT,
    CREDITED_PRICED,
    CYCLE_DAYS,
    CYCLES,
    LOST,
    LOST_AMOUNT,
    LOST_PRICED,
    RATE_MINIMUM,
    SPREAD_MINIMUM,
    WON,
    WON_AMOUNT,
    WON_PRICED,
)
from tools.parts.metrics.shape import Metric, Part, Variant
from tools.parts.metrics.words import words

MEDIAN_AMOUNT = Part("median_amount", closing.won_priced, "median", closing.amount, money=True)
TRIMMED_AMOUNT = Part("trimmed_amount", closing.won_priced, "trimmed", closing.amount, money=True)
MEDIAN_DAYS = Part("median_days", closing.timed, "median", closing.cycle)
P90_DAYS = Part("p90_days", closing.timed, "p90", closing.cycle)

WON_REVENUE = Metric(
    name="won_revenue",
    label="won revenue",
    words=words("""won revenue|revenue|bookings|booked revenue|closed won|closed-won revenue|sales
        |revenue we closed|how much did we win|how much win|how much bring in|how much land
        |how much did we sell|how much we sold|money won
        |won amount|value won|closed revenue|total sales|revenue won|sales revenue|amount won
        |won business|won value|new business|turnover|booked|income|revenue brought in|takings
        |how much did we close|how much was closed|closed business|sold|bring in|brought in
        |won the most|who won|which won|top line|topline|what did win|what did close
        |what did sell|what did buy|what did book
        |what did bring in|what did we win|did we win|we won|have we won|much did we win
        |what did we close|what have we closed|what did we sell|did we bring in|what did we book
        |did we book|rev|deal revenue
        |closed won amount|won deal value|won deals value|value of won deals"""),
    unit="money",
    additive=True,
    variants=(
        Variant(
            name="default", label="won revenue",
            definition="The amounts of the deals won in the period, by the day they closed.",
            formula="sum of amount over won deals",
            parts=(CREDITED_AMOUNT, CREDITED, CREDITED_PRICED), top=("won_amount",),
            counted="won",
        ),
    ),
)  # fmt: skip

LOST_REVENUE = Metric(
    name="lost_revenue",
    label="lost revenue",
    words=words("""lost revenue|revenue lost|value lost|money lost|amount lost|lost amount
        |lost deal value|how much did we lose|lost business|value of lost deals
        |revenue we missed"""),
    unit="money",
    additive=True,
    variants=(
        Variant(
            name="default", label="lost revenue",
            definition="The amounts of the deals lost in the period, by the day they closed.",
            formula="sum of amount over lost deals",
            parts=(LOST_AMOUNT, LOST, LOST_PRICED), top=("lost_amount",), counted="lost",
            caveats=("A lost deal's amount is the last one written; some exports set it to zero.",),
        ),
    ),
)  # fmt: skip


def _count(name: str, label: str, said: str, definition: str, parts: tuple[Part, ...],
           day: str = "the day they closed") -> Metric:  # fmt: skip
    names = tuple(part.name for part in parts)
    variant = Variant(
        name="default", label=label, definition=definition, formula=f"count of {' + '.join(names)}",
        parts=parts, top=names, counted=names[0] if len(names) == 1 else "",
        shape="sum",
    )  # fmt: skip
    return Metric(name=name, label=label, words=words(said), unit="count", additive=True, day=day,
                  variants=(variant,))  # fmt: skip


DEALS_WON = _count(
    "deals_won", "deals won",
    """deals won|won deals|number of wins|how many win|most wins
    |how many deals did we win|how many did we win|deals we won|closed won deals|win count
    |number of deals won|won opportunities|deal wins
    |opportunities won|how many wins|count of won deals|deals closed won|how many deals were won
    |number of won deals|won deal count|new logos won|deals landed|sales count|units sold""",
    "How many deals were won in the period, by the day they closed.", (WON,))  # fmt: skip
DEALS_LOST = _count(
    "deals_lost", "deals lost",
    """deals lost|lost deals|losses|how many lose|number of losses
    |how many deals did we lose|deals we lost
    |closed lost|closed lost deals|loss count|number of deals lost|lost opportunities
    |opportunities lost|how many did we lose|how many deals were lost|number of lost deals
    |lost deal count""",
    "How many deals were lost in the period, by the day they closed.", (LOST,))  # fmt: skip
DEALS_CLOSED = _count(
    "deals_closed", "deals closed",
    """deals closed|closed deals|number of closed deals|how many deals closed|decided deals
    |how many deals did we close|won and lost deals|closed opportunities|deals that closed
    |deals decided|number of deals closed|closed deal count|how many deals were closed""",
    "How many deals were won or lost in the period, by the day they closed.",
    (WON, LOST))  # fmt: skip
DEALS_CREATED = _count(
    "deals_created", "deals created",
    """deals created|new deals|new opportunities|opportunities created|deals opened
    |deals entered|how many deals did we create|how many new deals|number of new deals
    |deals added|opps created|new opps|deals generated|deals started|how many deals were created
    |how many deals were opened|deals engaged""",
    "How many deals entered the pipeline in the period, whatever became of them.",
    (CREATED,), "the day they were created")  # fmt: skip

PIPELINE_CREATED = Metric(
    name="pipeline_created",
    label="pipeline created",
    words=words("""pipeline created|new pipeline|pipeline generated|pipeline generation
        |pipeline added|pipeline built|pipegen|pipe gen|created pipeline|how much pipeline did we
         create|how much pipeline was created|value of new deals|pipeline we created"""),
    unit="money",
    day="the day they were created",
    additive=True,
    variants=(
        Variant(
            name="default", label="pipeline created",
            definition="The amounts of the deals that entered the pipeline in the period, whatever"
                       " became of them.",
            formula="sum of amount over created deals",
            parts=(CREATED_AMOUNT, CREATED, CREATED_PRICED), top=("created_amount",),
            counted="created",
            caveats=("Amounts are those the deals carry now.",),
        ),
    ),
)  # fmt: skip

WIN_RATE = Metric(
    name="win_rate",
    label="win rate",
    words=words("""win rate|win rates|winrate|close rate|closing rate|closing ratio|win percentage
        |win percent|win ratio|success rate|hit rate|strike rate|conversion to won
        |how often do we win
        |share of deals won|percentage of deals won|won vs lost|win/loss rate|win loss rate
        |win-loss ratio|what share of deals do we win|batting average|percent of deals we win
        |chance of winning|what percentage of deals do we win|won lost ratio|win to loss"""),
    unit="rate",
    noun=("closed deal", "closed deals"),
    variants=(
        Variant(
            name="by_count", label="win rate",
            words=words("by count|by number|of deals"),
            definition="Deals won over deals won or lost, among those closed in the period.",
            formula="won / (won + lost)",
            parts=(WON, LOST), shape="ratio", top=("won",), bottom=("won", "lost"),
            minimum=RATE_MINIMUM,
        ),
        Variant(
            name="by_value", label="win rate by value",
            words=words("by value|by amount|by revenue|value weighted|dollar weighted|in dollars"
                        "|in value|weighted by value|weighted by amount"),
            definition="The amount won over the amount won or lost, among deals closed in the"
                       " period.",
            formula="won_amount / (won_amount + lost_amount)",
            parts=(WON_AMOUNT, LOST_AMOUNT, WON_PRICED, LOST_PRICED,
                   Part("closed_with_amount",
                        lambda m: (closing.won_priced(m)) | (closing.lost_priced(m)))),
            shape="ratio", top=("won_amount",), bottom=("won_amount", "lost_amount"),
            counted="closed_with_amount", minimum=RATE_MINIMUM,
            caveats=("Deals without an amount are left out; a lost one of zero weighs nothing.",),
        ),
        Variant(
            name="cohort", label="win rate of the cohort created",
            words=words("cohort|of deals created|by creation date|created cohort|by created date"
                        "|of the deals we created|by cohort"),
            definition="Of the deals created in the period and decided since, the share that was"
                       " won.",
            formula="cohort_won / (cohort_won + cohort_lost)",
            parts=(COHORT_WON, COHORT_LOST, CREATED), shape="ratio", top=("cohort_won",),
            bottom=("cohort_won", "cohort_lost"), minimum=RATE_MINIMUM,
            caveats=("Deals of the cohort that are still open are not counted yet.",),
        ),
        Variant(
            name="of_created", label="share of created deals won",
            words=words("with no decision|including open|with no-decision|of all created"
                        "|counting open deals"),
            definition="Of all deals created in the period, the share that has been won so far.",
            formula="cohort_won / created",
            parts=(COHORT_WON, CREATED), shape="ratio", top=("cohort_won",), bottom=("created",),
            minimum=RATE_MINIMUM,
            caveats=("Deals that are still open count as not won.",),
        ),
    ),
)  # fmt: skip

DEAL_SIZE = Metric(
    name="deal_size",
    label="average deal size",
    words=words("""deal size|average deal size|avg deal size|average deal|mean deal size
        |typical deal size|average deal value|average contract value|acv|average won deal
        |average selling price|asp|average order value|aov|size of our deals|average sale
        |how big are our deals|how big is a deal|deal value on average|size of a deal|size of deals|
        bigger deals|smaller deals|larger deals|ticket size|average ticket
        |avg deal value|mean won amount|deal sizes"""),
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

SALES_CYCLE = Metric(
    name="sales_cycle",
    label="sales cycle",
    words=words("""sales cycle|sales cycle length|cycle time|deal cycle|time to close|days to close
        |how long does it take to close|how long do deals take|length of the sales cycle
        |time to win|days to win|how long to close a deal|sales cycles|closing time|deal length
        |how long until we win|average sales cycle|how many days to close|deal duration
        |cycle length|how long it takes to win
        |taking longer to close|longer to close|average time to close"""),
    unit="days",
    noun=("won deal with both days", "won deals with both days"),
    variants=(
        Variant(
            name="median", label="median sales cycle", words=words("median|typical|middle"),
            definition="The middle number of days from creation to close, over deals won in the"
                       " period.",
            formula="median of (closed_on - created_on) over won deals",
            parts=(MEDIAN_DAYS, CYCLES), shape="spread",
            top=("median_days",), counted="won_with_dates", minimum=SPREAD_MINIMUM,
            caveats=("Only won deals are timed; open deals may be older.",),
        ),
        Variant(
            name="mean", label="average sales cycle", words=words("mean|average|avg|on average"),
            definition="The mean number of days from creation to close, over deals won in the"
                       " period.",
            formula="cycle_days / won_with_dates",
            parts=(CYCLE_DAYS, CYCLES), shape="ratio", top=("cycle_days",),
            bottom=("won_with_dates",), minimum=SPREAD_MINIMUM,
            caveats=("Only won deals are timed; open deals may be older.",),
        ),
        Variant(
            name="p90", label="90th percentile of the sales cycle",
            words=words("p90|90th percentile|slowest tenth|slowest 10%|worst case"),
            definition="The number of days within which nine of ten won deals of the period"
                       " closed.",
            formula="90th percentile of (closed_on - created_on) over won deals, interpolated",
            parts=(P90_DAYS, CYCLES), shape="spread",
            top=("p90_days",), counted="won_with_dates", minimum=10,
        ),
    ),
)  # fmt: skip

DEALS = (
    WON_REVENUE, DEALS_WON, DEALS_LOST, DEALS_CLOSED, WIN_RATE, DEAL_SIZE, SALES_CYCLE,
    DEALS_CREATED, PIPELINE_CREATED, LOST_REVENUE,
)  # fmt: skip
