"""How many linked records are asked for: none, some, exactly one, more than three."""

from typing import Any

from agent.planner.links import link_words as words
from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause

LinkRead = dict[str, Any]
MANY = 2


def quantity(
    clause: Clause, start: int, last: LinkRead | None
) -> tuple[int, list[tuple[str, int | None]]] | None:
    """Where the words of quantity before a noun begin, and what they say."""
    before = clause.low[:start]
    if words.COMPARED.search(before):
        return None
    counted = _counted(clause, start)
    if counted is not None:
        return counted
    for pattern, op, count in (
        (words.MANY, "at_least", MANY), (words.ONE, "exactly", 1), (words.NONE, "without", None),
        (words.SOME, "with", None), (words.DID, "with", None),
    ):  # fmt: skip
        match = pattern.search(before)
        if match and (pattern is not words.ONE or match["n"] or "single" in match[0]):
            return match.start(), [(op, count)]
    owns = words.OWNS.search(before) if clause.subject == "user" else None
    if owns:
        return owns.start(), [("with", None)]
    if last is None:
        return None
    none = last["op"] == "without"
    match = (words.NONE_EITHER if none else words.AND_SOME).search(before)
    return (match.start(), [("without" if none else "with", None)]) if match else None


def _counted(clause: Clause, start: int) -> tuple[int, list[tuple[str, int | None]]] | None:
    """A number of records: `more than 3`, `at least two`, `2 to 5`, `exactly one`."""
    for amount in clause.amounts:
        if amount.money or clause.low[amount.end : start].strip() or amount.end > start:
            continue
        if amount.compared:
            return _lead(clause, amount.start), _bounds(amount)
        match = words.EXACTLY.search(clause.low[: amount.start])
        has = words.SOME.search(clause.low[: amount.start])
        if amount.low is not None and (match or has):
            begins = match.start() if match else has.start() if has else amount.start
            n = int(amount.low)
            return begins, [("exactly", n) if n else ("without", None)]
    return None


def _lead(clause: Clause, start: int) -> int:
    """Where `with` or `that have` in front of a bound begins."""
    match = words.SOME.search(clause.low[:start])
    return match.start() if match else start


def _bounds(amount: Amount) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    if amount.low is not None:
        found.append(("at_least", int(amount.low) + (1 if amount.strict else 0)))
    if amount.high is not None:
        high = int(amount.high) - (1 if amount.strict else 0)
        found.append(("at_most", high) if high > 0 else ("without", None))
    return found


def led_in(clause: Clause, start: int) -> int:
    """Where the words that lead to a quantity begin: `and which`."""
    match = words.LEAD_IN.search(clause.low[:start])
    return match.start() if match else start
