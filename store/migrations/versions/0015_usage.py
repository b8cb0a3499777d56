"""What each run used: calls, tokens and what they cost."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "usage",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("planner", sa.String(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("tool_calls", sa.Integer(), nullable=False),
        sa.Column("model_calls", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger()),
        sa.Column("output_tokens", sa.BigInteger()),
        sa.Column("cost_micros", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(cost_micros IS NULL) = (currency IS NULL)", name="usage_cost_of_a_kind"
        ),
        sa.CheckConstraint("cost_micros >= 0", name="usage_cost_not_negative"),
        sa.CheckConstraint("tool_calls >= 0 AND model_calls >= 0", name="usage_calls_not_negative"),
    )
    op.create_index("usage_by_day", "usage", ["workspace_id", "day", "actor"])


def downgrade() -> None:
    op.drop_table("usage")
