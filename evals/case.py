"""An eval case: what is asked, in which world, and what must then be true.

Cases stand in `evals/cases/<tool>.yaml`, a list a file. `docs/evals.md` describes every field. A
case that an agent which does no work would pass is refused when it is read.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from evals.idle import AGENTS, Idle, satisfied
from store.errors import BadInput
from store.people import ROLES
from store.schema import ENTITIES

FOLDER = Path(__file__).parent / "cases"
WORLDS = ("demo-small", "maven", "crunchbase")

Ending = Literal["answered", "needs_approval", "needs_answer", "refused", "failed"]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Saying = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""A text that must stand in the reply, or several of which one must."""

Call = dict[str, dict[str, Any]]
"""A tool's name, and those of its arguments that matter."""

Choices = tuple[tuple[str, dict[str, Any]], ...]
"""Calls of which one is enough, each a tool with its arguments."""


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt `must` would otherwise check nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Either(Strict):
    """Calls of which one is enough, where a sentence can be taken in two ways."""

    one_of: tuple[Call, ...] = Field(min_length=2)


class Proposal(Strict):
    """What the change sets that were proposed must hold, taken together."""

    at_least: int = Field(default=1, ge=1, description="Change sets.")
    counts: dict[str, int] = Field(
        default_factory=dict, description="Exact numbers: rows, fields, updates, merges ..."
    )
    most: dict[str, int] = Field(default_factory=dict, description="The same, as upper limits.")
    least: dict[str, int] = Field(default_factory=dict, description="The same, as lower limits.")
    fields: tuple[str, ...] = Field(
        default=(), description="The only fields that may be written, as `table.field`."
    )
    risk: Literal["low", "medium", "high"] | None = None


class Sum(Strict):
    """A figure that one of the receipts must hold, to the last digit."""

    value: Decimal | None
    metric: str | None = None
    unit: str | None = None


class State(Strict):
    """What the store must hold afterwards, among live rows."""

    table: str
    where: dict[str, Any] = Field(default_factory=dict)
    count: int | None = None
    value: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _checks_something(self) -> Self:
        if self.table not in ENTITIES:
            raise ValueError(f"there is no table {self.table!r}")
        if self.count is None and not self.value:
            raise ValueError("end_state needs a count or a value")
        return self


class Case(Strict):
    """One question of the exam, or a conversation; every `must` is marked by code."""

    id: str
    why: str = Field(description="What goes wrong in life when this fails.")
    ask: str | None = None
    dialogue: tuple[str, ...] = Field(default=(), description="Turns of one conversation.")
    world: str | dict[str, list[dict[str, Any]]] = "demo-small"
    today: date | None = Field(default=None, description="None: the world's own last day.")
    role: str = Field(default="admin", description="What the person who asks may do.")
    must_call: tuple[Either | Call, ...] = ()
    in_full: tuple[Call, ...] = Field(
        default=(),
        description="The same calls with all that the answer needs, where must_call names less.",
    )
    must_not_call: tuple[str, ...] = ()
    must_say: tuple[Saying, ...] = ()
    must_not_say: tuple[str, ...] = ()
    must_show: tuple[Saying, ...] = Field(default=(), description="In a table or a figure.")
    must_figure: tuple[Sum, ...] = ()
    must_propose: Literal["nothing"] | Proposal | None = None
    must_end: Ending | tuple[Ending, ...] | None = None
    end_state: tuple[State, ...] = ()
    held_aside: bool = False
    file: str = Field(default="", description="Set when it is read: the name of its file.")

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        if bool(self.ask) == bool(self.dialogue):
            raise ValueError("a case has either `ask` or `dialogue`")
        if isinstance(self.world, str) and self.world not in WORLDS:
            raise ValueError(f"there is no world {self.world!r}; take {', '.join(WORLDS)}, or rows")
        if isinstance(self.world, dict) and set(self.world) - set(ENTITIES):
            strangers = sorted(set(self.world) - set(ENTITIES))
            raise ValueError(f"there is no table {strangers[0]!r}")
        if self.role not in ROLES:
            raise ValueError(f"there is no role {self.role!r}")
        if any(len(call) != 1 for entry in self.must_call for call in _choices(entry)):
            raise ValueError("each entry of must_call names one tool, or `one_of` several calls")
        return self

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        """An agent that does no work must not pass, however it ends its turns and says so."""
        for agent in AGENTS:
            if self.passed_by(agent):
                raise ValueError(f"it would pass if the agent {agent.does}")
        return self

    def passed_by(self, agent: Idle) -> bool:
        """Whether an agent that does no work would pass; the store is left out of account."""
        wanted = self.must_call or self.must_show or self.must_figure
        if wanted or isinstance(self.must_propose, Proposal):
            return False
        ended = self.must_end is None or agent.ends in self.endings
        return ended and satisfied(agent, self.must_say, self.must_not_say)

    @property
    def turns(self) -> tuple[str, ...]:
        """What the person says, in order."""
        return self.dialogue or (self.ask or "",)

    @property
    def endings(self) -> tuple[str, ...]:
        """The ways in which the last turn may end; empty where it does not matter."""
        if self.must_end is None:
            return ()
        return (self.must_end,) if isinstance(self.must_end, str) else self.must_end

    @property
    def wanted(self) -> tuple[Choices, ...]:
        """The calls that must be made; where several would do, each of them."""
        return tuple(
            tuple(pair for call in _choices(entry) for pair in call.items())
            for entry in self.must_call
        )

    @property
    def calls(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The calls that give what is expected, of several that would do the first."""
        if self.in_full:
            return tuple(pair for call in self.in_full for pair in call.items())
        return tuple(choices[0] for choices in self.wanted)


def _choices(entry: Either | Call) -> tuple[Call, ...]:
    return entry.one_of if isinstance(entry, Either) else (entry,)


def read(path: Path) -> tuple[Case, ...]:
    """The cases in a file.

    Raises:
        BadInput: The file is not a list of cases, or a case is wrong or checks nothing.
    """
    try:
        entries = yaml.safe_load(path.read_text("utf-8")) or []
    except yaml.YAMLError as error:
        raise BadInput(
            f"{path.name} is not YAML: {' '.join(str(error).split())}.",
            hint="A text with a colon, a quote or a bracket goes between quotes.",
        ) from error
    if not isinstance(entries, list):
        raise BadInput(f"{path.name} is not a list of cases.", hint="Begin each case with `- id:`.")
    return tuple(_case(path, entry) for entry in entries)


@cache
def read_all(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case under `folder`, by file and place.

    Raises:
        BadInput: A case is wrong, or two have the same id.
    """
    cases = tuple(case for path in sorted(folder.rglob("*.yaml")) for case in read(path))
    for twice in _repeated(case.id for case in cases):
        raise BadInput(f"Two eval cases are called {twice}.", hint="Give each its own id.")
    return cases


def _case(path: Path, entry: object) -> Case:
    name = entry.get("id", "?") if isinstance(entry, dict) else "?"
    try:
        return Case.model_validate({"file": path.stem, **dict(entry or {})})  # type: ignore[call-overload]  # a wrong entry is refused here
    except (ValidationError, TypeError, ValueError) as error:
        raise BadInput(
            f"The case {name} in {path.name} cannot be used: {_why(error)}.",
            hint="docs/evals.md describes every field.",
        ) from error


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is not a list of fields"
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def _repeated(ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            yield each
        seen.add(each)
