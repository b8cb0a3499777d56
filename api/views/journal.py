"""The journal as the API shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from api.views.paging import Numbered, cut
from api.views.records import names_of
from store import journal
from store.errors import Refused
from store.ledger import Journal
from store.people import ROLES
from tools.context import Actor

NEEDED = "ops_manager"


class Line(BaseModel):
    """One thing that was done to a record."""

    n: int
    at: datetime
    actor: str
    change_set_id: str | None
    table_name: str
    row_id: str
    record: str | None = Field(description="What the record is called now, if it is one.")
    old_version: int | None
    new_version: int
    before: dict[str, Any]
    after: dict[str, Any]
    hash: str


class Listing(BaseModel):
    """Lines of the journal, the newest first."""

    lines: list[Line]
    next: str | None = Field(default=None, description="The cursor of the page after this.")


class Verdict(BaseModel):
    """Whether anybody has rewritten the journal."""

    lines: int
    head: str = Field(description="The hash of the last line: keep it elsewhere to compare with.")
    broken_at: int | None = Field(description="The first line that does not hold; None: all do.")


def listing(
    session: Session, workspace_id: str, asker: Actor, limit: int, after: Numbered | None,
    wanted: Mapping[str, str | None] | None = None,
) -> Listing:  # fmt: skip
    """The newest lines, or those before one; only those that say what is wanted.

    Raises:
        Refused: The journal holds the values of every field; the asker may not see all of them.
    """
    _may_see(asker)
    query = select(Journal).where(col(Journal.workspace_id) == workspace_id)
    for name, value in (wanted or {}).items():
        if value is not None:
            query = query.where(col(getattr(Journal, name)) == value)
    if after is not None:
        query = query.where(col(Journal.n) < after.n)
    found = session.exec(query.order_by(col(Journal.n).desc()).limit(limit + 1)).all()
    rows, following = cut(found, limit, lambda row: Numbered(n=row.n or 0))
    names = names_of(session, workspace_id, [(row.table_name, row.row_id) for row in rows])
    lines = [
        Line(
            **row.model_dump(include=set(Line.model_fields)),
            record=names.get((row.table_name, row.row_id)),
        )
        for row in rows
    ]
    return Listing(lines=lines, next=following)


def verdict(session: Session, workspace_id: str, asker: Actor) -> Verdict:
    """Read the whole journal and check each line's hash.

    Raises:
        Refused: The asker may not see the journal.
    """
    _may_see(asker)
    return Verdict(
        lines=journal.length(session, workspace_id), head=journal.head(session, workspace_id),
        broken_at=journal.broken_at(session, workspace_id),
    )  # fmt: skip


def _may_see(asker: Actor) -> None:
    if ROLES.index(asker.role) < ROLES.index(NEEDED):
        raise Refused(
            f"{asker.name} has the role {asker.role}; the journal needs {NEEDED}.",
            hint="Ask an ops manager.",
        )
