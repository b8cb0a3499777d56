"""A tool's arguments as the planner sees them: what kind each is, and whether it takes several."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tools.arguments import Slot, Words, slot_of
from tools.catalog import find

Phrases = tuple[tuple[str, tuple[str, ...]], ...]
"""Each value of a choice with the phrases that mean it."""


@dataclass(frozen=True, slots=True)
class Param:
    """One argument of a tool."""

    name: str
    slot: Slot
    many: bool
    required: bool
    about: str = ""
    phrases: Phrases = ()
    description: str = ""


@cache
def params(tool: str) -> tuple[Param, ...]:
    """The arguments of a tool that a reader can fill, in the order of its signature."""
    fields = find(tool).arguments.model_fields.items()
    return tuple(p for name, info in fields if (p := _param(name, info)) is not None)


@cache
def finds_prospects(tool: str) -> bool:
    """Whether a tool looks for companies beyond the CRM: by their rounds, and not for people."""
    return Slot.FUNDING_STAGE in slots(tool) and Slot.TITLE not in slots(tool)


def slots(tool: str) -> frozenset[Slot]:
    """The kinds of argument that a tool takes."""
    return frozenset(p.slot for p in params(tool))


def _param(name: str, info: FieldInfo) -> Param | None:
    words = slot_of(list(info.metadata)) or next(_nested(info.annotation), None)
    if words is None:
        return None
    return Param(
        name=name,
        slot=words.slot,
        many=_is_list(info.annotation),
        required=info.is_required(),
        about=words.about,
        phrases=tuple(words.words.items()),
        description=info.description or "",
    )


def _nested(annotation: Any) -> Iterator[Words]:
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from (m for m in metadata if isinstance(m, Words))
        yield from _nested(inner)
        return
    for part in get_args(annotation):
        yield from _nested(part)


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated or origin in {Union, types.UnionType}:
        return any(_is_list(part) for part in get_args(annotation))
    return origin is list
