"""Reading how groups are ranked: `top 5`, `the five reps with the longest cycle`."""

import re
from typing import Any

from agent.planner.figures.grouping import TIMES, beside_value
from agent.planner.figures.in_order import in_order, judged
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from tools.arguments import Slot

_TOP = re.compile(
    r"(?<!at )(?<!on )\b(?:first(?= (?:\d|two|three|four|five|six|ten)\b)|top"
    r"|best(?:[- ]performing)?|biggest|largest|highest|most(?! first)|strongest|leading|greatest"
    r"|richest|fastest|longest|leaders?|leaderboard|rank(?:ed|ing)?(?: of)?|wins? the most|max)\b"
)
_BOTTOM = re.compile(
    r"(?<!at )\b(?:bottom|worst(?:[- ]performing)?|smallest|lowest|least|fewest|weakest"
    r"|slowest|shortest|poorest|lagging|laggards?|struggling|min)\b"
)
_NUMBERED = r"(?: (?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b)?"
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten"
                                       .split())} | {"twelve": 12, "twenty": 20}  # fmt: skip


def read_ranking(clause: Clause, param: Param) -> dict[str, object] | None:
    """The first or last so many."""
    order = in_order(clause)
    some = _some(clause)
    return {"order": order} if order and "count" not in (some or {}) else some


def _some(clause: Clause) -> dict[str, object] | None:
    """The superlative that is said, with how many are wanted."""
    for pattern, order in ((_BOTTOM, "bottom"), (_TOP, "top")):
        every = [m for m in re.finditer(pattern.pattern + _NUMBERED, clause.low)
                 if clause.is_free(*m.span()) and not _is_in_name(clause, m)]  # fmt: skip
        # "The most wins, top 5" says how many at its second word of ranking.
        match = next((m for m in every if m["n"]), every[0] if every else None)
        if match is None:
            continue
        before = re.search(r"\b(\d{1,3}|three|five|ten) $", clause.low[: match.start()])
        number = match["n"] or (before[1] if before else None)
        if order == "top" and number is None and _no_ranking(clause, match):
            continue
        clause.claim(match.start() - (len(before[0]) if before else 0), match.end())
        ranking: dict[str, object] = {"order": judged(clause, order, match[0])}
        if number:
            ranking["count"] = int(number) if number.isdigit() else _NUMBERS[number]
        return ranking
    return None


def _is_in_name(clause: Clause, match: re.Match[str]) -> bool:
    """Whether a superlative is part of a name: the forecast category `Best Case`."""
    return any(
        s.start <= match.start() < s.end and s.last > s.first
        for s in clause.senses
        if any(m.slot == "value" for m in s.meanings)
    )


def _no_ranking(clause: Clause, match: re.Match[str]) -> bool:
    return bool(re.match(r" (?:recent|of the|likely)", clause.low[match.end() :])) or (
        match[0].startswith("rank") and not any(True for _ in clause.senses_of("dimension"))
    )


def ranked(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """What is ranked when only a free word names it: `the five reps with the longest cycle`."""
    names = {p.slot: p.name for p in own}
    rank, by = names.get(Slot.RANKING), names.get(Slot.DIMENSION)
    if rank is None or by is None or Slot.METRIC not in names or rank not in found or by in found:
        return
    for sense, meaning in clause.senses_of("dimension"):
        beside = beside_value(clause, sense) and not _ranks_some(clause, sense, meaning.name)
        one = _plural(clause, sense) or _ONE_OF.search(clause.low[: sense.start])
        if beside or (meaning.name in TIMES and not one):
            continue
        clause.claim(sense.start, sense.end)
        found[by] = [meaning.name]
        count = _NUMBER_BEFORE.search(clause.low[: sense.start])
        if count and "count" not in found[rank] and clause.is_free(*count.span("n")):
            clause.claim(*count.span("n"))
            n = count["n"]
            found[rank] = {**found[rank], "count": int(n) if n.isdigit() else _NUMBERS[n]}
        return


_RANKS = re.compile(
    r"\b(?:rank|order|sort|compare|top|bottom|best|worst|strongest|weakest)(?: (?:the|our|all|of"
    r"|\d+|five|ten|three|performing|selling))* $"
)


def _ranks_some(clause: Clause, sense: Sense, dimension: str) -> bool:
    """Whether groups are ranked that a value of another field chooses: `rank the MG products`."""
    value = next((s for s in clause.senses if s.last + 1 == sense.first), None)
    if value is None or not _plural(clause, sense):
        return False
    other = all(m.name != dimension for m in value.meanings if m.slot == "value")
    return other and _RANKS.search(clause.low[: value.start]) is not None


_ONE_OF = re.compile(r"\b(?:top|bottom|best|worst) (?:1|one|single) $")
"""Before the unit of a time that is itself ranked: `top 1 month by won revenue`."""


def _plural(clause: Clause, sense: Sense) -> bool:
    return clause.low[sense.start : sense.end].endswith("s")


_NUMBER_BEFORE = re.compile(
    r"\b(?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)"
    r"(?: (?:sales|best|worst|individual|different))? ?$"
)
