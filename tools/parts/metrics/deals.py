"""What was closed and created: revenue and counts."""

from tools.parts.metrics.closing import (
    CREATED,
    CREATED_AMOUNT,
    CREATED_PRICED,
    CREDITED,
    CREDITED_AMOUNT,
    CREDITED_PRICED,
    LOST,
    LOST_AMOUNT,
    LOST_PRICED,
    WON,
)
from tools.parts.metrics.cycles import DEAL_SIZE, SALES_CYCLE
from tools.parts.metrics.shape import Metric, Part, Variant, credited
from tools.parts.metrics.winning import CREATED_VS_CLOSED, WIN_RATE
from tools.parts.metrics.words import words

WON_REVENUE = Metric(
    name="won_revenue",
    label="won revenue",
    words=words("""won revenue|revenue|bookings|booked revenue|closed won|closed-won revenue|sales
        |revenue we closed|how much did we win|how much win|how much bring in|how much land
        |how much did we sell|how much we sold|money won
        |won amount|value won|closed revenue|total sales|revenue won|sales revenue|amount won
        |won business|won value|new business|turnover|booked|income|revenue brought in|takings
        |how much did we close|how much was closed|closed business|sold|bring in|brought in
        |won the most|who won|top line|topline|what did win|what did close
        |what did sell|what did buy|what did book
        |what did bring in|what did we win|did we win|we won|have we won|much did we win
        |what did we close|what have we closed|what did we sell|did we bring in|what did we book
        |did we book|rev|deal revenue
        |closed won amount|won deal value|won deals value|value of won deals
        |how many dollars of business|dollars of business|dollars won|dollars we
        won|business did land|business land|what did we land|did we land"""),
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
            parts=credited(LOST_AMOUNT, LOST, LOST_PRICED), top=("lost_amount",), counted="lost",
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
    """deals won|won deals|number of wins|how many win
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
    |how many deals were opened|deals engaged
        |opportunities opened|how many opportunities were opened|opps opened|deal
        creation|deal creation count|deals created count|opportunity creation""",
    "How many deals entered the pipeline in the period, whatever became of them.",
    (CREATED,), "the day they were created")  # fmt: skip

PIPELINE_CREATED = Metric(
    name="pipeline_created",
    label="pipeline created",
    words=words("""pipeline created|new pipeline|pipeline generated|pipeline generation
        |pipeline added|pipeline built|pipegen|pipe gen|pipeline gen|created pipeline
        |new pipe|pipeline sourced|how much pipeline did we
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
            parts=credited(CREATED_AMOUNT, CREATED, CREATED_PRICED), top=("created_amount",),
            counted="created",
            caveats=("Amounts are those the deals carry now.",),
        ),
    ),
)  # fmt: skip

DEALS = (
    WON_REVENUE, DEALS_WON, DEALS_LOST, DEALS_CLOSED, WIN_RATE, DEAL_SIZE, SALES_CYCLE,
    DEALS_CREATED, PIPELINE_CREATED, LOST_REVENUE, CREATED_VS_CLOSED,
)  # fmt: skip
