"""Recurring revenue: ARR, its bridge, and how much of it and of its customers stays."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from tools.parts.metrics.bridge import MISSING, SUBSCRIPTIONS, bridge, kept, recorded
from tools.parts.metrics.keys import labelled
from tools.parts.metrics.shape import Answer, Key, Metric, Variant
from tools.parts.metrics.slices import Slice
from tools.parts.metrics.words import words

MINIMUM = 5
"""Customers at the beginning below which a retention says more about one of them than of all."""
STEPS = (
    ("opening", "ARR before"), ("new", "new"), ("expansion", "expansion"),
    ("contraction", "contraction"), ("churn", "churn"), ("closing", "ARR after"),
)  # fmt: skip
STEPS_MEAN = (
    "The yearly amounts of the subscriptions that ran on the day before the period.",
    "Yearly amounts of accounts that paid nothing on the day before the period.",
    "What accounts that stayed pay more than on the day before the period.",
    "What accounts that stayed pay less than on the day before the period.",
    "What accounts paid on the day before the period that pay nothing on its last day.",
    "The yearly amounts of the subscriptions that run on the last day of the period.",
)
SEEN = (
    "Each account is seen on the day before the period and on its last day: one that came and left"
    " in between is in no bar, one that came back counts as new."
)

Parts = Mapping[str, Decimal | None]
Own = Callable[[Slice], dict[Key, Answer]]


def _level(*names: str, customers: str = "customers_after") -> Own:
    """A sum of bars of the bridge."""

    def own(cut: Slice) -> dict[Key, Answer]:
        found = bridge(cut)
        if not found and not cut.by:
            reason = "the period has not begun" if recorded(cut) else MISSING
            return {(): Answer(None, 0, reason)}
        return labelled(
            {key: Answer(kept(p, *names), int(p[customers] or 0), None, dict(p))
             for key, p in found.items()}
        )  # fmt: skip

    return own


def _share(top: tuple[str, ...], bottom: str, n: str = "customers_before") -> Own:
    """Bars of the bridge over what was there at the beginning."""

    def own(cut: Slice) -> dict[Key, Answer]:
        if cut.span.start is None:
            return {(): Answer(None, 0, "it needs a period with a beginning")}
        found = bridge(cut)
        if not found and not cut.by:
            reason = "the period has not begun" if recorded(cut) else MISSING
            return {(): Answer(None, 0, reason)}
        return labelled({key: _over(p, top, bottom, n) for key, p in found.items()})

    return own


def _over(parts: Parts, top: tuple[str, ...], bottom: str, counted: str) -> Answer:
    n, whole = int(parts[counted] or 0), parts[bottom] or Decimal(0)
    if n < MINIMUM or not whole:
        few = f"it needs at least {MINIMUM} customers at the beginning; there are {n}"
        return Answer(None, n, few, dict(parts))
    return Answer(kept(parts, *top) / whole, n, None, dict(parts))


ARR = Metric(
    name="arr",
    label="ARR",
    words=words("""arr|annual recurring revenue|recurring revenue|annualised recurring revenue
        |annualized recurring revenue|ending arr|total arr|current arr|how much arr do we have
        |subscription revenue run rate"""),
    unit="money",
    table="subscription",
    day="the day that is looked at",
    additive=True,
    stock=True,
    noun=("customer", "customers"),
    required="subscriptions",
    variants=(
        Variant(
            name="annual", label="ARR", shape="own", own=_level("closing"),
            words=words("annual|yearly"),
            definition="The yearly amounts of the subscriptions that run on the day.",
            formula="sum of yearly amount over running subscriptions", parts=(SUBSCRIPTIONS,),
        ),
    ),
)  # fmt: skip


def _bar(name: str, label: str, said: str, definition: str, *bars: str,
         customers: str) -> Variant:  # fmt: skip
    return Variant(
        name=name, label=label, shape="own", own=_level(*bars, customers=customers),
        words=words(said), definition=definition, formula=" + ".join(bars).replace("+ -", "- "),
        parts=(SUBSCRIPTIONS,), caveats=(SEEN,),
    )  # fmt: skip


ARR_BRIDGE = Metric(
    name="arr_bridge",
    label="net new ARR",
    words=words("""arr bridge|arr waterfall|arr walk|arr movements|arr movement|net new arr
        |arr snowball|change in arr|new arr|new logo arr|expansion arr|upsell arr|contraction arr
        |downgraded arr|downgrades|churned arr|arr churned|lost arr|arr lost
        |how did arr move|recurring revenue bridge|arr added|arr growth"""),
    unit="money",
    table="subscription",
    day="the days of the period",
    additive=True,
    noun=("customer", "customers"),
    required="subscriptions",
    default_period="this quarter",
    steps=STEPS,
    steps_mean=STEPS_MEAN,
    steps_unit="money",
    variants=(
        _bar("net_new", "net new ARR", "net new|net|bridge|walk|waterfall",
             "ARR on the last day of the period less ARR on the day before it:"
             " new + expansion - contraction - churn.",
             "new", "expansion", "-contraction", "-churn", customers="customers_after"),
        _bar("new", "new ARR", "new arr|new logo|new logos|from new customers|added",
             "Yearly amounts of accounts that paid nothing on the day before the period.",
             "new", customers="customers_new"),
        _bar("expansion", "expansion ARR", "expansion|upsell|upsells|expanded",
             "What accounts that stayed pay more than on the day before the period.",
             "expansion", customers="customers_after"),
        _bar("contraction", "contraction ARR", "contraction|downgraded|downgrades|downsell|shrank",
             "What accounts that stayed pay less than on the day before the period.",
             "contraction", customers="customers_after"),
        _bar("churn", "churned ARR", "churned|churn|lost|cancelled|canceled",
             "Yearly amounts of accounts that pay nothing any more on the last day.",
             "churn", customers="customers_lost"),
    ),
)  # fmt: skip

NET_RETENTION = Metric(
    name="net_revenue_retention",
    label="net revenue retention",
    words=words("""net revenue retention|nrr|net retention|net dollar retention|ndr
        |net retention rate|net revenue retention rate|net arr retention|dollar retention
        |net expansion rate
        |revenue do we keep and grow|keep and grow"""),
    unit="rate",
    table="subscription",
    day="the days of the period",
    noun=("customer at the beginning", "customers at the beginning"),
    required="subscriptions",
    default_period="the last 12 months",
    steps=STEPS,
    steps_mean=STEPS_MEAN,
    steps_unit="money",
    variants=(
        Variant(
            name="net", label="net revenue retention", shape="own",
            own=_share(("opening", "expansion", "-contraction", "-churn"), "opening"),
            definition="Of the ARR on the day before the period, what its customers pay on the"
                       " last day, growth included; new customers are left out.",
            formula="(opening + expansion - contraction - churn) / opening",
            parts=(SUBSCRIPTIONS,), caveats=(SEEN,),
        ),
    ),
)  # fmt: skip

GROSS_RETENTION = Metric(
    name="gross_revenue_retention",
    label="gross revenue retention",
    words=words("""gross revenue retention|grr|gross retention|gross dollar retention|gdr
        |gross retention rate|gross revenue retention rate|revenue retention|retention of revenue
        |revenue churn|arr churn rate|dollar churn|revenue churn rate|gross churn"""),
    unit="rate",
    table="subscription",
    day="the days of the period",
    noun=("customer at the beginning", "customers at the beginning"),
    required="subscriptions",
    default_period="the last 12 months",
    steps=STEPS,
    steps_mean=STEPS_MEAN,
    steps_unit="money",
    variants=(
        Variant(
            name="gross", label="gross revenue retention", shape="own",
            own=_share(("opening", "-contraction", "-churn"), "opening"),
            definition="Of the ARR on the day before the period, what is left of it on the last"
                       " day, growth left out; never above 100 %.",
            formula="(opening - contraction - churn) / opening", parts=(SUBSCRIPTIONS,),
            caveats=(SEEN,),
        ),
        Variant(
            name="churn", label="revenue churn rate", shape="own",
            own=_share(("contraction", "churn"), "opening"),
            words=words("revenue churn|arr churn rate|dollar churn|gross churn"),
            definition="Of the ARR on the day before the period, the part that shrank or went.",
            formula="(contraction + churn) / opening", parts=(SUBSCRIPTIONS,), caveats=(SEEN,),
        ),
    ),
)  # fmt: skip

CUSTOMER_CHURN = Metric(
    name="customer_churn",
    label="customer churn rate",
    words=words("""customer churn|logo churn|churn rate|churn|customer churn rate|logo churn rate
        |customer attrition|share of customers lost|customer retention|logo retention
        |customer retention rate|logo retention rate|how many customers left
        |how many customers churned|customers churned|customers lost
        |percent of customers lost|share of customers we lost|percent of our customers
        did we lose|customers did we lose|customers we lost"""),
    unit="rate",
    table="subscription",
    day="the days of the period",
    noun=("customer at the beginning", "customers at the beginning"),
    required="subscriptions",
    default_period="the last 12 months",
    variants=(
        Variant(
            name="churn", label="customer churn rate", shape="own",
            own=_share(("customers_lost",), "customers_before"),
            words=words("churn|lost|left"),
            definition="Of the accounts that paid on the day before the period, the share that"
                       " pays nothing on its last day.",
            formula="customers_lost / customers_before", parts=(SUBSCRIPTIONS,), caveats=(SEEN,),
        ),
        Variant(
            name="retention", label="customer retention", shape="own",
            own=_share(("customers_before", "-customers_lost"), "customers_before"),
            words=words("retention|retained|kept"),
            definition="Of the accounts that paid on the day before the period, the share that"
                       " still pays on its last day.",
            formula="(customers_before - customers_lost) / customers_before",
            parts=(SUBSCRIPTIONS,), caveats=(SEEN,),
        ),
    ),
)  # fmt: skip

RECURRING = (ARR, ARR_BRIDGE, NET_RETENTION, GROSS_RETENTION, CUSTOMER_CHURN)
