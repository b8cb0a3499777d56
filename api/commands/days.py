"""A day, as an option of a command takes it."""

from datetime import datetime

import typer

FORM = "%Y-%m-%d"


def day(text: str) -> datetime:
    """The day that somebody typed.

    Raises:
        typer.BadParameter: It is none, with how to write one.
    """
    try:
        return datetime.strptime(text.strip(), FORM)  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is not a day. Write year, month and day, such as 2026-11-20."
        ) from error
