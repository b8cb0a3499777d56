"""What the doors keep: conversations' keys, answers given once, webhooks and their queue."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "conversation_key",
        *_of_a_workspace(),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "kept_answer",
        *_of_a_workspace(),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("media_type", sa.String()),
        sa.Column("body", sa.LargeBinary()),
        sa.CheckConstraint("state IN ('working', 'done')", name="kept_answer_state_known"),
        sa.CheckConstraint(
            "(state = 'done') = (status IS NOT NULL)", name="kept_answer_done_has_a_status"
        ),
    )
    op.create_index("kept_answer_by_time", "kept_answer", ["workspace_id", "started_at"])
    _create_webhooks()


def downgrade() -> None:
    for table in ("webhook_delivery", "webhook", "kept_answer", "conversation_key"):
        op.drop_table(table)


def _create_webhooks() -> None:
    op.create_table(
        "webhook",
        *_of_a_workspace(),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(4), nullable=False),
        sa.Column("why_off", sa.String()),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('on', 'off')", name="webhook_state_known"),
    )
    op.create_table(
        "webhook_delivery",
        *_of_a_workspace(),
        sa.Column("webhook_id", sa.String(64), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("last_answer", sa.JSON()),
        sa.ForeignKeyConstraint(
            ["workspace_id", "webhook_id"],
            ["webhook.workspace_id", "webhook.id"],
            name="webhook_delivery_webhook_id_is_a_webhook",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed')", name="webhook_delivery_state_known"
        ),
        sa.CheckConstraint("attempts >= 0", name="webhook_delivery_attempts_not_negative"),
    )
    op.create_index("webhook_delivery_by_due", "webhook_delivery", ["state", "due_at"])
    op.create_index(
        "webhook_delivery_by_webhook", "webhook_delivery", ["workspace_id", "webhook_id"]
    )


def _of_a_workspace() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
