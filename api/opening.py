"""Opening the office for a command: the environment's settings, then the command's options."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from store.errors import NotReady

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.setup import Office


def settings(context: typer.Context, **chosen: object) -> "Settings":
    """The deployment's settings; `chosen` values that are None leave the setting as it is.

    Raises:
        BadInput: A setting in the environment cannot be used.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from agent.settings import Settings

    given = {**(context.obj or {}), **chosen}
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None and k != "office"})
    except (ValidationError, SettingsError) as error:
        from api.wrong_settings import told

        raise told(error, Settings) from error


def home_of(given: dict[str, Any]) -> Path:
    """The folder of the deployment that a command was for, also when its settings are at fault."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from agent.settings import Settings

    try:
        return Path(given.get("home") or Settings().home)
    except (ValidationError, SettingsError):
        return Path(".pitcrew")


def opened(
    context: typer.Context, *, create: bool = False, upgrading: bool = True, **chosen: object
) -> "Office":
    """The office of this deployment.

    Args:
        context: The command's context; a test may put an office of its own into it.
        create: Make the store when there is none.
        upgrading: Bring the store up to date; without, it is looked at as it is.
        chosen: Settings that the command's options override.

    Raises:
        NotReady: There is no store yet, and the command does not make one.
    """
    handed: Office | None = (context.obj or {}).get("office")
    if handed is not None:
        return handed
    found = settings(context, **chosen)
    if not create and found.store_url is None and not (found.home / "store.db").exists():
        raise NotReady(
            f"There is no store in {found.home} yet.",
            hint="Run `pitcrew init --demo` for an invented company, or `pitcrew init`.",
        )
    from agent.setup import look_in, open_office

    return open_office(found) if upgrading else look_in(found)
