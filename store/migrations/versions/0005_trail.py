"""Change sets, the journal, conversations, runs and receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _create_change_set()
    _create_change()
    _create_journal()
    _create_not_duplicate()
    _create_standing_policy()
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


def _create_change_set() -> None:
    op.create_table(
        "change_set",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("risk", sa.String(8), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.String()),
        sa.Column("conversation_id", sa.String()),
        sa.Column("undo_of", sa.String()),
        sa.Column("undo_report", sa.JSON()),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_digest", sa.String(64)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("rejected_by", sa.String()),
        sa.Column("decided_note", sa.String()),
        sa.Column("lease_owner", sa.String()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "status IN ('draft', 'approved', 'applying', 'applied', 'conflicted', 'rejected',"
            " 'expired')",
            name="change_set_status_known",
        ),
    )
    op.create_index("change_set_by_time", "change_set", ["workspace_id", "proposed_at"])
    op.create_index(
        "change_set_undone_once",
        "change_set",
        ["workspace_id", "undo_of"],
        unique=True,
        sqlite_where=sa.text("status NOT IN ('conflicted', 'rejected', 'expired')"),
        postgresql_where=sa.text("status NOT IN ('conflicted', 'rejected', 'expired')"),
    )


def _create_change() -> None:
    op.create_table(
        "change",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("change_set_id", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("row_id", sa.String(64), nullable=False),
        sa.Column("expected_version", sa.Integer()),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("result", sa.String(8), nullable=False),
        sa.Column("conflict", sa.String()),
        sa.Column("new_version", sa.Integer()),
        sa.PrimaryKeyConstraint("workspace_id", "change_set_id", "seq"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "change_set_id"],
            ["change_set.workspace_id", "change_set.id"],
            name="change_is_of_a_change_set",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint(
            "kind IN ('create', 'update', 'merge', 'move', 'delete', 'restore')",
            name="change_kind_known",
        ),
        sa.CheckConstraint(
            "result IN ('pending', 'applied', 'conflict')",
            name="change_result_known",
        ),
    )
    op.create_index("change_by_row", "change", ["workspace_id", "table_name", "row_id"])


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("change_set_id", sa.String(64)),
        sa.Column("seq", sa.Integer()),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("old_version", sa.Integer()),
        sa.Column("new_version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("workspace_id", "change_set_id", "seq", name="journal_change_once"),
    )
    op.create_index("journal_by_order", "journal", ["workspace_id", "n"])
    op.create_index("journal_by_row", "journal", ["workspace_id", "table_name", "row_id"])


def _create_not_duplicate() -> None:
    op.create_table(
        "not_duplicate",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )


def _create_standing_policy() -> None:
    op.create_table(
        "standing_policy",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("min_confidence", sa.Float(), nullable=False),
        sa.Column("max_rows", sa.Integer(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )


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
