"""The trail: conversations, runs and their steps, receipts, imports and files made."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlmodel import Field

from store.row import Instant, Json, Tenanted


class Conversation(Tenanted, table=True):
    """Messages that follow each other; `memory` is what a follow-up may refer to."""

    title: str = ""
    started_by: str
    started_at: datetime = Field(sa_type=Instant)
    memory: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    shared: bool = Field(
        default=False, description="Several people talk in it, as in a channel's thread."
    )


class Message(Tenanted, table=True):
    """One thing that was said, by a person or by Pitcrew."""

    __table_args__ = (
        CheckConstraint("speaker IN ('person', 'pitcrew')", name="message_speaker_known"),
        Index("message_by_conversation", "workspace_id", "conversation_id", "position"),
    )

    conversation_id: str = Field(max_length=64)
    position: int
    speaker: str = Field(max_length=8)
    text: str
    run_id: str | None = None
    said_at: datetime = Field(sa_type=Instant)
    reply: dict[str, Any] | None = Field(
        default=None, sa_type=Json, description="Of Pitcrew: the whole reply, as doors show it."
    )


class Run(Tenanted, table=True):
    """One message being worked on."""

    __table_args__ = (
        Index("run_by_time", "workspace_id", "started_at"),
        Index("run_by_status", "workspace_id", "status"),
    )

    conversation_id: str = Field(max_length=64, index=True)
    asked: str
    actor: str
    planner: str = Field(description="`embedded` or the model's name.")
    as_of: date
    status: str = Field(default="running", max_length=16)
    started_at: datetime = Field(sa_type=Instant)
    alive_at: datetime | None = Field(
        default=None, sa_type=Instant, description="When its process last said that it goes on."
    )
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    usage: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Usage(Tenanted, table=True):
    """What a run used; `id` is the run's. Written when it begins, and again when it ends."""

    __table_args__ = (
        CheckConstraint("(cost_micros IS NULL) = (currency IS NULL)", name="usage_cost_of_a_kind"),
        CheckConstraint("cost_micros >= 0", name="usage_cost_not_negative"),
        CheckConstraint("tool_calls >= 0 AND model_calls >= 0", name="usage_calls_not_negative"),
        Index("usage_by_day", "workspace_id", "day", "actor"),
    )

    day: date = Field(description="The workspace's day on which it began.")
    actor: str
    planner: str = Field(description="`embedded`, the model's name, or `program`.")
    status: str = Field(default="running", max_length=16)
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    tool_calls: int = 0
    model_calls: int = Field(default=0, description="Of a language model.")
    input_tokens: int | None = Field(
        default=0, sa_type=BigInteger, description="None: the endpoint did not say."
    )
    output_tokens: int | None = Field(default=0, sa_type=BigInteger, description="The same.")
    cost_micros: int | None = Field(
        default=None, sa_type=BigInteger,
        description="Millionths of the currency; None: no price is set, or no tokens were told.",
    )  # fmt: skip
    currency: str | None = Field(default=None, max_length=3)


class Step(Tenanted, table=True):
    """One tool call of a run."""

    run_id: str = Field(max_length=64, index=True)
    position: int
    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: str = Field(max_length=16, description="done, refused or failed.")
    ms: int = 0
    said: str = ""
    error: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Receipt(Tenanted, table=True):
    """What stands behind one figure; asking again over the same rows gives the same value."""

    run_id: str | None = Field(default=None, max_length=64, index=True)
    metric: str
    label: str
    value: str | None = Field(default=None, description="Exact decimal text; None: no value.")
    unit: str = Field(description="An ISO currency, `rate` (0 to 1), `days`, `count` ...")
    definition: str
    definition_version: int = 1
    variant: str = "default"
    formula: str
    inputs: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    filters: list[Any] = Field(default_factory=list, sa_type=JSON)
    period: dict[str, Any] | None = Field(default=None, sa_type=Json)
    as_of: date
    currency: str | None = None
    n: int | None = Field(default=None, description="Rows that the figure was computed from.")
    exclusions: list[Any] = Field(default_factory=list, sa_type=JSON)
    caveats: list[Any] = Field(default_factory=list, sa_type=JSON)
    row_table: str | None = None
    row_ids: list[str] = Field(
        default_factory=list, sa_type=JSON, description="The first rows behind it, at most 500."
    )
    made_at: datetime = Field(sa_type=Instant)
    made_by: str | None = Field(default=None, description="Who asked.")


class ImportBatch(Tenanted, table=True):
    """One file that was read in: what it was taken for, and what became of its rows."""

    __tablename__ = "import_batch"

    file_name: str
    file_hash: str = Field(max_length=64, index=True)
    table_name: str
    mapping: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: str = Field(default="reading", max_length=16)
    rows_read: int = 0
    rows_added: int = 0
    rows_changed: int = 0
    rows_same: int = 0
    rows_rejected: int = 0
    rejects_path: str | None = None
    report: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    imported_by: str
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Artifact(Tenanted, table=True):
    """A file that a run made, kept under the deployment's `artifacts` folder."""

    run_id: str | None = Field(default=None, max_length=64, index=True)
    name: str
    media_type: str
    size_bytes: int
    sha256: str = Field(max_length=64)
    path: str = Field(description="Relative to the artifacts folder.")
    made_at: datetime = Field(sa_type=Instant)
    made_by: str | None = Field(default=None, description="Who asked.")
