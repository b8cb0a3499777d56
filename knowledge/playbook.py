"""A playbook: how one job is done here, written for people and read by the agent.

The format is described for writers in `docs/playbooks.md`.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from store.errors import BadInput

SHIPPED = Path(__file__).parent / "playbooks"
"""The playbooks that come with Pitcrew; only these are trusted to instruct the agent."""

FENCE = re.compile(r"\A---\s*\n(?P<head>.*?)\n---\s*(?:\n(?P<body>.*))?\Z", re.DOTALL)
STEP = re.compile(r"^\s{0,3}\d+[.)]\s+(?P<text>.*)$")
HEADING = re.compile(r"^#{1,6}\s+(?P<text>.*?)\s*#*$")


class Playbook(BaseModel):
    """One job: when it comes up, how people ask for it, and what is done and never done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="The file's name without its ending.")
    owner: str = Field(description="Who answers for it: an address or a team.")
    reviewed: date = Field(description="When somebody last checked that it is still right.")
    when: str = Field(description="One sentence: the situation that this playbook is for.")
    tools: tuple[str, ...] = Field(default=(), description="The tools it takes.")
    asks: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="For each tool, sentences that people ask for it with."
    )
    never: tuple[str, ...] = Field(default=(), description="What must not happen.")
    stop_and_ask: tuple[str, ...] = Field(default=(), description="When to ask a person first.")
    policy: dict[str, Any] = Field(default_factory=dict, description="Limits the job proposes.")
    body: str = Field(description="The Markdown below the front matter.")

    @field_validator("when", "owner")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("it is empty")
        return value.strip()

    @field_validator("asks", mode="before")
    @classmethod
    def _trimmed(cls, value: object) -> object:
        return {} if value is None else value

    @field_validator("asks")
    @classmethod
    def _each_sentence_once(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        seen: set[str] = set()
        for sentence in (" ".join(ask.split()) for asks in value.values() for ask in asks):
            if not sentence:
                raise ValueError("an ask is empty")
            if sentence.casefold() in seen:
                raise ValueError(f"the ask {sentence!r} stands there twice")
            seen.add(sentence.casefold())
        return value

    @model_validator(mode="after")
    def _asks_are_for_its_tools(self) -> Self:
        strangers = sorted(set(self.asks) - set(self.tools))
        if strangers:
            raise ValueError(f"asks names {', '.join(strangers)}, which tools does not list")
        return self

    @property
    def title(self) -> str:
        """The first heading, or the name in words."""
        for line in self.body.splitlines():
            if found := HEADING.match(line):
                return found["text"]
        return self.name.replace("_", " ").capitalize()

    @property
    def steps(self) -> tuple[str, ...]:
        """The numbered steps under the heading `Steps`, each on one line."""
        return tuple(" ".join(step.split()) for step in _steps(self.body))

    @property
    def sentences(self) -> tuple[tuple[str, str], ...]:
        """Every ask as a pair of its tool and its sentence, in the order of the file."""
        return tuple((tool, ask) for tool, asks in self.asks.items() for ask in asks)


def read(path: Path) -> Playbook:
    """The playbook in `path`: YAML front matter between `---` lines, then Markdown.

    Raises:
        BadInput: The file has no front matter, or a field is missing, unknown or wrong.
    """
    text = path.read_text("utf-8-sig")
    parts = FENCE.match(text)
    if parts is None:
        raise BadInput(
            f"The playbook {path.name} has no front matter.",
            hint="Begin the file with YAML between two lines of three dashes.",
        )
    try:
        head = yaml.safe_load(parts["head"])
        given = {"name": path.stem, "body": (parts["body"] or "").strip()} | head
        return Playbook.model_validate(given)
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise BadInput(
            f"The playbook {path.name} cannot be used: {_why(error)}.",
            hint="docs/playbooks.md describes every field.",
        ) from error


@cache
def read_all(folder: Path = SHIPPED) -> tuple[Playbook, ...]:
    """Every playbook under `folder`, by name; read once per process.

    Raises:
        BadInput: A playbook cannot be used, or two of them have the same name.
    """
    books = [read(path) for path in sorted(folder.rglob("*.md"), key=lambda path: path.stem)]
    names = [book.name for book in books]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"Two playbooks are called {twice[0]}.", hint="Rename one of the files.")
    return tuple(books)


def _steps(body: str) -> Iterator[str]:
    under_steps, step = False, ""
    for line in [*body.splitlines(), "# end"]:
        heading, numbered = HEADING.match(line), STEP.match(line)
        if (heading or numbered) and step:
            yield step
            step = ""
        if heading:
            under_steps = heading["text"].casefold() == "steps"
        elif numbered and under_steps:
            step = numbered["text"]
        elif step:
            step += f" {line}"


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        return f"{where}: {what}" if where else what
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 2}: {error.problem}"
    return "its front matter is not a list of fields"
