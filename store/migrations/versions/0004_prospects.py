"""The prospect universe."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_prospect_company()
    _create_funding_round()
    _create_prospect_person()


def downgrade() -> None:
    for table in ("prospect_person", "funding_round", "prospect_company"):
        op.drop_table(table)


def _create_prospect_company() -> None:
    op.create_table(
        "prospect_company",
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
        sa.Column("industry", sa.String()),
        sa.Column("keywords", sa.String()),
        sa.Column("description", sa.String()),
        sa.Column("status", sa.String()),
        sa.Column("employee_count", sa.Integer()),
        sa.Column("founded_on", sa.Date()),
        sa.Column("founded_year", sa.Integer()),
        sa.Column("city", sa.String()),
        sa.Column("metro", sa.String()),
        sa.Column("state_region", sa.String()),
        sa.Column("country", sa.String()),
        sa.Column("raised_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("funding_rounds", sa.Integer()),
        sa.Column("first_funded_on", sa.Date()),
        sa.Column("last_funded_on", sa.Date()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="prospect_company_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="prospect_company_not_merged_into_itself",
        ),
        sa.CheckConstraint(
            "raised_cents IS NULL OR raised_cents >= 0",
            name="prospect_company_raised_cents_not_negative",
        ),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name="prospect_company_state_known",
        ),
        sa.CheckConstraint("version >= 1", name="prospect_company_version_positive"),
    )
    op.create_index(
        "prospect_company_by_external_id",
        "prospect_company",
        ["workspace_id", "external_id"],
        unique=True,
    )
    op.create_index(
        "prospect_company_by_industry", "prospect_company", ["workspace_id", "industry"]
    )


def _create_funding_round() -> None:
    op.create_table(
        "funding_round",
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
        sa.Column("prospect_company_id", sa.String(64), nullable=False),
        sa.Column("stage", sa.String()),
        sa.Column("funded_on", sa.Date()),
        sa.Column("raised_cents", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="funding_round_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="funding_round_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "prospect_company_id"],
            ["prospect_company.workspace_id", "prospect_company.id"],
            name="funding_round_prospect_company_id_is_a_prospect_company",
        ),
        sa.CheckConstraint(
            "raised_cents IS NULL OR raised_cents >= 0",
            name="funding_round_raised_cents_not_negative",
        ),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name="funding_round_state_known",
        ),
        sa.CheckConstraint("version >= 1", name="funding_round_version_positive"),
    )
    op.create_index(
        "funding_round_by_external_id",
        "funding_round",
        ["workspace_id", "external_id"],
        unique=True,
    )
    op.create_index(
        "funding_round_by_prospect_company_id",
        "funding_round",
        ["workspace_id", "prospect_company_id"],
    )


def _create_prospect_person() -> None:
    op.create_table(
        "prospect_person",
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
        sa.Column("prospect_company_id", sa.String(64)),
        sa.Column("first_name", sa.String()),
        sa.Column("last_name", sa.String()),
        sa.Column("title", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("company_name", sa.String()),
        sa.Column("city", sa.String()),
        sa.Column("state_region", sa.String()),
        sa.Column("country", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name="prospect_person_merged_names_survivor",
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id",
            name="prospect_person_not_merged_into_itself",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "prospect_company_id"],
            ["prospect_company.workspace_id", "prospect_company.id"],
            name="prospect_person_prospect_company_id_is_a_prospect_company",
        ),
        sa.CheckConstraint(
            "state IN ('live', 'merged', 'deleted')",
            name="prospect_person_state_known",
        ),
        sa.CheckConstraint("version >= 1", name="prospect_person_version_positive"),
    )
    op.create_index(
        "prospect_person_by_external_id",
        "prospect_person",
        ["workspace_id", "external_id"],
        unique=True,
    )
    op.create_index(
        "prospect_person_by_prospect_company_id",
        "prospect_person",
        ["workspace_id", "prospect_company_id"],
    )
