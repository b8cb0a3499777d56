"""How often deals are won, and whether as many are begun as are closed."""

from tools.parts.metrics.closing import (
    CLOSED_PRICED,
    COHORT_LOST,
    COHORT_WON,
    CREATED,
    CREATED_AMOUNT,
    CREATED_PRICED,
    LOST,
    LOST_AMOUNT,
    LOST_PRICED,
    LOST_TO_SOMEBODY,
    RATE_MINIMUM,
    UNDECIDED,
    WON,
    WON_AMOUNT,
    WON_PRICED,
)
from tools.parts.metrics.shape import Metric, Variant, credited
from tools.parts.metrics.words import words

WIN_RATE = Metric(
    name="win_rate",
    label="win rate",
    words=words("""win rate|win rates|winrate|close rate|closing rate|closing ratio|win percentage
        |win percent|win ratio|success rate|hit rate|strike rate|conversion to won
        |how often do we win
        |share of deals won|percentage of deals won|won vs lost|win/loss rate|win loss rate
        |win-loss ratio|what share of deals do we win|batting average|percent of deals we win
        |chance of winning|what percentage of deals do we win|won lost ratio|win to loss
        |win pct"""),
    unit="rate",
    noun=("closed deal", "closed deals"),
    variants=(
        Variant(
            name="by_count", label="win rate",
            words=words("by count|by number"),
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
            parts=credited(WON_AMOUNT, LOST_AMOUNT, WON_PRICED, LOST_PRICED, CLOSED_PRICED),
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
            name="decided", label="win rate without no-decisions",
            words=words("without no decision|without no-decision|excluding no decision"
                        "|excluding no-decisions|head to head|head-to-head|competitive"),
            definition="Deals won over deals won or lost, those lost to no decision left out, among"
                       " those closed in the period.",
            formula="won / (won + lost_to_somebody)",
            parts=(WON, LOST_TO_SOMEBODY, UNDECIDED), shape="ratio", top=("won",),
            bottom=("won", "lost_to_somebody"), minimum=RATE_MINIMUM,
            caveats=("A loss is a no-decision when its loss reason says so.",),
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

CREATED_VS_CLOSED = Metric(
    name="created_vs_closed",
    label="created against closed",
    words=words("""created vs closed|created versus closed|created against closed
        |created to closed ratio|pipeline replenishment|replenishment rate|pipeline replacement
        |deals created vs closed|deals created versus closed|pipeline created vs closed
        |are we creating more than we close|creating as many deals as we close
        |pipeline created against pipeline closed"""),
    unit="ratio",
    day="the day they were created, or closed",
    noun=("closed deal", "closed deals"),
    default_period="this quarter",
    variants=(
        Variant(
            name="by_count", label="created against closed", shape="ratio", top=("created",),
            bottom=("won", "lost"), minimum=RATE_MINIMUM, words=words("by count|by number"),
            definition="Deals created in the period over deals won or lost in it; above 1 the"
                       " pipeline grows.",
            formula="created / (won + lost)", parts=(CREATED, WON, LOST),
        ),
        Variant(
            name="by_value", label="created against closed by value", shape="ratio",
            words=words("by value|by amount|in dollars|pipeline created"),
            top=("created_amount",), bottom=("won_amount", "lost_amount"),
            counted="closed_with_amount", minimum=RATE_MINIMUM,
            definition="The amounts created in the period over the amounts won or lost in it.",
            formula="created_amount / (won_amount + lost_amount)",
            parts=credited(CREATED_AMOUNT, WON_AMOUNT, LOST_AMOUNT, CLOSED_PRICED, CREATED,
                           CREATED_PRICED),
            caveats=("A lost deal's amount is the last one written; some exports set it to zero.",),
        ),
    ),
)  # fmt: skip
