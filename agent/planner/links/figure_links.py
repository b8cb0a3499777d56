"""Conditions on linked records where a figure is computed: `win rate of deals with 3 meetings`.

Records are listed and counted by what they are linked to with a tool of its own; a rate or a sum of
money is that figure over such records. What the words choose may be the figure's own records, or
records that these belong to: deals of `customers with no contact`.
"""

import re
from typing import Any

from agent.planner.conditions.account_kinds import CUSTOMER
from agent.planner.conditions.states import states
from agent.planner.words.clause import Clause
from tools.parts.metrics import METRICS
from tools.parts.routes import pairs

LED_FROM = re.compile(
    r",? (?:(?:that|which|who|and) )?(?:with|without|w/|have|has|had|having|got|do|does|did)\b"
)
"""What follows the word for the records that a figure is over."""
_OF = re.compile(r"[ ,]*(?:(?:that|which|who|and|where|do|does|did|still)[ ,]*)*")
"""What may stand between the records and what they are linked to."""


def names_figure(clause: Clause) -> bool:
    """Whether the words name a figure that is no count: a rate, a sum of money, a time."""
    return any(METRICS[m.name].unit != "count" and not clause.things(s)
               for s, m in clause.fresh().senses_of("metric"))  # fmt: skip


def is_beside(clause: Clause, noun_end: int, begins: int, op: str) -> bool:
    """Whether `with meetings` is said of the records: it stands right behind their word."""
    return op != "with" or _OF.fullmatch(clause.low[noun_end:begins]) is not None


def over_figure(clause: Clause, found: dict[str, Any]) -> None:
    """Put conditions on the records that the figure's own belong to, where these are named."""
    links, table = found.get("links"), METRICS[found["metric"]].table
    if links and clause.asked not in {None, table} and (table, clause.asked) in pairs():
        link = {"table": clause.asked, "op": "with", "links": links}
        such = _such(clause, clause.asked or "")
        found["links"] = [{**link, "where": such} if such else link]


def _such(clause: Clause, table: str) -> list[dict[str, Any]]:
    """What the word for the records says of them besides: `customers` are of that type."""
    said = CUSTOMER.search(clause.low)
    if said is None or LED_FROM.match(clause.low[said.end() :]) is None:
        return []
    return list(states(clause.part(*said.span(), table)))


def cannot_link(arguments: dict[str, Any], asked: str | None) -> bool:
    """Whether a figure has no such links: it is a count, or of other records altogether."""
    metric = METRICS.get(str(arguments.get("metric")))
    links = arguments.get("links") or []
    if metric is None or not links:
        return metric is None and bool(links)
    table = metric.table
    return metric.unit == "count" or any(
        (table, link["table"]) not in pairs() for link in links
    ) or (asked not in {None, table} and links[0]["table"] != asked)  # fmt: skip
