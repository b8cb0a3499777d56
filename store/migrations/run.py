"""Running the migrations from code, on a connection that waits its turn to write."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from store.engine import writing

LOCK = 7_482_201
"""Two processes that upgrade one PostgreSQL store at once take turns on this number."""


def config() -> Config:
    """Alembic's settings: only where the scripts are."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    return made


def upgrade(engine: Engine) -> None:
    """Apply every revision that the store lacks, all in one transaction."""
    settings = config()
    with writing(engine, durable=True) as session:
        connection = session.connection()
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": LOCK})
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
