"""The CRM: companies we sell to, people there, deals in progress, and what happened to them.

Money is whole minor units (`_cents`) of `currency` (ISO 4217). A date ending in `_on` is a day in
the workspace's time zone; an instant ends in `_at`. SQLModel does not validate rows when they are
constructed, so every rule that must hold is a constraint of the table.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from store.row import BusinessRow, Instant, amount_rule, business_rules, reference


class Account(BusinessRow, table=True):
    """A company in the CRM."""

    prefix: ClassVar[str] = "acc"
    __table_args__ = business_rules(
        "account",
        *reference("account", "owner_id", "user"),
        amount_rule("account", "annual_revenue_cents"),
        Index("account_by_name", "workspace_id", "name"),
        Index("account_by_domain", "workspace_id", "domain"),
    )

    name: str = Field(max_length=500)
    domain: str | None = None
    website: str | None = None
    phone: str | None = None
    industry: str | None = None
    segment: str | None = None
    kind: str | None = Field(default=None, description="customer, prospect, partner ...")
    employee_count: int | None = None
    annual_revenue_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    founded_year: int | None = None
    street: str | None = None
    city: str | None = None
    state_region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    parent_name: str | None = None
    owner_id: str | None = Field(default=None, max_length=64)
    lead_source: str | None = None
    description: str | None = None
    created_on: date | None = None
    last_activity_on: date | None = None


class Contact(BusinessRow, table=True):
    """A person we know, usually at an account."""

    prefix: ClassVar[str] = "con"
    __table_args__ = business_rules(
        "contact",
        *reference("contact", "account_id", "account"),
        *reference("contact", "owner_id", "user"),
        CheckConstraint(
            "consent IN ('unknown', 'opted_in', 'opted_out')", name="contact_consent_known"
        ),
        Index("contact_by_email", "workspace_id", "email"),
    )

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    other_emails: str | None = Field(default=None, description="Semicolon-separated.")
    phone: str | None = None
    mobile: str | None = None
    title: str | None = None
    company_name: str | None = None
    account_id: str | None = Field(default=None, max_length=64)
    owner_id: str | None = Field(default=None, max_length=64)
    website: str | None = None
    street: str | None = None
    city: str | None = None
    state_region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    lead_source: str | None = None
    consent: str = Field(default="unknown", max_length=16)
    description: str | None = None
    created_on: date | None = None
    last_activity_on: date | None = None


class Lead(BusinessRow, table=True):
    """Somebody who may become a customer, before they are qualified."""

    prefix: ClassVar[str] = "lea"
    __table_args__ = business_rules(
        "lead",
        *reference("lead", "owner_id", "user"),
        *reference("lead", "converted_contact_id", "contact"),
        Index("lead_by_email", "workspace_id", "email"),
    )

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    title: str | None = None
    company_name: str | None = None
    website: str | None = None
    industry: str | None = None
    city: str | None = None
    state_region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    status: str | None = None
    lead_source: str | None = None
    score: int | None = None
    owner_id: str | None = Field(default=None, max_length=64)
    created_on: date | None = None
    created_at: datetime | None = Field(default=None, sa_type=Instant)
    responded_at: datetime | None = Field(default=None, sa_type=Instant)
    mql_on: date | None = Field(default=None, description="The day marketing qualified it.")
    sal_on: date | None = Field(default=None, description="The day sales accepted it.")
    sql_on: date | None = Field(default=None, description="The day sales qualified it.")
    converted_on: date | None = None
    converted_contact_id: str | None = Field(default=None, max_length=64)
    description: str | None = None


class Opportunity(BusinessRow, table=True):
    """A deal: `status` is open, won or lost, `stage` the workspace's own word for where it is."""

    prefix: ClassVar[str] = "opp"
    __table_args__ = business_rules(
        "opportunity",
        *reference("opportunity", "account_id", "account"),
        *reference("opportunity", "owner_id", "user"),
        amount_rule("opportunity", "amount_cents"),
        CheckConstraint("status IN ('open', 'won', 'lost')", name="opportunity_status_known"),
        Index("opportunity_by_closed_on", "workspace_id", "status", "closed_on"),
        Index("opportunity_by_expected_close_on", "workspace_id", "status", "expected_close_on"),
        Index("opportunity_by_created_on", "workspace_id", "created_on"),
    )

    name: str | None = None
    account_id: str | None = Field(default=None, max_length=64)
    owner_id: str | None = Field(default=None, max_length=64)
    product: str | None = Field(default=None, description="A product's name, as it was typed.")
    stage: str | None = None
    status: str = Field(default="open", max_length=8)
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    kind: str | None = Field(default=None, description="new, expansion or renewal.")
    region: str | None = Field(default=None, description="When blank, the owner's region counts.")
    segment: str | None = None
    lead_source: str | None = None
    forecast_category: str | None = None
    next_step: str | None = None
    loss_reason: str | None = None
    push_count: int | None = Field(default=None, description="Times the close date moved later.")
    created_on: date | None = Field(default=None, description="First day in the pipeline.")
    expected_close_on: date | None = None
    closed_on: date | None = Field(default=None, description="The day it was won or lost.")
    last_activity_on: date | None = None
    description: str | None = None


