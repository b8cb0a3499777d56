"""From a clause and a tool to the calls it means: arguments read, borrowed or asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.planner.conditions.across import across
from agent.planner.conditions.ahead import whole_stretch
from agent.planner.conditions.dated import dates
from agent.planner.conditions.settling import settled, titles_together
from agent.planner.figures.apart import apart
from agent.planner.figures.banding import of_banded, read_bands
from agent.planner.figures.ranking import ranked
from agent.planner.figures.several import per_figure, per_table
from agent.planner.figures.spreading import spread
from agent.planner.figures.variants import of_one
from agent.planner.links.figure_links import over_figure
from agent.planner.orders.changing import aims, changed_fields, to_fill
from agent.planner.orders.leaving_out import left_out, turned_out
from agent.planner.orders.parting import with_part
from agent.planner.orders.pointing import pointed_at, points_at_nothing
from agent.planner.reading.readers import ORDER, read
from agent.planner.reading.sharing import shown_groups
from agent.planner.reading.subject import only_says_which, subject_of
from agent.planner.words.clause import Clause, Doubt
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import Param, params, slots
from tools.arguments import Slot
from tools.parts.metrics import METRICS

COMPUTED = {"of": "compute"}
"""Arguments that say what a choice is about, and that choice."""


@dataclass(slots=True)
class Filled:
    """The calls that a clause means, what is missing, and what could not be read."""

    calls: list[Call]
    missing: list[Param] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    clause: Clause | None = None
    read: set[str] = field(default_factory=set)


def fill(
    clause: Clause, tool: str, memory: Memory, borrowed: Mapping[str, Any] | None = None
) -> Filled:
    """Read every argument of a tool from a clause.

    Args:
        clause: The words; nothing in them is claimed yet.
        tool: The tool to call.
        memory: Resolves change sets, receipts and records that the words only point to.
        borrowed: Arguments of an earlier call, for a clause that builds on it.
    """
    leaves = left_out(clause, params(tool))
    if leaves is not None:
        return _without(leaves, fill(leaves, tool, memory, borrowed))
    if borrowed and memory.last is not None and memory.last.tool == tool:
        memory = memory.model_copy(update={"records": None})  # its own result is no condition on it
    _prepare(clause, tool, borrowed or {})
    own = params(tool)
    _know(clause, own)
    found: dict[str, Any] = across(clause, own)
    tables: list[str] = []
    names = {p.name for p in own}
    for param in sorted(own, key=_order):
        whole = COMPUTED.get(param.name, param.name.removesuffix("_for"))
        if whole != param.name and whole in names and whole not in found:
            continue  # what a choice holds for, without the choice
        value = _value(clause, param, memory, tables)
        if value is not None:
            found[param.name] = [*found[param.name], *value] if param.name in found else value
    _settle(clause, found, own, tool)
    if not found.keys() - {"change_set"}:
        found.update(shown_groups(clause.low, memory.last, names))
    if points_at_nothing(clause, own, found, memory):
        clause.doubts.append(Doubt("Nothing was listed here yet. Which records do you mean?"))
    _shares(found, clause)
    arguments = {**_kept(borrowed or {}, found, own), **found}
    _complete(clause, tool, arguments, own)
    missing = [p for p in own if p.required and p.name not in arguments]
    calls = [Call(tool=tool, arguments=arguments, text=clause.text)]
    calls = per_table(calls, own, tables, clause)
    calls = with_part(per_figure(calls, own, clause), clause)
    return Filled(calls, missing, list(clause.doubts), clause, set(found))


def _complete(clause: Clause, tool: str, arguments: dict[str, Any], own: tuple[Param, ...]) -> None:
    """What follows from all arguments, borrowed ones too."""
    spread(clause.low, arguments, own)
    of_one(arguments)
    aims(clause, tool, arguments)


def _without(clause: Clause, filled: Filled) -> Filled:
    """A reading of what is left out, turned into what is dropped."""
    sound = [turned_out(call.arguments) for call in filled.calls]
    if not all(sound):
        filled.doubts.append(Doubt(f"I can keep only “{clause.text}”, but not leave it out."))
    return filled


def _prepare(clause: Clause, tool: str, borrowed: Mapping[str, Any]) -> None:
    """Set what a clause is about, with what it builds on."""
    clause.subject = subject_of(clause, tool, borrowed)
    if only_says_which(clause, borrowed):
        clause.asked = clause.subject  # "in healthcare companies" is still about the contacts
    anchor = borrowed.get("period")
    clause.anchor = anchor if isinstance(anchor, str) else None
    clause.metric = borrowed.get("metric")
    if Slot.DIMENSION in slots(tool):
        clause.banded = read_bands(clause)


def added(filled: Filled, borrowed: Mapping[str, Any]) -> Filled:
    """The calls with lists that were there before kept: `add Spain` to Germany is both."""
    for call in filled.calls:
        for name, value in call.arguments.items():
            before = borrowed.get(name)
            if isinstance(value, list) and isinstance(before, list) and name in filled.read:
                both = [*before, *(v for v in value if v not in before)]
                conditions = all(isinstance(v, dict) and "value" in v for v in both)
                call.arguments[name] = settled([dict(v) for v in both]) if conditions else both
    return filled


def _order(param: Param) -> tuple[int, int]:
    return ORDER.get(param.slot, len(ORDER)), 0 if param.name.startswith("compare") else 1


def _value(clause: Clause, param: Param, memory: Memory, tables: list[str]) -> Any:
    if param.slot is Slot.TABLE and not param.many:
        everything = read(clause, _many(param)) or []
        tables.extend(everything)
        if everything:
            clause.subject = everything[0]
        return everything[0] if everything else None
    value = read(clause, param)
    if value is None:
        value = _remembered(param, memory, clause)
    elif param.slot is Slot.METRIC:
        clause.metric = value
        clause.subject = METRICS[value].table
    if value is not None and param.many and not isinstance(value, list):
        return [value]
    return value


def _many(param: Param) -> Param:
    return Param(param.name, param.slot, many=True, required=param.required)


_REST = re.compile(r"\bthe (?:rest|others|remaining|remainder)\b")


def _remembered(param: Param, memory: Memory, clause: Clause) -> Any:
    """What the conversation supplies when the words only point at it."""
    if param.slot is Slot.CHANGE_SET and memory.sets:
        draft = memory.newest("draft")
        if draft is None and _REST.search(clause.low):
            return None  # what waits was put aside, and is none of what was shown here
        newest = draft or memory.newest("applied", "conflicted")
        return newest.id if newest else memory.sets[-1].id
    if param.slot is Slot.RECEIPT and memory.receipts:
        return memory.receipts[-1]
    if param.slot is Slot.RECORDS and memory.records:
        return pointed_at(clause, memory.records, param)
    return None


def _kept(
    borrowed: Mapping[str, Any], found: dict[str, Any], own: tuple[Param, ...]
) -> dict[str, Any]:
    """The earlier arguments that still hold: a new condition on a field replaces the old one."""
    names = {p.name: p for p in own}
    kept = {name: value for name, value in borrowed.items() if name in names}
    for name, value in list(kept.items()):
        if names[name].slot is Slot.FILTER and name in found:
            fields = {condition["field"] for condition in found[name]}
            still = [condition for condition in value if condition["field"] not in fields]
            found[name] = [*still, *found[name]]
        if names[name].slot is Slot.VARIANT and "metric" in found:
            del kept[name]
    return kept


def _know(clause: Clause, own: tuple[Param, ...]) -> None:
    """What a tool does with periods, for how they are read."""
    clause.pairs = any(p.name.startswith("compare") for p in own)
    clause.figure = any(p.slot is Slot.METRIC for p in own)
    clause.measured = clause.figure


def _settle(clause: Clause, found: dict[str, Any], own: tuple[Param, ...], tool: str) -> None:
    """What follows from the arguments taken together, and from what they leave."""
    whole_stretch(clause, found, own, tool)
    dates(clause, found, own)
    _told_apart(clause, found, own)
    titles_together(found, own)
    to_fill(clause, found, own)
    _part(found, own)
    ranked(clause, found, own)
    apart(clause, found, own)
    if "metric" in found:
        over_figure(clause, found)
        of_banded(clause, found)
        _moves(clause, found)


def _told_apart(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Periods named side by side are told apart: each is a cohort of its own."""
    units = (p.name for p in own if p.slot is Slot.CHOICE and clause.implied_by in
             {value for value, _ in p.phrases})  # fmt: skip
    name = next(units, None)
    if name is not None and name not in found:
        found[name] = clause.implied_by


