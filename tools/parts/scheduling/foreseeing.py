"""What a request would do if it were made now: a dry run that leaves nothing behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from store.engine import working
from store.errors import BadInput, PitcrewError, Refused
from store.people import ROLES
from tools.catalog import family_of, find
from tools.context import Context
from tools.parts.ledger.deciding import the_engine
from tools.result import Cell, Figure, Table

OWN = "schedules"
"""The family of these tools themselves."""
SAID = 240
"""Letters of a tool's answer that the preview shows."""


@dataclass(slots=True)
class Foresight:
    """What the steps of a request said when they were tried."""

    tools: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    changes: int = 0
    proposes: bool = False

    def table(self) -> Table:
        """The steps, one a line."""
        return Table(
            name="test_run", title="A test run, made just now and undone",
            columns=["Step", "What", "What it gives now"], units=["count", "text", "text"],
            rows=self.rows, total=len(self.rows),
        )  # fmt: skip


@dataclass(slots=True)
class _Nowhere:
    """Keeps no file: a dry run makes none."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        return f"{name}: {media_type}, {len(content):,} bytes, not kept"


def foreseen(ctx: Context, ask: str) -> Foresight:
    """Try a request, and say what it would do; nothing of it is kept.

    Args:
        ctx: Its session must not have written yet, or the trial would wait for it for ever.
        ask: The request as it would be made.

    Raises:
        BadInput: It asks for nothing that a tool does, or is a question back.
        Refused: It decides something, or takes a role that the asker does not have.
    """
    if ctx.foresee is None:
        return Foresight()
    plan = ctx.foresee(ask)
    if not plan.calls:
        raise BadInput(
            f"I could not run “{ask}” by myself: {_why(plan.said)}",
            hint="Say in full what is to be done each time, as you would ask it once.",
        )
    for name, _ in plan.calls:
        _check(ctx, ask, name)
    return _tried(ctx, plan.calls)


def _why(said: str) -> str:
    known = {"nothing": "no tool here does that.", "help": "it asks for nothing."}
    return known.get(said, said or "no tool here does that.")


def _check(ctx: Context, ask: str, name: str) -> None:
    tool = find(name)
    if family_of(name) == OWN:
        raise BadInput(f"“{ask}” is about schedules itself.", hint="Say what is to be done.")
    if tool.effect == "decides":
        raise Refused(
            f"“{ask}” decides about changes, which only a person can, each time.",
            hint="What may be applied without asking is granted with `pitcrew policy grant`.",
        )
    if ROLES.index(ctx.actor.role) < ROLES.index(tool.role):
        raise Refused(
            f"{name} needs the role {tool.role}; {ctx.actor.name} has {ctx.actor.role}.",
            hint="Ask somebody with that role to schedule it.",
        )


def _tried(ctx: Context, calls: Any) -> Foresight:
    found = Foresight()
    looks: list[tuple[int, str, Mapping[str, Any]]] = []
    with working(the_engine(ctx)) as trial:
        apart = replace(ctx, session=trial, shelf=_Nowhere())
        for number, (name, arguments) in enumerate(calls, 1):
            found.tools.append(name)
            if find(name).effect == "reads":
                looks.append((number, name, arguments))
                continue
            found.proposes = True
            found.rows.append([number, _title(name), _try(apart, name, arguments, found)])
        trial.rollback()
    for number, name, arguments in looks:
        # A look may keep its receipts: they stand behind the figures of the preview.
        found.rows.append([number, _title(name), _look(ctx, name, arguments, found)])
    found.rows.sort(key=lambda row: int(str(row[0])))
    return found


def _try(ctx: Context, name: str, arguments: Mapping[str, Any], found: Foresight) -> str:
    try:
        result = find(name).run(ctx, arguments)
    except PitcrewError as error:
        return f"not tried: {error.message}"
    rows = sum(int(ref.counts.get("rows", 0)) for ref in result.change_sets)
    found.changes += rows
    return _short(result.say)


def _look(ctx: Context, name: str, arguments: Mapping[str, Any], found: Foresight) -> str:
    try:
        result = find(name).run(replace(ctx, shelf=_Nowhere()), arguments)
    except PitcrewError as error:
        return f"not tried: {error.message}"
    found.figures += result.figures
    return _short(result.say)


def _title(name: str) -> str:
    return find(name).summary.split("\n", 1)[0].rstrip(".")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SAID else f"{plain[:SAID].rsplit(' ', 1)[0]} ..."
