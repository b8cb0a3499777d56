"""Reading counts, sums of money and ranges of numbers, by the noun that they stand beside."""

import re

from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from store.schema import ENTITIES, Kind
from tools.parts.fields import field_named

_ABOUT = {
    "employees": r"employee|staff|headcount|people|person|head(?! of)|fte|worker|size|sized",
    "founded": r"found|establish|start|launch|incorporat|old",
    "raised": r"raise|funding|fund|capital|money|investment|total funding|took|taken|take|burn"
    r"|secure|pulled in|backed",
}
_UNITS = {"days": {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}}
LEAST_TARGET = 10_000
"""A bare number from here on is a sum, where a sum is what is asked for: `a 3.5 million target`."""
_NUMERIC = {Kind.MONEY, Kind.NUMBER, Kind.YEAR, Kind.SHARE}
_YEARS = re.compile(
    r"\b(?:found(?:ed)?|established|started|launched|incorporated|set up|formed)"
    r"\s+(?:(?P<since>since|after|from"
    r"|in or after|post)|(?P<before>before|until|up to|pre)|(?P<between>between|from)|(?:in|during)"
    r")?\s*(?:the year )?(?P<y>(?:19|20)\d\d)(?:\s*(?:and|to|-)\s*(?P<y2>(?:19|20)\d\d))?"
    r"(?P<later> or later| onwards?)?"
)


def read_count(clause: Clause, param: Param) -> int | None:
    """How many things are wanted: the first bare number that names no measure."""
    if param.about in _UNITS:
        return _measured_in(clause, param.about)
    limit = next((a for a in clause.amounts if _is_limit(clause, a)), None)
    if limit is not None:
        clause.claim(limit.start, limit.end)
        return int(limit.high or 0) or None
    return _bare_count(clause)


def _bare_count(clause: Clause) -> int | None:
    match = _FIRST.search(clause.low)
    for amount in clause.amounts:
        if amount.compared or amount.money or amount.percent or amount.exact is None:
            continue
        if not clause.is_free(amount.start, amount.end) or not amount.exact.is_integer():
            continue
        if _is_pronoun(clause, amount) or _is_had(clause, amount) or _is_text(clause, amount):
            continue
        if match is None and (_is_measured(clause, amount) or _is_hour(clause, amount)):
            continue
        clause.claim(amount.start, amount.end)
        if match:
            clause.claim(*match.span())
        return int(amount.exact) or None
    alone = _THE_FIRST.search(clause.low)
    if alone is None or not clause.is_free(*alone.span()):
        return None
    clause.claim(*alone.span())
    return 1


def _is_text(clause: Clause, amount: Amount) -> bool:
    """Whether a number is how a field reads: `whose phone contains 555`."""
    return bool(_READS.search(clause.low[: amount.start]))


_READS = re.compile(r"\b(?:contain(?:s|ing)?|(?:start|begin|end)(?:s|ing)? (?:with|in)) [\"“'+]?$")


def _is_had(clause: Clause, amount: Amount) -> bool:
    """Whether a number says how many rounds a company had: `had only one funding round`."""
    led = _HAD.search(clause.low[: amount.start])
    return bool(led) and bool(_ROUNDS.match(clause.low[amount.end :]))


_HAD = re.compile(r"\b(?:had|has|have|having|raised|done|did|with)(?: (?:only|just|exactly|a))* $")
_ROUNDS = re.compile(r" (?:single )?(?:(?:funding|financing|investment) )?(?:rounds?|raises?)\b")
_THE_FIRST = re.compile(r"\bthe first(?: one)?(?=(?: (?:only|please|alone))?\W*$)")
_FIRST = re.compile(r"\bfirst (?P<n>\d{1,4}|one|two|three|four|five|six|ten|twenty)\b")


def _is_limit(clause: Clause, amount: Amount) -> bool:
    """Whether a bound is on how many are wanted: `max 30`, `up to 50 companies`."""
    said = clause.low[amount.start : amount.end]
    if not _AT_MOST.match(said) or amount.high is None or amount.money or amount.percent:
        return False
    behind = clause.low[amount.end :].lstrip(" ")
    if not _WANTED.match(behind) and noun_of(clause, amount, clause.subject):
        return False  # "an amount of at most 50000"
    free = clause.is_free(amount.start, amount.end) and amount.high.is_integer()
    return free and (not behind or behind[0] in ",;.?!" or bool(_WANTED.match(behind)))


