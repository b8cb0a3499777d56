"""Accounts, contacts and leads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_account()
    _create_contact()
    _create_lead()


def downgrade() -> None:
    for table in ("lead", "contact", "account"):
        op.drop_table(table)


def _create_account() -> None:
    op.create_table(
        "account",
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
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("domain", sa.String()),
        sa.Column("website", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("industry", sa.String()),
        sa.Column("segment", sa.String()),
        sa.Column("kind", sa.String()),
        sa.Column("employee_count", sa.Integer()),
        sa.Column("annual_revenue_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("founded_year", sa.Integer()),
        sa.Column("street", sa.String()),
        sa.Column("city", sa.String()),
        sa.Column("state_region", sa.String()),
        sa.Column("postal_code", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("parent_name", sa.String()),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("lead_source", sa.String()),
        sa.Column("description", sa.String()),
        sa.Column("created_on", sa.Date()),
        sa.Column("last_activity_on", sa.Date()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "annual_revenue_cents IS NULL OR annual_revenue_cents >= 0",
            name="account_annual_revenue_cents_not_negative",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="account_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="account_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="account_owner_id_is_a_user",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="account_state_known"),
        sa.CheckConstraint("version >= 1", name="account_version_positive"),
    )
    op.create_index("account_by_domain", "account", ["workspace_id", "domain"])
    op.create_index(
        "account_by_external_id", "account", ["workspace_id", "external_id"], unique=True
    )
    op.create_index("account_by_name", "account", ["workspace_id", "name"])
    op.create_index("account_by_owner_id", "account", ["workspace_id", "owner_id"])


def _create_contact() -> None:
    op.create_table(
        "contact",
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
        sa.Column("first_name", sa.String()),
        sa.Column("last_name", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("other_emails", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("mobile", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("company_name", sa.String()),
        sa.Column("account_id", sa.String(64)),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("website", sa.String()),
        sa.Column("street", sa.String()),
        sa.Column("city", sa.String()),
        sa.Column("state_region", sa.String()),
        sa.Column("postal_code", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("lead_source", sa.String()),
        sa.Column("consent", sa.String(16), nullable=False),
        sa.Column("description", sa.String()),
        sa.Column("created_on", sa.Date()),
        sa.Column("last_activity_on", sa.Date()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account_id"],
            ["account.workspace_id", "account.id"],
            name="contact_account_id_is_a_account",
        ),
        sa.CheckConstraint(
            "consent IN ('unknown', 'opted_in', 'opted_out')",
            name="contact_consent_known",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="contact_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="contact_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="contact_owner_id_is_a_user",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="contact_state_known"),
        sa.CheckConstraint("version >= 1", name="contact_version_positive"),
    )
    op.create_index("contact_by_account_id", "contact", ["workspace_id", "account_id"])
    op.create_index("contact_by_email", "contact", ["workspace_id", "email"])
    op.create_index(
        "contact_by_external_id", "contact", ["workspace_id", "external_id"], unique=True
    )
    op.create_index("contact_by_owner_id", "contact", ["workspace_id", "owner_id"])


def _create_lead() -> None:
    op.create_table(
        "lead",
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
        sa.Column("first_name", sa.String()),
        sa.Column("last_name", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("mobile", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("company_name", sa.String()),
        sa.Column("website", sa.String()),
        sa.Column("industry", sa.String()),
        sa.Column("city", sa.String()),
        sa.Column("state_region", sa.String()),
        sa.Column("postal_code", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("status", sa.String()),
        sa.Column("lead_source", sa.String()),
        sa.Column("score", sa.Integer()),
        sa.Column("owner_id", sa.String(64)),
        sa.Column("created_on", sa.Date()),
        sa.Column("responded_at", sa.DateTime(timezone=True)),
        sa.Column("converted_on", sa.Date()),
        sa.Column("converted_contact_id", sa.String(64)),
        sa.Column("description", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "converted_contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="lead_converted_contact_id_is_a_contact",
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="lead_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="lead_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="lead_owner_id_is_a_user",
        ),
        sa.CheckConstraint("state IN ('live', 'merged', 'deleted')", name="lead_state_known"),
        sa.CheckConstraint("version >= 1", name="lead_version_positive"),
    )
    op.create_index(
        "lead_by_converted_contact_id", "lead", ["workspace_id", "converted_contact_id"]
    )
    op.create_index("lead_by_email", "lead", ["workspace_id", "email"])
    op.create_index("lead_by_external_id", "lead", ["workspace_id", "external_id"], unique=True)
    op.create_index("lead_by_owner_id", "lead", ["workspace_id", "owner_id"])
