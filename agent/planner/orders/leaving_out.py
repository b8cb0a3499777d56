"""Which fields of a proposal are left out: `not the titles`, `everything but phones`."""

import re
from typing import Any

from agent.planner.conditions.field_names import read_fields
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param

_NEGATES = (
    r"(?:drop|without|with no|not|except(?: for)?|leav(?:e|ing) out|skip(?:ping)?|exclud(?:e|ing)"
    r"|remove|(?:all|everything|anything) (?:but|except)|but|minus|ignor(?:e|ing)|reject|omit"
    r"|hold back|take out|forget|no|don't(?: \w+)?|do not(?: \w+)?|other than|apart from)"
)
_OTHERWISE = r"(?:only|keep|just|do|apply|approve|fix|with|where|whose|ones|but|yes)"
_UP_TO = re.compile(
    rf"(?P<before>.*?)\b{_NEGATES}(?: (?:the|any|our|all|for|of|to|changes?|merges?|fix(?:es)?"
    rf"|corrections?|those|that))* ?(?:(?!{_OTHERWISE}\b)[\w-]+(?: [\w-]+)?(?:,? (?:and|or)|,)"
    r" (?:the )?)*$"
)
_AROUND = re.compile(
    r"(?:\W|\b(?:ok(?:ay)?|fine|yes|but|and|please|pls|all|everything|apply|approve|do|merge|it"
    r"|them|that|this|now|good|go|ahead|looks?|the|rest|otherwise|just|so|then|actually|only|keep"
    r"|great|right|hm+|i|like|want|part|half|of|is|are|changes?|set)\b)*$"
)
_OUT = re.compile(r"^[^,.;]{0,20}\b(?:out\b(?! of)|: no\b)|^[^,.;]{0,12}: no\b")


def read_fields_of(clause: Clause, param: Param) -> str | list[str] | None:
    """The fields that are named; of an argument about what is dropped, those that are left out."""
    return read_fields(clause, param) if param.about != "drop" else _left_out(clause)


def _left_out(clause: Clause) -> list[str] | None:
    found: list[str] = []
    for sense in clause.senses:
        names = [m.name for m in sense.meanings if m.slot == "field"]
        if names and clause.is_free(sense.start, sense.end) and _is_left_out(clause, sense):
            clause.claim(sense.start, sense.end)
            found += [name for name in dict.fromkeys(names) if name not in found]
    return found or None


_TAKES_BACK = re.compile(r"\b(?:undo|revert|roll back|take back|reverse|unmerge)\b")
_KEEPS_IT = re.compile(r"\b(?:keep|leave|hold on to)(?: (?:the|all|my|our|those))* $")


def _is_left_out(clause: Clause, sense: Sense) -> bool:
    """Whether the words around say so; `only contacts without a phone` says which contacts."""
    before, after = clause.low[: sense.start], clause.low[sense.end :]
    if _KEEPS_IT.search(before) and _TAKES_BACK.search(before):
        return True  # "undo the countries, keep the phones"
    told = _UP_TO.fullmatch(before)
    valued = any(s.first == sense.last + 1 and any(m.slot == "value" for m in s.meanings)
                 for s in clause.senses)  # fmt: skip
    if told is not None and not valued:
        plain = re.search(r"\b(?:without|with no|no|but) (?:the |any )?$", before)
        return plain is None or bool(_AROUND.match(told["before"]))
    return bool(_OUT.match(after)) and bool(
        re.search(r"\b(?:leave|take|keep|cut)\b|^\W*the ", before)
    )


_OPENS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|fine|yes|and|but|please|pls|now|then|so|good|great|actually|approve|apply"
    r"|accept|do|merge|keep|undo|revert|i'm fine with|i like|go with|take|can you|could you|kindly"
    r"|looks good|(?:all|everything|anything|the lot)(?: of (?:it|them))?|it|them|that|this"
    r")[,: ]+)*?(?:drop(?:ping)?|without|not|except(?: for)?|leav(?:e|ing) out"
    r"|skip(?:ping)?|exclud(?:e|ing)|remov(?:e|ing)|but|minus|ignor(?:e|ing)|omit|hold back"
    r"|take out|strip out"
    r"|apart from|other than|reject|scrap|don't (?:do|merge|apply|touch|include))\b "
    r"(?!(?:it|that|this|them|everything|all)\W*$)"
)
_KEEPS = re.compile(r"\b(?:only|keep|just|rest|but|yes)\b")


def left_out(clause: Clause, own: tuple[Param, ...]) -> Clause | None:
    """What a sentence leaves out, in words that say it plainly: `those under 10k`.

    A bound, a date or a value is read as it stands there, and not turned into its opposite; what
    was read is then what is dropped.
    """
    if not {"keep", "drop"} <= {p.name for p in own}:
        return None
    opening = _OPENS.match(clause.low)
    if opening is None or _KEEPS.search(clause.low[opening.end() :]):
        return None
    return Clause(clause.text[opening.end() :], clause.world)


def turned_out(arguments: dict[str, Any]) -> bool:
    """Make what was read to be kept what is dropped; False where a tool cannot leave it out."""
    conditions = arguments.pop("keep", [])
    tables = arguments.pop("tables", [])
    fields = arguments.pop("fields", [])
    groups = arguments.pop("groups", [])
    groups += range(1, arguments.pop("keep_first", 0) + 1)
    if conditions:
        arguments["drop"] = [*arguments.get("drop", []), *conditions]
        arguments.update({"tables": tables} if tables else {})
    elif len(tables) == 1:
        arguments["drop_table"] = tables[0]
    if fields and not conditions:
        arguments["drop_fields"] = fields
    if groups:
        arguments["drop_groups"] = groups
    several = len(tables) > 1 and not conditions
    return not several and not arguments.keys() & {"same", "sure_above", "rule"}
