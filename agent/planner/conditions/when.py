"""Reading periods: the one asked about, and the one it is compared with."""

import re
from datetime import timedelta
from itertools import pairwise

from agent.planner.conditions.dated import governed
from agent.planner.conditions.same_days import same_days
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.parts import periods

_AGAINST = re.compile(
    r"(?:\bvs\.?|\bversus|\bcompared? (?:it |that |this |them )?(?:to|with|against)"
    r"|\bcompared|\bagainst|\brelative to"
    r"|\b(?:down|up|ahead|behind|growth|change|rise|drop|improvement|increase|decrease) (?:on"
    r"|of)|\bthan(?: in| it was in| we did in| for)?"
    r"|\bdiffer(?:s|ed|ent)? (?:from|to|than)|\bup from|\bdown from"
    r"|\bover(?= the (?:previous|prior|last))|\bbetween)"
    r"(?: (?:the|in|those|what it was|what we had))* ?$"
)
_YEAR_AGO = re.compile(
    r"(?:\b(?:vs\.?|versus|compared (?:to|with)|against|than|over|from) )?(?:the )?"
    r"(?:same (?:period|time|quarter|month|week|point|stage|dates?|days|(?:\w+ )?months|(?:\w+"
    r" )?weeks)"
    r"(?: of| in)?(?: the)? (?:last|previous|prior) year"
    r"|(?:a|one|1) year (?:ago|earlier|before)|year[- ](?:over|on)[- ]year|\byoy\b|\by/y\b"
    r"|(?:this time )last year's same period|same (?:period|quarter|month) a year (?:ago|earlier))"
)
_BEFORE = re.compile(
    r"(?:\b(?:vs\.?|versus|compared (?:to|with)|against|than|over|from) )(?:the )?(?:one |period )?"
    r"(?:previous|prior|preceding|last|before)(?: (?:one|period|time))?\b(?! (?:\w+ )?(?:day|week"
    r"|month|quarter|year))|\b(?:quarter|month|week)[- ](?:over|on)[- ](?:quarter|month|week)\b"
    r"|\bqoq\b|\bmom\b|\bwow\b|(?:than|versus|vs) before\b|\bperiod over period\b"
)
NEXT_TO = re.compile(
    r"\bthe (?:\d+ |two |three |six )?(?:quarter|month|year|week|day|one|period)s?"
    r" (?:before|after|prior|earlier|later)(?: that| it)?\b"
    r"|\bthe (?:following|preceding|previous|prior) (?:one|period|quarter|month|year|week)\b"
)
_FROM = re.compile(r"\b(?:from|since)(?: the)? ?$")
_COMPARES = re.compile(r"\b(?:compare|compared|comparison|difference|differ|versus|vs)\b")
_TWO = re.compile(
    r"(?:between |from |in between )?(?:the )?(.+?) (?:and|to|until|-) (?:the )?(.+)$"
)
_OVER = re.compile(
    r"\b(week|month|quarter|year)[- ](?:over|on)[- ](?:week|month|quarter|year)\b|\b(yoy|qoq|mom)\b"
)
_CHANGED = re.compile(
    r"\b(?:chang(?:e|ed|ing)|grow(?:n|th|ing)?|grew|shift(?:ed)?|move(?:d|ment)?"
    r"|drop(?:ped)?(?! below| under)"
    r"|fell(?! below| under| short)|fall(?:en)?(?! below| under| short)|rise|rose|risen"
    r"|decline(?:d)?"
    r"|increase(?:d)?"
    r"|decrease(?:d)?|trend(?:ed)?"
    r"|go(?:ne)? (?:up|down)|went (?:up|down)|(?:better|worse)(?! (?:for|when|if|where|among"
    r"|on|with|than|any)\b)|improv(?:e|ed|ing)"
    r"|worsen(?:ed|ing)?|declining|rising|falling)\b"
)


def read_period(clause: Clause, param: Param) -> str | None:
    """The period that an argument takes, in the form `2017-10-01..2017-12-31`."""
    if param.name.startswith("compare"):
        return _compared(clause)
    beside = _beside(clause) or series(clause, 2 if not clause.pairs else 3)
    if beside is not None:
        return beside
    for found in clause.periods:
        if clause.is_free(found.start, found.end) and not _is_founding(clause, found):
            clause.claim(found.start, found.end)
            if _is_now(clause, found.start, found.end) or _stands_now(clause, found):
                continue
            return found.span.key if found.span.start or found.span.grain != "all" else "all time"
    implied = _OVER.search(clause.low)
    if implied is None:
        return clause.implied_period
    unit = implied[1] or {"yoy": "year", "qoq": "quarter", "mom": "month"}[implied[2]]
    world = clause.world
    return periods.resolve(f"this {unit}", world.today, world.calendar).key


