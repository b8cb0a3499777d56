"""Follow-ups: a message that only makes sense after the one before."""

import re
from dataclasses import dataclass
from typing import Any

from agent.planner.learned.intent import Guess
from agent.planner.orders.changing import SURE_TO_ACT
from agent.planner.reading.sharing import shared
from agent.planner.talk.explaining import explained
from agent.planner.talk.looking_into import looked_into
from agent.planner.talk.nth import nth
from agent.planner.talk.on_proposals import NARROWS, leaves_out, narrowed, on_proposal
from agent.planner.talk.onward import OF_GROUPS, moved, onward
from agent.planner.talk.paired import paired
from agent.planner.talk.patching import asks_of_it, can_patch, has, is_fragment, swaps
from agent.planner.talk.regrouping import regrouped
from agent.planner.talk.rescoping import rescoped
from agent.planner.talk.reshaping import in_order, reshaped
from agent.planner.talk.turning import turned
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from agent.planner.words.splitting import asks
from tools.arguments import Slot
from tools.catalog import catalog

_GOES_ON = re.compile(
    r"^(?:(?:ok(?:ay)?|so|great|thanks|cool|hm+|interesting|alright|right|nice)[, ]+)*"
    r"(?:and|what about|what if|how about|same|only|just|instead|but|also|now|then|not|without"
    r"|excluding|exclude|include|including|plus|or|except|rather|drop|remove|take out|leave out"
    r"|(?:use|count|take|keep|consider|leave) (?:only|just)|(?:limit|restrict|narrow)"
    r" (?:it|that|this) to"
    r"|sorry|oops|wait|i meant|meant|skip|ignore|actually|i mean"
    r"|from (?:this|that|these|those)|of (?:these|those|them)"
    r"|how many (?:of (?:them|those|these) )?(?:are|is) (?!there\b))\b"
)
_REWORKS = re.compile(
    r"\b(?:break|split|slice|drill|group|sort|rank|compare|limit|narrow|filter|make|do|give|show"
    r"|see|have|get|put|turn|plot|chart|express|run|redo|repeat|cut|try|use|keep|restrict|view"
    r"|bucket|expand|list|display)\b"
)
_AGAIN = re.compile(
    r"\b(?:that|it|this|those|these|them|same|instead|as well|too|again|ones?|rather|the split"
    r"|the breakdown)\b"
)
_WHY = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )*(?:why|how come|what(?:'s| is| was| happened| caused| drove"
    r"| explains| changed)?(?: behind| driving| the (?:reason|cause|driver))?|explain|reason"
    r"|what's going on|any idea why)\b[\w' ]{0,40}[?.!]*$"
)
_WHY_FULL = re.compile(r"\b(?:why|how come|what (?:happened|caused|drove|explains|changed)|explain"
                       r"|reason|driv(?:er|ing)|what's behind)\b")  # fmt: skip
_AMENDS = re.compile(
    r"^(?:(?:ok(?:ay)?|please|now|and|then|can you|could you)[, ]+)*"
    r"(?:make (?:it|that)|change (?:it|that)? ?to|add|include|also)\b"
)
_ASKS_MORE = re.compile(r"(?:and |or )?(?:who|which|what)\b")
_SPLITS = re.compile(r"\b(?:break|split|slice|group|cut|drill)\b.*\b(?:by|into|per|down)\b")
_ADDS = re.compile(
    r"\b(?:add|also|include|including|plus|as well|too|on top)\b"
    r"|\b(?:break|split|cut|slice) (?:(?:that|this|it|them|those|these|each)\b(?: of (?:those|them"
    r"|these))?) ?(?:out|further)\b|\b(?:break|split|cut|slice)(?: down)? each\b"
)
LIKELY, SURE = 0.3, 0.6
"""How likely another job on what was just shown must be: to look, and to propose a change."""
SHORT = 9
"""Words; a longer message says all that it means."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A tool to call again, and what it keeps from before."""

    tool: str
    borrowed: dict[str, Any]
    again: bool = False
    """Whether it is the last call done in another way, not one more."""
    adds: bool = False
    """Whether what the words name comes to what was there, instead of replacing it."""
    whole: bool = False
    """Whether the arguments are all there is: no word of the message is one more."""


def follow_up(clause: Clause, memory: Memory, best: Guess, *, within: bool) -> Follow | None:
    """How a clause builds on the last call; None when it stands on its own.

    Args:
        clause: The words.
        memory: What was said before.
        best: The tool that the words alone would mean.
        within: Whether the clause is a later step of one message.
    """
    last = memory.last
    if last is None or last.tool not in catalog():
        return None
    set_apart = None if within else _of_sets(clause, memory, last)
    if set_apart is not None:
        return set_apart
    decides = is_decision(best) and best.chance > SURE
    if decides and not (_changes_last(clause, last) or leaves_out(clause, memory, last)):
        return None
    walk = moved(clause, last)
    if walk is not None or _asks_why(clause):
        why = walk or explained(last, memory)
        return Follow(*why) if why else None
    if within:
        return _within(clause, last)
    return _next(clause, memory, last, best) if len(clause.tokens) <= SHORT + 3 else None


def _of_sets(clause: Clause, memory: Memory, last: Call) -> Follow | None:
    """What a message does with a pair of figures, or with the proposal that waits."""
    both = paired(clause, memory)
    if both is not None:
        return Follow(*both)
    part = narrowed(clause, memory)
    if part is not None:
        return Follow(NARROWS, part)
    looked = looked_into(clause, memory, last)
    return Follow(*looked[:2], whole=looked[2]) if looked else None


def _next(clause: Clause, memory: Memory, last: Call, best: Guess) -> Follow | None:
    """How a short message of its own builds on the last call."""
    proposal = on_proposal(clause, memory, best)
    if proposal is not None:
        return Follow(*proposal[:2], adds=proposal[2])
    one = nth(clause, memory, last, best)
    about = one or reshaped(clause, memory, last) or turned(clause, memory, last)
    about = about or regrouped(clause, last)
    if about is not None:
        return Follow(*about, whole=True)
    onto = in_order(clause, last) or onward(clause, memory, last, best) or _of_groups(clause, last)
    if onto is not None:
        return Follow(*onto)
    other = best.tool != last.tool or _of_other_records(clause, last)
    another = other and best.tool in catalog() and not swaps(clause, last)
    if another and best.chance > SURE and (_is_whole(clause) or _is_act(clause, best)):
        return _pointing(clause, memory, best)
    leans = _is_elliptical(clause) or _changes_last(clause, last) or swaps(clause, last)
    if leans and can_patch(clause, last.tool):
        return Follow(last.tool, rescoped(clause, last), adds=bool(_ADDS.search(clause.low)))
    vague = best.chance < SURE and asks_of_it(clause)
    if (vague or is_fragment(clause)) and catalog()[last.tool].effect == "reads":
        return Follow(last.tool, dict(last.arguments))  # what it cannot take of it is said
    return _pointing(clause, memory, best)


def _of_groups(clause: Clause, last: Call) -> tuple[str, dict[str, Any]] | None:
    """`Which of them are in Spain?`, of a figure by groups."""
    asked = last.arguments.get("by") and OF_GROUPS.search(clause.low)
    return (last.tool, dict(last.arguments)) if asked and can_patch(clause, last.tool) else None


def _of_other_records(clause: Clause, last: Call) -> bool:
    """Whether a question of its own is about records of another kind: `what are Lee's deals`."""
    table = last.arguments.get("table")
    first = next(iter(clause.fresh().named_tables()), None)
    return (
        bool(table and first and first[1] != table)
        and asks(clause.text)
        and clause.has(r"^\W*(?:and |so |ok |but )?(?:what|which|how|list|show)\b")
    )


def _is_act(clause: Clause, best: Guess) -> bool:
    """Whether a message has something done to what was shown: `close those`, `load them`."""
    own = slots(best.tool)
    proposes = catalog()[best.tool].effect == "proposes" and Slot.CHANGE_SET not in own
    if catalog()[best.tool].at_once and best.chance < SURE_TO_ACT:
        return False
    if clause.has(r"^\W*(?:and |or |but )?(?:the )?same\b"):
        return False
    return (proposes or Slot.RECORDS in own) and clause.points_back


def _within(clause: Clause, last: Call) -> Follow | None:
    """A later step of one message that only says more about the step before it.

    `..., and break it down by region` does the step in another way; `..., and who had the fewest?`
    asks the same figure once more.
    """
    own = {m.slot for s in clause.senses for m in s.meanings if s.last > s.first or _is_head(s)}
    if {"metric", "table"} & own or not can_patch(clause, last.tool):
        return None
    if _SPLITS.search(clause.low):
        return Follow(last.tool, dict(last.arguments), again=True)
    if _ASKS_MORE.match(clause.low.strip()) and len(clause.tokens) < SHORT:
        return Follow(last.tool, dict(last.arguments))
    if _ALSO.match(clause.low.strip()) and len(clause.tokens) <= SHORT:
        return Follow(last.tool, rescoped(clause, last))
    return None


_ALSO = re.compile(r"(?:(?:oh|and|also|then|the same)[, ]+)*(?:for|from|in|of)\b")


def amends(text: str) -> bool:
    """Whether a message asks for the last answer in another way: `make it 40 and add Spain`."""
    return bool(_AMENDS.match(text.lower().strip()))


def _changes_last(clause: Clause, last: Call) -> bool:
    return amends(clause.text) and can_patch(clause, last.tool)


def partly(clause: Clause, guesses: list[Guess]) -> Guess:
    """The likeliest tool; for a decision on a part, the one that makes that part a proposal.

    `Undo only the Acme merge` decides nothing by itself: what it would do is shown first.
    """
    if is_decision(guesses[0]) and _PART.search(clause.low):
        tools = (g.tool for g in guesses[1:] if g.tool in catalog() and not is_decision(g))
        fitting = (tool for tool in tools if Slot.CHANGE_SET in slots(tool))
        return Guess(next(fitting, guesses[0].tool), guesses[0].chance)
    return guesses[0]


_PART = re.compile(
    r"\b(?:only|just|except|but|all but|without|excluding|the [A-Z]?\w+ ones?|(?:that|this) (?:one"
    r"|group|pair)(?= out|$))\b"
)


def is_decision(best: Guess) -> bool:
    """Whether the words are for approving, rejecting or undoing, which no plan does."""
    return best.tool in catalog() and catalog()[best.tool].effect == "decides"


def leans_on_nothing(clause: Clause) -> bool:
    """Whether it goes on from something that was never said, as in `and the quarter before?`."""
    return bool(re.match(r"^(?:and|what about|how about|same)\b", clause.low.strip())) and (
        not has(clause, "metric") and not has(clause, "table") and len(clause.tokens) <= SHORT
    )


def _asks_why(clause: Clause) -> bool:
    """`Why?`, with nothing of its own to explain."""
    own = any(True for _ in clause.senses_of("metric"))
    return not own and bool(_WHY.match(clause.low.strip())) and bool(_WHY_FULL.search(clause.low))


def _is_elliptical(clause: Clause) -> bool:
    """Whether the clause leans on the one before: `and for East?`, `by product`, `only won`."""
    words = len(clause.tokens)
    goes_on = bool(_GOES_ON.match(clause.low.strip()))
    headless = not any(_is_head(sense) for sense in clause.senses)
    if goes_on and words <= SHORT + 1:
        return True
    if _AGAIN.search(clause.timeless) and _REWORKS.search(clause.low) and words <= SHORT + 3:
        return True
    words -= sum(any(f.start <= t.start < f.end for f in clause.periods) for t in clause.tokens)
    return headless and words <= 6  # noqa: PLR2004 - "by product", "in the East?", "and last year"


def _is_whole(clause: Clause) -> bool:
    """Whether a message says all of a job: it leans on nothing, or opens with its verb."""
    about = clause.has(r"^\W*(?:and |but |so )?(?:what|how) about\b")
    told = not about and asks(clause.text) and not _AGAIN.search(clause.timeless)
    return told or not _is_elliptical(clause)


def _is_head(sense: Sense) -> bool:
    """Whether a phrase says what to compute or list; `product` alone may just split a figure."""
    slots_named = {m.slot for m in sense.meanings}
    alone = sense.first == sense.last
    return bool(slots_named & {"metric", "table"}) and not (alone and "dimension" in slots_named)


def _pointing(clause: Clause, memory: Memory, best: Guess) -> Follow | None:
    """Another job on what was just shown: `export that`, `show me the deals behind it`."""
    if not clause.points_back or best.tool not in catalog():
        return None
    if best.chance < (LIKELY if catalog()[best.tool].effect == "reads" else SURE):
        return None
    return Follow(best.tool, shared(memory.calls, best.tool))
