"""Orders to set fields, planned: of which records, with what must be asked before a proposal."""

import re
from collections.abc import Callable, Sequence

from agent.planner.conditions.ahead import looks_ahead
from agent.planner.judging.beyond import WRITES
from agent.planner.learned.intent import Guess
from agent.planner.orders.ordering import cleans, is_of_a_look, writes_value
from agent.planner.orders.setting import LACKS, Order, order_in
from agent.planner.reading.filling import Filled, fill
from agent.planner.reading.plan import Plan
from agent.planner.schedules.laid_down import laid_down
from agent.planner.words.clause import Clause, Doubt, World
from agent.planner.words.memory import Call, Memory, Pending
from agent.planner.words.signature import params
from agent.planner.words.splitting import asks
from store.schema import ENTITIES
from tools.arguments import Slot
from tools.parts.editing.fields import TABLES
from tools.parts.fields import field_named

SET = "set_fields"
Check = Callable[[Filled, list[Guess]], Plan]
_THOSE = re.compile(
    r"\b(?:those|these|them|they|all of it|it|both|ones?|that (?:one|deal|account|contact|lead"
    r"|company|record)|the (?:list|results?|above|first|last|top))\b"
)
_MENDS = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|oops|rather|i mean|i meant|hm+|better|please|ok(?:ay)?"
    r"|make (?:it|that|them)|change (?:it|that|them)|not (?:to )?[\w' -]+?, ?(?:but)?|instead"
    r"|give (?:it|them|those))[,. ]+)+(?:to |as |into )?(?P<value>\S.*?)(?: instead| rather)?\W*$"
)
_INSTEAD = re.compile(r"^\W*(?:to|as|into) (?P<value>\S.*?) (?:instead|rather)\W*$")
SHORT = 8
"""Words; a longer answer or correction is a request of its own."""


def orders(clause: Clause, memory: Memory, check: Check) -> Plan | None:
    """The plan for an order to set fields; None when a message is something else.

    Args:
        clause: The message, or a step of it.
        memory: What was said and shown before.
        check: Makes a plan of what was read, or asks.
    """
    mended = laid_down(clause.text, clause.world) or _mended(clause, memory)
    if mended is not None:
        return Plan([mended])
    order = order_in(clause)
    if order is None:
        return Plan(statement=WRITES) if writes_value(clause, memory) else None
    if is_of_a_look(clause, memory) or _buries(order, memory):
        return None
    bare = Call(tool=SET, arguments={}, text=clause.text)
    if order.question is not None:
        asked = order.question
        kept = Pending(call=bare, slot=asked.slot, options=asked.options, asked_words=clause.text)
        return Plan(question=asked, pending=kept)
    return _planned(clause, order, memory, check)


_EDGE = re.compile(r"(?:on |at )?(?:the )?(?P<edge>last day|first day|end|start|beginning)\b")


def again(pending: Pending, chosen: str | None, text: str, world: World) -> str | None:
    """The words of an order with the answer to what was asked about it.

    None where no order was asked about, and nothing where a message is no answer.
    """
    slot = pending.slot or ""
    if pending.call.tool != SET or slot in {"unused", "tool"}:
        return None
    new = len(text.split()) > SHORT or asks(text) or re.match(r"\W*(?:no|never|forget)\b", text)
    if chosen is None and (new or order_in(Clause(text, world))):
        return ""
    said = (chosen or text).strip(" .!?")
    if slot.startswith("name:"):
        unclear = slot.removeprefix("name:")
        edge = _EDGE.match(said.lower())
        said = f"{edge['edge']} of {unclear}" if edge else said
        return pending.asked_words.replace(unclear, said)
    return f"{pending.asked_words} {said}"


def _planned(clause: Clause, order: Order, memory: Memory, check: Check) -> Plan | None:
    rest = order.rest(clause)
    if cleans(order.values) and not order.rest_says(clause):
        return None  # "change the country to United States" is how it is to be written
    rest.ahead = looks_ahead(rest, SET)
    said = [t for s, t in rest.named_tables() if not LACKS.search(rest.low[: s.start])]
    named = [table for table in said if table in TABLES]
    if said and not named:
        return Plan(statement=WRITES) if writes_value(clause, memory) else None
    held = named[0] if named else _table(rest, order, memory)
    borrowed = {"values": order.values} | ({"table": held} if held else {})
    filled = fill(rest, SET, memory, borrowed)
    _choose(filled, rest, memory)
    filled.calls = [call.model_copy(update={"text": clause.text}) for call in filled.calls]
    return check(filled, [Guess(SET, 1.0)])


