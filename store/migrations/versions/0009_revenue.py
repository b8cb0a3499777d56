"""Subscriptions, costs, exchange rates, credits of deals, and where people stood in the past."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

LEAD: dict[str, sa.types.TypeEngine[Any]] = {
    "created_at": sa.DateTime(timezone=True),
    "mql_on": sa.Date(),
    "sal_on": sa.Date(),
    "sql_on": sa.Date(),
}
"""What a lead has from now on."""


def upgrade() -> None:
    op.add_column("workspace", sa.Column("fiscal_weeks", sa.String(5)))
    for name, kind in LEAD.items():
        op.add_column("lead", sa.Column(name, kind))
    _create_subscription()
    _create_cost()
    _create_exchange_rate()
    _create_deal_split()
    _create_team_membership()


def downgrade() -> None:
    for table in ("team_membership", "deal_split", "exchange_rate", "cost", "subscription"):
        op.drop_table(table)
    for name in LEAD:
        op.drop_column("lead", name)
    op.drop_column("workspace", "fiscal_weeks")


def _create_subscription() -> None:
    op.create_table(
        "subscription",
        *_business("subscription"),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("product", sa.String()),
        sa.Column("arr_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        _positive("subscription", "arr_cents"),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name="subscription_starts_before_it_ends"
        ),
        _reference("subscription", "account_id", "account"),
    )
    _index("subscription", "account_id")
    op.create_index("subscription_by_starts_on", "subscription", ["workspace_id", "starts_on"])


def _create_cost() -> None:
    op.create_table(
        "cost",
        *_business("cost"),
        sa.Column("function", sa.String(16), nullable=False),
        sa.Column("category", sa.String()),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("lead_source", sa.String()),
        sa.Column("region", sa.String()),
        sa.Column("segment", sa.String()),
        _positive("cost", "amount_cents"),
        sa.CheckConstraint(
            "function IN ('sales', 'marketing', 'cost_of_revenue', 'other')",
            name="cost_function_known",
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on", name="cost_starts_before_ends"
        ),
    )
    _index("cost")
    op.create_index("cost_by_starts_on", "cost", ["workspace_id", "starts_on"])


def _create_exchange_rate() -> None:
    op.create_table(
        "exchange_rate",
        *_business("exchange_rate"),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=False),
        sa.Column("rate_e8", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rate_e8 > 0", name="exchange_rate_positive"),
    )
    _index("exchange_rate")
    op.create_index(
        "exchange_rate_by_day", "exchange_rate", ["workspace_id", "currency", "rate_on"]
    )


def _create_deal_split() -> None:
    op.create_table(
        "deal_split",
        *_business("deal_split"),
        sa.Column("opportunity_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 1", name="deal_split_share_of_the_whole"),
        _reference("deal_split", "opportunity_id", "opportunity"),
        _reference("deal_split", "user_id", "user"),
    )
    _index("deal_split", "opportunity_id", "user_id")


def _create_team_membership() -> None:
    op.create_table(
        "team_membership",
        *_business("team_membership"),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("team_id", sa.String(64)),
        sa.Column("manager_id", sa.String(64)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on <= ends_on",
            name="team_membership_starts_before_it_ends",
        ),
        _reference("team_membership", "user_id", "user"),
        _reference("team_membership", "team_id", "team"),
        _reference("team_membership", "manager_id", "user"),
    )
    _index("team_membership", "user_id", "team_id", "manager_id")


def _business(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The columns and rules that every business table has."""
    return (
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("merged_into", sa.String(64)),
        sa.Column("external_id", sa.String(255)),
        sa.Column("source", sa.String(255)),
        sa.Column("extra", sa.JSON()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint("version >= 1", name=f"{table}_version_positive"),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name=f"{table}_state_known"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)", name=f"{table}_merged_names_survivor"
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id", name=f"{table}_not_merged_into_itself"
        ),
    )


def _positive(table: str, column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"{column} IS NULL OR {column} >= 0", name=f"{table}_{column}_not_negative"
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column], [f"{target}.workspace_id", f"{target}.id"],
        name=f"{table}_{column}_is_a_{target}",
    )  # fmt: skip


def _index(table: str, *columns: str) -> None:
    op.create_index(f"{table}_by_external_id", table, ["workspace_id", "external_id"], unique=True)
    for column in columns:
        op.create_index(f"{table}_by_{column}", table, ["workspace_id", column])
