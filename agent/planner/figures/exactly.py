"""Figures that a verb names or makes exact: `what did we win`, `how many deals each team won`."""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.text import key
from tools.parts.metrics import METRICS

_VERBS = (
    (r"\b(?:how many|number of|portion of|part of|share of)\b.*\b(?:wins|won|win)\b", "deals_won"),
    (r"\b(?:how many|number of|portion of|part of|share of)\b.*\b(?:losses|lost|lose)\b",
     "deals_lost"),
    (r"\b(?:close|closed|closing|signed)(?: \w+)? fewer\b", "deals_won"),
    ((r"\b(?:best|top|worst|strongest|weakest|star)(?:[ -](?:performing|selling))? (?:\d+ )?"
      r"(?:sales ?(?:persons?|people|reps?|m[ae]n)|reps?|sellers?|agents?|aes?|closers?)\b"),
     "won_revenue"),
    (r"\b(?:close|closed|closing|signed)(?: \w+)? (?:less|more|better)\b", "won_revenue"),
    ((r"\b(?:wins|won|win|sold|sell|money|made|make|earn(?:ed)?|leaderboard|bank(?:ed|ing)?|landed"
      r"|(?:take|took|taken) in|closed (?:amount|value)|book(?:ed)?"
      r"|sales(?! (?:person|people|rep|team|cycle|manager|stage|force|staff|ops)))\b"),
     "won_revenue"),
)  # fmt: skip


def by_verb(clause: Clause) -> str | None:
    """The plain reading of winning, losing and making money, when no metric is named."""
    for pattern, metric in _VERBS:
        match = re.search(pattern, clause.low)
        if match and metric in METRICS:
            said = match[0].split()
            if said[0] in _RANKS:
                return metric  # "the best rep" is still ranked
            start = match.start() if len(said) <= SHORT else match.end() - len(said[-1])
            clause.claim(start, match.end())
            return metric
    return None


_RANKS = frozenset("best top worst strongest weakest star".split())
SHORT = 3
"""Words; of a longer match only the verb is used up."""
_MADE = r"(?:creat|generat|sourc|buil[dt]|add)(?:e|es|ed|ing)?\b"
_PIPELINE_MADE = (
    rf"\b{_MADE}(?: \w+){{0,2}} pipe(?:line)?\b|\bpipe(?:line)?\b(?: (?:that|which|was|were"
    rf"|has been"
    rf"|we|did|have|they|reps|\w+ing|\w+ed|from \w+))* {_MADE}"
    rf"|\bpipe(?:line)? (?:did|do|does|has|have)(?: [\w']+){{1,4}}? {_MADE}"
)
_PIPELINE_LOST = r"\b(?:lost|losing) (?:\w+ )?pipeline\b|\bpipeline (?:\w+ ){0,4}?(?:lost|lose)\b"
_ATTAINED = (
    r"\b(?:attain\w*|against|hit|made|mak(?:e|ing)|reach\w*|miss\w*|above|below|over|under"
    r"|behind|off|beat\w*|met|exceed\w*|ahead of|short of|\d+ ?% (?:of|to)|how (?:close|far|near)"
    r"|clos(?:e|er|est) to|near(?:er|est)?|furthest)\b"
)
_AT_QUOTA = (
    r"\b(?:attain|hit|made?|mak(?:e|ing)|reach|miss|above|below|over|under|behind|beat|met|meet"
    r"|exceed|short of)\w* (?:the |their |his |her |its |our )?"
    r"(?:quotas?|targets?|numbers?|goals?|plans?)\b"
)
_PERFORMS = (
    r"\b(?:(?:best|top|worst|strongest|weakest)(?:[ -]performing)?|(?:under|over|out)?perform\w*)\b"
)
_OF_QUOTA = (
    r"\b(?:percent(?:age)?|per cent|pct|%|share|fraction|part|proportion) of (?:the |their |his "
    r"|her"
    r" |its |our |each )?(?:\w+'s )?(?:quotas?|targets?|plan|goals?|number)\b"
)
_BOOKED = (
    r"\b(?:share|part|fraction|percent\w*|proportion|%) of\b.*\b(?:booked|won|made|done|achieved"
    r"|delivered|brought in|sold|closed)\b"
)
_ROUND = (
    r"\b(?:got|gets?|getting|raised?|raising|received?|closed|had|landed|took|done) (?:an?|their"
    r"|its|the|any)\b"
    r"[^.?!]{0,25}? rounds?\b|\braised? (?:an? |their )?(?:series [a-h]|seed|angel)\b"
)
_WON_SHARE = (
    r"\b(?:share|part|portion|proportion|percent(?:age)?|%|fraction) of\b.*\b(?:win|won|wins)\b"
)
_LEFT = r"\b(?:los[et]|losing|churned|cancelled|left us)\b"
_BECAME = r"\b(?:turned into|became|convert(?:ed|s)? (?:in)?to)\b"
_EXACTLY: dict[str, tuple[tuple[str, str], ...]] = {
    "open_pipeline": ((_PIPELINE_MADE, "pipeline_created"), (_PIPELINE_LOST, "lost_revenue")),
    "count_accounts": ((_LEFT, "customer_churn"), (_ROUND, "count_funding_rounds")),
    "count_prospect_companies": ((_ROUND, "count_funding_rounds"),),
    "deals_closed": ((_WON_SHARE, "win_rate"),),
    "count_leads": ((_BECAME, "lead_conversion_rate"),),
    "quota": ((_ATTAINED, "quota_attainment"), (_BOOKED, "quota_attainment")),
    "won_revenue": ((_OF_QUOTA, "quota_attainment"),),
    "count_reps": ((_AT_QUOTA, "quota_attainment"), (_PERFORMS, "won_revenue")),
}
"""Figures that a verb beside another one's words makes exact."""
IN_MONEY = {"count_deals": "open_pipeline", "open_deals": "open_pipeline",
             "deals_won": "won_revenue", "deals_lost": "lost_revenue",
             "deals_created": "pipeline_created",
             "count_funding_rounds": "funding_raised"}  # fmt: skip
