"""Where a list goes on: an opaque mark of the last row that was given.

Unlike an offset it stays true when rows are added: the next page begins behind that row, so nothing
is given twice and nothing that was there is left out.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, and_, or_

from store.errors import BadInput

Row = TypeVar("Row")
Identifier = Field(max_length=64, pattern=r"^[\w-]+$")


class Mark(BaseModel):
    """The last row of a page, by what the list is ordered by."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def read(cls, cursor: str | None) -> Self | None:
        """The mark that a cursor is, if there is one.

        Raises:
            BadInput: It was not given out by this list.
        """
        if cursor is None:
            return None
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            return cls.model_validate_json(base64.b64decode(padded, b"-_", validate=True))
        except (binascii.Error, UnicodeError, ValidationError) as error:
            raise BadInput(
                "That cursor was not given out by this list.",
                hint="Take `next` from a page of the same list, or leave it out.",
            ) from error

    @property
    def cursor(self) -> str:
        """The mark as it is given out."""
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode().rstrip("=")


class Newest(Mark):
    """The last row of a list that has the newest first."""

    at: datetime
    id: str = Identifier

    def older(self, at: Any, row_id: Any) -> ColumnElement[bool]:
        """The rows that come after it."""
        instant = self.at if self.at.tzinfo else self.at.replace(tzinfo=UTC)
        return or_(at < instant, and_(at == instant, row_id > self.id))


class Numbered(Mark):
    """The last row of a list in the order of a number."""

    n: int = Field(ge=0, lt=2**63)


class Named(Mark):
    """The last row of a list in the order of the rows' ids."""

    id: str = Identifier


def cut(
    rows: Sequence[Row], limit: int, mark: Callable[[Row], Mark]
) -> tuple[list[Row], str | None]:
    """The rows of a page, and the cursor behind them when there are more.

    Args:
        rows: What was found when one more than `limit` was asked for.
        limit: How many are given out.
        mark: Makes the mark of a row.
    """
    given = list(rows[:limit])
    return given, mark(given[-1]).cursor if len(rows) > limit else None