def _table(rest: Clause, order: Order, memory: Memory) -> str | None:
    """The records that are meant when none are named: those shown, or those that have the field."""
    shown = memory.records.table if memory.records else None
    having = tables_with([value["field"] for value in order.values])
    if shown in having and _THOSE.search(rest.low):
        return shown
    names = {m.name for s in rest.senses for m in s.meanings if m.slot == "value"}
    if "account" in having and "account" in names:
        return "account"
    people = names & {"owner", "manager"} and tables_with_user(order)
    return having[0] if len(having) == 1 and not people else None


def tables_with_user(order: Order) -> bool:
    """Whether a person has such a field too: `change Lee's region` may be about Lee."""
    return all(field_named(ENTITIES["user"], v["field"]) for v in order.values)


def tables_with(fields: Sequence[str]) -> list[str]:
    """The tables of which all these fields are."""
    return [t for t in TABLES if all(field_named(ENTITIES[t], name) for name in fields)]


def _choose(filled: Filled, rest: Clause, memory: Memory) -> None:
    """Which records: conditions, or those of the last answer, and a doubt where nothing says so."""
    for call in filled.calls:
        made, pointed = call.arguments, bool(_THOSE.search(rest.low))
        if made.get("table") not in TABLES:
            made.pop("table", None)
            filled.missing = [p for p in params(SET) if p.slot is Slot.TABLE]
            return
        shown = memory.records.table if memory.records else None
        if _is_one(rest, made["table"]):
            made["single"] = True
        if made.get("where") and "records" in made and not pointed:
            del made["records"]
        if "records" in made and shown != made.get("table"):
            del made["records"]
            plural = ENTITIES[made["table"]].plural
            filled.doubts.append(Doubt(f"Which {plural}? The last list was of others."))
        elif not (made.get("where") or "records" in made or made.get("everything")):
            plural = ENTITIES[made["table"]].plural
            filled.doubts.append(
                Doubt(f"Which {plural}? Name a condition, such as an owner or a region; say "
                      "“everything” if every one of them is meant.")
            )  # fmt: skip


def _buries(order: Order, memory: Memory) -> bool:
    """Whether stale deals that were listed are to be lost: only those with strong signs are."""
    listed = memory.last is not None and memory.last.tool.endswith("stale_deals")
    return listed and all(str(v["value"]).lower().endswith("lost") for v in order.values)


def _is_one(rest: Clause, table: str) -> bool:
    """Whether one record is spoken of: `the Acme deal`, and not `every deal above 100k`."""
    word = next((s for s, t in rest.named_tables() if t == table), None)
    if word is None or word.text.lower().endswith("s") or word.text.lower() == "people":
        return False
    return not re.search(
        r"\b(?:every|each|any|all|no|per)(?: [\w-]+){0,3} $", rest.low[: word.start]
    )


def _mended(clause: Clause, memory: Memory) -> Call | None:
    """The last order with another value: `no, to Mei`."""
    last, draft = memory.last, memory.newest("draft")
    said = _MENDS.match(clause.low) or _INSTEAD.match(clause.low)
    if last is None or last.tool != SET or draft is None or said is None:
        return None
    values = last.arguments.get("values") or []
    if len(values) != 1 or len(clause.tokens) > SHORT:
        return None
    kind = ENTITIES[last.arguments["table"]]
    spec = field_named(kind, values[0]["field"])
    value = clause.text[said.start("value") : said.end("value")]
    whole = Clause(f"set the {spec.label if spec else ''} to {value}", clause.world)
    order = order_in(whole)
    if order is None or order.question or order.rest_says(whole):
        return None
    arguments = {**last.arguments, "values": order.values, "instead_of": draft.id}
    return Call(tool=SET, arguments=arguments, text=clause.text)
