"""Reading what to break a figure down by."""

import re
from collections.abc import Iterator

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from tools.parts.metrics import METRICS

_SPLIT = frozenset(
    {"by", "per", "each", "every", "across", "which", "what", "between", "top", "bottom", "best",
     "worst", "whose", "among", "of", "and", "&", "versus", "vs", "lead", "strongest", "weakest",
     "various", "different", "all", "our", "the", "how", "along", "then", "individual", "as"}
)  # fmt: skip
_FIRM = frozenset({"by", "per", "each", "every", "across", "which", "whose", "among", "individual"})
_TIME = {
    r"\bdaily\b|\bday[- ]by[- ]day\b": "day",
    r"\bweekly\b|\bweek[- ](?:by|over)[- ]week\b": "week",
    r"\bmonthly\b|\bmonth[- ](?:by|over)[- ]month\b|\bover time\b|\btrend(?:line|ing)?\b": "month",
    r"\bquarterly\b|\bquarter[- ]by[- ]quarter\b": "quarter",
    r"\b(?:yearly|annually)\b|\byear[- ]by[- ]year\b": "year",
}
_TREND = re.compile(r"over time|trend")
"""Words for time of any length: `trend by quarter`."""
_WHO = re.compile(
    r"(?:^|[,;:?] ?|\b(?:and|so|then|by|but|see|know|show me|tell me|of) )(?P<who>who(?:se|'s)?)\b"
)
"""The question `who`, and not the `who` of `an owner who left`."""
_REPS = re.compile(r"\bwhich (?P<who>reps|sellers|salespeople|people)\b")
_ORIGIN = re.compile(
    r"\b(?:(?:and )?from where(?! (?:it|we|they|he|she)\b)|where (?:do|did|are|were|have)\b.*\bfrom"
    r"|where from)\b"
)


def read_dimensions(clause: Clause, param: Param) -> list[str] | None:
    """What to break a figure down by."""
    found = list(_grouped(clause))
    for pattern, name in _TIME.items():
        match = re.search(pattern, clause.low)
        if match and name not in found:
            clause.claim(*match.span())
            if not (_TREND.match(match[0]) and TIMES & set(found)):
                found.append(name)
    origin = _ORIGIN.search(clause.low)
    if origin and "source" not in found:
        clause.claim(*origin.span())
        found.append("source")
    if clause.implied_by is not None and clause.implied_by not in found:
        found.append(clause.implied_by)
    found += [name for name in _trailing(clause) if name not in found]
    if clause.banded is not None:
        # "Small companies, split at 1000 employees" is by their size, and not by each of them.
        found = [f for f in found if not (f == "account" and clause.banded.startswith("employee"))]
        found.append(clause.banded)
    who = _WHO.search(clause.low) or (_REPS.search(clause.low) if clause.bounded else None)
    if not found and who and clause.asked is None:
        clause.claim(*who.span("who"))
        found.append("owner")
    return found or None


def _trailing(clause: Clause) -> list[str]:
    """Dimensions that end a request on their own: `Q3 won revenue, region and segment`."""
    match = _TAIL.search(clause.low.rstrip(" .?!"))
    if match is None or clause.metric is None:
        return []
    held = [(s, m.name) for s, m in clause.senses_of("dimension") if s.start > match.start()]
    rest = clause.low[match.end("mark") :].rstrip(" .?!")
    for sense, _ in held:
        rest = rest.replace(sense.text.lower(), "", 1)
    if not held or re.search(r"[^\s,&+/]", re.sub(r"\b(?:and|by|x|then|also|plus)\b", "", rest)):
        return []
    for sense, _ in held:
        clause.claim(sense.start, sense.end)
    return [name for _, name in held]


_TAIL = re.compile(r"(?P<mark>[,:;(-]) ?[^,:;()]*(?:, ?[^,:;()\d]*)?$")


def _grouped(clause: Clause) -> Iterator[str]:
    seen: set[str] = {clause.banded} if clause.banded else set()
    whose: Sense | None = None
    for sense, meaning in list(clause.senses_of("dimension")):
        if _is_owner_of(clause, sense):
            whose = sense
            clause.claim(sense.start, sense.end)
            continue
        owned = whose is not None and sense.first == whose.last + 1
        if meaning.name in seen or not _splits(clause, whose if owned and whose else sense, seen):
            continue
        seen.add(meaning.name)
        clause.claim(sense.start, sense.end)
        yield meaning.name


_OWN = {"owner": "user"}
"""Dimensions whose values are records of a table with another name."""


