"""Snapshots of the open pipeline, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "pipeline_day",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_deals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "day"),
        sa.CheckConstraint("open_deals >= 0", name="pipeline_day_counts_deals"),
    )
    op.create_table(
        "pipeline_entry",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("opportunity_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String()),
        sa.Column("amount_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("expected_close_on", sa.Date()),
        sa.Column("forecast_category", sa.String()),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("account_id", sa.String(64)),
        sa.PrimaryKeyConstraint("workspace_id", "opportunity_id", "day"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "opportunity_id"],
            ["opportunity.workspace_id", "opportunity.id"],
            name="pipeline_entry_opportunity_id_is_a_opportunity",
        ),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0",
            name="pipeline_entry_amount_cents_not_negative",
        ),
    )
    op.create_index("pipeline_entry_by_day", "pipeline_entry", ["workspace_id", "day"])


def downgrade() -> None:
    op.drop_table("pipeline_entry")
    op.drop_table("pipeline_day")
