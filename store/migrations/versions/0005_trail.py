"""Change sets, the journal, conversations, runs and receipts."""

import sqlalchemy as sa
from alembic import op

from store.migrations import ledger_tables

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    ledger_tables.create()
    _create_conversation()
    _create_message()
    _create_run()
    _create_step()
    _create_receipt()
    _create_import_batch()
    _create_artifact()


def downgrade() -> None:
    for table in (
        "artifact",
        "import_batch",
        "receipt",
        "step",
        "run",
        "message",
        "conversation",
        "standing_policy",
        "not_duplicate",
        "journal",
        "change",
        "change_set",
    ):
        op.drop_table(table)


def _create_conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(8), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("run_id", sa.String()),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint("speaker IN ('person', 'pitcrew')", name="message_speaker_known"),
    )
    op.create_index(
        "message_by_conversation", "message", ["workspace_id", "conversation_id", "position"]
    )


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("planner", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("usage", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_run_conversation_id", "run", ["conversation_id"])


def _create_step() -> None:
    op.create_table(
        "step",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("error", sa.JSON()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_step_run_id", "step", ["run_id"])


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64)),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("formula", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("period", sa.JSON()),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("currency", sa.String()),
        sa.Column("n", sa.Integer()),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("caveats", sa.JSON(), nullable=False),
        sa.Column("row_table", sa.String()),
        sa.Column("row_ids", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_receipt_run_id", "receipt", ["run_id"])


def _create_import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_added", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_same", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rejects_path", sa.String()),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_import_batch_file_hash", "import_batch", ["file_hash"])


def _create_artifact() -> None:
    op.create_table(
        "artifact",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64)),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_artifact_run_id", "artifact", ["run_id"])
