"""Alembic's way in: it runs the revisions on the connection that `run.upgrade` hands over."""

from alembic import context
from sqlmodel import SQLModel

from store import (
    access,
    crm,
    doors,
    ledger,
    people,
    prospect,
    revenue,
    schedule,
    snapshots,
    trail,
    upkeep,
)

TABLES = (
    access, crm, doors, ledger, people, prospect, revenue, schedule, snapshots, trail, upkeep,
)  # fmt: skip
"""The modules whose import declares every table."""

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
