"""Reading counts of records: `how many leads`, `calls per rep`, `more than ten contacts`."""

import re

from agent.planner.words.clause import Clause
from tools.parts.metrics import METRICS

NEAR = 12
"""Characters between `share of` and what it is a share of: `all our open `."""
_ASKS_COUNT = re.compile(
    r"\b(?:how many|number of|count(?: of)?|total (?:number )?of|no\. of|#"
    r"|the (?:most|fewest|least)"
    r"|(?P<part>(?:share|fraction|percent|percentage|proportion|portion|part) of))\b"
)


def counted(clause: Clause) -> str | None:
    """How many records of a table there are."""
    asked = _ASKS_COUNT.search(clause.low)
    if asked is None:
        return _bounded_count(clause)
    tables = [(s, m.name) for s, m in clause.senses_of("table")
              if not _SPLITS.search(clause.low[: s.start])]  # fmt: skip
    later = [(s, table) for s, table in tables if s.start >= asked.end()]
    near = "the " in asked[0] or asked["part"]
    for sense, table in later or ([] if near else tables):
        if near and sense.start > asked.end() + NEAR:
            break  # "what share of wins come from customers" counts wins
        found = _count_of(table)
        if found:
            if "the " not in asked[0]:
                clause.claim(*asked.span())
            clause.claim(sense.start, sense.end)
            return found
    return None


_SPLITS = re.compile(r"\b(?:by|per|for each|in each|for every|each|every) $")
"""Before what a count is split by: `number of emails by team` counts no teams."""


def _bounded_count(clause: Clause) -> str | None:
    """The count that a bound is on: `sources that gave us more than 100 leads`."""
    for amount in clause.amounts:
        for sense, meaning in clause.senses_of("table") if amount.compared else ():
            if 0 < sense.start - amount.end <= NEAR and not amount.money:
                return _count_of(meaning.name)
    return None


def _count_of(table: str) -> str | None:
    counts = (m.name for m in METRICS.values() if m.table == table and m.name.startswith("count_"))
    return next(counts, None)


def split_up(clause: Clause) -> str | None:
    """How many there are of what is split up: `calls per rep`, `contacts by country`."""
    split = re.search(_SPLITS.pattern.rstrip("$"), clause.low)
    if split is None or not any(s.start >= split.end() for s, _ in clause.senses_of("dimension")):
        return None
    first = next(iter(clause.named_tables()), None)
    if first is None or first[0].start > split.start():
        return None
    counts = (m.name for m in first[0].meanings if m.slot == "metric")
    found = next((name for name in counts if METRICS[name].unit == "count"), None)
    if found:
        clause.claim(*clause.noun(first[0], first[1]))
    return found
