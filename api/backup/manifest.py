"""What a backup says of itself, and how the copy of a store is held against it."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import Session

from store import journal
from store import workspace as workspaces
from store.errors import BadInput, Refused
from store.migrations import REVISIONS

NAME = "manifest.json"
FORM = 1


class Part(BaseModel):
    """One file of a backup."""

    sha256: str
    bytes: int


class Chain(BaseModel):
    """The journal of a workspace: its length, and the hash of its last line."""

    lines: int
    head: str


class Manifest(BaseModel):
    """What is in a backup."""

    model_config = ConfigDict(extra="forbid")

    form: int = FORM
    made_at: datetime
    kind: Literal["sqlite", "postgresql"]
    revision: str
    parts: dict[str, Part]
    rows: dict[str, int]
    journals: dict[str, Chain]


def parse(content: bytes) -> Manifest:
    """The manifest that a backup holds.

    Raises:
        BadInput: It is none, or of a form that this version does not know.
    """
    try:
        found = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise BadInput("That is no backup of Pitcrew's, or one that is damaged.") from error
    if found.form != FORM or found.revision not in REVISIONS:
        raise BadInput(
            f"The backup's store is at revision {found.revision}, which this version of Pitcrew "
            "does not know.", hint="Restore it with the version that made it, or a newer one.",
        )  # fmt: skip
    return found


def part_of(path: Path) -> Part:
    """A file's size and hash."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(sha256=found, bytes=path.stat().st_size)


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    quote = connection.dialect.identifier_preparer.quote
    names = inspect(connection).get_table_names()
    return {
        name: connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0  # noqa: S608 - the store's own names, quoted
        for name in sorted(names)
    }


def chains(session: Session) -> dict[str, Chain]:
    """The journals, each line's hash held against the one before.

    Raises:
        Refused: A chain does not hold.
    """
    found = {}
    for space in workspaces.every(session):
        broken = journal.broken_at(session, space.id)
        if broken is not None:
            raise Refused(
                f"The journal of {space.id} does not hold from line {broken} on.",
                hint="Somebody changed the store past Pitcrew: keep it, and look into it first.",
            )
        found[space.id] = Chain(
            lines=journal.length(session, space.id), head=journal.head(session, space.id)
        )
    return found


def hold(manifest: Manifest, engine: Engine) -> None:
    """Hold a restored store against what its backup says.

    Raises:
        Refused: It has other rows, or its journal does not hold.
    """
    with Session(engine) as session:
        rows = counted(session.connection())
        other = [name for name in manifest.rows if rows.get(name) != manifest.rows[name]]
        if other:
            name = other[0]
            raise Refused(f"The table {name} has {rows.get(name)} rows, and the backup says "
                          f"{manifest.rows[name]}.")  # fmt: skip
        if chains(session) != manifest.journals:
            raise Refused("The journal is not the one that the backup tells of.")