_FOUNDED = re.compile(r"\b(?:found(?:ed)?|established|incorporated|set up|formed)(?: \w+){0,2} ?$")


def _is_founding(clause: Clause, found: periods.Found) -> bool:
    """Whether the words say when a company was founded, not when the figure is of."""
    raised = any(m.name in _RAISED for _, m in clause.senses_of("metric"))
    if clause.figure and clause.subject == "prospect_company" and not raised:
        return False  # how many were founded when
    return bool(_FOUNDED.search(clause.low[: found.start]))


_RAISED = frozenset({"funding_raised", "round_size", "company_funding"})
"""Figures of money, whose companies a year of founding chooses."""


def _stands_now(clause: Clause, found: periods.Found) -> bool:
    """Whether today is only when an open amount stands: `open pipeline today`."""
    today = clause.world.today
    moves = clause.pairs and not clause.figure  # what changed today is no level
    return (
        (found.span.start, found.span.end) == (today, today)
        and not moves
        and clause.has(
            r"\b(?:open|pipeline|coverage|how many (?:accounts|contacts|leads|customers))\b"
        )
    )


def _beside(clause: Clause) -> str | None:
    """The period next to the one asked about before, as in `and the quarter after?`."""
    match = NEXT_TO.search(clause.low)
    if match is None or clause.anchor is None:
        return None
    world = clause.world
    span = periods.resolve(clause.anchor, world.today, world.calendar)
    if span.start is None:
        return None
    clause.claim(*match.span())
    if re.search(r"before|previous|prior|earlier|preceding", match[0]):
        return periods.earlier(span, "previous", world.calendar).key
    grain = span.grain if span.grain in {"week", "month", "quarter", "year"} else "quarter"
    after = periods.resolve(f"next {grain}", span.end, world.calendar)
    return after.key


def _is_now(clause: Clause, start: int, end: int) -> bool:
    """Whether the words only say that things are asked for as they stand: `as of today`."""
    return clause.low[start:end] == "now" or bool(
        re.search(r"\b(?:as of|right|at the moment|as at) ?$", clause.low[:start])
        and clause.low[start:end] in {"now", "today"}
    )


def series(clause: Clause, least: int) -> str | None:
    """The stretch that several periods of one length fill, which are to be told apart in it.

    `Q1 vs Q2 vs Q3` is those nine months by quarter.
    """
    free = [f for f in clause.periods if clause.is_free(f.start, f.end)]
    grains = {f.span.grain for f in free}
    spans = sorted(((f.span.start, f.span.end) for f in free if f.span.start), key=lambda s: s[0])
    if len(free) < least or len(spans) < len(free) or len(grains) != 1 or not grains <= _UNITS:
        return None
    if any(later[0] - earlier[1] != timedelta(days=1) for earlier, later in pairwise(spans)):
        return None
    if len({governed(clause, f, clause.subject or "") for f in free} - {None}) > 1:
        return None  # "created in July and converted in August" are two days of each record
    clause.implied_by = grains.pop()
    for found in free:
        clause.claim(found.start, found.end)
    return f"{spans[0][0].isoformat()}..{spans[-1][1].isoformat()}"


_UNITS = frozenset({"week", "month", "quarter", "year"})


def _compared(clause: Clause) -> str | None:
    if len(clause.periods) > 2 and series(clause.fresh(), 3) is not None:  # noqa: PLR2004 - two are a comparison
        return None
    if (days := same_days(clause)) is not None:
        return days
    for pattern, words in _EARLIER:
        match = pattern.search(clause.low) if pattern is not _ONE_BEFORE or clause.periods else None
        if match:
            clause.claim(*match.span())
            of_year = pattern is _ONE_BEFORE and "year" in match[0]
            return "same period last year" if of_year else words
    free = [f for f in clause.periods if clause.is_free(f.start, f.end)]
    return _named_beside(clause, free) or _before_a_change(clause, free)


_ONE_BEFORE = re.compile(
    r"(?:\b(?:vs\.?|versus|compared? (?:to|with|against)|against|than(?: in)?|relative to|and"
    r"|over|on) )(?:the |that of the |those of the )(?:month|quarter|week|year|one|period)"
    r" (?:before"
    r"|prior|earlier)\b(?! last)(?: that| it)?"
)
"""The period before the one that is named: `October compared to the month before`."""
_EARLIER = ((_YEAR_AGO, "same period last year"), (_BEFORE, "previous"), (_ONE_BEFORE, "previous"))


