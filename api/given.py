"""Kinds of value that a request may give: text that every database can hold, pages of a list."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Query
from pydantic import AfterValidator, BaseModel

Shape = TypeVar("Shape", bound=BaseModel)
MOST_ROWS = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200


def storable(text: str) -> str:
    """The text, when a database can hold it: no NUL, and no half of a character.

    Raises:
        ValueError: It cannot.
    """
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it holds a character that cannot be stored")
    return text


def readable(model: Shape) -> Shape:
    """The model, when every text in it is one that a file can hold.

    Raises:
        ValueError: One is not.
    """
    waiting: list[Any] = [model.model_dump()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            storable(value)
        elif isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
    return model


def near(day: date) -> date:
    """The day, when a business can have been about then: years before and after it exist too.

    Raises:
        ValueError: It is not.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the year must be {FIRST_YEAR} to {LAST_YEAR}")
    return day


Text = Annotated[str, AfterValidator(storable)]
Day = Annotated[date, AfterValidator(near)]
Cursor = Annotated[
    Text | None, Query(max_length=400, description="`next` of the page before; none: the start.")
]
Offset = Annotated[int, Query(ge=0, le=MOST_ROWS)]
Limit = Annotated[int, Query(ge=1, le=500)]