_AT_MOST = re.compile(r"(?:max(?:imum)?|up to|at most|no more than|not more than)\b")
_WANTED = re.compile(r"(?:\w+ ){0,2}(?:companies|firms|startups|prospects|of them|results|names)\b")


def _is_pronoun(clause: Clause, amount: Amount) -> bool:
    """Whether `one` stands for a thing: `leave that one out`."""
    said = clause.low[amount.start : amount.end] == "one"
    return said and bool(_THIS.search(clause.low[: amount.start]))


_THIS = re.compile(
    r"\b(?:that|this|which|each|every|another|the|any|no|other|without|have|has"
    r"|the (?!first|top|last|next|only|number)\w+) $"
)


def _measured_in(clause: Clause, unit: str) -> int | None:
    """A length of time in the unit that the argument counts: `two weeks` is 14 days."""
    for amount in clause.amounts:
        value = amount.low if amount.low is not None else amount.high
        said = next(iter(clause.after(amount.end, 1)), "")
        if value is not None and said in _UNITS[unit] and clause.is_free(amount.start, amount.end):
            clause.claim(amount.start, amount.end)
            return round(value * _UNITS[unit][said])
    return None


def read_money(clause: Clause, param: Param) -> float | None:
    """A sum of money, in major units."""
    for amount in clause.amounts:
        large = amount.money or (max(amount.low or 0, amount.high or 0) >= LEAST_TARGET)
        if large and not amount.percent and clause.is_free(amount.start, amount.end):
            clause.claim(amount.start, amount.end)
            return amount.high if amount.high is not None else amount.low
    return None


def read_range(clause: Clause, param: Param) -> dict[str, float] | None:
    """A range of what the argument is about: employees, founding years, money raised."""
    if param.about == "founded":
        return founding_years(clause)
    for amount in clause.amounts:
        if clause.is_free(amount.start, amount.end) and _is_about(clause, amount, param.about):
            clause.claim(amount.start, amount.end)
            _claim_verb(clause, amount, param.about)
            low, high = amount.low, amount.high
            step = 0 if amount.money or param.about == "raised" else 1
            if amount.strict:
                low, high = _inside(low, step), _inside(high, -step)
            return _bounded(low, high)
    return None


def _claim_verb(clause: Clause, amount: Amount, about: str) -> None:
    """The verb before a sum that was raised: `have taken more than 50 million`."""
    said = re.search(r"\b(?:took|taken|burned|secured|backed)\b[^.,;]{0,20}$",
                     clause.low[: amount.start])  # fmt: skip
    if said and about == "raised":
        clause.claim(*said.span())


def noun_of(clause: Clause, amount: Amount, table: str | None) -> str | None:
    """The numeric field of a table that a number stands beside."""
    nouns = clause.after(amount.end, 3) + clause.before(amount.start, 3)
    if table in {"account", "prospect_company"} and clause.after(amount.end, 1) in _STAFF:
        return "employee_count"
    if table in _OF_ACCOUNTS and clause.after(amount.end, 1) in _EMPLOYED:
        return "account.employee_count"
    if table == "prospect_company" and "round" in clause.after(amount.end, 2):
        return "funding_rounds"
    near = sorted(near_words(clause, amount), key=lambda s: s.start < amount.start)
    for sense in near:
        specs = [ENTITIES[m.value or ""].field(m.name) for m in sense.meanings
                 if m.slot == "field" and table in {None, m.value}]  # fmt: skip
        own = field_named(ENTITIES[table], sense.text) if table in ENTITIES else None
        specs += [own] if own and sense.start >= amount.end else []
        for spec in specs:
            if spec.kind in _NUMERIC and _can_be(spec.kind, amount):
                return spec.name
    staff = table in {"account", "prospect_company"} and _can_be(Kind.NUMBER, amount)
    if staff and set(nouns) & {"person", "employee", "staff"}:
        return "employee_count"
    return None


