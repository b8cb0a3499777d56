"""What the tools can be, in the light of the conversation: with no proposal, none is narrowed."""

import re

from agent.planner.learned.intent import Guess
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Memory
from agent.planner.words.signature import finds_prospects, slots
from tools.arguments import Slot
from tools.catalog import catalog

NO_SET = 0.15
"""What is left of the chance of a tool that works on a change set when there is none."""
SHORT = 4
"""Words; a message as short as that is about a change set only when it says so."""
_OF_CHANGES = (
    r"\b(?:chang|propos|draft|preview|pending|approv|appl|reject|undo|undone|merg|waiting|wait|diffs?\b"
    r"|cs_|batch|would|edit|updat|fix|before|reason|review|set)"
)


_UNDOES = re.compile(
    r"(?:(?:ok(?:ay)?|please|and|now|then|no|oh no|oops|hm+|actually|sorry|can you|could you|kindly"
    r"|i (?:want|need) (?:you )?to|go ahead and)[,. ]+)*(?:undo\b(?! (?:tools?|button))|un-?merge\b"
    r"|revert\b|roll\w* (?:\S+ ){0,6}?back\b|back out\b|restore\b|undelete\b"
    r"|reverse\b(?!.*\b(?:order|sort|sorting|list)\b)|(?:take|put|bring) (?:\S+ ){0,6}?back\b"
    r"(?! (?:in|on|into|to) (?!how|what|the way)))"
)
UNDO = "preview_undo"


def possible(clause: Clause, guesses: list[Guess], memory: Memory) -> list[Guess]:
    """The guesses, each with its chance in the light of what was shown."""
    if _UNDOES.match(clause.low.strip()):
        # Whatever the words name, it is to be taken back: that is shown, and never done anew.
        return [Guess(UNDO, 1.0)]
    guesses = _packing(clause, _filling(clause, _held(clause, guesses)))
    if memory.newest("draft", "applied", "conflicted") is not None:
        return guesses
    vague = len(clause.tokens) <= SHORT and not clause.has(_OF_CHANGES)
    last = memory.last
    looked = last is not None and last.tool in catalog() and catalog()[last.tool].effect == "reads"
    looked = looked and not (Slot.CHANGE_SET in slots(last.tool) if last else True)
    weighed = [
        Guess(g.tool, g.chance * _share(g.tool, vague=vague, looked=looked)) for g in guesses
    ]
    total = sum(g.chance for g in weighed)
    return sorted((Guess(g.tool, g.chance / total) for g in weighed), key=lambda g: -g.chance)


def _filling(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses where a request opens with the verb of filling gaps: a proposal to fill them."""
    fills = next((g for g in guesses[:4] if g.tool == FILLS), None)
    if fills is None or not _FILLS.match(clause.low.strip()):
        return guesses
    others = [g for g in guesses if g is not fills]
    return sorted([Guess(FILLS, max(fills.chance, FILLS_SURELY)), *others],
                  key=lambda g: -g.chance)  # fmt: skip


FILLS, FILLS_SURELY = "fill_missing_fields", 0.8
_FILLS = re.compile(
    r"(?:(?:ok(?:ay)?|please|pls|and|now|then|can you|could you|kindly|let's|go ahead and)[, ]+)*"
    r"(?:enrich|backfill|populate|complete|append|fill in|fill up|fill out|fill)\b"
    r"(?! (?:date|rate|list|picture|history|cycle)s?\b)"
)


def _packing(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses where a pack is to be made: what it is to hold names no figures to compute."""
    packs = next((g for g in guesses[:4] if g.tool == PACKS), None)
    if packs is None or not _PACKS.match(clause.low.strip()):
        return guesses
    return [Guess(PACKS, 1.0)]


PACKS = "exec_pack"
_PACKS = re.compile(
    r"(?:(?:ok(?:ay)?|please|pls|and|now|then|can you|could you|kindly|let's|go ahead and)[, ]+)*"
    r"(?:prepare|make|build|create|assemble|compile|generate|draft|write|produce|put together"
    r"|pull together|get|i need|we need|give me)(?: me| us)? (?:[\w']+ ){0,4}?"
    r"(?:(?:exec|executive|board|management|leadership)[ -](?:pack|deck|report|summary|briefing)"
    r"|pack)\b"
)


def _held(clause: Clause, guesses: list[Guess]) -> list[Guess]:
    """The guesses where there are no prospects to choose from: a list is then one of accounts."""
    if "prospect_company" not in clause.world.lexicon.absent:
        return guesses
    weighed = [
        Guess(g.tool, g.chance * (NO_SET if g.tool in catalog() and finds_prospects(g.tool) else 1))
        for g in guesses
    ]
    total = sum(g.chance for g in weighed)
    return sorted((Guess(g.tool, g.chance / total) for g in weighed), key=lambda g: -g.chance)


def _share(tool: str, *, vague: bool, looked: bool) -> float:
    if tool not in catalog() or Slot.CHANGE_SET not in slots(tool):
        return 1
    if catalog()[tool].effect == "proposes" and Slot.RECORDS not in slots(tool):
        return NO_SET / 10 if looked else NO_SET
    return NO_SET if vague and catalog()[tool].effect == "reads" else 1
