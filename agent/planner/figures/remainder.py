"""What a part is set beside: the rest of it, or the whole.

`SMB vs the rest`, `deals over 100k against the others`, `EMEA compared with the company average`.
"""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call
from agent.planner.words.signature import Param
from tools.arguments import Slot

Condition = dict[str, Any]
_REST = re.compile(
    r"[ ,]*\b(?:vs\.?|versus|against|compared? (?:to|with)|and|relative to|than)(?: (?:the|all"
    r"|of|for|in))*"
    r" (?:rest\b(?! of the (?:week|month|quarter|year))|(?:every|any)(?:one|body|thing|where)"
    r" else\b|others\b"
    r"|other (?!than)\w+|remaining \w+)(?: of (?:the|our|us|them)(?: \w+)?)?"
)
"""What is not among those that were named: `SMB vs the rest`."""
_WHOLE = re.compile(
    r"[ ,]*\b(?:vs\.?|versus|against|compar(?:ed?|es?|ing) (?:to|with|against)|relative to|than"
    r"|next to|beside)"
    r"(?: (?:the|our|that of|all of|for))*"
    r" (?:everyone|everybody|all of us|overall(?: (?:figure|number|average|rate))?"
    r"|(?:whole |entire )?(?:company|business|organi[sz]ation|firm)(?:[- ]wide)?"
    r"(?: (?:average|mean|median|figure|number|total|rate|overall|as a whole))*"
    r"|(?:overall|general|total) average|average of (?:the company|everyone|all \w+|us all)"
    r"|average (?:across|over) (?:the company|everyone|all \w+)"
    r"|whole(?= ?(?:\W*$|,|this|last|in)))\b(?! else\b)"
)
"""All of them, those that were named among them: `EMEA compared to the company average`."""
_OTHER_SIDE = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}


def with_remainder(calls: list[Call], own: tuple[Param, ...], clause: Clause) -> list[Call]:
    """A call besides for all that is not of the part named before, or for the whole."""
    name = next((p.name for p in own if p.slot is Slot.FILTER), None)
    if name is None or not calls[0].arguments.get(name):
        return calls
    rest = _REST.search(clause.low)
    beside = rest or _WHOLE.search(clause.low)
    if beside is None:
        return calls
    # "Against the company average, EMEA's win rate": what is named later is a part too.
    before = beside.start() if rest else len(clause.low)
    part = _part(clause, calls[0].arguments[name], before)
    if part is None:
        return calls
    clause.claim(*beside.span())
    other = _complement(part) if rest else []
    return [made for call in calls for made in (call, _instead(call, name, part, other))]


def _part(clause: Clause, conditions: list[Condition], before: int) -> Condition | None:
    """The condition on a value or an amount that is named last before a place."""
    named = [(_said_at(clause, c, before), c) for c in conditions
             if c["op"] == "is" or c["op"] in _OTHER_SIDE]  # fmt: skip
    place, last = max(named, key=lambda pair: pair[0], default=(-1, None))
    return last if place >= 0 else None


def _said_at(clause: Clause, condition: Condition, before: int) -> int:
    """Where a condition's value is last named before a place; -1 when it is not."""
    if condition["op"] in _OTHER_SIDE:
        ends = [a.end for a in clause.amounts if condition["value"] in (a.low, a.high)]
    else:
        ends = [s.end for s in clause.senses for m in s.meanings
                if m.slot == "value" and m.name == condition["field"]]  # fmt: skip
    if condition["field"] == "country":
        ends += [place.end for place in clause.places]
    return max((end for end in ends if end <= before), default=-1)


def _complement(part: Condition) -> list[Condition]:
    return [{**part, "op": _OTHER_SIDE.get(part["op"], "is_not")}]


def _instead(call: Call, name: str, part: Condition, other: list[Condition]) -> Call:
    """The call with another condition in the place of the part, or with none."""
    where = [new for c in call.arguments[name] for new in (other if c == part else [c])]
    arguments = {key: value for key, value in call.arguments.items() if key != name}
    return call.model_copy(update={"arguments": {**arguments, **({name: where} if where else {})}})
