"""What reps said they would bring in, and when they said it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "rep_commit",
        *_business("rep_commit"),
        sa.Column("user_id", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("committed_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name="rep_commit_amount_cents_not_negative"
        ),
        sa.CheckConstraint("starts_on <= ends_on", name="rep_commit_starts_before_it_ends"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"], ["user.workspace_id", "user.id"],
            name="rep_commit_user_id_is_a_user",
        ),
    )  # fmt: skip
    for name, column in (("user_id", "user_id"), ("starts_on", "starts_on")):
        op.create_index(f"rep_commit_by_{name}", "rep_commit", ["workspace_id", column])
    op.create_index(
        "rep_commit_by_external_id", "rep_commit", ["workspace_id", "external_id"], unique=True
    )


def downgrade() -> None:
    op.drop_table("rep_commit")


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
