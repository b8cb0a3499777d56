"""Money that companies of the prospect universe raised: in all, a round, a company."""

from datetime import date

from sqlalchemy import ColumnElement

from tools.parts.metrics.shape import Metric, Moment, Part, Variant, both
from tools.parts.metrics.words import words
from tools.parts.paths import table_of

ROUND = table_of("funding_round").c
COMPANY = table_of("prospect_company").c
SPREAD_MINIMUM = 3


def _paid(moment: Moment) -> ColumnElement[bool]:
    """Rounds of the period whose sum is known in money that may be added up."""
    return both(
        moment.within(ROUND.funded_on),
        ROUND.raised_cents.is_not(None),
        moment.own_money("funding_round", ROUND.funded_on),
    )


def _sum_of_round(moment: Moment) -> ColumnElement[int]:
    return moment.cents("funding_round", "raised_cents", ROUND.funded_on)


def _funded(moment: Moment) -> ColumnElement[bool]:
    """Companies founded in the period that raised a known sum of money."""
    return both(
        moment.within(COMPANY.founded_on),
        COMPANY.raised_cents > 0,
        moment.own_money("prospect_company", _today(moment)),
    )


def _sum_of_company(moment: Moment) -> ColumnElement[int]:
    return moment.cents("prospect_company", "raised_cents", _today(moment))


def _today(moment: Moment) -> date:
    return moment.today


RAISED = Part("raised", _paid, "sum", _sum_of_round, money=True, table="funding_round",
              day="funded_on")  # fmt: skip
ROUNDS = Part("rounds_with_amount", _paid, table="funding_round", day="funded_on")
MEDIAN_ROUND = Part("median_round", _paid, "median", _sum_of_round, money=True,
                    table="funding_round", day="funded_on")  # fmt: skip
COMPANY_RAISED = Part("company_raised", _funded, "sum", _sum_of_company, money=True,
                      table="prospect_company", day="founded_on")  # fmt: skip
FUNDED = Part("funded_companies", _funded, table="prospect_company", day="founded_on")
MEDIAN_COMPANY = Part("median_company", _funded, "median", _sum_of_company, money=True,
                      table="prospect_company", day="founded_on")  # fmt: skip
UNDISCLOSED = "Rounds whose sum is not known are left out."
UNFUNDED = "Companies of which no money raised is known are left out."


def _mean_and_median(
    label: str, of: str, over: str, parts: tuple[Part, Part, Part], caveat: str
) -> tuple[Variant, Variant]:
    """The two middles of the same sums.

    Args:
        label: What the middle is of.
        of: The rest of the definition, behind "The mean" or "The middle".
        over: What the median is taken over.
        parts: The sum, how many there are, and the median.
        caveat: Which rows are left out.
    """
    total, count, median = parts
    return (
        Variant(
            name="mean", label=f"average {label}", words=words("mean|average|avg"),
            definition=f"The mean {of}", formula=f"{total.name} / {count.name}",
            parts=(total, count), shape="ratio", top=(total.name,), bottom=(count.name,),
            minimum=SPREAD_MINIMUM, caveats=(caveat,),
        ),
        Variant(
            name="median", label=f"median {label}", words=words("median|middle|typical"),
            definition=f"The middle {of}", formula=f"median of raised over {over}",
            parts=(median, count), shape="spread", top=(median.name,), counted=count.name,
            minimum=SPREAD_MINIMUM, caveats=(caveat,),
        ),
    )  # fmt: skip


FUNDING_RAISED = Metric(
    name="funding_raised",
    label="money raised",
    words=words("""money raised|funding raised|capital raised|venture money|vc money|total raised
        |total funding|total funding raised|venture capital raised|money invested
        |how much money was raised|how much was raised|amount raised|investment raised
        |funding volume|dollars raised|venture funding"""),
    unit="money",
    table="funding_round",
    additive=True,
    noun=("funding round with a sum", "funding rounds with a sum"),
    day="the day of the round",
    required="funding rounds with a sum and a date",
    variants=(
        Variant(
            name="default", label="money raised", shape="sum", top=("raised",),
            counted="rounds_with_amount", parts=(RAISED, ROUNDS), caveats=(UNDISCLOSED,),
            definition="The sums of the funding rounds of the period, by the day of the round.",
            formula="sum of raised over funding rounds",
        ),
    ),
)  # fmt: skip

ROUND_SIZE = Metric(
    name="round_size",
    label="average round size",
    words=words("""round size|average round size|average round|mean round size|size of a round
        |size of rounds|median round size|typical round size|how big are rounds|average raise
        |median round|round amount|average amount of a round|how big is a round"""),
    unit="money",
    table="funding_round",
    noun=("funding round with a sum", "funding rounds with a sum"),
    day="the day of the round",
    required="funding rounds with a sum and a date",
    variants=_mean_and_median(
        "round size", "sum of the funding rounds of the period.", "funding rounds",
        (RAISED, ROUNDS, MEDIAN_ROUND), UNDISCLOSED,
    ),
)  # fmt: skip

COMPANY_FUNDING = Metric(
    name="company_funding",
    label="average funding of a company",
    words=words("""raised per company|average raised per company|average funding per company
        |money raised per company|funding per company|average funding|average total funding
        |average money raised|mean raised per company|median raised per company
        |median raised|average raised|mean raised|average amount raised|median amount raised
        |median funding|typical funding of a company|average funding of a company"""),
    unit="money",
    table="prospect_company",
    noun=("funded company", "funded companies"),
    day="the day they were founded",
    required="prospect companies with the money that they raised",
    variants=_mean_and_median(
        "funding of a company",
        "of all the money that a company raised, over companies that raised any; a period is that"
        " of their founding.",
        "funded companies", (COMPANY_RAISED, FUNDED, MEDIAN_COMPANY), UNFUNDED,
    ),
)  # fmt: skip

RAISING = (FUNDING_RAISED, ROUND_SIZE, COMPANY_FUNDING)
