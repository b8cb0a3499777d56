"""In which order all the groups are to stand: `highest to lowest`, `worst first`, `descending`."""

import re

from agent.planner.words.clause import Clause

_HIGH = r"(?:high(?:est)?|large(?:st)?|big(?:gest)?|best|most|top|strongest)"
_LOW = r"(?:low(?:est)?|small(?:est)?|worst|least|fewest|bottom|weakest)"
_FIRST = r"(?: (?:ones? )?(?:first|(?:on|at) (?:the )?top)\b)"
_IN_ORDER = re.compile(
    rf"\b(?:from )?(?:(?P<down>{_HIGH} (?:to|->|down to) {_LOW}|(?:in )?desc(?:ending)?(?: order)?"
    rf"|{_HIGH}{_FIRST})|{_LOW} (?:to|->|up to) {_HIGH}|(?:in )?asc(?:ending)?(?: order)?"
    rf"|{_LOW}{_FIRST})(?![\w-])"
)
_JUDGED = re.compile(
    r"\b(?:(?:best|worst)(?:[- ]performing)?|strongest|poorest|weakest|struggling)\b"
)
"""Words that say which is good, and not which is much."""
_LESS_IS_BETTER = frozenset(
    {"deals_lost", "lost_revenue", "sales_cycle", "overdue_deals", "slippage_rate", "deal_age",
     "lead_response_time", "customer_churn", "cac", "cac_payback"}
)  # fmt: skip
"""Figures of which more is worse: the worst loss reason is the one that cost most."""


def in_order(clause: Clause) -> str | None:
    """`top` or `bottom`, as the order of the groups is spelled out; None when it is not."""
    said = _IN_ORDER.search(clause.low)
    if said is None or not any(True for _ in clause.senses_of("dimension")):
        return None
    clause.claim(*said.span())
    return judged(clause, "top" if said["down"] else "bottom", said[0])


def judged(clause: Clause, order: str, said: str) -> str:
    """The order of a figure of which less is better, where `best` or `worst` says it.

    Args:
        clause: What is asked; its metric is known.
        order: The order for a figure of which more is better.
        said: The words that say the order.
    """
    turns = clause.metric in _LESS_IS_BETTER and "retention" not in clause.low
    return {"top": "bottom", "bottom": "top"}[order] if turns and _JUDGED.search(said) else order
