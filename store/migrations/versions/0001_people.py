"""Workspaces, users, teams and quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_workspace()
    _create_team()
    _create_user()
    _create_quota()


def downgrade() -> None:
    for table in ("quota", "user", "team", "workspace"):
        op.drop_table(table)


def _create_workspace() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("fiscal_start_month", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_team() -> None:
    op.create_table(
        "team",
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String()),
        sa.Column("manager_name", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="team_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="team_not_merged_into_itself",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="team_state_known"),
        sa.CheckConstraint("version >= 1", name="team_version_positive"),
    )
    op.create_index("team_by_external_id", "team", ["workspace_id", "external_id"], unique=True)


def _create_user() -> None:
    op.create_table(
        "user",
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("title", sa.String()),
        sa.Column("team_id", sa.String(64)),
        sa.Column("manager_id", sa.String(64)),
        sa.Column("region", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager_id"],
            ["user.workspace_id", "user.id"],
            name="user_manager_id_is_a_user",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="user_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="user_not_merged_into_itself",
        ),
        sa.CheckConstraint(
            "role IN ('viewer', 'rep', 'analyst', 'ops_manager', 'admin')",
            name="user_role_known",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="user_state_known"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["team.workspace_id", "team.id"],
            name="user_team_id_is_a_team",
        ),
        sa.CheckConstraint("version >= 1", name="user_version_positive"),
    )
    op.create_index("user_by_external_id", "user", ["workspace_id", "external_id"], unique=True)
    op.create_index("user_by_manager_id", "user", ["workspace_id", "manager_id"])
    op.create_index("user_by_team_id", "user", ["workspace_id", "team_id"])


def _create_quota() -> None:
    op.create_table(
        "quota",
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
        sa.Column("user_id", sa.String(64)),
        sa.Column("team_id", sa.String(64)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0",
            name="quota_amount_cents_not_negative",
        ),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (team_id IS NULL)",
            name="quota_is_of_a_user_or_a_team",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="quota_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="quota_not_merged_into_itself",
        ),
        sa.CheckConstraint("starts_on <= ends_on", name="quota_starts_before_it_ends"),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="quota_state_known"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["team.workspace_id", "team.id"],
            name="quota_team_id_is_a_team",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="quota_user_id_is_a_user",
        ),
        sa.CheckConstraint("version >= 1", name="quota_version_positive"),
    )
    op.create_index("quota_by_external_id", "quota", ["workspace_id", "external_id"], unique=True)
    op.create_index("quota_by_team_id", "quota", ["workspace_id", "team_id"])
    op.create_index("quota_by_user_id", "quota", ["workspace_id", "user_id"])