class StageChange(BusinessRow, table=True):
    """One move of a deal from a stage to another, and what it was worth then."""

    __tablename__ = "stage_history"
    prefix: ClassVar[str] = "stg"
    __table_args__ = business_rules(
        "stage_history",
        *reference("stage_history", "opportunity_id", "opportunity"),
        Index("stage_history_by_time", "workspace_id", "opportunity_id", "entered_at"),
    )

    opportunity_id: str = Field(max_length=64)
    from_stage: str | None = None
    stage: str
    entered_at: datetime = Field(sa_type=Instant)
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    expected_close_on: date | None = None


class DealSplit(BusinessRow, table=True):
    """A rep's share of a deal; a deal without any is its owner's alone."""

    __tablename__ = "deal_split"
    prefix: ClassVar[str] = "spl"
    __table_args__ = business_rules(
        "deal_split",
        *reference("deal_split", "opportunity_id", "opportunity"),
        *reference("deal_split", "user_id", "user"),
        CheckConstraint("share > 0 AND share <= 1", name="deal_split_share_of_the_whole"),
    )

    opportunity_id: str = Field(max_length=64)
    user_id: str = Field(max_length=64)
    share: float = Field(description="Of the deal's amount, above 0 and up to 1.")


class Activity(BusinessRow, table=True):
    """A call, email, meeting, note or task."""

    prefix: ClassVar[str] = "act"
    __table_args__ = business_rules(
        "activity",
        *reference("activity", "account_id", "account"),
        *reference("activity", "contact_id", "contact"),
        *reference("activity", "lead_id", "lead"),
        *reference("activity", "opportunity_id", "opportunity"),
        *reference("activity", "owner_id", "user"),
        Index("activity_by_time", "workspace_id", "occurred_at"),
    )

    kind: str
    direction: str | None = Field(default=None, description="inbound or outbound.")
    subject: str | None = None
    body: str | None = None
    occurred_at: datetime = Field(sa_type=Instant)
    owner_id: str | None = Field(default=None, max_length=64)
    account_id: str | None = Field(default=None, max_length=64)
    contact_id: str | None = Field(default=None, max_length=64)
    lead_id: str | None = Field(default=None, max_length=64)
    opportunity_id: str | None = Field(default=None, max_length=64)


class Product(BusinessRow, table=True):
    """Something we sell; deals name it by `name`."""

    prefix: ClassVar[str] = "prd"
    __table_args__ = business_rules("product", amount_rule("product", "list_price_cents"))

    name: str
    series: str | None = None
    list_price_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)


class Stage(BusinessRow, table=True):
    """A step of the sales process, in order; `status` says what a deal there is."""

    prefix: ClassVar[str] = "sta"
    __table_args__ = business_rules(
        "stage",
        CheckConstraint("status IN ('open', 'won', 'lost')", name="stage_status_known"),
    )

    name: str
    position: int
    status: str = "open"
    win_rate: float | None = Field(default=None, description="As configured, 0 to 1; not measured.")
