"""Playbooks and documents as the doors show them."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from knowledge.passage import Passage, Trust
from knowledge.playbook import Playbook
from knowledge.shelf import Placed


class PlaybookHeading(BaseModel):
    """A playbook in a list."""

    name: str
    title: str
    when: str
    owner: str
    reviewed: date
    tools: list[str]


class PlaybookView(PlaybookHeading):
    """A playbook, whole."""

    asks: dict[str, list[str]] = Field(description="How people ask for each of its tools.")
    never: list[str]
    stop_and_ask: list[str]
    body: str = Field(description="Markdown.")


class Section(BaseModel):
    """A passage of a document, with the words that cite it."""

    id: str
    section: str
    text: str
    citation: str


class DocumentView(BaseModel):
    """A document as it was read."""

    source: str
    sections: list[Section]


class Documents(BaseModel):
    """The documents that Pitcrew may quote."""

    documents: list[str]
    passages: int
    may_add: bool = Field(description="Whether whoever asks may add and remove documents.")


class Found(BaseModel):
    """A passage that a search found."""

    id: str
    source: str
    section: str
    text: str
    citation: str
    trust: Trust
    score: float


class Added(BaseModel):
    """What adding a document did."""

    source: str
    new: bool
    rejected: str | None = Field(description="Why it could not be read.")


def heading(book: Playbook) -> PlaybookHeading:
    """A playbook as lists show it."""
    return PlaybookHeading(**_told(book, PlaybookHeading))


def playbook(book: Playbook) -> PlaybookView:
    """A playbook, whole."""
    return PlaybookView(**_told(book, PlaybookView))


def document(source: str, sections: Sequence[Placed]) -> DocumentView:
    """A document with its passages in order."""
    return DocumentView(source=source, sections=[Section(**each._asdict()) for each in sections])


def found(passages: Sequence[Passage]) -> list[Found]:
    """What a search found, the best first."""
    return [Found(**each.model_dump(include=set(Found.model_fields))) for each in passages]


def _told(book: Playbook, model: type[PlaybookHeading]) -> dict[str, object]:
    return book.model_dump(include=set(model.model_fields)) | {"title": book.title}
