"""Words that say a field is missing or filled: `without an account`, `with a phone`."""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense

_MISSING = re.compile(
    r"(?:\bwithout|\bw/o|\bmissing|\black(?:s|ing)?|\bno|\bhave no|\bhas no|\bblank|\bempty"
    r"|\bwith no|\b(?:that|what|which|who) (?:have|has) not|\bneither|\bnor|\bunknown"
    r"|\b(?:don't|doesn't|do not|does not|didn't|did not) (?:have|show|list|carry|contain|include)"
    r"|\bnot have|\bnot having|\bhaven't got|\bhasn't got|\bhave not got"
    r"|\bnot (?:tied|linked|attached|assigned|belonging) to|\bbelong(?:s|ing)? to no)"
    r"(?: (?:an?|any|the|their|its|a valid|set|both|either))* ?$"
)
_MISSING_AFTER = re.compile(
    r"^ ?(?:field |value |address |number )?(?:(?:is|are|was|were)(?: still| currently| left)?"
    r" (?:missing|blank|empty|not (?:set|filled(?: in)?|given|known|there|recorded|entered"
    r"|present|available)|unset|unfilled|unknown|null|none|absent)"
    r"|not (?:set|filled(?: in)?|given|known|recorded|entered|available|on (?:file|record))\b"
    r"|isn't (?:set|filled(?: in)?|given|known|there|recorded)"
    r"|aren't (?:set|filled(?: in)?|given|known|there|recorded)"
    r"|(?:has|have) not been (?:set|filled(?: in)?|given|entered|recorded)"
    r"|=+ ?(?:null|blank|empty|none)|blank\b|empty\b|missing\b|unknown\b|null\b)"
    r"(?! (?:an?|any|the|their|its|some|no)\b)"
)
_ACTS = re.compile(r"^ (?:has|have|had|is|was|will|would|ever|did)\b")
"""After `no rep`, a verb: the words are about what nobody did, not about a missing field."""
BESIDE = 4
"""Characters between a field and the bound on it: `employee count of over 50`."""
_PRESENT_AFTER = re.compile(
    r"^ ?(?:is|are|was|were) (?:known|given|filled(?: in)?|set|recorded|there|present|available"
    r"|on (?:file|record))\b"
)
_PRESENT = re.compile(
    r"\b(?:with|having|has|have)(?: (?:an?|any|both))+ ?$"
    r"|\b(?:with|having|has|have|whose) [^,;.?!]{1,40} and (?:an?|any) ?$"
)
"""`With a phone`, `with the title CFO and an email`."""
JOINED = re.compile(
    r"(?: (?:address(?:es)?|numbers?))?(?:,? (?:and|(?P<or>or)|nor|as well as)|,| ?&| ?\+| ?/)"
    r"(?P<again>(?: (?:an?|any|the|their|its|no|without|missing))*) "
)
"""What stands between fields of one list: `without an email or a phone`."""
EITHER = re.compile(r"\b(?:without|neither|no|nor|either|don't|doesn't|not)\b")
"""Words after which `or` denies both."""


def missing_from(clause: Clause, sense: Sense) -> tuple[int, int] | None:
    """The characters that say a field is missing, the field included; None when it is not."""
    before = _MISSING.search(clause.low[: sense.start])
    acts = _ACTS.match(clause.low[sense.end :])
    if before and not acts and not _in_name(clause, before.start()):
        return before.start(), sense.end
    after = _MISSING_AFTER.match(clause.low[sense.end :])
    if after is None and _shares_end(clause, sense):
        return sense.start, sense.end
    if after and _in_name(clause, sense.end + 1):
        return None
    return (sense.start, sense.end + after.end()) if after else None


def _shares_end(clause: Clause, sense: Sense) -> bool:
    """Whether what stands behind a list of fields is said of each: `website or phone missing`."""
    if _LED.search(clause.low[: sense.start]):
        return False
    for other in (s for s in clause.senses if s.first > sense.last and _is_field(s)):
        if _LISTED.fullmatch(clause.low[sense.end : other.start]) is None:
            return False
        if _MISSING_AFTER.match(clause.low[other.end :]):
            return not _in_name(clause, other.end + 1)
        sense = other
    return False


def _is_field(sense: Sense) -> bool:
    return any(m.slot in {"field", "dimension"} for m in sense.meanings)


_LED = re.compile(r"\b(?:an?|any|by|show(?:ing)?|list|sorted) $")
"""Before a field that is filled, shown or split by: `with an email and phone missing`."""
_LISTED = re.compile(r",? (?:and|or) |, ")


def _in_name(clause: Clause, start: int) -> bool:
    """Whether a word is part of a value's name: the loss reason `Missing feature`."""
    return any(
        s.start <= start < s.end and s.last > s.first and m.slot == "value"
        for s in clause.senses
        for m in s.meanings
    )


def present_from(clause: Clause, sense: Sense) -> tuple[int, int] | None:
    """The characters that say a field is filled; None when they do not."""
    if sense.text.lower() == "range":
        return None  # "with a range" asks for one beside the forecast
    before = _PRESENT.search(clause.low[: sense.start])
    if any(a.compared and 0 <= a.start - sense.end <= BESIDE for a in clause.amounts):
        return None  # "with a score above 80" is a bound
    if before is None and (after := _PRESENT_AFTER.match(clause.low[sense.end :])):
        return sense.start, sense.end + after.end()
    return (before.start(), sense.end) if before else None


def is_conditioned(clause: Clause, sense: Sense) -> bool:
    """Whether a value or a bound follows a field: `with status New`, `with a score above 80`."""
    valued = any(s.first == sense.last + 1 and any(m.slot == "value" for m in s.meanings)
                 for s in clause.senses)  # fmt: skip
    bounds = [a.start for a in clause.amounts if a.compared]
    bounds += [t.start for t in clause.titles]
    read = _READS.match(clause.low, sense.end)
    called = _CALLED.search(sense.text.lower()) and _NAME.match(clause.text, sense.end)
    held = valued or read is not None or called is not None
    return held or any(0 <= at - sense.end <= BESIDE for at in bounds)


_READS = re.compile(r" (?:that |which )?(?:contain|start|begin|includ)(?:s|es|ing)?\b")
_CALLED = re.compile(r"\b(?:first|last|given|family|sur) ?name$")
_NAME = re.compile(r"(?: is| of|:| =)? [\"“'‘]?[A-Z]")


def is_wanting(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase is only named as missing or filled."""
    return missing_from(clause, sense) is not None or present_from(clause, sense) is not None