"""What the deals of a count are worth."""


_SUM = r"(?:value|amount|worth|sum|volume|total value|\$|dollars?|money|revenue)"
_COUNT = r"(?:number|count|quantity|no\.|nr|#|how many)"
BOTH = re.compile(
    rf"(?:,|\band\b|&|\+) ?how much (?:(?:money|value|revenue|pipeline|cash|dollars) )?"
    rf"(?:(?:is|are|was|were|sits?|lies?|do|does|did) )(?:in |with |on )?"
    rf"(?:them|those|they|these|it)\b"
    rf"(?: (?:worth|add up to|come to|amount to|hold|total|bring(?: in)?|sum to))?|"
    rf"\bhow many\b.{{0,60}}?(?:,|\band\b|&)(?: for| with| worth)? ?how much\b"
    rf"|\bhow much\b.{{0,60}}?(?:,|\band\b|&)(?: in)? ?how many\b"
    rf"|\b{_COUNT}(?: of [\w ]{{2,20}})?(?: and|,? with| &| \+|,| plus)(?: the| total| their|"
    rf" in| by"
    rf"| summed| combined)* {_SUM}(?!\w)(?! (?:per|lost|won|from)\b)"
    rf"|{_SUM}(?: and| &| \+|,| plus)(?: the| total| in| by)* {_COUNT}(?!\w)"
    rf"|\b(?:(?:won |lost )?deals(?: won| lost)?|opportunities|opps|wins|losses|renewals)"
    rf" (?:and|&|\+|plus)(?: the| total| their)* (?:value|worth|amount|revenue)s?\b"
    rf"(?! (?:per|lost|won|from)\b)"
    rf"|\b(?:deals|deals won|wins|deals lost|opportunities)[,;] (?:total )?{_SUM}(?!\w)(?="
    rf" ?(?:,|;|and|&|\W*$))"
    rf"|\b(?:with|and)(?: the| their)? (?:summed|total|combined) (?:amount|value)s?\b"
    rf"|\bin (?:dollars|money|euros) and(?: in)? (?:number|count|deals|units|number of deals)\b"
    rf"|(?:,|\band\b|&|\+) ?(?:in )?how many (?:deals|opportunities|opps|of them|wins|renewals)"
    rf"(?: (?:is|are|was|were|did) (?:that|those|it|they)(?: (?:be|make|come to|take))?)?\W*$"
    rf"|\b(?:by|in) (?:value|amount|money|dollars)\b[^.?!]{{0,30}}?\b(?:else|otherwise|or else"
    rf"|if not|"
    rf"failing that),?(?: (?:just|simply|by|in|the|a))* (?:count|number|how many)\b"
    rf"|{_COUNT},? (?:else|otherwise|or else|if not|failing that)(?: (?:by|the|in))* {_SUM}(?!\w)"
)
"""Both the count and the sum of the same deals: `how many and how much`."""
_IN_NUMBER = {"won_revenue": "deals_won", "lost_revenue": "deals_lost",
              "pipeline_created": "deals_created", "open_pipeline": "open_deals"}  # fmt: skip
_MOST_DEALS = re.compile(
    r"\b(?:most|fewest|more|fewer) (?:deals|opportunities|opps|contracts|renewals)\b"
    r"|\btotal (?:open |won |lost )?(?:deals|opportunities|opps)\b"
    r"|(?<!and )(?<!and the )(?<!into )(?<!into the )\b(?:how many|number of"
    r"|count of)\b(?! (?:dollars|euros|millions))"
)


def closer(clause: Clause, count: str) -> str | None:
    """The figure that a verb makes exact: `how many deals each office won` are deals won."""
    if BOTH.search(clause.low):
        return None
    if count in _IN_NUMBER and _MOST_DEALS.search(clause.low):
        return _IN_NUMBER[count]
    for pattern, metric in _EXACTLY.get(count, ()) if not clause.has(r"\bopen\b") else ():
        said = re.search(pattern, clause.low)
        if said is not None:
            if metric == "pipeline_created":
                first, last = said[0].split()[0], said[0].split()[-1]
                clause.claim(said.start(), said.start() + len(first))
                clause.claim(said.end() - len(last), said.end())
            return metric
    return _exact_count(clause, count) if count.startswith("count_") else None


def _exact_count(clause: Clause, count: str) -> str | None:
    words = set(clause.norms)
    for metric in METRICS.values():
        form = set(key(metric.label))
        same = metric.table == METRICS[count].table and metric.unit == "count"
        if not same or metric.name.startswith("count_") or not form <= words or len(form) < 2:  # noqa: PLR2004 - one word is the count itself
            continue
        for token, norm in zip(clause.tokens, clause.norms, strict=True):
            if norm in form:
                clause.claim(token.start, token.end)
        return metric.name
    return None
