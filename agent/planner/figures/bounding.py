"""Reading a bound on the figure of each group: `reps under 50% attainment`, `below 3x coverage`.

The same words may bound each record instead (`won revenue of deals over 50k`); the unit of the
metric and what stands beside the number tell which.
"""

import re

from agent.planner.conditions.ranges import noun_of
from agent.planner.words.amounts import Amount
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from store.schema import ENTITIES
from tools.parts.metrics import METRICS, Metric

_UNITS = {"days": {"day": 1.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.25},
          "hours": {"hour": 1.0, "minute": 1 / 60, "day": 24.0},
          "months": {"month": 1.0, "year": 12.0, "quarter": 3.0}}  # fmt: skip
_TO_TARGET = re.compile(
    r"\b(?:(?P<over>above|over|beyond|ahead of|exceed(?:ed|ing|s)?|beat(?:en|ing)?|beats)"
    r"|(?P<met>(?:made|make|makes|met|meet|hit|hits|reach(?:ed|es)?|achiev(?:e|ed)|attain(?:ed)?)"
    r"|at or above)"
    r"|(?P<under>below|under|short of|behind|miss(?:ed|es|ing)?"
    r"|(?:didn't|did not|haven't|not|never) (?:made?|me?et|hit|reach(?:ed)?|achieved?)))"
    r" (?:the |their |his |her |its |full |100 ?% of (?:the |their )?)*(?:quotas?|targets?"
    r"|number)\b"
)
"""A quota is itself a bound: `reps above quota`."""
LARGE = 1_000


def read_bound(clause: Clause, param: Param) -> dict[str, float] | None:
    """What the figure of each group must be."""
    metric = METRICS.get(clause.metric or "")
    if metric is None:
        return None if clause.figure else _share_of_quota(clause)
    for amount in clause.amounts:
        free = clause.is_free(amount.start, amount.end)
        if free and amount.compared and _is_of_figure(clause, amount, metric):
            clause.claim(amount.start, amount.end)
            clause.bounded = True
            bound = _bound(amount, _factor(clause, amount, metric))
            return _turned(bound) if _leaves_out(clause, amount) else bound
    target = _TO_TARGET.search(clause.low) if metric.name == "quota_attainment" else None
    if target is None:
        return None
    clause.claim(*target.span())
    clause.bounded = True
    if target["over"]:
        return {"above": 1.0}
    return {"at_least": 1.0} if target["met"] else {"below": 1.0}


def _share_of_quota(clause: Clause) -> dict[str, float] | None:
    """The bound of a tool that computes one figure, a share: `only those above 90 %`."""
    for amount in clause.amounts:
        if amount.percent and amount.compared and clause.is_free(amount.start, amount.end):
            clause.claim(amount.start, amount.end)
            bound = _bound(amount, 0.01)
            return _turned(bound) if _leaves_out(clause, amount) else bound
    return None


_HIDES = re.compile(
    r"\b(?:hide|drop|exclude|excluding|remove|skip|ignore|without|leave out|take out|filter out"
    r"|except|not|no|lose|cut)(?: (?:the|any|all|every|those|these|ones?|anyone|anybody|everyone"
    r"|everybody|anything|everything|who|that|which|is|are|has|have|with|reps?|people|teams?"
    r"|groups?|regions?|at|being|owners?|sellers?))* ?$"
)
_OPPOSITE = {"above": "at_most", "at_least": "below", "below": "at_least", "at_most": "above"}


def _leaves_out(clause: Clause, amount: Amount) -> bool:
    """Whether what the bound holds for is to go: `hide anyone over 100%`."""
    hides = _HIDES.search(clause.low[: amount.start])
    if hides is not None:
        clause.claim(*hides.span())
    return hides is not None


def _turned(bound: dict[str, float]) -> dict[str, float]:
    """What is left when those within a bound on one side are taken out."""
    if len(bound) != 1:
        return bound
    return {_OPPOSITE[side]: value for side, value in bound.items()}


def _is_of_figure(clause: Clause, amount: Amount, metric: Metric) -> bool:
    if metric.unit == "money":
        return _is_sum(clause, amount)
    if amount.money or max(amount.low or 0, amount.high or 0) >= LARGE:
        return False
    if metric.unit == "count":
        own = _is_time(clause, amount) or _of_field(clause, amount, metric)
        return not own and _is_named(clause, amount, metric)
    if noun_of(clause, amount, clause.subject) is not None:
        return False
    if metric.unit in {"rate", "ratio"}:
        return not clause.after(amount.end, 1) or not _counts_other(clause, amount, metric)
    return _length(clause, amount, metric) is not None


