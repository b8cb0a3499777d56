"""Reading in which way a figure is computed: `median`, `by value`, `in business hours`."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.parts.metrics import METRICS

BARS = frozenset({"new", "expansion", "contraction", "churn"})
"""The bars of a bridge, each a way of computing it too."""


def read_variant(clause: Clause, param: Param) -> str | None:
    """The way of computing the metric that most of the words ask for."""
    metric = METRICS.get(clause.metric or "")
    if metric is None:
        return None
    spans = {v.name: [m.span() for phrase in v.words
                      if (m := re.search(rf"(?<!not )\b{re.escape(phrase.lower())}\b", clause.low))]
             for v in metric.variants}  # fmt: skip
    if metric.steps and sum(map(bool, spans.values())) > 1 and spans.keys() >= BARS:
        for span in {span for found in spans.values() for span in found}:
            clause.claim(*span)
        return None  # "into new, expansion, contraction and churn" are the bars of the bridge
    name = max(spans, key=lambda each: len({i for span in spans[each] for i in range(*span)}))
    for span in spans[name]:
        clause.claim(*span)
    return name if spans[name] else None


def is_whole_bridge(clause: Clause, arguments: dict[str, Any]) -> bool:
    """Whether the bars of a bridge are named, so that none of them is a figure of its own."""
    metric = METRICS.get(str(arguments.get("metric")))
    if metric is None or "variant" in arguments or not {v.name for v in metric.variants} >= BARS:
        return False
    low = clause.low
    said = (v for v in metric.variants for w in v.words if re.search(rf"\b{w.lower()}\b", low))
    return len({v.name for v in said}) > 1


def of_one(arguments: dict[str, Any]) -> None:
    """Of one person, attainment is what they won over their quota, and no share of people."""
    if arguments.get("metric") != "quota_attainment" or arguments.get("variant"):
        return
    whose = [c["value"] for c in arguments.get("where") or []
             if c.get("field") == "owner" and c.get("op") == "is"]  # fmt: skip
    if len(whose) == 1 and isinstance(whose[0], str):
        arguments["variant"] = "to_quota"
