"""Runs say that they go on, so that one whose process died can be told from one that works."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("run", sa.Column("alive_at", sa.DateTime(timezone=True)))
    op.create_index("run_by_time", "run", ["workspace_id", "started_at"])
    op.create_index("run_by_status", "run", ["workspace_id", "status"])


def downgrade() -> None:
    op.drop_index("run_by_status", "run")
    op.drop_index("run_by_time", "run")
    op.drop_column("run", "alive_at")
