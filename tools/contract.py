"""What a tool is: one typed function of a context, and all that a door must know of it."""

import inspect
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from store.errors import BadInput, Refused
from store.people import ROLES
from tools.context import Context
from tools.result import Result

__all__ = ["Context", "Effect", "Result", "Tool", "tool"]

Effect = Literal["reads", "proposes", "decides"]
"""`reads` looks only; `proposes` drafts a change set; `decides` carries out a person's own word."""

NEEDS: dict[Effect, str] = {"reads": "viewer", "proposes": "rep", "decides": "ops_manager"}

SCOPE: dict[Effect, str] = {"reads": "read", "proposes": "propose", "decides": "decide"}
"""What a key, and the agent, must be allowed for a tool of each effect."""

P = ParamSpec("P")
R = TypeVar("R", bound=Result)


@dataclass(frozen=True, slots=True)
class Tool(Generic[P, R]):
    """A function the agent may call: `tool(ctx, ...)` from Python, `tool.run` from outside."""

    name: str
    summary: str
    effect: Effect
    role: str
    arguments: type[BaseModel]
    function: Callable[Concatenate[Context, P], R]
    at_once: frozenset[str] = frozenset()
    """Values of its `action` with which it takes effect without an approval."""

    def __call__(self, context: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(context, *args, **kwargs)

    def run(self, context: Context, arguments: Mapping[str, object]) -> R:
        """Call the tool with arguments as they came, from a model, a request or a file.

        Raises:
            BadInput: They do not fit the tool's signature.
            Refused: The actor's role is too low, or what would happen at once lacks the person's
                own word.
        """
        self._permit(context)
        try:
            given = self.arguments.model_validate(arguments)
        except ValidationError as error:
            raise BadInput(f"{self.name} cannot run with that: {_why(error)}.") from error
        if self.takes_effect(given) and not context.own_words:
            raise Refused(
                f"{self.name} takes effect at once here, and the person has not asked for that.",
                hint="Ask the person to say it in their own words.",
            )
        call: Callable[..., R] = self.function
        result = call(context, **{name: getattr(given, name) for name in type(given).model_fields})
        result.notes += [why for why in dict.fromkeys(context.withheld) if why not in result.notes]
        return result

    def takes_effect(self, given: BaseModel) -> bool:
        """Whether a call does something that nobody is asked to approve afterwards."""
        return getattr(given, "action", None) in self.at_once

    def _permit(self, context: Context) -> None:
        if ROLES.index(context.actor.role) < ROLES.index(self.role):
            raise Refused(
                f"{context.actor.name} has the role {context.actor.role}; "
                f"{self.name} needs {self.role}.",
                hint="Ask somebody with that role, or an admin for the role.",
            )
        scope = SCOPE[self.effect]
        if scope not in context.actor.scopes:
            raise Refused(
                f"{self.name} needs the scope {scope}, which is not among those of this request.",
                hint="Use a key with that scope, or sign in.",
            )
        if self.effect == "decides" and (context.consent is None or context.actor.kind != "person"):
            raise Refused(
                "Only a person can decide this, in their own words.",
                hint="Ask the person to answer `approve`, `reject` or `undo`.",
            )


def tool(
    *, effect: Effect, role: str | None = None, at_once: Collection[str] = ()
) -> Callable[[Callable[Concatenate[Context, P], R]], Tool[P, R]]:
    """Turn a function into a tool, reading its name, arguments and words from the function."""

    def wrap(function: Callable[Concatenate[Context, P], R]) -> Tool[P, R]:
        words = inspect.getdoc(function) or ""
        summary, _, rest = words.partition("\n\nArgs:\n")
        return Tool(
            name=function.__name__,
            summary=summary,
            effect=effect,
            role=role or NEEDS[effect],
            arguments=_arguments(function, _described(rest)),
            function=function,
            at_once=frozenset(at_once),
        )

    return wrap


def _described(args_section: str) -> dict[str, str]:
    """The words given to each argument in the `Args:` section of a Google docstring."""
    body, _, _ = args_section.partition("\n\n")
    found = re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", body, flags=re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}


def _arguments(function: Callable[..., Any], words: dict[str, str]) -> type[BaseModel]:
    """A pydantic model of the function's arguments, without the context."""
    _, *parameters = inspect.signature(function, eval_str=True).parameters.values()
    for p in parameters:
        if p.name not in words:
            raise TypeError(f"{function.__name__}: its docstring does not say what {p.name!r} is")
    fields: dict[str, Any] = {
        p.name: (
            p.annotation,
            Field(... if p.default is p.empty else p.default, description=words[p.name]),
        )
        for p in parameters
    }
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)


def _why(error: ValidationError) -> str:
    faults = (f"{'.'.join(map(str, e['loc'])) or 'input'}: {e['msg']}" for e in error.errors())
    return "; ".join(faults)
