"""The tables of change sets and the journal, as revision 0005 makes them; never edited."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make them, sets before changes."""
    _create_change_set()
    _create_change()
    _create_journal()
    _create_not_duplicate()
    _create_standing_policy()


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
