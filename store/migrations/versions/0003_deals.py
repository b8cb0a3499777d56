"""Deals, their stages, activities and products."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _create_opportunity()
    _create_stage_history()
    _create_activity()
    _create_product()
    _create_stage()


def downgrade() -> None:
    for table in ("stage", "product", "activity", "stage_history", "opportunity"):
        op.drop_table(table)


def _create_opportunity() -> None:
    op.create_table(
        "opportunity",
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
        sa.Column("name", sa.String()),
        sa.Column("account_id", sa.String(64)),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("product", sa.String()),
        sa.Column("stage", sa.String()),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("amount_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("kind", sa.String()),
        sa.Column("region", sa.String()),
        sa.Column("segment", sa.String()),
        sa.Column("lead_source", sa.String()),
        sa.Column("forecast_category", sa.String()),
        sa.Column("next_step", sa.String()),
        sa.Column("loss_reason", sa.String()),
        sa.Column("push_count", sa.Integer()),
        sa.Column("created_on", sa.Date()),
        sa.Column("expected_close_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("last_activity_on", sa.Date()),
        sa.Column("description", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account_id"],
            ["account.workspace_id", "account.id"],
            name="opportunity_account_id_is_a_account",
        ),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0",
            name="opportunity_amount_cents_not_negative",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="opportunity_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="opportunity_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="opportunity_owner_id_is_a_user",
        ),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name="opportunity_state_known",
        ),
        sa.CheckConstraint("status IN ('open', 'won', 'lost')", name="opportunity_status_known"),
        sa.CheckConstraint("version >= 1", name="opportunity_version_positive"),
    )
    op.create_index("opportunity_by_account_id", "opportunity", ["workspace_id", "account_id"])
    op.create_index(
        "opportunity_by_closed_on", "opportunity", ["workspace_id", "status", "closed_on"]
    )
    op.create_index("opportunity_by_created_on", "opportunity", ["workspace_id", "created_on"])
    op.create_index(
        "opportunity_by_expected_close_on",
        "opportunity",
        ["workspace_id", "status", "expected_close_on"],
    )
    op.create_index(
        "opportunity_by_external_id", "opportunity", ["workspace_id", "external_id"], unique=True
    )
    op.create_index("opportunity_by_owner_id", "opportunity", ["workspace_id", "owner_id"])


def _create_stage_history() -> None:
    op.create_table(
        "stage_history",
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
        sa.Column("opportunity_id", sa.String(64), nullable=False),
        sa.Column("from_stage", sa.String()),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_cents", sa.BigInteger()),
        sa.Column("expected_close_on", sa.Date()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="stage_history_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="stage_history_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "opportunity_id"],
            ["opportunity.workspace_id", "opportunity.id"],
            name="stage_history_opportunity_id_is_a_opportunity",
        ),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name="stage_history_state_known",
        ),
        sa.CheckConstraint("version >= 1", name="stage_history_version_positive"),
    )
    op.create_index(
        "stage_history_by_external_id",
        "stage_history",
        ["workspace_id", "external_id"],
        unique=True,
    )
    op.create_index(
        "stage_history_by_opportunity_id", "stage_history", ["workspace_id", "opportunity_id"]
    )
    op.create_index(
        "stage_history_by_time", "stage_history", ["workspace_id", "opportunity_id", "entered_at"]
    )


def _create_activity() -> None:
    op.create_table(
        "activity",
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
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("direction", sa.String()),
        sa.Column("subject", sa.String()),
        sa.Column("body", sa.String()),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("account_id", sa.String(64)),
        sa.Column("contact_id", sa.String(64)),
        sa.Column("lead_id", sa.String(64)),
        sa.Column("opportunity_id", sa.String(64)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account_id"],
            ["account.workspace_id", "account.id"],
            name="activity_account_id_is_a_account",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="activity_contact_id_is_a_contact",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead_id"],
            ["lead.workspace_id", "lead.id"],
            name="activity_lead_id_is_a_lead",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="activity_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="activity_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "opportunity_id"],
            ["opportunity.workspace_id", "opportunity.id"],
            name="activity_opportunity_id_is_a_opportunity",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="activity_owner_id_is_a_user",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="activity_state_known"),
        sa.CheckConstraint("version >= 1", name="activity_version_positive"),
    )
    op.create_index("activity_by_account_id", "activity", ["workspace_id", "account_id"])
    op.create_index("activity_by_contact_id", "activity", ["workspace_id", "contact_id"])
    op.create_index(
        "activity_by_external_id", "activity", ["workspace_id", "external_id"], unique=True
    )
    op.create_index("activity_by_lead_id", "activity", ["workspace_id", "lead_id"])
    op.create_index("activity_by_opportunity_id", "activity", ["workspace_id", "opportunity_id"])
    op.create_index("activity_by_owner_id", "activity", ["workspace_id", "owner_id"])
    op.create_index("activity_by_time", "activity", ["workspace_id", "occurred_at"])


def _create_product() -> None:
    op.create_table(
        "product",
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
        sa.Column("series", sa.String()),
        sa.Column("list_price_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "list_price_cents IS NULL OR list_price_cents >= 0",
            name="product_list_price_cents_not_negative",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="product_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="product_not_merged_into_itself",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="product_state_known"),
        sa.CheckConstraint("version >= 1", name="product_version_positive"),
    )
    op.create_index(
        "product_by_external_id", "product", ["workspace_id", "external_id"], unique=True
    )


def _create_stage() -> None:
    op.create_table(
        "stage",
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
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("win_rate", sa.Float()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="stage_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="stage_not_merged_into_itself",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="stage_state_known"),
        sa.CheckConstraint("status IN ('open', 'won', 'lost')", name="stage_status_known"),
        sa.CheckConstraint("version >= 1", name="stage_version_positive"),
    )
    op.create_index("stage_by_external_id", "stage", ["workspace_id", "external_id"], unique=True)
