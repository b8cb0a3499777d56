"""Whether a few words behind a semicolon ask for something of their own: `ARR; churn; win rate`.

Short parts mostly say more about the part before them (`won revenue by rep; top 5; West only`),
so one is a request when it opens with a figure, with a ranking of its own, with a report that
has a name, or with a rule.
"""

import re
from functools import cache

from agent.planner.words.text import key, tokens
from tools.parts.metrics import METRICS
from tools.parts.teaching import told

_OPENS = re.compile(
    r"^\W*(?:(?:and|then|also|plus|please|the|our|my|total|overall|current|today's"
    r"|(?:this|last|next) (?:week|month|quarter|year)(?:'s)?"
    r"|(?:every|each) (?:\w+day|week|month|quarter|morning|night)(?: at \S+(?: [ap]m)?)?)\b[ ,]*)+",
    re.IGNORECASE,
)
"""Words before what a part is about: `our`, `this month`, `every Friday at 4`."""
_NUMBER = re.compile(r"^(?:number|count|total) of (?:(?:the|our|all) )?", re.IGNORECASE)
_AVERAGE = re.compile(r"^(?:average|mean|median|typical) ", re.IGNORECASE)
_RANKED = re.compile(
    r"^(?:top|bottom|best|worst|highest|lowest|biggest|smallest)(?: \d+)?(?: [a-z]+){1,4} by"
    r" (?P<figure>.+)",
    re.IGNORECASE,
)
"""A ranking of something that is named; `top 5 by won revenue` is of what was named before."""
_REPORT = re.compile(
    r"^(?:(?:\w+ )?forecast|pipeline changes|(?:stale|zombie) (?:deals|opportunities)"
    r"|duplicate \w+|data quality(?: score)?|crm health|quota gap)\b",
    re.IGNORECASE,
)
RULES = re.compile(
    r"^\W*(?:(?:and|also|please|then) )*(?:always|never|from now on|don't ever|do not ever)\b",
    re.IGNORECASE,
)
"""Opens a rule for times to come."""
_REMARK = re.compile(r"\b(?:only|first|too|as well|please|each|instead)\W*$", re.IGNORECASE)
"""Ends of parts that only say how the work before them is done: `duplicates only`."""


def is_request(part: str) -> bool:
    """Whether a part opens with what it asks for.

    >>> [is_request(p) for p in ("gross revenue retention", "Forecast", "top 8 owners by ARR")]
    [True, True, True]
    >>> [is_request(p) for p in ("top 5", "by region", "contacts", "top 5 by ARR", "deals only")]
    [False, False, False, False, False]
    """
    said = _OPENS.sub("", part).strip()
    if RULES.match(said) and told(said):
        return True
    if _REMARK.search(said):
        return False
    ranked = _RANKED.match(said)
    if ranked is not None:
        return _opens_with_figure(ranked["figure"], _figures())
    counted = _NUMBER.match(said)
    if counted is not None:
        return _opens_with_figure(said[counted.end() :], _figures())
    return bool(_REPORT.match(said)) or any(
        _opens_with_figure(words, _named()) for words in (said, _AVERAGE.sub("", said))
    )


def _opens_with_figure(words: str, known: frozenset[tuple[str, ...]]) -> bool:
    form = tuple(t.norm for t in tokens(words))
    return any(form[:count] in known for count in range(1, LONGEST + 1))


LONGEST = 5
"""Words of the longest names of figures that are looked for."""


@cache
def _figures() -> frozenset[tuple[str, ...]]:
    """What figures are called, those that only count records included."""
    return frozenset(key(said) for metric in METRICS.values() for said in _names(metric.name))


@cache
def _named() -> frozenset[tuple[str, ...]]:
    """What figures are called that are more than records by themselves: not `contacts`."""
    counts = {m for m in METRICS if m.startswith("count_")}
    records = frozenset(
        form for name in counts for said in _names(name) if len(form := key(said)) == 1
    )
    return _figures() - records - _COLUMNS


_COLUMNS = frozenset(
    {("amount",), ("revenue",), ("deal",), ("opportunity",), ("sell",), ("cycle",)}
)
"""Fields and records, said alone."""


def _names(name: str) -> tuple[str, ...]:
    metric = METRICS[name]
    return (name.replace("_", " "), metric.label, *metric.words)
