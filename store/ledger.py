"""Change sets and the journal: what was proposed, who approved it, what was done.

A change set is sealed when it is proposed: triggers refuse any later edit of its changes, and any
edit or removal of a journal row.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from store.row import Instant, Json, Tenanted

STATUSES = ("draft", "approved", "applying", "applied", "conflicted", "rejected", "expired")
STANDING = "status NOT IN ('conflicted', 'rejected', 'expired')"
"""An undo of which this holds is the only one of its part of its change set."""
MERGE_RULES = (
    "survivor", "most_recent", "most_trusted", "most_complete", "longest", "max", "min", "union",
    "usual", "strictest", "manual",
)  # fmt: skip
"""How the value of a merged record is chosen; `tools.parts.survivorship` says what each does."""


class ChangeSet(Tenanted, table=True):
    """Changes that were proposed together and are decided together."""

    __tablename__ = "change_set"
    __table_args__ = (
        CheckConstraint(
            f"status IN {STATUSES}",
            name="change_set_status_known",
        ),
        Index(
            "change_set_undone_once",
            "workspace_id",
            "undo_of",
            "undo_part",
            unique=True,
            sqlite_where=text(STANDING),
            postgresql_where=text(STANDING),
        ),
        Index("change_set_by_time", "workspace_id", "proposed_at"),
    )

    title: str
    kind: str = Field(description="The tool or command that proposed it.")
    status: str = Field(default="draft", max_length=12)
    digest: str = Field(max_length=64, description="SHA-256 of the canonical content.")
    risk: str = Field(default="low", max_length=8, description="low, medium or high.")
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    effects: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="Key metrics before and after."
    )
    proposed_by: str
    proposed_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    run_id: str | None = None
    conversation_id: str | None = None
    undo_of: str | None = None
    undo_part: str = Field(
        default="", max_length=64, description="Of an undo: which part it takes back; empty: all."
    )
    undo_report: dict[str, Any] | None = Field(
        default=None, sa_type=Json, description="Of an undo: reversed, kept and errored."
    )
    approved_by: str | None = None
    approved_digest: str | None = Field(default=None, max_length=64)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    rejected_by: str | None = None
    decided_note: str | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    fence: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=Instant)


class Change(SQLModel, table=True):
    """One row's change inside a set: the fields before and after, and why."""

    __tablename__ = "change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "change_set_id"],
            ["change_set.workspace_id", "change_set.id"],
            name="change_is_of_a_change_set",
            # The changes are written first: once their set is there, a trigger admits no more.
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("result IN ('pending', 'applied', 'conflict')", name="change_result_known"),
        CheckConstraint(
            "kind IN ('create', 'update', 'merge', 'move', 'delete', 'restore')",
            name="change_kind_known",
        ),
        Index("change_by_row", "workspace_id", "table_name", "row_id"),
    )

    workspace_id: str = Field(primary_key=True, max_length=64)
    change_set_id: str = Field(primary_key=True, max_length=64)
    seq: int = Field(primary_key=True)
    group_no: int = Field(description="Changes of one group are applied together or not at all.")
    kind: str = Field(max_length=8)
    table_name: str = Field(max_length=64)
    row_id: str = Field(max_length=64)
    expected_version: int | None = Field(default=None, description="None: the row is created.")
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    reason: str = ""
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    confidence: float | None = None
    result: str = Field(default="pending", max_length=8)
    conflict: str | None = Field(default=None, description="Why it was skipped.")
    new_version: int | None = None


class Journal(SQLModel, table=True):
    """Every applied change of a business row, in order; each line's hash covers the one before."""

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("workspace_id", "change_set_id", "seq", name="journal_change_once"),
        Index("journal_by_row", "workspace_id", "table_name", "row_id"),
        Index("journal_by_order", "workspace_id", "n"),
    )

    n: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    workspace_id: str = Field(max_length=64)
    at: datetime = Field(sa_type=Instant)
    actor: str
    change_set_id: str | None = Field(default=None, max_length=64)
    seq: int | None = None
    table_name: str
    row_id: str
    old_version: int | None = None
    new_version: int
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    written: list[str] = Field(
        default_factory=list, sa_type=JSON, description="Fields the actor wrote, even if equal."
    )
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


class NotDuplicate(Tenanted, table=True):
    """A person's word that two records are different; un-merging says so too."""

    __tablename__ = "not_duplicate"

    table_name: str
    first_id: str
    second_id: str
    said_by: str
    said_at: datetime = Field(sa_type=Instant)
    change_set_id: str | None = Field(
        default=None, max_length=64, description="The undo that said so; none: a person did."
    )


class MergeRule(Tenanted, table=True):
    """How merges choose the value of a field in this workspace, where that is not the usual way."""

    __tablename__ = "merge_rule"
    __table_args__ = (
        CheckConstraint(f"rule IN {MERGE_RULES}", name="merge_rule_known"),
        UniqueConstraint("workspace_id", "table_name", "field_name", name="merge_rule_once"),
    )

    table_name: str = Field(max_length=64)
    field_name: str = Field(max_length=64)
    rule: str = Field(max_length=16)
    sources: list[str] = Field(
        default_factory=list, sa_type=JSON, description="Of most_trusted: the best first."
    )
    set_by: str
    set_at: datetime = Field(sa_type=Instant)


class StandingPolicy(Tenanted, table=True):
    """What may be applied without a person; there is none until a person grants one."""

    __tablename__ = "standing_policy"

    tool: str
    table_name: str
    fields: list[str] = Field(default_factory=list, sa_type=JSON)
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    min_confidence: float = 1.0
    max_rows: int = 0
    granted_by: str
    granted_at: datetime = Field(sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
