"""The prospect universe: companies and people outside the CRM that lists are built from."""

from datetime import date
from typing import ClassVar

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from store.row import BusinessRow, amount_rule, business_rules, reference


class ProspectCompany(BusinessRow, table=True):
    """A company that is not (yet) in the CRM."""

    __tablename__ = "prospect_company"
    prefix: ClassVar[str] = "pco"
    __table_args__ = business_rules(
        "prospect_company",
        amount_rule("prospect_company", "raised_cents"),
        Index("prospect_company_by_industry", "workspace_id", "industry"),
    )

    name: str = Field(max_length=500)
    domain: str | None = None
    website: str | None = None
    industry: str | None = None
    keywords: str | None = None
    description: str | None = None
    status: str | None = Field(default=None, description="operating, acquired, closed, ipo.")
    employee_count: int | None = None
    founded_on: date | None = None
    founded_year: int | None = None
    city: str | None = None
    metro: str | None = None
    state_region: str | None = None
    country: str | None = None
    raised_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    funding_rounds: int | None = None
    first_funded_on: date | None = None
    last_funded_on: date | None = None


class FundingRound(BusinessRow, table=True):
    """One raise of a prospect company."""

    __tablename__ = "funding_round"
    prefix: ClassVar[str] = "rou"
    __table_args__ = business_rules(
        "funding_round",
        *reference("funding_round", "prospect_company_id", "prospect_company"),
        amount_rule("funding_round", "raised_cents"),
    )

    prospect_company_id: str = Field(max_length=64)
    stage: str | None = Field(default=None, description="angel, seed, series-a, series-b ...")
    funded_on: date | None = None
    raised_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)


class ProspectPerson(BusinessRow, table=True):
    """A person at a prospect company."""

    __tablename__ = "prospect_person"
    prefix: ClassVar[str] = "ppe"
    __table_args__ = business_rules(
        "prospect_person",
        *reference("prospect_person", "prospect_company_id", "prospect_company"),
    )

    prospect_company_id: str | None = Field(default=None, max_length=64)
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    company_name: str | None = None
    city: str | None = None
    state_region: str | None = None
    country: str | None = None
