"""In which order all the groups are to stand: `highest to lowest`, `worst first`, `descending`."""

import re

from agent.planner.clause import Clause

_HIGH = r"(?:high(?:est)?|large(?:st)?|big(?:gest)?|best|most|top|strongest)"
_LOW = r"(?:low(?:est)?|small(?:est)?|worst|least|fewest|bottom|weakest)"
_IN_ORDER = re.compile(
    rf"\b(?:from )?(?:(?P<down>{_HIGH} (?:to|->|down to) {_LOW}|(?:in )?desc(?:ending)?(?: order)?"
    rf"|{_HIGH} (?:ones? )?first)|{_LOW} (?:to|->|up to) {_HIGH}|(?:in )?asc(?:ending)?(?: order)?"
    rf"|{_LOW} (?:ones? )?first)(?![\w-])"
)


def in_order(clause: Clause) -> str | None:
    """`top` or `bottom`, as the order of the groups is spelled out; None when it is not."""
    said = _IN_ORDER.search(clause.low)
    if said is None or not any(True for _ in clause.senses_of("dimension")):
        return None
    clause.claim(*said.span())
    return "top" if said["down"] else "bottom"
