"""Every setting with its environment variable, value and meaning; secrets stay hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, SecretStr

from agent.settings import Settings

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