def _part(found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Of a tool that keeps some and drops others: what is negated is dropped."""
    if found.get("tables") == [found.get("drop_table")]:
        del found["tables"]  # "not the leads" names them once
    if any(p.slot is Slot.CHANGE_SET for p in own):
        changed_fields(found)
    names = [p.name for p in own if p.slot is Slot.FILTER]
    if names != ["keep", "drop"]:
        return
    conditions = [*found.pop("keep", []), *found.pop("drop", [])]
    keep = [c for c in conditions if c["op"] != "is_not"]
    drop = [{**c, "op": "is"} for c in conditions if c["op"] == "is_not"]
    found.update({name: part for name, part in (("keep", keep), ("drop", drop)) if part})


_DIFFERENCE = re.compile(
    r"\b(?:difference|change|growth|delta|increase|decrease|drop|rise)s? (?:is |are )?(?:in|as)"
    r" (?:an? |the )?(?:percent|%|pct|share)|\b(?:percent\w*|pct) (?:change|difference|growth"
    r"|delta)"
)


_BESIDE = r"\b(?:vs\.?|versus|compar\w+|previous|before|than|against|over)\b"


def _moves(clause: Clause, found: dict[str, Any]) -> None:
    """A bridge tells a movement by itself: `how did ARR move in Q3` compares it with nothing."""
    bridge = found["metric"] == "arr_bridge" and found.get("compare_to") == "previous"
    if bridge and not clause.has(_BESIDE):
        del found["compare_to"]


def _shares(found: dict[str, Any], clause: Clause) -> None:
    """A rate is a share already: `the % of leads converted` asks for it, not for its parts."""
    metric = METRICS.get(str(found.get("metric")))
    if metric is None or not found.get("share"):
        return
    if "compare_to" in found and _DIFFERENCE.search(clause.low):
        found.pop("share")  # the change is told in percent anyway
        return
    if not metric.additive:
        found.pop("share")
    elif not (found.get("by") or found.get("where")):
        options = ("by region", "by source", "by product", "by type")
        clause.doubts.append(Doubt(f"Which share of {metric.label} do you mean?", options))
