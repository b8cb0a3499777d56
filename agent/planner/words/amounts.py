"""Numbers, money and ranges in a request: `over $50k`, `50-200 employees`, `at least twelve`."""

import re
from dataclasses import dataclass, replace

_WORDS = {
    w: float(n)
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0,
     "hundred": 100.0, "a hundred": 100.0, "one hundred": 100.0, "two hundred": 200.0,
     "a thousand": 1000.0, "a dozen": 12.0, "dozen": 12.0, "a couple": 2.0,
     "couple": 2.0, "half a million": 500_000.0, "a million": 1e6}  # fmt: skip
_SCALES = {"k": 1e3, "thousand": 1e3, "grand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6,
           "mil": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}  # fmt: skip
_NAMED = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_ONE = (
    rf"(?P<sign{{0}}>[$€£]|usd |eur |us\$ ?)?(?P<num{{0}}>\d{{{{1,3}}}}(?:,\d{{{{3}}}})+(?:\.\d+)?"
    rf"|\d+(?:\.\d+)?|{_NAMED})"
    rf" ?(?P<scale{{0}}>k|thousand|grand|mm|mn|mil|million|m|bn|billion|b)?(?P<tail{{0}}> ?%"
    rf"| percent| per cent| pct|x| dollars| usd| bucks| euros?)?"
)
_LOW = (
    r"(?:more than|greater than|larger than|bigger than|higher than|over|above|exceeding|north of"
    r"|upwards of|beyond|older than|longer than|>)"
)
_HIGH = (
    r"(?:less than|fewer than|smaller than|lower than|under|below|south of|shorter than"
    r"|younger than|<)"
)
_LEAST = (
    r"(?:at least|no less than|no fewer than|no smaller than|not under|not below|not less than"
    r"|minimum(?: of)?|min|from|>=|≥|starting at)"
)
_MOST = r"(?:at most|no more than|not more than|up to|maximum(?: of)?|max|within|<=|≤)"
_UP = r" (?:or|and) (?:more|up|higher|above|over|better|greater|upwards?|bigger|larger)"
_DENIES = re.compile(
    r"\b(?:nothing|none|nobody|leav(?:e|ing) out|tak(?:e|ing) out|exclud(?:e|es|ing)|skip(?:ping)?"
    r"|drop(?:ping)?|ignor(?:e|ing)|remov(?:e|ing)|except"
    r"|no (?:companies|firms|businesses|startups|one))"
    r"(?: (?:anything|anyone|everything|those|ones?|the|all|any|companies|firms|businesses"
    r"|startups|accounts|deals|opps|opportunities|with|that|which|who|have|has|having|are|is|of"
    r"|worth))* ?$"
)
_PATTERN = re.compile(
    r"(?<![\w$€£.-])(?:"
    rf"(?:between|from) {_ONE.format(1)} (?:and|to|-) {_ONE.format(2)}"
    rf"|(?P<cmp>{_LOW}|{_HIGH}|{_LEAST}|{_MOST}) ?(?:the )?{_ONE.format(3)}"
    r"(?P<plus3>\+| or more| or fewer| or less)?"
    rf"|{_ONE.format(4)} ?(?:-|to) ?{_ONE.format(5)}"
    rf"|{_ONE.format(6)}(?P<plus>\+|{_UP}| or fewer| or less| or under| or below| or lower)?"
    r")(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range in a sentence, in plain units; money is in major units."""

    start: int
    end: int
    low: float | None
    high: float | None
    strict: bool = False
    money: bool = False
    percent: bool = False
    compared: bool = False
    """Whether it is a bound or a range, not just a number."""

    @property
    def exact(self) -> float | None:
        """The number itself, when it is not a range."""
        return self.low if not self.compared else None


def amounts(text: str) -> list[Amount]:
    """Every number in a sentence, in order.

    >>> [(a.low, a.high, a.money) for a in amounts("over $50k and 10-20 people")]
    [(50000.0, None, True), (10.0, 20.0, False)]
    """
    low = text.lower()
    found = [a for m in _PATTERN.finditer(low) if (a := _amount(m)) is not None]
    found = [_bounded(low, a) for a in found]
    return [_turned(a) if _is_denied(low, a) else a for a in found]


_BEHIND = re.compile(
    r" (?!(?:and|or|to|of|by|in|on|for|with|per)\b)[a-z-]+(?: (?!(?:and|or)\b)[a-z-]+)?,?"
    r" (?:(?P<up>or (?:more|above|higher|over|greater|larger)|and (?:up|more|above)|at least"
    r"|minimum|upwards)|or (?:fewer|less|lower|under|below|smaller)|at most|maximum)\b"
)


def _bounded(low: str, amount: Amount) -> Amount:
    """A number whose noun stands before the words of its bound: `three rounds or more`."""
    said = None if amount.compared else _BEHIND.match(low, amount.end)
    if said is None:
        return amount
    if said["up"]:
        return replace(amount, high=None, compared=True)
    return replace(amount, low=None, compared=True)


def _is_denied(low: str, amount: Amount) -> bool:
    """Whether a bound says what is left out: `leave out anything with fewer than 50 people`."""
    open_ended = amount.compared and (amount.low is None or amount.high is None)
    return open_ended and bool(_DENIES.search(low[: amount.start]))


def _turned(amount: Amount) -> Amount:
    return replace(amount, low=amount.high, high=amount.low, strict=not amount.strict)


def _amount(match: re.Match[str]) -> Amount | None:
    groups = match.groupdict()
    for first, second in (("1", "2"), ("4", "5")):
        if groups[f"num{first}"]:
            return _range(match, first, second)
    if groups["num3"]:
        return _bound(match)
    value = _number(match, "6")
    shape = {"money": _is_money(match, "6"), "percent": _is_percent(match, "6")}
    plus = groups["plus"] or ""
    if re.fullmatch(rf"\+|{_UP}", plus):
        return Amount(*match.span(), value, None, compared=True, **shape)
    if plus:
        return Amount(*match.span(), None, value, compared=True, **shape)
    return Amount(*match.span(), value, value, **shape)


def _range(match: re.Match[str], first: str, second: str) -> Amount:
    low, high = _number(match, first), _number(match, second)
    scale = match[f"scale{second}"]
    if scale and not match[f"scale{first}"] and low < high / _SCALES[scale] * 1000:
        low *= _SCALES[scale]
    money = _is_money(match, first) or _is_money(match, second)
    return Amount(*match.span(), min(low, high), max(low, high), money=money,
                  percent=_is_percent(match, second), compared=True)  # fmt: skip


def _bound(match: re.Match[str]) -> Amount:
    value, word = _number(match, "3"), match["cmp"]
    above = bool(re.fullmatch(f"{_LOW}|{_LEAST}", word))
    strict = bool(re.fullmatch(f"{_LOW}|{_HIGH}", word))
    return Amount(
        *match.span(), value if above else None, None if above else value, strict=strict,
        money=_is_money(match, "3"), percent=_is_percent(match, "3"), compared=True,
    )  # fmt: skip


def _number(match: re.Match[str], which: str) -> float:
    text = match[f"num{which}"]
    value = _WORDS[text] if text in _WORDS else float(text.replace(",", ""))
    return value * _SCALES.get(match[f"scale{which}"] or "", 1)


def _is_money(match: re.Match[str], which: str) -> bool:
    tail = (match[f"tail{which}"] or "").strip()
    return bool(match[f"sign{which}"]) or tail in {"dollars", "usd", "bucks", "euro", "euros"}


def _is_percent(match: re.Match[str], which: str) -> bool:
    return (match[f"tail{which}"] or "").strip() in {"%", "percent", "per cent", "pct"}


_CROWD = re.compile(
    r" (?:employees|people|staff|heads|workers|fte|headcount|thousand|million|billion|mio|mn|bn"
    r"|dollars|usd|euros?)\b"
)


def is_crowd(low: str, start: int, end: int) -> bool:
    """Whether what looks like a year is a number: `200 to 2000 employees`, `2000 million`.

    >>> is_crowd("200 to 2000 employees", 7, 11), is_crowd("hired in 2000", 9, 13)
    (True, False)
    """
    year = re.fullmatch(r"(?:(?:from|to|in|of|up to|until|by) )?(?:19|20)\d\d", low[start:end])
    return year is not None and _CROWD.match(low, end) is not None
