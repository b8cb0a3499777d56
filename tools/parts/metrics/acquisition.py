"""What it costs to win a customer, how soon that is paid back, and what a customer is worth."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from tools.parts.metrics.bridge import MISSING as NO_SUBSCRIPTION
from tools.parts.metrics.bridge import SUBSCRIPTIONS, bridge, recognised, recorded
from tools.parts.metrics.costs import (
    MISSING,
    NEW_AMOUNT,
    NEW_CUSTOMERS,
    NEW_PRICED,
    SPENT,
    WINNING,
    beyond,
    earlier_by_the_cycle,
    spent,
)
from tools.parts.metrics.keys import Raw, labelled
from tools.parts.metrics.shape import Answer, Key, Metric, Variant
from tools.parts.metrics.slices import Slice, flows
from tools.parts.metrics.words import words

MONTHS, YEAR = 12, 365
NOBODY = "no new customer was won in it"
Values = dict[str, Decimal | None]
Own = Callable[[Slice], dict[Key, Answer]]


def _won(cut: Slice) -> dict[Raw, Values]:
    return flows(cut, (NEW_CUSTOMERS, NEW_AMOUNT, NEW_PRICED))


def _costed(cut: Slice, of: Slice | None = None) -> dict[Raw, Values]:
    """For every group: new customers of the period, and the costs of it or of an earlier one."""
    won, costs = _won(cut), spent(of or cut, WINNING)
    keys = set(won) | set(costs) or ({()} if not cut.by else set())
    return {key: {**won.get(key, {}), "cost": costs.get(key)} for key in keys}


def _cac(parts: Mapping[str, Decimal | None]) -> Answer:
    n, cost = int(parts.get("new_customers") or 0), parts.get("cost")
    if not cost:
        return Answer(None, n, MISSING.format(what="sales or marketing"), dict(parts))
    if n == 0:
        return Answer(None, 0, NOBODY, dict(parts))
    return Answer(cost / n, n, None, dict(parts))


def _cost_of_a_customer(cut: Slice) -> dict[Key, Answer]:
    late = beyond(cut)
    found = {key: _cac(parts) for key, parts in _costed(cut).items()}
    if late is not None:
        found = {k: Answer(None, a.n, a.reason or late, a.inputs) for k, a in found.items()}
    return labelled(found)


def _lagged(cut: Slice) -> dict[Key, Answer]:
    """Costs of as many days earlier as a deal takes to win."""
    before = earlier_by_the_cycle(cut)
    if before is None:
        few = "the sales cycle that costs run ahead by is not known: too few won deals"
        return {(): Answer(None, 0, few)}
    return labelled({key: _cac(parts) for key, parts in _costed(cut, before).items()})


def _margins(cut: Slice) -> dict[Raw, Values]:
    """Recurring revenue of the period, what serving it cost, and the margin that is left."""
    revenue, served = recognised(cut), spent(cut, ("cost_of_revenue",))
    found: dict[Raw, Values] = {}
    for key, amount in revenue.items():
        cost = served.get(key)
        margin = (amount - cost) / amount if cost is not None and amount else None
        found[key] = {"revenue": amount, "cost_of_revenue": cost, "gross_margin": margin}
    return found


def _payback(*, margin: bool) -> Own:
    def own(cut: Slice) -> dict[Key, Answer]:
        margins = _margins(cut.whole()).get((), {}) if margin else {}
        late = beyond(cut)
        found = {}
        for key, parts in _costed(cut).items():
            answer = _months({**parts, **margins}, margin=margin)
            reason = answer.reason or late
            found[key] = Answer(None if reason else answer.value, answer.n, reason, answer.inputs)
        return labelled(found)

    return own


def _months(parts: Values, *, margin: bool) -> Answer:
    cac = _cac(parts)
    if cac.value is None:
        return cac
    share = parts.get("gross_margin") if margin else Decimal(1)
    if share is None:
        return Answer(None, cac.n, _no_margin(parts), cac.inputs)
    earned = (parts.get("new_customer_amount") or Decimal(0)) * share / MONTHS
    if earned <= 0:
        return Answer(None, cac.n, "the new customers bring in nothing after costs", cac.inputs)
    return Answer((parts["cost"] or Decimal(0)) / earned, cac.n, None, cac.inputs)


def _no_margin(parts: Mapping[str, Decimal | None]) -> str:
    if not parts.get("revenue"):
        return NO_SUBSCRIPTION
    return MISSING.format(what="cost of revenue")


def _lifetime(*, over_cac: bool) -> Own:
    def own(cut: Slice) -> dict[Key, Answer]:
        if cut.span.start is None:
            return {(): Answer(None, 0, "it needs a period with a beginning")}
        costed, margins = _costed(cut), _margins(cut)
        walks = bridge(cut)
        late = beyond(cut) if over_cac else None
        days = (cut.moment.last_day - cut.span.start).days + 1
        if not walks and not cut.by:
            return {(): Answer(None, 0, "nothing runs in it" if recorded(cut) else NO_SUBSCRIPTION)}
        found = {}
        for key, walk in walks.items():
            parts = {**walk, **margins.get(key, {}), **costed.get(key, {}),
                     "days": Decimal(days)}  # fmt: skip
            found[key] = _worth(parts, late, over_cac=over_cac)
        return labelled(found)

    return own


def _worth(parts: Values, late: str | None, *, over_cac: bool) -> Answer:
    """A customer's yearly amount x margin / yearly revenue churn, over what winning one cost."""
    n = int(parts.get("customers_after") or 0)
    margin, opening = parts.get("gross_margin"), parts.get("opening") or Decimal(0)
    gone = (parts.get("contraction") or Decimal(0)) + (parts.get("churn") or Decimal(0))
    if margin is None:
        return Answer(None, n, _no_margin(parts), parts)
    if not n or not opening or not gone:
        return Answer(None, n, "nothing churned, so a lifetime cannot be told", parts)
    churn = gone / opening * YEAR / (parts["days"] or Decimal(YEAR))
    worth = (parts["closing"] or Decimal(0)) / n * margin / churn
    parts = {**parts, "yearly_churn": churn, "lifetime_value": worth}
    if not over_cac:
        return Answer(worth, n, None, parts)
    cac = _cac(parts)
    reason = cac.reason or late
    if reason or cac.value is None:
        return Answer(None, n, reason, parts)
    return Answer(worth / cac.value, cac.n, None, {**parts, "cac": cac.value})