def _can_be(kind: Kind, amount: Amount) -> bool:
    """Whether a field can hold a number: no year is 30 million, and no headcount a sum."""
    most = max(amount.low or 0, amount.high or 0)
    return kind is Kind.MONEY or not (amount.money or most >= _NO_COUNT)


_NO_COUNT = 10_000_000
"""From here on a number is money: nobody has so many employees."""


def near_words(clause: Clause, amount: Amount) -> list[Sense]:
    """The known phrases that stand beside a number."""
    return [s for s in clause.senses if _is_near(clause, s.start, s.end, amount)
            and not _is_said(clause, s)]  # fmt: skip


def _is_said(clause: Clause, sense: Sense) -> bool:
    """Whether a word is part of a longer condition: `over 50k pushed at least 3 times`."""
    length = sense.end - sense.start
    length -= sense.text.lower().endswith("ed")  # "pushed deals over 50k" says it by itself
    return any(a <= sense.start and sense.end <= b and b - a > length for a, b in clause.claimed)


_STAFF = (["person"], ["employee"], ["staff"])
_EMPLOYED = (["employee"], ["staff"])
_OF_ACCOUNTS = frozenset({"contact", "opportunity"})
"""Tables whose records belong to an account, which has the employees."""


def _is_near(clause: Clause, start: int, end: int, amount: Amount) -> bool:
    gap = clause.low[end : amount.start] if end <= amount.start else clause.low[amount.end : start]
    words = gap.split()  # a noun stands within two words of its number, in one condition with it
    return len(words) <= 2 and not {"or", "and", "but"} & set(words)  # noqa: PLR2004 - as said


def founding_years(clause: Clause) -> dict[str, float] | None:
    """The years in which companies began, as the words bound them."""
    free = (m for m in _YEARS.finditer(clause.low) if clause.is_free(*m.span()))
    match = next(free, None)
    if match is None:
        return None
    clause.claim(*match.span())
    year = float(match["y"])
    if match["y2"]:
        return _bounded(year, float(match["y2"]))
    if match["since"] or match["later"]:
        return _bounded(year + (match["since"] in {"after", "post"}), None)
    if match["before"]:
        return _bounded(None, year - (match["before"] in {"before", "pre"}))
    return _bounded(year, year)


def _is_about(clause: Clause, amount: Amount, about: str) -> bool:
    after = " ".join(clause.after(amount.end, 2))
    before = " ".join(clause.before(amount.start, 4))
    words = _ABOUT.get(about, about)
    if about == "raised" and "round" in clause.after(amount.end, 2):
        return False
    if about == "raised":
        near = re.search(words, before) or re.search(words, after)
        return bool(near) and (amount.money or amount.compared or (amount.low or 0) >= 1e5)  # noqa: PLR2004 - a bare small number is a count
    if amount.money:
        return False
    if re.search(rf"^(?:{words})", after) or re.search(rf"^\w+ (?:{words})$", after):
        return amount.compared or about == "employees"
    return amount.compared and bool(re.search(rf"(?:{words})\b[\w ]*$", before))


def _is_measured(clause: Clause, amount: Amount) -> bool:
    after = " ".join(clause.after(amount.end, 2))
    if re.match(r"(?:fund\w*|financ\w*|invest\w*|raise) round", after):
        return True
    return bool(
        re.match(r"(?:day|week|month|quarter|year|%|percent|hour|employee|time|round)s?\b", after)
    )


def _is_hour(clause: Clause, amount: Amount) -> bool:
    """Whether a number is a time of the day: `they are on the calendar at 3`."""
    behind = clause.low[amount.end :].lstrip()
    return clause.before(amount.start, 1) == ["at"] and not behind[:1].isalpha()


def _inside(value: float | None, step: int) -> float | None:
    return None if value is None else value + step


def _bounded(low: float | None, high: float | None) -> dict[str, float]:
    found = {"at_least": low, "at_most": high}
    return {name: value for name, value in found.items() if value is not None}
