"""What a follow-up may refer to: the last calls, records, change sets and an open question."""

from typing import Any

from pydantic import BaseModel, Field


class Call(BaseModel):
    """A tool and its arguments, and the words that they were read from."""

    tool: str
    arguments: dict[str, Any]
    text: str = ""


class Records(BaseModel):
    """Rows that a reply showed, so that `them` means something."""

    table: str
    ids: list[str]


class ShownSet(BaseModel):
    """A change set that a reply showed, bound to the content that was shown."""

    id: str
    digest: str
    status: str
    summary: str = ""


class Pending(BaseModel):
    """A question that was asked, and the call that waits for its answer."""

    call: Call
    slot: str | None = None
    options: list[str] = Field(default_factory=list)
    asked_words: str = ""


class Memory(BaseModel):
    """What a conversation remembers between messages."""

    calls: list[Call] = Field(default_factory=list)
    made: int = 1
    """How many of the calls the last message made."""
    records: Records | None = None
    sets: list[ShownSet] = Field(default_factory=list)
    receipts: list[str] = Field(default_factory=list)
    pending: Pending | None = None
    leads: dict[str, str] = Field(default_factory=dict)
    """By dimension, the group that came first in the last answer by groups, or the owner shown."""

    @property
    def last(self) -> Call | None:
        """The call that a follow-up builds on."""
        return self.calls[-1] if self.calls else None

    def newest(self, *statuses: str) -> ShownSet | None:
        """The change set shown last that has one of these statuses."""
        return next((s for s in reversed(self.sets) if s.status in statuses), None)