CUSTOMER_FIRST = "A new customer is an account whose first won deal closed in the period."
A_YEAR = "The amount of the first deal is taken as a year's revenue."
OWN_GROUP = "Costs that name no source, region or segment are a group of their own."

CAC = Metric(
    name="cac",
    label="customer acquisition cost",
    words=words("""cac|customer acquisition cost|cost of acquisition|acquisition cost
        |cost per customer|cost per new customer|cost to win a customer|cost to acquire a customer
        |what does a customer cost us|what does a new customer cost|blended cac
        |what do we pay for a new customer|what are we paying to land a customer
        |what it costs to win a customer|spend per new customer"""),
    unit="money",
    noun=("new customer", "new customers"),
    required="costs of sales and marketing, and won deals with an account",
    default_period="last quarter",
    variants=(
        Variant(
            name="same_period", label="customer acquisition cost", shape="own",
            own=_cost_of_a_customer, words=words("same period|blended"),
            definition="Costs of sales and marketing in the period over the customers first won"
                       " in it.",
            formula="cost / new_customers", parts=(NEW_CUSTOMERS, SPENT),
            caveats=(CUSTOMER_FIRST, OWN_GROUP),
        ),
        Variant(
            name="lagged", label="customer acquisition cost, lagged by the sales cycle",
            shape="own", own=_lagged, words=words("lagged|with a lag|lag|lagged by the cycle"),
            definition="Costs of sales and marketing as many days earlier as the mean sales cycle,"
                       " over the customers first won in the period.",
            formula="cost of the period moved back by the mean cycle / new_customers",
            parts=(NEW_CUSTOMERS, SPENT), caveats=(CUSTOMER_FIRST, OWN_GROUP),
        ),
    ),
)  # fmt: skip

