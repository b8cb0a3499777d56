"""What the doors keep: a client's conversations, answers given once, webhooks, what came in."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlmodel import Field

from store.row import Instant, Json, Tenanted

EVENTS = (
    "change_set.proposed", "change_set.applied", "change_set.undone", "change_set.rejected",
    "run.ended",
)  # fmt: skip
"""What a webhook may be told."""


class ConversationKey(Tenanted, table=True):
    """A client's own name for a conversation; `id` is a digest of the name and of who says it."""

    __tablename__ = "conversation_key"

    conversation_id: str = Field(max_length=64)
    set_at: datetime = Field(sa_type=Instant)


class KeptAnswer(Tenanted, table=True):
    """A request that was sent with an idempotency key, and what it was answered."""

    __tablename__ = "kept_answer"
    __table_args__ = (
        CheckConstraint("state IN ('working', 'done')", name="kept_answer_state_known"),
        CheckConstraint(
            "(state = 'done') = (status IS NOT NULL)", name="kept_answer_done_has_a_status"
        ),
        Index("kept_answer_by_time", "workspace_id", "started_at"),
    )

    fingerprint: str = Field(max_length=64, description="SHA-256 of the method, path and body.")
    state: str = Field(default="working", max_length=8)
    started_at: datetime = Field(sa_type=Instant)
    status: int | None = None
    media_type: str | None = None
    body: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="None once done: it was too large to keep."
    )


class Webhook(Tenanted, table=True):
    """An address that is told of events. The secret signs; so it is kept as it is."""

    __tablename__ = "webhook"
    __table_args__ = (CheckConstraint("state IN ('on', 'off')", name="webhook_state_known"),)

    url: str
    secret: str
    events: list[str] = Field(default_factory=list, sa_type=JSON)
    state: str = Field(default="on", max_length=4)
    why_off: str | None = None
    made_by: str
    made_at: datetime = Field(sa_type=Instant)


class WebhookDelivery(Tenanted, table=True):
    """One event on its way to one webhook, written in the transaction that it tells of."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "webhook_id"],
            ["webhook.workspace_id", "webhook.id"],
            name="webhook_delivery_webhook_id_is_a_webhook",
        ),
        CheckConstraint(
            "state IN ('waiting', 'sent', 'failed')", name="webhook_delivery_state_known"
        ),
        CheckConstraint("attempts >= 0", name="webhook_delivery_attempts_not_negative"),
        Index("webhook_delivery_by_due", "state", "due_at"),
        Index("webhook_delivery_by_webhook", "workspace_id", "webhook_id"),
    )

    webhook_id: str = Field(max_length=64)
    event: str = Field(max_length=32)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str = Field(default="waiting", max_length=8)
    attempts: int = 0
    due_at: datetime = Field(sa_type=Instant)
    made_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    last_answer: dict[str, Any] | None = Field(
        default=None, sa_type=Json, description="The last attempt: its status, or what went wrong."
    )


class InboxEvent(Tenanted, table=True):
    """One thing that arrived; `id` is a digest of the sender and of its own id for it."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'working', 'done', 'failed')", name="inbox_event_state_known"
        ),
        CheckConstraint("attempts >= 0", name="inbox_event_attempts_not_negative"),
        UniqueConstraint("workspace_id", "subject", name="inbox_event_once_for_a_subject"),
        Index("inbox_event_by_state", "workspace_id", "state", "due_at"),
        Index("inbox_event_by_lane", "workspace_id", "lane", "state"),
    )

    source: str = Field(max_length=16)
    subject: str | None = Field(
        default=None, max_length=64, description="What it is about, where that may be told twice."
    )
    lane: str = Field(max_length=64, description="Rows of one lane have an order.")
    body: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Instant, description="When it happened, as its sender says.")
    received_at: datetime = Field(sa_type=Instant)
    state: str = Field(default="waiting", max_length=8)
    attempts: int = 0
    due_at: datetime = Field(sa_type=Instant)
    fence: int = 0
    progress: dict[str, Any] | None = Field(
        default=None, sa_type=Json, description="How far a worker got, for the one after it."
    )
    error: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
