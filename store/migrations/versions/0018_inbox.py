"""What came in from outside and waits to be worked on."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "inbox_event",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64)),
        sa.Column("lane", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON()),
        sa.Column("error", sa.String()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "subject", name="inbox_event_once_for_a_subject"),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'done', 'failed')", name="inbox_event_state_known"
        ),
        sa.CheckConstraint("attempts >= 0", name="inbox_event_attempts_not_negative"),
    )
    op.create_index("inbox_event_by_state", "inbox_event", ["workspace_id", "state", "due_at"])
    op.create_index("inbox_event_by_lane", "inbox_event", ["workspace_id", "lane", "state"])


def downgrade() -> None:
    op.drop_table("inbox_event")