CAC_PAYBACK = Metric(
    name="cac_payback",
    label="CAC payback",
    words=words("""cac payback|payback period|cac payback period|months to recover cac|payback
        |payback on cac|how long to pay back a customer|months to pay back|payback time
        |when do customers pay back|a new customer pays back|a customer pays back
        |months till a new customer pays back|months until a customer pays back
        |pays back their cac|earn back the cost of a customer|cac paid back|cac is paid back
        |until cac is paid back|how long until cac is paid back|time to pay back cac"""),
    unit="months",
    noun=("new customer", "new customers"),
    required="costs, won deals with an account; subscriptions for the margin",
    default_period="last quarter",
    variants=(
        Variant(
            name="gross_margin", label="CAC payback", shape="own", own=_payback(margin=True),
            words=words("gross margin|margin adjusted|on gross margin"),
            definition="Months until the margin on what new customers pay has covered the costs of"
                       " sales and marketing in the period.",
            formula="cost / (new_customer_amount * gross_margin / 12)",
            parts=(NEW_CUSTOMERS, SPENT),
            caveats=(CUSTOMER_FIRST, A_YEAR, "The margin is that of the whole company."),
        ),
        Variant(
            name="revenue", label="CAC payback on revenue", shape="own", own=_payback(margin=False),
            words=words("on revenue|simple|without margin|ignoring margin"),
            definition="Months until what new customers pay has covered the costs of sales and"
                       " marketing in the period.",
            formula="cost / (new_customer_amount / 12)", parts=(NEW_CUSTOMERS, SPENT),
            caveats=(CUSTOMER_FIRST, A_YEAR),
        ),
    ),
)  # fmt: skip

LTV_TO_CAC = Metric(
    name="ltv_to_cac",
    label="LTV to CAC",
    words=words("""ltv to cac|ltv:cac|ltv/cac|ltv cac|ltv cac ratio|ltv to cac ratio|lifetime value
        |customer lifetime value|ltv|clv|cltv|lifetime value to cac|unit economics"""),
    unit="ratio",
    table="subscription",
    day="the days of the period",
    noun=("customer", "customers"),
    required="subscriptions, costs, won deals with an account",
    default_period="the last 12 months",
    variants=(
        Variant(
            name="ratio", label="LTV to CAC", shape="own", own=_lifetime(over_cac=True),
            words=words("to cac|ltv/cac|ltv:cac|ltv cac|over cac|ratio|unit economics"),
            noun=("new customer", "new customers"),
            definition="What a customer is worth over its lifetime (mean ARR x gross margin / the"
                       " yearly share of ARR that contracts or churns) over what winning one cost.",
            formula="(closing / customers_after * gross_margin / yearly_churn) / cac",
            parts=(NEW_CUSTOMERS, SPENT, SUBSCRIPTIONS), caveats=(CUSTOMER_FIRST,),
        ),
        Variant(
            name="lifetime_value", label="customer lifetime value", shape="own", unit="money",
            own=_lifetime(over_cac=False), words=words("lifetime value|ltv|clv|cltv"),
            definition="A customer's mean ARR x gross margin / the yearly share of ARR that"
                       " contracts or churns.",
            formula="closing / customers_after * gross_margin / yearly_churn",
            parts=(SUBSCRIPTIONS, SPENT),
        ),
    ),
)  # fmt: skip

ACQUISITION = (CAC, CAC_PAYBACK, LTV_TO_CAC)
