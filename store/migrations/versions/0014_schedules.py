"""Schedules, their runs, the steps that runs have done, and digests on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    _create_schedule()
    _create_state()
    _create_run()
    op.create_table(
        "schedule_step",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("schedule_run_id", sa.String(64), nullable=False),
        sa.Column("call", sa.String(80), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "schedule_run_id", "call"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "schedule_run_id"],
            ["schedule_run.workspace_id", "schedule_run.id"],
            name="schedule_step_is_of_a_run",
        ),
    )
    op.create_table(
        "schedule_lease",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    _create_delivery()


def downgrade() -> None:
    for name in ("delivery", "lease", "step", "run", "state"):
        op.drop_table(f"schedule_{name}")
    op.drop_table("schedule")


def _create_schedule() -> None:
    op.create_table(
        "schedule",
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
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("recurrence", sa.String(120), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("draft_only", sa.Boolean(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("min_confidence", sa.Float()),
        sa.Column("max_rows", sa.Integer()),
        sa.Column("destination", sa.String()),
        sa.Column("quiet_from", sa.String(5)),
        sa.Column("quiet_until", sa.String(5)),
        sa.Column("catch_up", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        *_rules(),
    )
    op.create_index(
        "schedule_by_external_id", "schedule", ["workspace_id", "external_id"], unique=True
    )


def _rules() -> list[sa.schema.SchemaItem]:
    rules = {
        "version_positive": "version >= 1",
        "state_known": "state IN ('live', 'merged', 'deleted')",
        "merged_names_survivor": "(state = 'merged') = (merged_into IS NOT NULL)",
        "not_merged_into_itself": "merged_into IS NULL OR merged_into <> id",
        "max_rows_positive": "max_rows IS NULL OR max_rows > 0",
        "min_confidence_is_a_share": (
            "min_confidence IS NULL OR (min_confidence > 0 AND min_confidence <= 1)"
        ),
        "quiet_has_both_ends": "(quiet_from IS NULL) = (quiet_until IS NULL)",
    }
    return [sa.CheckConstraint(text, name=f"schedule_{name}") for name, text in rules.items()]


def _create_state() -> None:
    op.create_table(
        "schedule_state",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("paused_by", sa.String()),
        sa.Column("paused_why", sa.String()),
        sa.Column("judged_from", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String()),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )


def _create_run() -> None:
    op.create_table(
        "schedule_run",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("schedule_id", sa.String(64), nullable=False),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("cause", sa.String(8), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String()),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(64)),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("digest", sa.JSON()),
        sa.Column("artifact_id", sa.String(64)),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "schedule_id", "fire_at"),
        sa.UniqueConstraint("workspace_id", "id", name="schedule_run_once"),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'refused', 'skipped', 'cancelled')",
            name="schedule_run_state_known",
        ),
        sa.CheckConstraint(
            "cause IN ('time', 'catch_up', 'by_hand')", name="schedule_run_cause_known"
        ),
    )
    op.create_index("schedule_run_by_state", "schedule_run", ["workspace_id", "state", "fire_at"])


def _create_delivery() -> None:
    op.create_table(
        "schedule_delivery",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("schedule_run_id", sa.String(64), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("state", sa.String(7), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String()),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "schedule_run_id", "destination", name="schedule_delivery_once"
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed')", name="schedule_delivery_state_known"
        ),
    )
    op.create_index(
        "schedule_delivery_by_state", "schedule_delivery", ["workspace_id", "state", "due_at"]
    )
