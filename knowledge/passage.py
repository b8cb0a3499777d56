"""A passage: some text that was found, where it stands, and how far it may be trusted."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.sections import Section
from store.identity import stable_id

Trust = Literal["playbook", "company"]
"""`playbook` came with Pitcrew and may instruct; `company` was given by people and is only data."""

TIERS: tuple[Trust, ...] = ("playbook", "company")


class Passage(BaseModel):
    """One answer of a search."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    score: float = Field(description="0 to 1; compares passages of one search only.")
    source: str = Field(description="The document, as `folder/file.md`, or the playbook's name.")
    section: str = Field(description="The headings it stands under, from the outermost in.")
    citation: str = Field(description="The source with its section, page or line, to be shown.")
    trust: Trust
    wording: float = Field(description="The share of the question's telling words in it.")
    similarity: float | None = Field(
        default=None, description="Cosine with the question; None where meaning is not searched."
    )


def passage_id(source: str, section: Section, ordinal: int) -> str:
    """The id that the same text in the same place always gets, so that it is embedded once."""
    return stable_id("psg", source, section.path, section.text, str(ordinal))


def citation(source: str, section: str, page: int | None, line: int | None) -> str:
    """Where a reader finds the passage.

    >>> citation("handbook/refunds.md", "Refunds > Enterprise", None, 12)
    'handbook/refunds.md § Refunds > Enterprise, line 12'
    """
    cited = f"{source} § {section}" if section else source
    if page is not None:
        return f"{cited}, page {page}"
    return f"{cited}, line {line}" if line is not None else cited
