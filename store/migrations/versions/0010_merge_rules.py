"""Rules for what a merged record says; undos of a part; which undo told two records apart."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

STANDING = sa.text("status NOT IN ('conflicted', 'rejected', 'expired')")
SEALED = (
    "workspace_id, id, title, kind, digest, risk, counts, effects, proposed_by, proposed_at,"
    " expires_at, undo_of, undo_report"
)


def upgrade() -> None:
    op.add_column(
        "change_set", sa.Column("undo_part", sa.String(64), nullable=False, server_default="")
    )
    _undone_once("workspace_id", "undo_of", "undo_part")
    _seal(f"{SEALED}, undo_part")
    op.add_column("not_duplicate", sa.Column("change_set_id", sa.String(64)))
    op.create_table(
        "merge_rule",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("field_name", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "table_name", "field_name", name="merge_rule_once"),
        sa.CheckConstraint(
            "rule IN ('survivor', 'most_recent', 'most_trusted', 'most_complete', 'longest', 'max',"
            " 'min', 'union', 'usual', 'strictest', 'manual')",
            name="merge_rule_known",
        ),
    )


def downgrade() -> None:
    op.drop_table("merge_rule")
    op.drop_column("not_duplicate", "change_set_id")
    _seal(SEALED)
    _undone_once("workspace_id", "undo_of")
    op.drop_column("change_set", "undo_part")


def _undone_once(*columns: str) -> None:
    """An undo is the only one that stands of the same thing."""
    op.drop_index("change_set_undone_once", "change_set")
    op.create_index(
        "change_set_undone_once", "change_set", list(columns), unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )  # fmt: skip


def _seal(columns: str) -> None:
    """What a person was shown of a change set is never edited."""
    when = f"BEFORE UPDATE OF {columns} ON change_set"
    words = "a proposed change set is sealed"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER change_set_is_sealed ON change_set")
        op.execute(
            f"CREATE TRIGGER change_set_is_sealed {when}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_write('{words}')"
        )
        return
    op.execute("DROP TRIGGER change_set_is_sealed")
    op.execute(
        f"CREATE TRIGGER change_set_is_sealed {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )
