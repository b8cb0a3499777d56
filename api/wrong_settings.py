"""What is told of a setting that cannot be used: its variable, what is wrong, and what it takes."""

import json
import os
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, SettingsError

from store.errors import BadInput

if TYPE_CHECKING:
    from agent.settings import Settings

LISTED = "docs/settings.md lists every setting."


def told(error: ValidationError | SettingsError, known: type[BaseSettings]) -> BadInput:
    """The error of the house for settings that could not be read."""
    if isinstance(error, SettingsError):
        return _unreadable(error, known)
    fault = error.errors()[0]
    said = fault["msg"].removeprefix("Value error, ")
    meaning = _meaning(known, fault["loc"])
    return BadInput(
        f"The setting {_variable(fault['loc'])} cannot be used: {said}.",
        hint=f"It is: {meaning} {LISTED}" if meaning else LISTED,
    )


def slips(settings: "Settings") -> tuple[str, str] | None:
    """Variables that look like settings and are none, and what was probably meant."""
    from api.settings_list import rows

    found = settings.unknown()
    if not found:
        return None
    near = get_close_matches(found[0], [row.name for row in rows(settings)], 1)
    hint = f"Did you mean {near[0]}?" if near else "`pitcrew settings` lists them."
    return f"{', '.join(found)}: no such setting.", hint


def _unreadable(error: SettingsError, known: type[BaseSettings]) -> BadInput:
    """A list that is not written as JSON; the library names its group, not the variable."""
    group = str(error).partition('field "')[2].partition('"')[0]
    field = known.model_fields.get(group)
    if field is None:  # the library says it in other words
        return BadInput("A setting cannot be used: it is not JSON.", hint=LISTED)
    inner = type(field.default).model_fields if isinstance(field.default, BaseModel) else {}
    lists = [(group, name) for name in inner if isinstance(inner[name].default, list)]
    where = next((each for each in [*lists, (group,)] if _is_no_json(_variable(each))), (group,))
    return BadInput(
        f"The setting {_variable(where)} cannot be used: it is not JSON.",
        hint=f"It is: {_meaning(known, where)} {LISTED}",
    )


def _is_no_json(variable: str) -> bool:
    try:
        json.loads(os.environ.get(variable, "null"))
    except ValueError:
        return True
    return False


def _variable(where: Sequence[int | str]) -> str:
    return "PITCREW_" + "__".join(str(part) for part in where).upper()


def _meaning(known: type[BaseModel], where: Sequence[int | str]) -> str:
    """What a setting means; nothing for a whole group."""
    name, *rest = where or [""]
    field = known.model_fields.get(str(name))
    if field is None:
        return ""
    if rest and isinstance(field.default, BaseModel):
        return _meaning(type(field.default), rest)
    return field.description or ""
