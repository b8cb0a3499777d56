"""Money beside the deals: what customers pay each year, what selling costs, and exchange rates.

These rows are imported (`pitcrew import FILE --as subscription`), never guessed. Amounts are whole
minor units; a rate is a whole number of hundred-millionths, so that no float touches money.
"""

from datetime import date
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from store.row import BusinessRow, amount_rule, business_rules, reference


class Subscription(BusinessRow, table=True):
    """What an account pays a year, from one day to another, both included.

    A renewal is a row of its own that begins the day after. `ends_on` None: it goes on.
    """

    prefix: ClassVar[str] = "sub"
    __table_args__ = business_rules(
        "subscription",
        *reference("subscription", "account_id", "account"),
        amount_rule("subscription", "arr_cents"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name="subscription_starts_before_it_ends"
        ),
        Index("subscription_by_starts_on", "workspace_id", "starts_on"),
    )

    account_id: str = Field(max_length=64)
    product: str | None = Field(default=None, description="A product's name, as it was typed.")
    arr_cents: int = Field(sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    starts_on: date
    ends_on: date | None = None


class Cost(BusinessRow, table=True):
    """Money spent from one day to another, both included, and what it was spent for."""

    prefix: ClassVar[str] = "cst"
    __table_args__ = business_rules(
        "cost",
        amount_rule("cost", "amount_cents"),
        CheckConstraint(
            "function IN ('sales', 'marketing', 'cost_of_revenue', 'other')",
            name="cost_function_known",
        ),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="cost_starts_before_ends"),
        Index("cost_by_starts_on", "workspace_id", "starts_on"),
    )

    function: str = Field(max_length=16, description="sales, marketing, cost_of_revenue or other.")
    category: str | None = Field(default=None, description="Salaries, tools, advertising ...")
    amount_cents: int = Field(sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    starts_on: date
    ends_on: date | None = Field(default=None, description="None: all of it on the first day.")
    lead_source: str | None = Field(default=None, description="The source that it was spent on.")
    region: str | None = None
    segment: str | None = None


class ExchangeRate(BusinessRow, table=True):
    """What one unit of a currency is worth in the workspace's own, from a day on."""

    __tablename__ = "exchange_rate"
    prefix: ClassVar[str] = "fxr"
    __table_args__ = business_rules(
        "exchange_rate",
        CheckConstraint("rate_e8 > 0", name="exchange_rate_positive"),
        Index("exchange_rate_by_day", "workspace_id", "currency", "rate_on"),
    )

    currency: str = Field(max_length=3)
    rate_on: date
    rate_e8: int = Field(sa_type=BigInteger, description="Hundred-millionths of the own currency.")
