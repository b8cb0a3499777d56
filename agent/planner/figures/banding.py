"""Reading sizes that a figure is split by: `buckets 0-30, 31-60, 90+`, `split at 1000 people`."""

import re
from itertools import pairwise
from typing import Any

from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause

_BAND = r"(?:buckets?|bands?|brackets?|ranges?|tranches?|tiers?|groups?|classes|bins?)"
_AGE = (
    r"(?:age(?:ing)?|aging|days open|time open|how old they are"
    r"|how long (?:they've|they have) been open)"
)
_MONEY = (
    r"(?:(?:deal|opportunity|opp|contract|ticket|order|sale)[- ]sizes?|deal (?:values?|amounts?)"
    r"|amounts?)"
)
_PEOPLE = (
    r"(?:(?:company|customer|account|client|firm)[- ]sizes?|employee (?:counts?|numbers?|size)"
    r"|(?:the )?number of (?:employees|people|staff)|employees|headcount|size of (?:the )?"
    r"(?:company|customer|account|client)s?)"
)
_BY = r"\b(?:by|per|across|in|into|for each|along|against|each|on)(?: the| their| its| our| each)*"
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"{_BY} {words}(?: {_BAND})?(?![\w-])|\b{words} {_BAND}(?![\w-])"))
    for name, words in (
        ("employee_band", _PEOPLE), ("amount_band", _MONEY), ("age_band", _AGE)
    )
)  # fmt: skip
_BUCKETS = re.compile(rf"(?:\b(?:in|into|by|using|with)(?: the| these| age)* )?\b{_BAND}(?: of)?:?")
_AT = re.compile(
    r"\b(?:split|cut|divided?|broken|break|separated?)(?: (?:it|them|this|that|up|down|out))* ?at $"
    r"|\b(?:above|over|more than|at or above)(?: and| or| vs\.?| versus|/| against) ?"
    r"(?:below|under|less than|fewer than) $"
    r"|\b(?:below|under|less than|fewer than)(?: and| or| vs\.?| versus|/| against) ?"
    r"(?:above|over|more than|at least) $"
    r"|\beither side of $"
)
"""Before the one number that parts them in two."""
_UNITS = {"age_band": r"days?\b|days old", "employee_band": r"employees|people|staff|heads|fte"}
_JOINS = re.compile(r"[\s,;/|&]*(?:\b(?:and|or|to|vs\.?|then)\b)?[\s,;/|&]*")
LARGE = 2_000
"""From here on a bare number is money."""


def read_bands(clause: Clause) -> str | None:
    """The size that a figure is split by, with its edges if they are said: `age_band: 31, 61`."""
    named = next(((name, m) for name, p in _NAMED if (m := p.search(clause.low))), None)
    ranges = _side_by_side(clause)
    cut = None if ranges else _parting(clause)
    buckets = _BUCKETS.search(clause.low)
    if not ranges and cut is None:
        return _without_edges(clause, named)
    if ranges and not (named or buckets or len(ranges) > 2 or _touching(ranges)):  # noqa: PLR2004 - two are a comparison
        return None
    amounts = ranges or [cut for cut in [cut] if cut is not None]
    name = named[0] if named else _measure(clause, amounts)
    for span in [named[1].span()] if named else []:
        clause.claim(*span)
    if buckets:
        clause.claim(*buckets.span())
    for amount in amounts:
        clause.claim(amount.start, amount.end)
        _claim_unit(clause, amount, name)
    edges = _edges(amounts, name) if ranges else [int(amounts[0].low or amounts[0].high or 0)]
    return f"{name}: {', '.join(map(str, edges))}" if edges else name


_WORTH = re.compile(
    r"\$|\b(?:pipe(?:line)?|dollars?|values?|amounts?|money|worth|how much|revenue)\b"
)


def of_banded(clause: Clause, found: dict[str, Any]) -> None:
    """What is in each band of age is asked, not how old it is: deals, or what they are worth."""
    if clause.banded and clause.banded.startswith("age_band") and found["metric"] == "deal_age":
        found["metric"] = "open_pipeline" if _WORTH.search(clause.low) else "open_deals"
        found.pop("variant", None)


def _without_edges(clause: Clause, named: tuple[str, re.Match[str]] | None) -> str | None:
    """A size named with `by` or as bands; `by amount` alone says in what a figure is told."""
    if named is None:
        return None
    name, match = named
    banded = re.search(rf"{_BAND}$", match[0]) is not None
    split = re.match(r"by|per|across|for each", match[0]) is not None
    bare = re.search(r"\b(?:amounts?|values?|employees|headcount)$", match[0]) is not None
    if not (banded or (split and not bare)):
        return None
    clause.claim(*match.span())
    return name


def _side_by_side(clause: Clause) -> list[Amount]:
    """Three ranges or more that are named one after another, or two that hold no number twice."""
    run: list[Amount] = []
    for amount in clause.amounts:
        if not amount.compared:
            continue
        if run and not _JOINS.fullmatch(_between(clause, run[-1], amount)):
            if len(run) > 1:
                break
            run = []
        run.append(amount)
    return run if len(run) > 1 and all(map(_apart, run, run[1:])) else []


def _between(clause: Clause, one: Amount, other: Amount) -> str:
    said = clause.low[one.end : other.start]
    return re.sub(r"\b(?:days?|employees|people|dollars)\b", "", said)


def _touching(ranges: list[Amount]) -> bool:
    """Whether each range begins where the one before ends: `10k to 50k vs over 50k`."""
    return all((b.low or 0) - (a.high or 0) in {0, 1} for a, b in pairwise(ranges))


def _apart(one: Amount, other: Amount) -> bool:
    """Whether a range ends where the next one begins or before it, so that both can hold."""
    top, bottom = one.high, other.low
    return top is not None and bottom is not None and top <= bottom


def _parting(clause: Clause) -> Amount | None:
    """The number that parts the rows in two: `split at 1000 employees`, `above and below 50k`."""
    for amount in clause.amounts:
        number = re.search(r"[$€£\d]", clause.low[amount.start :])
        at = amount.start + (number.start() if number else 0)
        if _AT.search(clause.low[:at]):
            led = _AT.search(clause.low[:at])
            clause.claim(led.start() if led else at, at)
            return amount
    return None


def _measure(clause: Clause, amounts: list[Amount]) -> str:
    """What numbers are of that nobody names: by what stands behind them, or how large they are."""
    most = max(max(a.low or 0, a.high or 0) for a in amounts)
    for name, unit in _UNITS.items():
        if any(re.match(rf" ?(?:{unit})", clause.low[a.end :]) for a in amounts):
            return name
    money = any(a.money for a in amounts) or most >= LARGE
    return "amount_band" if money else "age_band"


def _claim_unit(clause: Clause, amount: Amount, name: str) -> None:
    unit = re.match(rf" ?(?:{_UNITS.get(name, 'dollars')})", clause.low[amount.end :])
    if unit:
        clause.claim(amount.end, amount.end + unit.end())


def _edges(ranges: list[Amount], name: str) -> list[int]:
    """Where each band but the first begins; of `61-90, 90+` the last begins at 91."""
    counted = name != "amount_band"
    whole = any(b.low == (a.high or 0) + 1 for a, b in pairwise(ranges))
    edges = []
    for before, band in pairwise([None, *ranges]):
        low = band.low if band is not None else None
        if not low or (before is None and low <= 1):
            continue
        after = band is not None and (band.strict or (whole and before and before.high == low))
        edges.append(int(low) + (1 if after and counted else 0))
    return edges
