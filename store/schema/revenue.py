"""Subscriptions, costs and exchange rates."""

from store.revenue import Cost, ExchangeRate, Subscription
from store.schema.field import Entity, Kind, f, phrases, source_id

SUBSCRIPTION = Entity("subscription", Subscription, "subscription", "subscriptions",
    phrases("recurring contract|recurring contracts"), (
    source_id("subscription id|contract id|id"),
    f("account_id", Kind.REFERENCE, "account", "customer|company|client",
      "account|account id|account name|customer|customer id|customer name|company|company name",
      target="account"),
    f("product", Kind.PICKLIST, "subscribed product", "", "product|product name|plan|item"),
    f("arr_cents", Kind.MONEY, "yearly amount", "recurring amount",
      "arr|annual recurring revenue|annual value|annual amount|yearly amount|acv"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
    f("starts_on", Kind.DATE, "subscription start", "subscribed since",
      "start|start date|starts on|contract start|subscription start|effective date"),
    f("ends_on", Kind.DATE, "subscription end", "",
      "end|end date|ends on|contract end|subscription end|churn date|cancelled on"),
))  # fmt: skip

COST = Entity("cost", Cost, "cost", "costs", phrases("cost row|cost rows"), (
    source_id("cost id|expense id|entry id|id"),
    f("function", Kind.PICKLIST, "cost function", "",
      "function|department|cost function|cost center|cost centre"),
    f("category", Kind.PICKLIST, "cost category", "",
      "category|cost category|account|expense type|gl account|line item"),
    f("amount_cents", Kind.MONEY, "cost amount", "", "amount|cost|spend|expense|total"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code"),
    f("starts_on", Kind.DATE, "cost start", "",
      "start|start date|starts on|period start|date|month|posting date"),
    f("ends_on", Kind.DATE, "cost end", "", "end|end date|ends on|period end"),
    f("lead_source", Kind.PICKLIST, "cost source", "", "lead source|source|channel"),
    f("region", Kind.PICKLIST, "cost region", "", "region|territory"),
    f("segment", Kind.PICKLIST, "cost segment", "", "segment"),
))  # fmt: skip

EXCHANGE_RATE = Entity("exchange_rate", ExchangeRate, "exchange rate", "exchange rates",
    phrases("fx rate|fx rates"), (
    source_id("rate id|id"),
    f("currency", Kind.TEXT, "currency", "", "currency|currency code|from currency|from"),
    f("rate_on", Kind.DATE, "rate day", "", "date|rate date|rate on|valid from|as of|day"),
    f("rate_e8", Kind.FACTOR, "exchange rate", "", "rate|exchange rate|fx rate|conversion rate"),
))  # fmt: skip
