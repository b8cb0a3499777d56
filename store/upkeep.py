"""What cleaning up has learned from people, and what it measured: rules, and marks over time."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from store.row import Instant, Tenanted

ORIGINS = ("said", "approved", "edited", "rejected", "undone")
"""How a rule was learned: somebody said it, or did it to a proposal of ours."""
IN_FORCE = "forgotten_at IS NULL"


class CleanupRule(Tenanted, table=True):
    """A person's word on one value: how it is written, or that it stays as it is.

    `table_name` and `field_name` say where it holds; empty means everywhere. `key` is the value as
    it is compared. A rule that was forgotten stays in the table, so that it is not learned again
    from the same decision.
    """

    __tablename__ = "cleanup_rule"
    __table_args__ = (
        CheckConstraint("kind IN ('write', 'keep')", name="cleanup_rule_kind_known"),
        CheckConstraint(
            "(kind = 'write') = (written IS NOT NULL)", name="cleanup_rule_says_what_is_written"
        ),
        CheckConstraint(
            f"origin IN {ORIGINS}",
            name="cleanup_rule_origin_known",
        ),
        Index(
            "cleanup_rule_one_in_force",
            "workspace_id",
            "table_name",
            "field_name",
            "key",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
    )

    kind: str = Field(max_length=8)
    table_name: str = Field(default="", max_length=64)
    field_name: str = Field(default="", max_length=64)
    key: str = Field(max_length=500)
    found: str = Field(max_length=500, description="The value as somebody wrote it.")
    written: str | None = Field(
        default=None, max_length=500, description="How it is written; None: it stays as it is."
    )
    origin: str = Field(max_length=8)
    learned_from: str | None = Field(
        default=None, max_length=64, description="The change set whose decision taught it."
    )
    learned_by: str
    learned_at: datetime = Field(sa_type=Instant)
    forgotten_by: str | None = None
    forgotten_at: datetime | None = Field(default=None, sa_type=Instant)


class QualityMark(Tenanted, table=True):
    """One mark of the scorecard on one day; measured again on the same day, the later one stays."""

    __tablename__ = "quality_mark"
    __table_args__ = (
        UniqueConstraint(
            "workspace_id", "table_name", "mark", "measured_on", name="quality_mark_once_a_day"
        ),
    )

    table_name: str = Field(max_length=64)
    mark: str = Field(max_length=32, description="`score`, or one of the five.")
    measured_on: date
    value: str | None = Field(default=None, description="Exact decimal text; None: no value.")
    records: int
    measured_at: datetime = Field(sa_type=Instant)
