"""One of the records shown last, by its place: `the second one`, `number 4`."""

import re
from typing import Any

from agent.planner.learned.intent import Guess
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import params, slots
from tools.arguments import Slot
from tools.catalog import catalog
from tools.parts.dimensions import DIMENSIONS

Job = tuple[str, dict[str, Any]]
_PLACES = {w: n for n, w in enumerate(
    "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)}  # fmt: skip
_THING = (
    r"(?:one|record|row|entry|item|line|result|company|account|deal|opportunity|opp|contact|lead"
    r"|person|customer|prospect|of (?:them|those|these))"
)
_NTH = re.compile(
    rf"\bthe (?P<word>{'|'.join(_PLACES)}|last|(?P<n>\d{{1,3}})(?:st|nd|rd|th)) {_THING}\b"
    r"|\b(?:number|no\.?|#|row|line|item) ?(?P<number>\d{1,3}|one|two|three|four|five)\b"
    rf"|\b(?:about|on|open|see|show(?: me)?|owns?|is|for|of|at) the (?P<bare>{'|'.join(_PLACES)}"
    r"|last)(?=\W*$)"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
LONGEST = 14
"""Words; a longer message is a request of its own."""
_BELONGS = {"account": "account", "user": "owner"}
"""What others are asked for by: the contacts of an account."""


def nth(clause: Clause, memory: Memory, last: Call, best: Guess) -> Job | None:
    """The one record that is pointed at, or what belongs to it; None for anything else."""
    records, said = memory.records, _NTH.search(clause.low)
    if said is None:
        return _of_the_one(clause, last)
    if records is None or said is None or len(clause.tokens) > LONGEST or not _listed(last):
        return None
    at = _place(said, len(records.ids))
    if at is None or at > len(records.ids):
        return None
    one = records.ids[at - 1]
    taking = _takes_records(best)
    if taking:
        return best.tool, {taking: [one]}
    if best.tool in catalog() and catalog()[best.tool].effect != "reads":
        return None
    other = next((t for s, t in clause.named_tables() if s.end <= said.start()), records.table)
    field = _BELONGS.get(records.table, "")
    if other != records.table and field in DIMENSIONS and other in DIMENSIONS[field].tables:
        where = [{"field": field, "op": "is", "value": one}]
        return "find_records", {"table": other, "where": where}
    return "find_records", {
        "table": records.table, "where": [{"field": "id", "op": "is", "value": one}]
    }  # fmt: skip


def _of_the_one(clause: Clause, last: Call) -> Job | None:
    """`And its contacts?`, of the one record that was picked."""
    where, table = last.arguments.get("where") or [], str(last.arguments.get("table"))
    field = _BELONGS.get(table, "")
    alone = len(where) == 1 and where[0]["field"] == "id"
    if not (alone and field in DIMENSIONS and _ITS.search(clause.low)):
        return None
    held = DIMENSIONS[field].tables
    other = next((t for _, t in clause.named_tables() if t != table and t in held), None)
    if other is None or len(clause.tokens) > LONGEST:
        return None
    one = {"field": field, "op": "is", "value": where[0]["value"]}
    return "find_records", {"table": other, "where": [one]}


_ITS = re.compile(r"\b(?:its|their|there|that|this|for it|at it|of it|them)\b")


def _listed(last: Call) -> bool:
    """Whether the last answer was a list of records, and no figure by groups or proposal."""
    return catalog()[last.tool].effect == "reads" and Slot.METRIC not in slots(last.tool)


def _place(said: re.Match[str], many: int) -> int | None:
    word = said["word"] or said["bare"] or said["number"]
    if word == "last":
        return many
    if said["n"]:
        return int(said["n"])
    return int(word) if word.isdigit() else _PLACES.get(word) or _NUMBERS.get(word)


def _takes_records(best: Guess) -> str:
    """The argument by which a job is done on records: `export the second one`."""
    if best.tool not in catalog() or best.chance < LIKELY or Slot.METRIC in slots(best.tool):
        return ""
    return next((p.name for p in params(best.tool) if p.slot is Slot.RECORDS
                 and p.name == "records"), "")  # fmt: skip


LIKELY = 0.6
"""How likely a job on a record must be to be done on the one that is pointed at."""
