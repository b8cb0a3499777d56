"""What stands beside the word for linked records and belongs to it: status, amount, period."""

import re
from collections.abc import Collection
from typing import Any

from agent.planner.conditions.dated import on_day
from agent.planner.links import link_words as words
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.text import key
from tools.parts.metrics import METRICS

Condition = dict[str, Any]
COUNTING = frozenset({"how", "number", "count", "total", "share", "many", "much"})


def table_of(clause: Clause, sense: Sense) -> str | None:
    """The table that a phrase names: alone, as the things of a figure, or as who does it."""
    slots = {m.slot: m.name for m in reversed(sense.meanings)}
    if words.RELATIVE.fullmatch(sense.text.lower()):
        return None
    if set(slots) == {"value"}:
        return "opportunity" if _result(sense) or deal_type(clause, sense) else None
    if "table" in slots:
        return slots["table"]
    if "metric" in slots:
        metric = METRICS[slots["metric"]]
        pipeline = metric.name == "open_pipeline" or (
            metric.name == "won_revenue" and _is_none(clause, sense)
        )
        if pipeline and is_bounded(clause, sense):
            return None  # "owners with open pipeline over 500k": all of it, and not one deal
        return metric.table if metric.unit == "count" or pipeline else None
    return words.PEOPLE.get(slots.get("dimension", ""))


def noun_in(clause: Clause, sense: Sense, table: str) -> tuple[int, int]:
    """The characters of the table's word in a phrase: `open` in `open deals` stays unread."""
    inner = range(sense.first, sense.last + 1)
    phrases = clause.world.lexicon.phrases
    if deal_type(clause, sense):
        return sense.start, sense.start  # "renewals" also says which
    counted = not COUNTING.isdisjoint(clause.norms[n] for n in inner)
    held = any(re.search(rf"\b{said} \w+$", clause.low[sense.start : sense.end])
               for said in words.STATUS.values())  # fmt: skip
    if sense.first == sense.last or (counted and not held):
        return sense.start, sense.end  # but "open" stays unread in "number of open deals"
    for n in inner:
        if any(m.slot == "table" and m.name == table for m in phrases.get((clause.norms[n],), [])):
            return clause.tokens[n].start, clause.tokens[n].end
    return sense.start, sense.end


def deal_type(clause: Clause, sense: Sense) -> str | None:
    """The type of deal that a noun names by itself: `renewals`, but not `renewal deals`."""
    told = next((m for m in sense.meanings if m.name == "type" and m.value), None)
    if told is None or sense.last > sense.first or key(told.value or "") != key(sense.text):
        return None
    phrases = clause.world.lexicon.phrases
    if any(m.slot == "table" for m in phrases.get(key(told.value or ""), [])):
        return None  # a call is an activity, a customer an account
    beside = next((s for s in clause.senses if s.first == sense.last + 1), None)
    of_another = beside is not None and any(m.slot in {"table", "metric"} for m in beside.meanings)
    return None if of_another or told.value == "new" else told.value


def is_address(sense: Sense, tables: Collection[str | None]) -> bool:
    """Whether a word for an activity is a field of the records: a contact's e-mail."""
    return any(m.slot == "field" and m.value in tables for m in sense.meanings) and any(
        m.name in {"activity", "type"} or "email" in m.name for m in sense.meanings
    )


def _is_none(clause: Clause, sense: Sense) -> bool:
    """`Products with no won business`: revenue that there is none of is deals not won."""
    return bool(words.NONE.search(clause.low[: sense.start]))


def is_bounded(clause: Clause, sense: Sense) -> bool:
    """Whether a bound on a sum stands right behind the word for it."""
    return any(
        amount.compared and (amount.money or (amount.low or amount.high or 0) >= LEAST_SUM)
        and clause.low[sense.end : amount.start].strip() in _OF_SUM
        for amount in clause.amounts
    )  # fmt: skip


LEAST_SUM = 1_000
_OF_SUM = frozenset({"", "of", "is", "that is", "worth"})


ADDRESSED = frozenset({"contact", "lead", "user", "prospect_person"})
"""Tables whose records have e-mail addresses."""


def _result(sense: Sense) -> str | None:
    return words.RESULTS.get(sense.text.lower())


def _of_pipeline(sense: Sense) -> str | None:
    """The pipeline is what is open, revenue what is won."""
    if any(m.name == "won_revenue" for m in sense.meanings):
        return "won"
    return "open" if any(m.name == "open_pipeline" for m in sense.meanings) else None


def status_of(clause: Clause, sense: Sense, table: str) -> list[Condition]:
    """The status that a noun holds in itself: `wins`, `open deals`, `pipeline`."""
    if table != "opportunity":
        return []
    held = _result(sense) or _of_pipeline(sense)
    within = clause.low[sense.start : sense.end]
    inside = (status for status, said in words.STATUS.items() if re.match(rf"{said} ", within))
    result = held or next(inside, None)
    found = [{"field": "status", "op": "is", "value": result}] if result else []
    kind = deal_type(clause, sense)
    return [*found, *([{"field": "type", "op": "is", "value": kind}] if kind else [])]


def kind_of(clause: Clause, sense: Sense, table: str) -> list[Condition]:
    """`No calls` are activities of one kind, when the store has activities of that kind."""
    if table != "activity":
        return []
    word = clause.norms[sense.last]
    known = {v.lower(): v for v in clause.world.lexicon.values_of("type")}
    return [{"field": "kind", "op": "is", "value": known[word]}] if word in known else []


def period_within(clause: Clause, start: int, end: int) -> dict[str, str]:
    """The time that is named among the words behind a noun: `no wins in EMEA this quarter`."""
    for found in clause.periods:
        if start <= found.start and found.end <= end and clause.is_free(found.start, found.end):
            clause.claim(found.start, found.end)
            return {"period": found.span.key}
    return {}


def day_within(clause: Clause, table: str, start: int, end: int) -> list[Condition]:
    """The day of a linked record that the words behind it bound: `a subscription ending in May`."""
    for found in clause.periods if table in _ENDING else ():
        inside = start <= found.start and found.end <= end
        condition = on_day(clause, found, table) if inside else None
        if condition and clause.is_free(found.start, found.end):
            clause.claim(start, found.end)
            return [condition]
    return []


_ENDING = frozenset({"subscription"})
"""Tables of linked records that are asked for by the day they end."""


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
