"""The last answer turned about: in numbers instead of money, the others, by owner."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from store.schema import ENTITIES
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.metrics import METRICS

Job = tuple[str, dict[str, Any]]

IN_NUMBERS = {"won_revenue": "deals_won", "lost_revenue": "deals_lost",
              "pipeline_created": "deals_created", "open_pipeline": "open_deals"}  # fmt: skip
"""Sums of money, and how many deals they are the sum of."""
_OPENS = r"^(?:(?:and|but|so|ok(?:ay)?|now|then|please|show|give me|what about|how about)[, ]+)*"
_NUMBER = re.compile(
    rf"{_OPENS}(?:(?:how many|the (?:count|number))(?: deals)?(?: (?:each|is|was|were|are|did|that"
    r"|those|it|they|this|per \w+|of (?:them|those)|we|win|lose))*|(?:as |by |in )?(?:a |the )?"
    r"(?:counts?|numbers?|number of deals|deal counts?)(?: please)?"
    r"(?:,? (?:instead|rather|not|and not)\b.*)?)\W*$"
)
_MONEY = re.compile(
    rf"{_OPENS}(?:how much (?:(?:money|each|is|was|were|are|that|those|it|they|this|worth|in all)"
    r"\W*)*|(?:as |by |in )?(?:the )?(?:money|amounts?|values?|dollars|revenue|usd|sums?)"
    r"(?:,? (?:instead|rather|not|and not)\b.*)?)\W*$"
)
_SIZE = re.compile(
    rf"{_OPENS}(?:(?:only|just|make (?:it|that)|let's say|rather|i meant|say|the) )*"
    r"(?P<end>first|top|bottom|last)? ?(?P<n>\d{1,3}|[a-z]+)(?: (?:or more|at least|plus))?"
    r"(?: (?:of (?:them|those|these)|instead|ones|please|only|then))*\W*$"
)
_OTHERS = re.compile(
    rf"{_OPENS}(?:(?:who|which(?: ones)?) (?:didn't|did not|don't|do not|hasn't|haven't|isn't"
    r"|aren't|wasn't|weren't)"
    r"|(?:those |the ones |which are )?(?:without|not|with)(?: (?:it|them|any|one))?"
    r"|the (?:others?|rest|other ones|remaining ones|ones (?:that (?:don't|aren't|isn't|do|are)"
    r"|without|who (?:don't|aren't))))\W*$"
)
_OWNERS = re.compile(
    rf"{_OPENS}(?:who (?:owns?|has|have|is|are|'s)|who(?:'s| is| are)? (?:the owners? of"
    r"|looking after|responsible for|on)|whose (?:are|is)|which (?:reps?|owners?) (?:own|have|has)"
    r"|who do|who (?:lost|won|closed|sold|made|created|did|handles?|handled|worked on))"
    r" ?(?:they|them|those|these|it|that|belong to|all|accounts?|deals?|leads?|contacts?"
    r"| )*\W*$"
)
_FLIPPED = {"is": "is_not", "is_not": "is", "missing": "present", "present": "missing",
            "gt": "lte", "lte": "gt", "lt": "gte", "gte": "lt", "with": "without",
            "without": "with", "before": "after"}  # fmt: skip


_BEYOND = {"at_least": "below", "below": "at_least", "above": "at_most", "at_most": "above"}


def turned(clause: Clause, memory: Memory, last: Call) -> Job | None:
    """The call that gives the last answer turned about; None for anything else."""
    low = clause.low.strip()
    return (
        _in_numbers(low, last)
        or _other_records(clause, last)
        or _resized(clause, last)
        or _the_others(low, memory, last)
        or _by_owner(low, last)
    )


def _other_records(clause: Clause, last: Call) -> Job | None:
    """`Contacts?`, after how many accounts there are: the same count of other records."""
    metric = METRICS.get(str(last.arguments.get("metric")))
    if metric is None or not metric.name.startswith("count_") or len(clause.tokens) > LONGEST:
        return None
    tables = [table for _, table in clause.fresh().named_tables()]
    if len(tables) != 1 or tables[0] == metric.table or not _ONLY_RECORDS.match(clause.low.strip()):
        return None
    other = next((m.name for m in METRICS.values()
                  if m.name.startswith("count_") and m.table == tables[0]), None)  # fmt: skip
    return (last.tool, {**last.arguments, "metric": other}) if other else None


LONGEST = 4
"""Words of a message that only names other records."""
_ONLY_RECORDS = re.compile(rf"{_OPENS}(?:the |our )?[\w-]+\W*$")


def _resized(clause: Clause, last: Call) -> Job | None:
    """`Only 5`, of a ranking; `make that three or more`, of a condition that counts."""
    said = _SIZE.match(clause.low.strip())
    if said is None or len(clause.amounts) != 1:
        return None
    amount = clause.amounts[0]
    number = amount.exact if amount.exact is not None else amount.low
    if number is None or not 0 < number == int(number):
        return None
    rank = _ranked(last, said["end"])
    if rank is not None:
        return last.tool, {**last.arguments, "rank": {**rank, "count": int(number)}}
    links = last.arguments.get("links") or []
    if links and links[-1].get("count") and said["end"] is None:
        counted = {**links[-1], "count": int(number)}
        return last.tool, {**last.arguments, "links": [*links[:-1], counted]}
    return None


def _ranked(last: Call, end: str | None) -> dict[str, Any] | None:
    """The ranking that the last answer had, or could have: its groups by their figure."""
    if Slot.RANKING not in slots(last.tool) or not last.arguments.get("by"):
        return None
    order = {"bottom": "bottom", "last": "bottom", "top": "top", "first": "top"}.get(end or "")
    before = last.arguments.get("rank") or {"order": "top"}
    return {**before, "order": order or before["order"]} if end != "first" else dict(before)


def _in_numbers(low: str, last: Call) -> Job | None:
    """`How many each?` after revenue by rep; `in money` after numbers of deals."""
    metric = last.arguments.get("metric")
    other = IN_NUMBERS.get(str(metric)) if _NUMBER.match(low) else None
    if other is None and _MONEY.match(low):
        other = next((m for m, n in IN_NUMBERS.items() if n == metric), None)
    if other is not None:
        return last.tool, {**last.arguments, "metric": other}
    if metric in {*IN_NUMBERS, *IN_NUMBERS.values()} and (_NUMBER.match(low) or _MONEY.match(low)):
        return last.tool, dict(last.arguments)  # it says so already
    return None


def _the_others(low: str, memory: Memory, last: Call) -> Job | None:
    """`And without?`, `the others`: the last condition turned into its opposite."""
    reads = catalog()[last.tool].effect == "reads"
    if not reads or memory.newest("draft") is not None or not _OTHERS.match(low):
        return None
    bound = last.arguments.get("having") or {}
    if len(bound) == 1 and (side := next(iter(bound))) in _BEYOND:
        return last.tool, {**last.arguments, "having": {_BEYOND[side]: bound[side]}}
    for name, slot in (("links", Slot.LINK), ("where", Slot.FILTER)):
        given = last.arguments.get(name)
        if given and slot in slots(last.tool) and given[-1]["op"] in _FLIPPED:
            flipped = {**given[-1], "op": _FLIPPED[given[-1]["op"]]}
            return last.tool, {**last.arguments, name: [*given[:-1], flipped]}
    return None


def _by_owner(low: str, last: Call) -> Job | None:
    """`Who owns those?`, after a list: the list by owner."""
    table = str(last.arguments.get("table"))
    if "table" not in last.arguments and "metric" not in last.arguments and _OWNERS.match(low):
        reads = catalog()[last.tool].effect == "reads"
        return (last.tool, dict(last.arguments)) if reads else None
    owned = table in ENTITIES and any(f.name == "owner_id" for f in ENTITIES[table].fields)
    if not owned or not _OWNERS.match(low) or "metric" in last.arguments:
        return None
    if last.arguments.get("limit") or last.arguments.get("rank"):
        return last.tool, dict(last.arguments)  # each row of a short list says whose it is
    fields = ("table", "where", "links", "period")
    kept = {name: last.arguments[name] for name in fields if name in last.arguments}
    return "query_records", {**kept, "by": ["owner"]}