def _of_field(clause: Clause, amount: Amount, metric: Metric) -> bool:
    """Whether a number stands right behind a field of the records: `a score over 70`."""
    said = clause.low[: amount.start].rstrip()
    return any(
        s.end == len(said) and m.value == metric.table and m.slot == "field"
        for s in clause.senses
        for m in s.meanings
    )


def _is_time(clause: Clause, amount: Amount) -> bool:
    """Whether a number is a length of time: `open deals older than 90 days`."""
    return bool({u for units in _UNITS.values() for u in units} & set(clause.after(amount.end, 1)))


def _is_sum(clause: Clause, amount: Amount) -> bool:
    """Whether a sum bounds what a group brought in, and not what each deal is worth."""
    if not (amount.money or max(amount.low or 0, amount.high or 0) >= LARGE):
        return False
    groups = any(_may_group(clause, s.start) for s, _ in clause.senses_of("dimension"))
    who = re.search(r"\b(?:who|whom|whose)\b", clause.low)
    beside = " ".join(clause.before(_first_of(clause, amount), 3))
    of_records = re.search(r"\b(?:deal|opportunity|contract|order|sale|worth|size|each|value)\b",
                           beside)  # fmt: skip
    return bool(groups or who) and not of_records


def _first_of(clause: Clause, amount: Amount) -> int:
    """Where the first of two bounds set against one another begins: `under 20k versus over 90k`."""
    for earlier in clause.amounts:
        between = clause.low[earlier.end : amount.start].strip() if earlier is not amount else ""
        if earlier.end <= amount.start and between in {"vs", "vs.", "versus", "and", "or"}:
            return earlier.start
    return amount.start


def _may_group(clause: Clause, start: int) -> bool:
    said = clause.low[:start].split()
    return not said or said[-1] in {"which", "what", "any", "the", "by", "per", "list", "show",
                                    "all", "our", "in", "of", "me"}  # fmt: skip


def _is_named(clause: Clause, amount: Amount, metric: Metric) -> bool:
    """Whether a number counts what the metric counts: `more than ten wins`."""
    entity = ENTITIES.get(metric.table)
    nouns = {*metric.noun, metric.table, "of them", *(w for w in metric.words if " " not in w)}
    nouns |= {entity.label, entity.plural, *entity.words} if entity else set()
    after = clause.low[amount.end : amount.end + 40].strip(" ,")
    named = any(re.match(rf"(?:\w+ )?{re.escape(noun)}\b", after) for noun in nouns)
    return named or not after or after[0] in "?.!;" or _follows_metric(clause, amount)


def _follows_metric(clause: Clause, amount: Amount) -> bool:
    """Whether the metric's own words end right before the number: `open deals above 20`."""
    words = clause.low[: amount.start].rstrip()
    return any(end == len(words) for _, end in clause.claimed)


def _counts_other(clause: Clause, amount: Amount, metric: Metric) -> bool:
    """Whether a number counts things: `more than 3 contacts` is no win rate."""
    after = clause.after(amount.end, 2)
    phrases = clause.world.lexicon.phrases
    nouns = {m.name for norm in after for m in phrases.get((norm,), []) if m.slot == "table"}
    units = {unit for lengths in _UNITS.values() for unit in lengths} | {"employee", "person"}
    return not amount.percent and bool(nouns or units & set(after))


def _length(clause: Clause, amount: Amount, metric: Metric) -> float | None:
    said = next(iter(clause.after(amount.end, 1)), "")
    units = _UNITS.get(metric.unit, {})
    if said in units:
        end = clause.low.find(" ", amount.end + 1)
        clause.claim(amount.end, end if end > 0 else len(clause.low))
        return units[said]
    return 1.0 if said not in {u for lengths in _UNITS.values() for u in lengths} else None


def _factor(clause: Clause, amount: Amount, metric: Metric) -> float:
    """What the number is multiplied by to be in the unit of the figure."""
    if metric.unit == "rate":
        whole = amount.percent or max(amount.low or 0, amount.high or 0) > 2  # noqa: PLR2004 - nobody asks for a rate of over 200 % in parts of one
        return 0.01 if whole else 1.0
    if metric.unit in _UNITS:
        return _length(clause, amount, metric) or 1.0
    return 1.0


def _bound(amount: Amount, factor: float) -> dict[str, float]:
    names = ("above", "below") if amount.strict else ("at_least", "at_most")
    limits = zip(names, (amount.low, amount.high), strict=True)
    return {name: round(value * factor, 6) for name, value in limits if value is not None}
