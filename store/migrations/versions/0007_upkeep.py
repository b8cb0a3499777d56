"""Rules that people taught the clean-up, and the scorecard's marks over time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IN_FORCE = sa.text("forgotten_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "cleanup_rule",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("field_name", sa.String(64), nullable=False),
        sa.Column("key", sa.String(500), nullable=False),
        sa.Column("found", sa.String(500), nullable=False),
        sa.Column("written", sa.String(500)),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("learned_from", sa.String(64)),
        sa.Column("learned_by", sa.String(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_by", sa.String()),
        sa.Column("forgotten_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint("kind IN ('write', 'keep')", name="cleanup_rule_kind_known"),
        sa.CheckConstraint(
            "(kind = 'write') = (written IS NOT NULL)", name="cleanup_rule_says_what_is_written"
        ),
        sa.CheckConstraint(
            "origin IN ('said', 'approved', 'edited', 'rejected', 'undone')",
            name="cleanup_rule_origin_known",
        ),
    )
    op.create_index(
        "cleanup_rule_one_in_force",
        "cleanup_rule",
        ["workspace_id", "table_name", "field_name", "key"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_table(
        "quality_mark",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "table_name", "mark", "measured_on", name="quality_mark_once_a_day"
        ),
    )


def downgrade() -> None:
    op.drop_table("quality_mark")
    op.drop_table("cleanup_rule")
