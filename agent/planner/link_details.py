"""What stands beside the word for linked records and belongs to it: status, amount, period."""

import re
from typing import Any

from agent.planner import link_words as words
from agent.planner.clause import Clause
from agent.planner.lexicon import Sense
from tools.parts.metrics import METRICS

Condition = dict[str, Any]
COUNTING = frozenset({"how", "number", "count", "total", "share", "many", "much"})
NEAR = 2
"""Words between a noun and the amount that bounds it: `deals worth over 50k`."""
LARGE = 1_000
"""A bare bound from here on is an amount of money."""


def table_of(clause: Clause, sense: Sense) -> str | None:
    """The table that a phrase names: alone, as the things of a figure, or as who does it."""
    slots = {m.slot: m.name for m in reversed(sense.meanings)}
    if set(slots) == {"value"}:
        return "opportunity" if _result(sense) else None
    if "table" in slots:
        return slots["table"]
    if "metric" in slots:
        metric = METRICS[slots["metric"]]
        pipeline = metric.name == "open_pipeline"
        return metric.table if metric.unit == "count" or pipeline else None
    return words.PEOPLE.get(slots.get("dimension", ""))


def noun_in(clause: Clause, sense: Sense, table: str) -> tuple[int, int]:
    """The characters of the table's word in a phrase: `open` in `open deals` stays unread."""
    inner = range(sense.first, sense.last + 1)
    phrases = clause.world.lexicon.phrases
    if sense.first == sense.last or not COUNTING.isdisjoint(clause.norms[n] for n in inner):
        return sense.start, sense.end
    for n in inner:
        if any(m.slot == "table" and m.name == table for m in phrases.get((clause.norms[n],), [])):
            return clause.tokens[n].start, clause.tokens[n].end
    return sense.start, sense.end


def _result(sense: Sense) -> str | None:
    return words.RESULTS.get(sense.text.lower())


def _of_pipeline(sense: Sense) -> str | None:
    """The pipeline is what is open."""
    return "open" if any(m.name == "open_pipeline" for m in sense.meanings) else None


def status_of(clause: Clause, sense: Sense, table: str) -> tuple[int, list[Condition]]:
    """Where a noun begins with the status in front of it, and the status as a condition."""
    if table != "opportunity":
        return sense.start, []
    result = _result(sense) or _of_pipeline(sense)
    if result:
        return sense.start, [{"field": "status", "op": "is", "value": result}]
    for status, said in words.STATUS.items():
        inside = re.match(rf"{said} ", clause.low[sense.start : sense.end])
        before = re.search(rf"\b{said} $", clause.low[: sense.start])
        if inside or before:
            start = before.start() if before else sense.start
            return start, [{"field": "status", "op": "is", "value": status}]
    return sense.start, []


def kind_of(clause: Clause, sense: Sense, table: str) -> list[Condition]:
    """`No calls` are activities of one kind, when the store has activities of that kind."""
    if table != "activity":
        return []
    word = clause.norms[sense.last]
    known = {v.lower(): v for v in clause.world.lexicon.values_of("type")}
    return [{"field": "kind", "op": "is", "value": known[word]}] if word in known else []


def bound_of(clause: Clause, end: int, table: str) -> list[Condition]:
    """An amount beside linked deals: `a deal over $50k`, `deals worth more than 1m`."""
    if table != "opportunity":
        return []
    for amount in clause.amounts:
        gap = clause.low[end : amount.start]
        near = amount.start >= end and len(gap.split()) <= NEAR and "," not in gap
        if not near or not (
            amount.compared and (amount.money or max(amount.low or 0, amount.high or 0) >= LARGE)
        ):
            continue
        clause.claim(end, amount.end)
        if amount.low is not None and amount.high is not None:
            return [{"field": "amount_cents", "op": "between", "value": [amount.low, amount.high]}]
        above = amount.low is not None
        op = {(True, True): "gt", (True, False): "gte", (False, True): "lt"}.get(
            (above, amount.strict), "lte")  # fmt: skip
        return [{"field": "amount_cents", "op": op, "value": amount.low if above else amount.high}]
    return []


def period_of(clause: Clause, end: int) -> dict[str, str]:
    """The time that stands right behind a noun: `no activity this month`, `in 90 days`."""
    for found in clause.periods:
        gap = clause.low[end : found.start] if found.start >= end else None
        if gap is not None and words.BETWEEN.match(gap) and clause.is_free(found.start, found.end):
            clause.claim(end, found.end)
            return {"period": found.span.key}
    match = words.LASTING.match(clause.low[end:])
    if match is None:
        return {}
    clause.claim(end, end + match.end())
    return {"period": f"last {match['n'].replace('a', '1')} {match['unit']}s"}
