"""What the words of a change are about: what is to be worked on, and what it is to become."""

import re
from typing import Any

from agent.planner.conditions.spared import spared
from agent.planner.words.clause import Clause, Doubt
from agent.planner.words.memory import Call
from agent.planner.words.signature import Param, params, slots
from store.schema import ENTITIES, Kind
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.fields import field_named
from tools.parts.normalise.survey import TABLES, fields_with_rules

_TO_FILL = re.compile(
    r"\b(?:fill|complete|populate|supply|add|repair|fix|work out|sort out)(?: (?:in|up|out|the|all"
    r"|any|our|my|every|whatever|what))* (?:missing|empty|blank)\b(?!.*\b(?:without|lack(?:s|ing)?"
    r"|whose|where|with|have|has|having|missing|empty|blank)\b)"
)
"""What follows is a list of fields to work on, and none of it chooses the records."""


def to_fill(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Fields that are said to be missing are those to work on: `fill in missing industries`."""
    kinds = {p.slot: p.name for p in own}
    fields, where = kinds.get(Slot.FIELD), kinds.get(Slot.FILTER)
    if not clause.of_fields or fields is None or where is None:
        return
    if fields.endswith("_for"):
        return  # "merge accounts that have no owner" says which are merged, and fills nothing
    if fields in found and not _TO_FILL.search(clause.low):
        return  # "fill in the country of accounts without an industry"
    lacking = [c["field"] for c in found.get(where) or [] if c["op"] == "missing"]
    if lacking:
        found[fields] = list(dict.fromkeys([*lacking, *found.get(fields, [])]))
        found[where] = [c for c in found[where] if c["op"] != "missing"]
        if not found[where]:
            del found[where]


def mends_fields(tool: str) -> bool:
    """Whether a tool changes the fields that are named: to it, emails are addresses."""
    return tool in catalog() and Slot.FIELD in slots(tool) and catalog()[tool].effect == "proposes"


SURE_TO_PROPOSE, SURE_TO_ACT = 0.5, 0.6
"""A change is proposed, and what takes effect at once is done, on a reading at least so likely."""


def least_chance(call: Call) -> float:
    """How likely the reading must be for a call that proposes, or that acts at once."""
    tool = catalog()[call.tool]
    action = tool.arguments.model_fields.get("action")
    said = call.arguments.get("action", action.default if action else None)
    return SURE_TO_ACT if said in tool.at_once else SURE_TO_PROPOSE


def aims(clause: Clause, tool: str, arguments: dict[str, Any]) -> None:
    """Of a change: what the records are to become chooses none, and `fix those` needs a those."""
    if tool not in catalog() or catalog()[tool].effect != "proposes":
        return
    if tool.startswith("close") and arguments.get("where"):
        still = [c for c in arguments["where"] if c["field"] != "status" or c["value"] == "open"]
        arguments["where"] = still
    _complete(clause, tool, arguments)
    if mends_fields(tool):
        _leave_alone(clause, tool, arguments)
    if mends_fields(tool) and not arguments and _THOSE.search(clause.low):
        clause.doubts.append(Doubt("What shall I put right: which records, and which fields?"))


def _leave_alone(clause: Clause, tool: str, arguments: dict[str, Any]) -> None:
    """Of a clean-up that spares some fields, all the others: `everything but the phones`."""
    names = {m.name for s in spared(clause) for m in s.meanings if m.slot in _NAMED}
    own = {p.name for p in params(tool)}
    if not names or "fields" not in own or "drop_table" in own or arguments.get("fields"):
        return
    if not tool.startswith("normalise"):
        clause.doubts.append(Doubt("Which fields shall I work on? Name those that are meant."))
        return
    tables = [arguments["table"]] if arguments.get("table") in TABLES else list(TABLES)
    kinds = {
        spec.kind for t in tables for n in names if (spec := field_named(ENTITIES[t], n))
    } & _ALIKE
    others = (
        spec.name
        for table in tables
        for spec in fields_with_rules(table)
        if spec.name not in names and spec.kind not in kinds
    )
    arguments["fields"] = list(dict.fromkeys(others))
    for sense in spared(clause):
        clause.claim(sense.start, sense.end)


_NAMED = frozenset({"field", "dimension"})
_ALIKE = frozenset({Kind.PHONE, Kind.EMAIL})
"""Kinds of which one word means every field: `phones` are mobiles too."""


def _complete(clause: Clause, tool: str, arguments: dict[str, Any]) -> None:
    """What follows from the arguments that are there, and a doubt where none says what is meant."""
    own = {p.slot: p.name for p in params(tool)}
    timed = own.get(Slot.RECURRENCE) in arguments and clause.has(r"\bto\b")
    if "action" not in arguments and timed:
        arguments.update(_moves(tool))
    acts = arguments.get("action") in catalog()[tool].at_once
    if acts and Slot.TEXT in own and arguments.keys() == {"action"}:
        clause.doubts.append(Doubt(_WHICH_VALUE))
    pairs = own.keys() >= _ABOUT_PAIRS and arguments.get("action") != "list"
    if pairs and not {own[slot] for slot in _CHOOSES if slot in own} & arguments.keys():
        clause.doubts.append(Doubt("Which records are different? Nothing here says it."))


_WHICH_VALUE = (
    "Which value is meant? Put it in quotation marks, as in: always write “IBM” for “I.B.M.”."
)
_ABOUT_PAIRS = frozenset({Slot.RECORDS, Slot.CHANGE_SET})
_CHOOSES = frozenset({Slot.RECORDS, Slot.CHANGE_SET, Slot.FILTER, Slot.GROUPS})


def _moves(tool: str) -> dict[str, str]:
    """New times given for something are a move of it: `change the report to Thursdays`."""
    actions = (p for p in params(tool) if p.name == "action")
    return {p.name: "move" for p in actions if "move" in dict(p.phrases)}


_THOSE = re.compile(r"\b(?:those|these|them|that|it)\W*$")


def changed_fields(found: dict[str, Any]) -> None:
    """Of what changed: `the stage updates` are those of a field; nothing changes the stages."""
    named = found.get("tables") or []
    fields = [_FIELDS_CALLED_SO[t] for t in named if t in _FIELDS_CALLED_SO]
    tables = [t for t in named if t not in _FIELDS_CALLED_SO]
    if fields:
        found["fields"] = list(dict.fromkeys([*found.get("fields", []), *fields]))
        found["tables"] = tables
        if not tables:
            del found["tables"]


_FIELDS_CALLED_SO = {"stage": "stage", "stage_history": "stage", "product": "product",
                     "user": "owner"}  # fmt: skip
"""Tables whose name also names a field of the records that changes are made to."""
