"""Records that are asked for by what became of them, though the words are those of a figure.

`Web companies funded in June` are companies, not the money they raised; `leads that became MQLs`
are leads, not a share of them.
"""

import re

from agent.planner.reading.filling import Filled

_OPENS = (
    r"^\W*(?:(?:show|give|find|list|get|pull|name|i|we|want|need|me|us|please|all|which|what|any"
    r"|the|every|our|top|only|\d+) )*"
)
_FUNDED = re.compile(
    rf"{_OPENS}(?:[\w'&/-]+,? ){{0,4}}?(?:company|companies|startups?|start-ups?|firms?|business"
    r"|businesses|ventures)\b(?: (?:in|from|near|based in)(?: [\w'-]+){1,3}?)?"
    r"(?: (?:that|which|who|have|has|were|was|got|in our list|on our list|on the list))*"
    r" (?:funded|backed|financed|raised|raising)\b"
)
_GRADED = re.compile(
    rf"{_OPENS}(?:[\w'-]+ ){{0,3}}?leads(?: (?:from|in|of|by) (?:[\w'-]+ ){{0,2}}?[\w'-]+)?"
    r"(?: (?:that|which|who))? (?:have |has )?"
    r"(?:turned|became|become|reached|hit|made|made it to|went)\b"
)
_DUE = re.compile(
    rf"{_OPENS}(?:(?!how\b|many\b)[\w'&/-]+ ){{0,3}}?open (?:[\w'&/-]+ ){{0,2}}?(?:deals|opps"
    r"|opportunities)\b(?: [\w$.,%'&/-]+){0,10}? (?:closing|due|to close|expected to close)\b"
)
"""Open deals that are due in a time: `open deals in EMEA closing next quarter`."""
_COMPUTED = re.compile(
    r"\b(?:how (?:much|many|big|long)|number of|count|total|sum|average|mean|median|rate|share"
    r"|percent(?:age)?|compare[ds]?|by (?:month|quarter|year|industry|country|stage|source|region"
    r"|owner|rep|city|state)|per|each)\b"
)
"""Words that ask for a figure after all."""
_OF_FUNDING = frozenset({"company_funding", "funding_raised", "count_funding_rounds"})


def lists_records(filled: Filled) -> bool:
    """Whether a figure is computed where the records themselves are asked for."""
    clause, arguments = filled.clause, filled.calls[0].arguments
    metric = str(arguments.get("metric", ""))
    if clause is None or arguments.get("by") or _COMPUTED.search(clause.low):
        return False
    if metric == "open_deals":
        return _DUE.search(clause.low) is not None
    if metric in _OF_FUNDING:
        return _FUNDED.search(clause.low) is not None
    return metric.startswith("lead") and _GRADED.search(clause.low) is not None
