"""Every setting with its environment variable, value and meaning; secrets stay hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, SecretStr

from agent.settings import Settings

HEAD = """# Settings

Every setting is an environment variable, or a line of a `.env` file in the folder where `pitcrew`
is run; the environment wins. `pitcrew settings` shows the values in force, secrets hidden;
`pitcrew settings --markdown` writes this page.

| variable | default | meaning |
|---|---|---|"""
PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")


@dataclass(frozen=True, slots=True)
class Row:
    """One setting."""

    name: str
    value: str
    default: str
    meaning: str


def rows(settings: Settings) -> list[Row]:
    """Each setting once, in the order of their declaration."""
    return list(_walk(settings, "PITCREW_"))


def markdown(settings: Settings) -> str:
    """`docs/settings.md`, whole; a test holds the file to it."""
    lines = [f"| `{row.name}` | `{row.default}` | {row.meaning} |" for row in rows(settings)]
    return "\n".join([HEAD, *lines, ""])


def _walk(model: BaseModel, prefix: str) -> Iterator[Row]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, f"{prefix}{name.upper()}__")
            continue
        default = field.get_default(call_default_factory=True, validated_data={})
        yield Row(f"{prefix}{name.upper()}", _said(value), _said(default), field.description or "")


def _said(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return "set, hidden"
    return PASSWORD.sub(r"\1***@", str(value))
