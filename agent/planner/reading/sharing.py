"""What one call was about, carried over to another tool."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import params
from tools.arguments import Slot
from tools.catalog import catalog


def shared(calls: list[Call], tool: str) -> dict[str, Any]:
    """What the last calls were about, in the arguments of another tool.

    An argument of the same name is taken over; tables are taken over whatever they are called, all
    of them when the tool takes several.
    """
    if tool not in catalog():
        return {}
    fields = catalog()[tool].arguments.model_fields
    found = {name: value for name, value in calls[-1].arguments.items() if name in fields}
    first, _, last = str(found.get("period", "")).partition("..")
    if first == last and calls[-1].tool.endswith("_pack"):
        found.pop("period", None)  # the day of the meeting, and not of the figures
    tables = [t for c in calls if c.tool == calls[-1].tool for t in _tables(c)]
    for param in params(tool):
        if param.slot is Slot.TABLE and param.name not in found and tables:
            found[param.name] = list(dict.fromkeys(tables)) if param.many else tables[-1]
    return found


def lent(clause: Clause, tool: str, memory: Memory) -> dict[str, Any]:
    """A later step that points back takes what the step before was about.

    `How many rounds in 2012, and what was the total?` is another figure of the same records.
    """
    if memory.last is None:
        return {}
    if clause.points_back:
        return shared(memory.calls, tool)
    found = shared(memory.calls, tool) if _is_total(clause) else {}
    return {name: value for name, value in found.items() if name != "metric"}


def alongside(calls: list[Call], memory: Memory, clause: Clause) -> list[Call]:
    """The calls, each figure of several that were computed together computed anew.

    `And West?`, after the pipeline, the win rate and the deal size of Central.
    """
    before = _together(memory.calls[-memory.made :])
    figures = [c.arguments["metric"] for c in before]
    own = {m.slot for s in clause.senses for m in s.meanings}
    if len(calls) != 1 or len(set(figures)) < 2 or "metric" in own:  # noqa: PLR2004 - one figure alone
        return calls
    if calls[0].tool != before[-1].tool or calls[0].arguments.get("metric") != figures[-1]:
        return calls
    return [
        calls[0].model_copy(update={"arguments": {**calls[0].arguments, "metric": metric}})
        for metric in dict.fromkeys(figures)
    ]


def _together(calls: list[Call]) -> list[Call]:
    """The calls of one message, when they differ in nothing but their figure."""
    alike = {(c.tool, repr({k: v for k, v in c.arguments.items() if k != "metric"})) for c in calls}
    return calls if len(alike) == 1 and all("metric" in c.arguments for c in calls) else []


def joined(calls: list[Call], more: list[Call]) -> list[Call]:
    """The calls of two steps; a step that only says how the one before is done adds to it.

    `Dedupe contacts, merge what is safe` is one merge of contacts.
    """
    more = [m for m in more if all((m.tool, m.arguments) != (c.tool, c.arguments) for c in calls)]
    if len(more) == 1 and calls and _is_said(more[0], calls[-1]):
        return calls  # "something changed in West since Monday. What did you change?"
    if len(more) == 1 and calls and calls[-1].tool == more[0].tool and not calls[-1].arguments:
        return [*calls[:-1], *more]  # "Is our data clean? Score the contacts"
    if len(more) != 1 or not calls or calls[-1].tool != more[0].tool:
        return [*calls, *more]
    before, after = calls[-1].arguments, more[0].arguments
    if (
        str(after.get("period", "")).startswith("..")
        and "period" in before
        and ("metric" not in after and catalog()[more[0].tool].effect == "reads")
    ):  # "... what part has been won by now"
        both = more[0].model_copy(update={"arguments": {**after, **before}})
        return [*calls[:-1], both]
    if {**before, **_flags(more[0])} == after:
        return [*calls[:-1], *more]  # "... and give me each one's share of the total"
    differ = any(before[name] != after[name] for name in set(before) & set(after))
    if catalog()[more[0].tool].effect != "proposes" or differ:
        return [*calls, *more]
    words = f"{calls[-1].text}, {more[0].text}"
    both = more[0].model_copy(update={"arguments": {**before, **after}, "text": words})
    return [*calls[:-1], both]


_TOTALS = re.compile(
    r"^\W*(?:and )?(?:what|how much)(?:'s| is| was| were| did)? (?:the |their )?"
    r"(?:total|sum|average|mean|median|combined|overall)\b"
)


def _is_total(clause: Clause) -> bool:
    values = any(m.slot == "value" for s in clause.senses for m in s.meanings)
    own = clause.periods or values or clause.has(r"\b(?:pipe(?:line)?|open)\b")
    return bool(_TOTALS.match(clause.low)) and not own


def _flags(call: Call) -> dict[str, Any]:
    """What a call only shows besides: shares beside the figures."""
    return {name: value for name, value in call.arguments.items() if value is True}


def _is_said(call: Call, before: Call) -> bool:
    """Whether a look without conditions only asks once more for the look before it."""
    looks = call.tool in catalog() and catalog()[call.tool].effect == "reads"
    return looks and call.tool == before.tool and not call.arguments and bool(before.arguments)


def shown_groups(text: str, last: Call | None, names: set[str]) -> dict[str, list[str]]:
    """The groups of a proposal that were just looked at, when the words point at them.

    `Show me group 3`, then `leave that one out`.
    """
    if last is None or not last.arguments.get("groups") or not names >= {"groups", "drop_groups"}:
        return {}
    if not ONE.search(text):
        return {}
    return {"drop_groups" if _OUT.search(text) else "groups": last.arguments["groups"]}


ONE = re.compile(r"\b(?:that|this|the) (?:one|group|pair|merge)\b|\b(?:it|those|these|them)\b")
_OUT = re.compile(r"\b(?:out|drop|skip|without|not|except|remove|exclude|ignore|don't|but)\b")


def _tables(call: Call) -> list[str]:
    named = [call.arguments.get(p.name) for p in params(call.tool) if p.slot is Slot.TABLE]
    return [t for value in named for t in (value if isinstance(value, list) else [value]) if t]
