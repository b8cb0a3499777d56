"""Days that are denied: `deals not closing this month` close before it or after."""

import re
from typing import Any

from agent.planner.words.clause import Clause
from tools.parts import periods

Condition = dict[str, Any]
_DENIED = re.compile(
    r"(?<!did )(?<!has )(?<!have )\b(?:not|never|isn't|aren't|wasn't|weren't)"
    r"(?: (?:to|be|been|in|on|during|within|due|expected|scheduled|the"
    r"|clos(?:e|ing|ed)|closing|created|added|opened|entered|started|converted|landing|signed"
    r"|dates?))* $"
)
"""A denial with nothing between it and the time but the verb that says which day is meant.

What did not close this month was to close in it: that denies no day.
"""
_ALONE = re.compile(r"\b(?:not|never) $")
"""What denies the time by itself, as in `closed, not this month`: that sets two times apart."""

_ALWAYS = frozenset({"created_on"})
"""Days that every record has; one without another day is on none that is denied."""


def not_on_day(clause: Clause, span: periods.Found, condition: Condition) -> Condition | None:
    """The condition that a day lies outside a time; None where the words deny none.

    Args:
        clause: The words.
        span: The time.
        condition: What the words say of it when nothing is denied.
    """
    before = clause.low[: span.start]
    if condition["op"] != "between" or not _DENIED.search(before) or _ALONE.search(before):
        return None
    field, (first, last) = condition["field"], condition["value"]
    sides = [{"field": field, "op": "before", "value": first},
             {"field": field, "op": "after", "value": last},
             {"field": field, "op": "missing", "value": None}]  # fmt: skip
    if field in _ALWAYS:
        sides.pop()
    return {"field": "either", "op": "is", "value": None, "either": sides}