def _is_counted(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase is what is counted: `who has the most accounts` is not by account."""
    metric = METRICS.get(clause.metric or "")
    names = {_OWN.get(m.name, m.name) for m in sense.meanings if m.slot == "dimension"}
    return metric is not None and metric.name.startswith("count_") and metric.table in names


def _is_owner_of(clause: Clause, sense: Sense) -> bool:
    """Whether it only says whose the next one is: the owner of `by the owner's region`."""
    whose = clause.low[sense.start : sense.end].endswith("'s")
    gap = "" if whose else "'s"
    return any(
        other.first == sense.last + 1 and _dimensions(other)
        and (whose or clause.low[sense.end : other.start].strip() == gap)
        for other in clause.senses
    )  # fmt: skip


def _splits(clause: Clause, sense: Sense, seen: set[str]) -> bool:
    if _is_counted(clause, sense):
        return False
    if re.match(r"(?:per|by|each|every) ", sense.text.lower()) or _is_followed(clause, sense):
        return True
    if clause.bounded and _is_bounded(clause, sense):
        return True
    if _is_asked(clause, sense):
        return True
    before = _said_before(clause, sense.start)
    if before and before[-1].isdigit() and not TIMES.isdisjoint(_dimensions(sense)):
        return False  # "older than 90 days"
    if not before or (before[0] in _ORDERS and set(before) <= _ORDERS | _SPLIT):
        return _opens(clause, sense)
    return (
        _is_led(before, seen)
        or _is_next(clause, sense, seen)
        or (bool(set(before[-3:]) & _EXTREMES) and not beside_value(clause, sense))
    )


def _said_before(clause: Clause, start: int) -> list[str]:
    """The last words before a place; `leads` are records, and lead nothing."""
    before = [t.text.lower() for t in clause.tokens if t.end <= start][-4:]
    norms = clause.before(start, 4)
    return ["leads" if said == "leads" else n for said, n in zip(before, norms, strict=True)]


def _is_asked(clause: Clause, sense: Sense) -> bool:
    """Whether a question is for it: `which campaign source has the best win rate`."""
    asked = set(clause.before(sense.start, 3)) & {"which", "what"}
    return bool(asked) and _DOES.match(clause.low[sense.end :]) is not None


_DOES = re.compile(r" (?:has|have|had|is|are|was|were|did|does|do|brings?|gives?|performs?)\b")
TIMES = frozenset(_TIME.values())


def _dimensions(sense: Sense) -> set[str]:
    return {m.name for m in sense.meanings if m.slot == "dimension"}


def _is_followed(clause: Clause, sense: Sense) -> bool:
    """Whether the word after it says that it splits: `region breakdown`, `segment wise`."""
    tail = clause.after(sense.end, 1)
    if tail == ["wise"]:
        clause.claim(sense.end, sense.end + len(" wise"))
    return tail in (["breakdown"], ["split"], ["wise"], ["ranking"], ["leaderboard"])


def _is_led(before: list[str], seen: set[str]) -> bool:
    """Whether the words before it say that it splits: `by`, `which`, `and` after another."""
    if before[-1] in {"by", "per", "each", "every", "across", "which", "whose", "among"}:
        return True
    if before[-1] in {"and", "&", "then", "versus"} and seen:
        return True
    return bool(set(before) & _FIRM) and set(before[-2:]) <= _SPLIT | _FIRM


def _is_next(clause: Clause, sense: Sense, seen: set[str]) -> bool:
    """Whether it goes on a list of dimensions: `by region, product and month`."""
    last = max((end for _, end in clause.claimed if end <= sense.start), default=None)
    return bool(seen) and last is not None and clause.low[last : sense.start] in {", ", "/", " / "}


_ORDERS = frozenset({"rank", "compare", "order", "sort", "list", "show"})
"""Verbs before the groups: `rank the teams by attainment`."""
_EXTREMES = frozenset(
    {"top", "bottom", "best", "worst", "lead", "strongest", "weakest", "biggest", "big", "large",
     "small", "highest", "lowest", "what", "most", "fewest", "fastest", "slowest", "longest",
     "shortest", "fast", "slow"}
)  # fmt: skip


def _is_bounded(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase names the groups whose figure is bounded: `industries with over $1m`."""
    said = clause.low[sense.start : sense.end]
    return said.endswith("s") and not beside_value(clause, sense)


def _opens(clause: Clause, sense: Sense) -> bool:
    """Whether a plural opens the request: `reps by won revenue`, `cities where we have most`."""
    records = any(m.slot == "table" for m in sense.meanings)
    follows = re.match(r"\s*(?:by|ranked|sorted|ordered|with the|of)\b", clause.low[sense.end :])
    return clause.low[: sense.end].endswith("s") and (not records or follows is not None)


def beside_value(clause: Clause, sense: Sense) -> bool:
    """Whether a value stands right beside a dimension: `the Enterprise segment`."""
    return any(
        m.slot == "value"
        and m.name not in {"status", "forecast_category"}  # "the fastest closing product"
        and other.first in {sense.last + 1, sense.first - 1}
        for other in clause.senses
        for m in other.meanings
    )
