"""The tools, found by name: the module `tools/<family>/x.py` holds the one tool called `x`."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from store.errors import NotFound
from tools.contract import Tool

FAMILIES = ("numbers", "lists", "cleanup", "forecasting", "changes", "schedules")
"""The functions of the business, in the order they are shown; a folder of tools for each."""


@cache
def catalog() -> dict[str, Tool[Any, Any]]:
    """Each tool by its name; a module whose name starts with `_` holds none."""
    found: dict[str, Tool[Any, Any]] = {}
    for family in FAMILIES:
        for path in sorted((Path(__file__).parent / family).glob("[a-z]*.py")):
            found[path.stem] = getattr(import_module(f"tools.{family}.{path.stem}"), path.stem)
    return found


def find(name: str) -> Tool[Any, Any]:
    """The tool called `name`.

    Raises:
        NotFound: There is none; the hint lists those there are.
    """
    if name not in catalog():
        raise NotFound(f"There is no tool {name!r}.", hint=f"Tools: {', '.join(catalog())}.")
    return catalog()[name]


def family_of(name: str) -> str:
    """The family that a tool belongs to: the folder it is in."""
    return find(name).function.__module__.split(".")[1]
