"""Who works here: workspaces, users, teams and their quotas."""

from datetime import date
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from store.row import BusinessRow, amount_rule, business_rules, reference

ROLES = ("viewer", "rep", "analyst", "ops_manager", "admin")
"""From least to most trusted."""


class Workspace(SQLModel, table=True):
    """One company's data and its conventions."""

    id: str = Field(primary_key=True, max_length=64)
    name: str
    timezone: str = "UTC"
    currency: str = Field(default="USD", max_length=3)
    country: str = Field(
        default="US", max_length=2, description="Where a bare phone number is from."
    )
    fiscal_start_month: int = Field(default=1, ge=1, le=12)
    fiscal_weeks: str | None = Field(
        default=None, max_length=5, description="4-4-5, 4-5-4 or 5-4-4; None: calendar months."
    )


class User(BusinessRow, table=True):
    """A person of the company: a rep, a manager, or somebody who only asks."""

    prefix: ClassVar[str] = "usr"
    __table_args__ = business_rules(
        "user",
        *reference("user", "team_id", "team"),
        *reference("user", "manager_id", "user"),
        CheckConstraint(
            "role IN ('viewer', 'rep', 'analyst', 'ops_manager', 'admin')", name="user_role_known"
        ),
    )

    name: str
    email: str | None = None
    role: str = Field(default="rep", max_length=16)
    title: str | None = None
    team_id: str | None = Field(default=None, max_length=64)
    manager_id: str | None = Field(default=None, max_length=64)
    region: str | None = None
    active: bool = True
    started_on: date | None = None
    left_on: date | None = None


class Team(BusinessRow, table=True):
    """Reps who are measured together, usually under one manager in one region."""

    prefix: ClassVar[str] = "tea"
    __table_args__ = business_rules("team")

    name: str
    region: str | None = None
    manager_name: str | None = None


class TeamMembership(BusinessRow, table=True):
    """Where a person stood in the past: their team and manager between two days.

    A day that no row covers counts with the team and the manager that the person has now.
    """

    __tablename__ = "team_membership"
    prefix: ClassVar[str] = "mem"
    __table_args__ = business_rules(
        "team_membership",
        *reference("team_membership", "user_id", "user"),
        *reference("team_membership", "team_id", "team"),
        *reference("team_membership", "manager_id", "user"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name="team_membership_starts_before_it_ends"
        ),
    )

    user_id: str = Field(max_length=64)
    team_id: str | None = Field(default=None, max_length=64)
    manager_id: str | None = Field(default=None, max_length=64)
    starts_on: date
    ends_on: date | None = Field(default=None, description="The last day; None: it goes on.")


class Quota(BusinessRow, table=True):
    """What a rep or a team is to bring in between two days, both included."""

    prefix: ClassVar[str] = "quo"
    __table_args__ = business_rules(
        "quota",
        *reference("quota", "user_id", "user"),
        *reference("quota", "team_id", "team"),
        amount_rule("quota", "amount_cents"),
        CheckConstraint("starts_on <= ends_on", name="quota_starts_before_it_ends"),
        CheckConstraint(
            "(user_id IS NULL) <> (team_id IS NULL)", name="quota_is_of_a_user_or_a_team"
        ),
    )

    user_id: str | None = Field(default=None, max_length=64)
    team_id: str | None = Field(default=None, max_length=64)
    starts_on: date
    ends_on: date
    amount_cents: int = Field(sa_type=BigInteger)
    currency: str = Field(default="USD", max_length=3)


class RepCommit(BusinessRow, table=True):
    """What a rep said on a day that they would bring in between two others, both included.

    Every word is kept beside the ones before it, so that it can be told how far to trust them.
    """

    __tablename__ = "rep_commit"
    prefix: ClassVar[str] = "cmt"
    __table_args__ = business_rules(
        "rep_commit",
        *reference("rep_commit", "user_id", "user"),
        amount_rule("rep_commit", "amount_cents"),
        CheckConstraint("starts_on <= ends_on", name="rep_commit_starts_before_it_ends"),
        Index("rep_commit_by_starts_on", "workspace_id", "starts_on"),
    )

    user_id: str = Field(max_length=64)
    starts_on: date
    ends_on: date
    committed_on: date = Field(description="The day on which it was said.")
    amount_cents: int = Field(sa_type=BigInteger)
    currency: str = Field(default="USD", max_length=3)
