"""What adding documents did, and what a workspace has."""

from pydantic import BaseModel, Field


class Rejected(BaseModel):
    """A file that could not be read, and why."""

    source: str
    reason: str


class Added(BaseModel):
    """What adding a folder did."""

    name: str
    new: int = Field(default=0, description="Files read for the first time.")
    changed: int = Field(default=0, description="Files read again, since their content changed.")
    unchanged: int = Field(default=0, description="Files that were known already.")
    removed: int = Field(default=0, description="Files that are no longer there.")
    skipped: int = Field(default=0, description="Files of a kind that is not read.")
    rejected: list[Rejected] = Field(default_factory=list)
    embedded: int = Field(default=0, description="Passages given to the sentence model.")


class Holdings(BaseModel):
    """What a workspace has in the index."""

    documents: list[str]
    passages: int
    vectors: int | None = Field(description="None where meaning is not searched in this process.")
