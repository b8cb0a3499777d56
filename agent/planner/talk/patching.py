"""Whether the words of a follow-up name something that the last tool takes."""

import re

from agent.planner.conditions.when import NEXT_TO
from agent.planner.judging.remarks import names_something
from agent.planner.reading.readers import chooses
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call
from agent.planner.words.signature import params, slots
from tools.arguments import Slot

_PATCHES = frozenset(
    {Slot.PERIOD, Slot.FILTER, Slot.DIMENSION, Slot.RANKING, Slot.VARIANT,
     Slot.COUNT, Slot.GEOGRAPHY, Slot.INDUSTRY, Slot.FUNDING_STAGE, Slot.TITLE, Slot.METRIC,
     Slot.NUMBER_RANGE, Slot.FIELD, Slot.KEYWORD, Slot.TABLE}
)  # fmt: skip
_FRAGMENT = re.compile(
    r"(?:(?:and|but|so|then|ok(?:ay)?|just|only)[, ]+)*"
    r"(?:by|per|for|in|of|from|at|with|without|as|just|only)\b"
)
SHORT = 4
"""Words; a fragment is no longer."""


def can_patch(clause: Clause, tool: str) -> bool:
    """Whether the words name something that the tool takes."""
    own = slots(tool) & _PATCHES
    named = {
        Slot.PERIOD: bool(clause.periods or NEXT_TO.search(clause.low)),
        Slot.FILTER: has(clause, "value") or bool(clause.amounts or clause.places) or clause.has(
            r"\b(open|won|lost|missing|without)\b"),
        Slot.DIMENSION: has(clause, "dimension") or clause.has(r"\b(monthly|quarterly|trend)\b"),
        Slot.METRIC: has(clause, "metric"),
        Slot.RANKING: clause.has(r"\b(top|bottom|best|worst|rank|biggest|smallest|highest|lowest)"),
        Slot.VARIANT: clause.has(r"\b(median|mean|average|by value|by count|p90|trimmed)"),
        Slot.COUNT: bool(clause.amounts),
        Slot.GEOGRAPHY: bool(clause.places),
        Slot.INDUSTRY: bool(clause.industries),
        Slot.FUNDING_STAGE: bool(clause.rounds),
        Slot.TITLE: bool(clause.titles),
        Slot.NUMBER_RANGE: any(a.compared for a in clause.amounts),
        Slot.FIELD: has(clause, "field"),
        Slot.TABLE: has(clause, "table"),
    }  # fmt: skip
    return any(named.get(slot, False) for slot in own) or _picks(clause, tool)


def _picks(clause: Clause, tool: str) -> bool:
    """Whether a choice or a flag of the tool is named: `any that are sure`, `as a percentage`."""
    own = (p for p in params(tool) if p.slot in {Slot.CHOICE, Slot.FLAG})
    return any(chooses(clause, param) for param in own)


def has(clause: Clause, slot: str) -> bool:
    """Whether a free phrase can be of this kind."""
    return any(True for _ in clause.senses_of(slot))


def swaps(clause: Clause, last: Call) -> bool:
    """Whether a word or two only name another value of a condition: `Emails?` after meetings."""
    fields = {c["field"] for c in last.arguments.get("where") or []}
    named = {m.name for s in clause.senses for m in s.meanings if m.slot == "value"}
    return len(clause.tokens) <= 2 and bool(fields & named)  # noqa: PLR2004 - "Emails?", "and calls?"


def asks_of_it(clause: Clause) -> bool:
    """Whether a question names nothing but what was shown: `where is it worst?`."""
    short = len(clause.tokens) <= SHORT + 1
    return short and clause.points_back and not names_something(clause)


def is_fragment(clause: Clause) -> bool:
    """Whether the words are no request by themselves: `by who?`, `just those`."""
    named = any(
        {m.slot for m in s.meanings} & {"metric", "table"}
        and not any(m.slot == "dimension" for m in s.meanings)
        for s in clause.senses
    )
    short = len(clause.tokens) <= SHORT
    return short and not named and bool(_FRAGMENT.match(clause.low.strip()))
