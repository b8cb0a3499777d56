"""Follow-ups that are about a proposal: a part of it, more than it, or its undoing."""

import re
from typing import Any

from agent.planner.learned.intent import Guess
from agent.planner.reading.readers import chooses
from agent.planner.talk.patching import can_patch
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import params, slots
from tools.arguments import Slot
from tools.catalog import catalog

Job = tuple[str, dict[str, Any], bool]
"""A tool, what it keeps from before, and whether what the words name is added to that."""


def on_proposal(clause: Clause, memory: Memory, best: Guess) -> Job | None:
    """What a message does with a proposal; None when it is about something else."""
    if _UNDOES.match(clause.low.strip()) and _works_on_sets(best):
        return best.tool, {}, False
    wider = _widened(clause, memory) or _otherwise(clause, memory)
    if wider is not None:
        return wider
    return (best.tool, {}, False) if _is_about_proposal(memory, best) else None


def _works_on_sets(best: Guess) -> bool:
    return best.tool in catalog() and Slot.CHANGE_SET in slots(best.tool)


def _is_about_proposal(memory: Memory, best: Guess) -> bool:
    """Whether the words are for the change set that waits, such as `only the first three`."""
    shown = memory.newest("draft", "applied", "conflicted") is not None
    if not shown or best.chance <= 0.2 or best.tool not in catalog():  # noqa: PLR2004 - with a proposal on the table, little is enough
        return False
    return Slot.CHANGE_SET in slots(best.tool) and catalog()[best.tool].effect != "decides"


_UNDOES = re.compile(r"(?:(?:ok(?:ay)?|please|and|now|then)[, ]+)*(?:undo|revert|roll|unmerge|take"
                     r" back|put back)\b")  # fmt: skip


def _widened(clause: Clause, memory: Memory) -> Job | None:
    """The proposal made anew for more than before: `and countries as well`."""
    waits = memory.newest("draft") is not None
    if not waits or not _WIDENS.search(clause.low) or _NOT.search(clause.low):
        return None
    made = (c for c in reversed(memory.calls) if c.tool in catalog()
            and catalog()[c.tool].effect == "proposes" and Slot.CHANGE_SET not in slots(c.tool)
            )  # fmt: skip
    call = next(made, None)
    if call is None or not can_patch(clause, call.tool):
        return None
    return call.tool, dict(call.arguments), True


def _otherwise(clause: Clause, memory: Memory) -> Job | None:
    """The proposal made anew in another way: `keep the oldest instead`, `the doubtful ones too`."""
    if memory.newest("draft") is None or not _IN_ANOTHER_WAY.match(clause.low):
        return None
    last = next((c for c in reversed(memory.calls) if c.tool in catalog()
                 and catalog()[c.tool].effect == "proposes"), None)  # fmt: skip
    if last is None or Slot.CHANGE_SET in slots(last.tool):
        return None  # a part of it is what waits, and would be lost
    ways = (p for p in params(last.tool) if p.slot is Slot.CHOICE and p.name != "action")
    if not any(chooses(clause, way) for way in ways):
        return None
    return last.tool, dict(last.arguments), False


_IN_ANOTHER_WAY = re.compile(
    r"^\W*(?:(?:no|and|but|ok(?:ay)?|actually|rather|please|wait|hm+|then)[, ]+)*"
    r"(?:keep|use|prefer|take|let|make|what about|how about|(?:also )?include|include|add|with|by"
    r"|the \w+ (?:should|must|wins?|stays?|survives?)|go with)\b"
)


_WIDENS = re.compile(
    r"^(?:and |also |plus |ok |please )*(?:do |add |include |take )?(?:the |our )?[\w ,-]+"
    r" (?:as well|too|also)\W*$|^(?:and |please )?(?:also |add |include )[\w ,-]+\W*$"
)
_NOT = re.compile(r"\b(?:not|without|except|leave|skip|drop|only|just|no)\b")


def leaves_out(clause: Clause, memory: Memory, last: Call) -> bool:
    """Whether some of what was listed is to be left out, when no proposal is there to reject."""
    if memory.newest("draft") is not None or not _DROPS.match(clause.low.strip()):
        return False
    return catalog()[last.tool].effect == "reads" and can_patch(clause, last.tool)


_DROPS = re.compile(r"(?:(?:ok(?:ay)?|now|and|please|then|so)[, ]+)*(?:drop|skip|remove|exclude"
                    r"|ignore|lose|leave out|take out|forget|filter out|cut)\b(?! (?:it|that|this"
                    r"|them|those|these|everything|the (?:whole|lot))\W*$)")  # fmt: skip


NARROWS = "narrow_changes"
_PARTS = re.compile(
    r"^(?:(?:ok(?:ay)?|fine|yes|and|but|please|pls|now|then|so|good|great|actually|hm+|well|right"
    r"|i like it|i'm fine with (?:all of )?it|looks good|can (?:we|you)|could (?:we|you)|let's"
    r"|i(?:'d| would)? (?:only |just )?(?:want|like)|go (?:ahead )?with|proceed with|apply|approve"
    r"|keep|merge|do|fix|take|make (?:it|that)|for now)[,: ]+)*"
    r"(?:only|just|not|no|(?:don't|do not) \w+"
    r"|without|minus|except|excluding|exclude|all (?:but|except)|skip|omit|drop"
    r"|(?:everything|anything|all of (?:it|them)) (?:but|except|apart from|other than)|remove"
    r"|leave out|leave .+ out|take .+ out|limit (?:it|that|this|them) to|stick to|restrict .+ to"
    r"|narrow .+ to|trim .+ to|reduce .+ to|cut .+ (?:down )?to|hold back|strip out|but not"
    r"|those (?:in|of|from|with)|the ones (?:in|of|from|with)|anything but)\b"
    r"|\b(?:only|alone|nothing else|and no others)\W*$"
    r"|\b(?:but|and) (?:not|without|skip|leave|drop|exclude)\b|\bnot the\b|: no\b"
)
_NUMBERED = re.compile(
    r"^(?:(?:ok(?:ay)?|fine|please|pls|now|then|so|good|and|actually|just|only|let's|for now)"
    r"[,: ]+)*(?:approve|apply|accept|merge|do|take|yes to|yes[,:]? for|go (?:ahead )?with"
    r"|proceed with) (?:\w+ ){0,2}(?:groups?|pairs?|clusters?) (?:no\.? ?|number |#)?\d"
)
"""An approval of some groups by their number: it leaves the others as they are."""
_NEW = re.compile(r"\b(?:show|list|find|how|what|which|who|why|when|export|forecast|schedule)\b")
LONGEST = 14
"""Words; a longer message is a request of its own."""


def narrowed(clause: Clause, memory: Memory) -> dict[str, Any] | None:
    """What is said of a narrowing by words that keep a part of the proposal: `just West`.

    None when they are about something else.
    """
    last = memory.last
    if last is None or memory.newest("draft") is None or last.tool not in catalog():
        return None
    about = catalog()[last.tool].effect == "proposes" or Slot.CHANGE_SET in slots(last.tool)
    if not about or len(clause.tokens) > LONGEST or _NEW.search(clause.low):
        return None
    low = clause.low.strip()
    if _NUMBERED.match(low) and can_patch(clause, NARROWS):
        return {"rest": "wait"}
    return {} if _PARTS.search(low) and can_patch(clause, NARROWS) else None
