"""The row that a person means by an id, the start of an id, or `last`."""

from typing import Protocol, TypeVar

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from store.errors import BadInput, NotFound


class _WithId(Protocol):
    id: str


Row = TypeVar("Row", bound=_WithId)


def one(
    session: Session,
    given: str,
    *,
    mine: SelectOfScalar[Row],
    last: SelectOfScalar[Row],
    table: type[Row],
    said: tuple[str, str],
) -> Row:
    """The row that `given` names.

    Args:
        session: Where to look.
        given: An id, the start of one, or `last`.
        mine: The rows that an id may name.
        last: The same, or some of them, the newest first.
        table: Their table.
        said: What such a row is called, and where a person finds its id.

    Raises:
        NotFound: There is none.
        BadInput: The start of the id fits several.
    """
    if given == "last":
        rows = session.exec(last.limit(1)).all()
    else:
        rows = session.exec(
            mine.where(col(table.id).startswith(given, autoescape=True)).limit(2)
        ).all()
    found = [row for row in rows if row.id == given] or list(rows)
    if not found:
        raise NotFound(f"There is no {said[0]} {given!r}.", hint=said[1])
    if len(found) > 1:
        raise BadInput(
            f"{given!r} begins several {said[0]}s' ids.", hint="Write a few more letters."
        )
    return found[0]
