"""Two dates of one record, set against each other: `closed later than they were expected to`."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.words.clause import Clause
from store.schema import ENTITIES, Kind

Condition = dict[str, Any]
_SAID: dict[str, dict[str, str]] = {
    "opportunity": {
        "closed_on": r"(?:close[ds]?|won|lost|signed|booked|landed|sold)",
        "expected_close_on": (
            r"(?:expected|due|planned|scheduled|forecast|supposed|promised|meant|close dates?"
            r"|closing dates?|target(?: dates?)?)"
        ),
        "last_activity_on": r"(?:last (?:touched|contacted|worked|activity|called))",
        "created_on": r"(?:created|opened|started|began)",
    },
    "lead": {
        "mql_on": r"(?:mql(?:s|'d)?|marketing[- ]qualified|marketing (?:had )?qualified)",
        "sal_on": (
            r"(?:sal(?:s|'d)?|sales[- ]accepted|accepted by sales|sales (?:had )?accepted|accepted)"
        ),
        "sql_on": r"(?:sql(?:s|'d)?|sales[- ]qualified|sales (?:had )?qualified)",
        "responded_at": r"(?:answered|responded(?: to)?|replied(?: to)?|first contacted)",
        "converted_on": r"(?:converted)",
        "created_on": r"(?:created|came in|entered)",
    },
    "account": {"last_activity_on": r"(?:last (?:touched|contacted|activity))",
                "created_on": r"(?:created|added)"},
    "contact": {"last_activity_on": r"(?:last (?:touched|contacted|activity))",
                "created_on": r"(?:created|added)"},
}  # fmt: skip
"""What people call the days of a record, besides the names that they have."""
_WORDS = (
    r"(?:the|their|its|his|her|they|it|them|we|he|she|was|were|is|are|been|be|had|has|have|got|get"
    r"|date|day|on|which|initially|originally|first|to|ever|even|actually|as|became"
    r"|become|turned|made|it's|marketing|sales)"
)
_THAN = re.compile(
    rf"(?P<left>(?: {_WORDS})*) (?P<how>later than|after|past|beyond|earlier than|sooner than"
    rf"|before|prior to|ahead of)(?P<right>(?: {_WORDS})*?) $"
)
_LATER = frozenset({"later than", "after", "past", "beyond"})


def two_days(clause: Clause) -> Iterator[Condition]:
    """The condition that one day of a record lies before or after another."""
    if not _COMPARES.search(clause.low):
        return
    days = list(_named(clause))
    for name, (start, end) in days:
        for other, (first, last) in days:
            between = (
                _THAN.fullmatch(f" {clause.low[end:first].strip()} ") if end <= first else None
            )
            if between is None or name == other or _is_of_a_time(clause, last):
                continue
            used = end if clause.metric else start  # "deals closed" may be the figure
            if not clause.is_free(used, last):
                continue
            clause.claim(used, last)
            op = "after" if between["how"] in _LATER else "before"
            yield {"field": name, "op": op, "value": other}
            return


_COMPARES = re.compile(r"\b(?:later|earlier|sooner|after|past|beyond|before|prior|ahead)\b")


def _named(clause: Clause) -> Iterator[tuple[str, tuple[int, int]]]:
    """The days of the records asked about that the words name, and where."""
    entity = ENTITIES.get(clause.subject or "")
    for spec in entity.fields if entity else ():
        if spec.kind not in {Kind.DATE, Kind.INSTANT}:
            continue
        own = [re.escape(word.lower()) for word in (spec.label, *spec.words)]
        told = _SAID.get(clause.subject or "", {}).get(spec.name)
        pattern = "|".join([*sorted(own, key=len, reverse=True), *([told] if told else [])])
        for match in re.finditer(rf"\b(?:{pattern})\b", clause.low):
            yield spec.name, match.span()


def _is_of_a_time(clause: Clause, end: int) -> bool:
    """Whether a time follows: `closed after the deals expected in May`."""
    return any(0 <= p.start - end <= len(" in ") for p in clause.periods)
