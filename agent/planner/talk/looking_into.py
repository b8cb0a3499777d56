"""Looks at a proposal that waits: `show me the contact ones`, `what would change in job titles?`.

A question about what is on the table is answered from it. It never makes the proposal anew, and
never narrows it: only `only`, `not` and their like do that.
"""

import re
from typing import Any

from agent.planner.talk.patching import has
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import params, slots
from tools.arguments import Slot
from tools.catalog import catalog

Job = tuple[str, dict[str, Any], bool]
"""A tool, its arguments so far, and whether they are all there is: no word names one more."""
SHOWS = "show_changes"
LONGEST = 12
"""Words; a longer message is a request of its own."""
_OPENS = r"^\W*(?:(?:and|but|so|ok(?:ay)?|wait|hm+|please|hang on|hold on|first|now|then)[, ]+)*"
_ASKS = re.compile(
    rf"{_OPENS}(?:(?:can|could) (?:i|you|we) )?(?:(?:just|let me|let us|i(?:'d| would) like to"
    r"|i want to)[ ]+)?(?:show|see|list|give|display|view|look at|what(?! about)|which"
    r"|how(?! about)|why|who|where|is|are|does|do|did|will|would|explain)\b"
)
_OF_IT = re.compile(
    r"\bones?\b|\b(?:would|will|gets?|did you|do you|you'd|you would|to be) (?:\w+ ){0,2}?(?:change"
    r"d?|be (?:changed|merged|closed|filled|left|touched)|happen|become|survive|stay|remain|go"
    r"|close|merge|fill|touch|propose|queue|correct|keep)\b"
    r"|\bwhat(?:'s| is) (?:left|still (?:in|there)|in (?:it|there)|about to change|changing)\b"
    r"|\bhow (?:sure|certain|confident|safe)\b|\b(?:group|change|merge|correction|proposal)s?\b"
    r"|\b(?:examples?|samples?|before and after)\b|\bthe (?:first|last|second|third|biggest"
    r"|largest)\b|\bhow many (?:is|are|were) (?:that|those|there|they|it|left)\b"
    r"|\b(?:survives?|survivors?|winners?|wins)\b|\bdid you (?:queue|propose|pick|find|choose|take)"
    r"|\bstays?(?: empty)?\b|\b(?:are|is) (?:they|it|that|those)\b"
)
_WHICH_FIRST = re.compile(
    r"\bthe (?P<which>first|second|third|fourth|fifth)(?: (?:one|group|pair|merge|change))?\b"
    r"(?! (?:\d|two|three|four|five|ten|few|twenty)\b)"
)
_ALL = re.compile(
    rf"{_OPENS}what(?:'s| is|s| would be| will be)? (?:still )?"
    r"(?:left|remain(?:s|ing)?|in (?:it|there))(?: now| then)?\W*$"
)
"""`What's left?`, where a field is called `left` as well."""
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


def looked_into(clause: Clause, memory: Memory, last: Call) -> Job | None:
    """The look at the proposal that waits; None when the words are about anything else.

    Args:
        clause: The words.
        memory: What was said before; the proposal on the table is its newest draft.
        last: The call before: what made the proposal, or worked on it.
    """
    waits, low = memory.newest("draft"), clause.low.strip()
    if waits is None or len(clause.tokens) > LONGEST or last.tool not in catalog():
        return None
    if catalog()[last.tool].effect != "proposes" and Slot.CHANGE_SET not in slots(last.tool):
        return None
    if any(p.slot in {Slot.RECURRENCE, Slot.SCHEDULE} for p in params(last.tool)):
        return None
    if not (_ASKS.search(low) and _OF_IT.search(low)) or _is_its_own(clause):
        return None
    return SHOWS, {"change_set": waits.id, **_numbered(low)}, bool(_ALL.match(low))


def _is_its_own(clause: Clause) -> bool:
    """Whether a figure or a time is asked for, which no proposal holds."""
    return (has(clause, "metric") and not has(clause, "table")) or bool(clause.periods)


def _numbered(low: str) -> dict[str, Any]:
    """`Why is the first a duplicate?` asks about the group that the preview gives that number."""
    said = _WHICH_FIRST.search(low)
    return {"groups": [_NUMBERS[said["which"]]]} if said else {}
