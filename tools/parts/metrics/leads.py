"""How many leads convert."""

from tools.parts.metrics.funnel import CONVERTED, LEAD_FUNNEL, LEADS
from tools.parts.metrics.responding import LEAD_RESPONSE_TIME
from tools.parts.metrics.shape import Metric, Variant
from tools.parts.metrics.words import words

MINIMUM = 5

LEAD_CONVERSION_RATE = Metric(
    name="lead_conversion_rate",
    label="lead conversion rate",
    words=words("""lead conversion rate|lead conversion|lead to customer rate|conversion of leads
        |how many leads convert|share of leads that convert|leads converted
        |lead convert rate|what share of leads convert|percentage of leads converted
        |conversion rate of leads|how well do leads convert|leads convert"""),
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
            formula="converted / leads", parts=(CONVERTED, LEADS),
            caveats=("Young leads may still convert.",),
        ),
    ),
)  # fmt: skip

LEAD_METRICS = (LEAD_CONVERSION_RATE, LEAD_RESPONSE_TIME, LEAD_FUNNEL)