def _named_beside(clause: Clause, free: list[periods.Found]) -> str | None:
    """The period that is named as the one to compare with."""
    for found in free if len(free) == 1 else ():  # "July to September vs April to June" are two
        if (pair := _pair(clause, found)) is not None:
            clause.claim(found.start, found.end)
            clause.implied_period = pair[1].key
            return pair[0].key
    for found in free[1:]:
        lead = _AGAINST.search(clause.low[: found.start])
        if lead:
            clause.claim(lead.start(), found.end)
            return found.span.key
    if len(free) == 2:  # noqa: PLR2004 - two periods side by side are a comparison
        return _earlier_of(clause, free)
    if len(free) == 1 and (lead := _leads(clause, free[0].start)):
        clause.claim(lead.start(), free[0].end)
        if clause.anchor is None:  # "and how does that compare with May" is about what was shown
            clause.implied_period = _current(clause, free[0].span)
        return free[0].span.key
    return None


def _earlier_of(clause: Clause, free: list[periods.Found]) -> str | None:
    """The earlier of two periods that no word sets against one another."""
    around = _around(clause, free)
    first = around or min(free, key=lambda f: f.span.end)
    clause.claim(first.start, first.end)
    return None if around is not None else first.span.key


def _around(clause: Clause, free: list[periods.Found]) -> periods.Found | None:
    """The period that only says in which year the other one is: `June to August this year`."""
    if clause.low[free[0].end : free[1].start].strip(" ,") not in _OF:
        return None
    for outer, inner in (free, reversed(free)):
        first = outer.span.start
        if first is None or inner.span.start is None or inner.span == outer.span:
            continue
        if first <= inner.span.start and inner.span.end <= outer.span.end:
            return outer
    return None


_OF = frozenset({"", "of", "in", "within", "during", "for"})


def _before_a_change(clause: Clause, free: list[periods.Found]) -> str | None:
    """The previous period, where something is said to have changed."""
    changed = _CHANGED.search(clause.low) if clause.figure else None
    if changed and len(free) == 1 and (before := _since(clause, free[0])) is not None:
        return before
    if changed and len(free) <= 1 and not clause.has(_SERIES):
        return (
            "previous"
            if free or clause.has(r"\b(why|what|how)\b.*|^(?:is|are|has|have) ")
            else None
        )
    return None


_SERIES = (
    r"\b(?:by|per|each|every) (?:month|quarter|week)|\bover time\b|\b(?:month|quarter|week)ly\b"
    r"|\b(?:month|quarter|week)[- ]by[- ](?:month|quarter|week)\b"
)
"""Periods that are told apart show by themselves what changed."""


def _since(clause: Clause, found: periods.Found) -> str | None:
    """`Has it grown since last year` sets this year beside the last."""
    match = re.match(r"since (.+)$", clause.low[found.start : found.end])
    if match is None or not re.match(r"(?:the )?(?:last|previous|prior) ", match[1]):
        return None
    world = clause.world
    inner = periods.find(match[1], world.today, world.calendar)
    current = _current(clause, inner[0].span) if len(inner) == 1 else None
    if current is None:
        return None
    clause.claim(found.start, found.end)
    clause.implied_period = current
    return inner[0].span.key


def _leads(clause: Clause, start: int) -> re.Match[str] | None:
    """The words before a period that make it the one to compare with."""
    against = _AGAINST.search(clause.low[:start])
    return against or (_CHANGED.search(clause.low) and _FROM.search(clause.low[:start])) or None


def _pair(clause: Clause, found: periods.Found) -> tuple[periods.Span, periods.Span] | None:
    """The two periods of a change `between Q3 and Q4`; None when the words name one stretch."""
    if not (_CHANGED.search(clause.low) or _COMPARES.search(clause.low)):
        return None
    match = _TWO.match(clause.low[found.start : found.end])
    if match is None:
        return None
    world = clause.world
    last = periods.find(match[2], world.today, world.calendar)
    first = periods.find(match[1], last[0].span.end if last else world.today,
                         world.calendar)  # fmt: skip
    if len(first) == len(last) == 1 and first[0].span.grain == last[0].span.grain != "day":
        return first[0].span, last[0].span
    return None


def _current(clause: Clause, before: periods.Span) -> str | None:
    """The present week, month, quarter or year, to set beside an earlier one."""
    if before.grain not in {"week", "month", "quarter", "year"}:
        return None
    world = clause.world
    now = periods.resolve(f"this {before.grain}", world.today, world.calendar)
    return now.key if now.start != before.start else None
