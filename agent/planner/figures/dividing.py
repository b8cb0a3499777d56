"""Reading what a figure is divided by: `calls per won deal`, `the ratio of leads to wins`."""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from tools.arguments import Slot
from tools.parts.metrics import METRICS

_PER = re.compile(
    r"(?:\bper|\bfor (?:each|every|one)|\bto (?:each|every|one)|/)(?: (?:a|an|our))* ?$"
)
_MEAN = re.compile(r"\b(?:average|avg|on average|mean|typically|typical|usually|usual)\b")
"""With these, what is a dimension too is divided by: `average contacts per account`."""
_RATIO = re.compile(
    r"\bratio (?:of|between) (?P<a>.+?) (?P<to>to|and|over|vs\.?|versus|against) |"
    r"\bhow (?:many|much) (?P<b>.+?) (?P<take>(?:does|do|did) it take (?:us )?(?:to|for))\b|"
    r"\bdivided by (?:the )?(?:number of )?(?P<by>)"
)
_LENGTH = re.compile(r"\bhow (?:long|old|fast|quick\w*|soon)\b")
"""A length of time is a mean already: `how long on average per rep`."""
_TO_RATIO = re.compile(r"(?:\bto|-to|:|/) ?$")
_NAMED_RATIO = re.compile(r"^ ratios?\b")
_IN_FULL = {
    ("won_revenue", "count_deals"): "deals_won", ("won_revenue", "deals_closed"): "deals_won",
    ("open_pipeline", "count_deals"): "open_deals",
    ("pipeline_created", "count_deals"): "deals_created",
}  # fmt: skip
"""`Won revenue per deal` is per won deal."""
_GETS = re.compile(r"\b(?:win|wins|close|closes|land|sign|get)(?: us)? (?:a|one|each|every|the) $")


def read_divisor(clause: Clause, param: Param) -> str | None:
    """The count or the sum that another figure is divided by."""
    if _LENGTH.search(clause.low):
        return None
    for sense in clause.senses:
        if not clause.is_free(sense.start, sense.end):
            continue
        lead = _led(clause, sense)
        found = _summed(clause, sense) if lead is not None else None
        over = _before(clause, sense.start) if found else None
        if lead is None or found is None or over in {None, found}:
            continue
        clause.claim(lead, sense.end)
        clause.over = over
        return _IN_FULL.get((over or "", found), found)
    return None


def divides(clause: Clause) -> bool:
    """Whether one figure for each of another is asked for."""
    found: bool = clause.remember("divides", lambda: read_divisor(clause.fresh(), _ANY) is not None)
    return found


_ANY = Param("per", Slot.DIVISOR, many=False, required=False)


def _led(clause: Clause, sense: Sense) -> int | None:
    """Where the words begin that make a phrase the divisor; None when it is none."""
    before = clause.low[: sense.start]
    per = _PER.search(before)
    if per and not (_is_split(sense) and not _MEAN.search(clause.low)):
        return per.start()
    ratio = _RATIO.search(clause.low)
    if ratio and ratio.end() <= sense.start and _near(clause, ratio.end(), sense.start):
        return ratio.start("to") if ratio["to"] else ratio.start()
    to = _TO_RATIO.search(before)
    if to and _NAMED_RATIO.match(clause.low[sense.end :]):
        clause.claim(sense.end, sense.end + len(" ratio"))
        return to.start()
    return None


def _near(clause: Clause, end: int, start: int) -> bool:
    """Whether only an article or a verb of winning stands between: `to win a deal`."""
    gap = clause.low[end:start]
    return bool(re.fullmatch(r" ?(?:(?:the|our|all|a|an|each|one|number of|win|close|land|sign"
                             r"|get|book|create|open|us|to) ?)*", gap))  # fmt: skip


def _is_split(sense: Sense) -> bool:
    """Whether a phrase is what figures are broken down by: `per rep`, `per month`."""
    return any(m.slot == "dimension" for m in sense.meanings)


def _summed(clause: Clause, sense: Sense) -> str | None:
    """The count or sum that a phrase stands for: `won deal`, `account`, `pipeline`."""
    won = _GETS.search(clause.low[: sense.start])
    named = [m.name for m in sense.meanings if m.slot == "metric" and METRICS[m.name].additive]
    table = next((m.name for m in sense.meanings if m.slot == "table"), None)
    if table == "opportunity" and won:
        return "deals_won"
    counts = (m.name for m in METRICS.values() if m.table == table and m.name.startswith("count_"))
    return next(iter(named), None) or next(counts, None)


def _before(clause: Clause, end: int) -> str | None:
    """The figure that is divided: the last count or sum named before."""
    earlier = [s for s in clause.senses if s.end <= end and clause.is_free(s.start, s.end)]
    for sense in reversed(earlier):
        found = _summed(clause, sense)
        if found is not None:
            return found
    return None
