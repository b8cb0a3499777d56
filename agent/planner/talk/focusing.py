"""Which of several calls of one message a follow-up is about.

`By team`, after a forecast and the log of changes, splits the forecast; the log has no teams.
"""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.catalog import catalog, family_of

_SPLITS = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|now|then|so|please|show|break|split|it|that|them|down|same)[, ]+)*"
    r"(?:by|per|for each) \w+"
)
_WHY = re.compile(r"^\W*(?:and |but |so )?(?:why|how come)\b")
_AHEAD = re.compile(
    r"\b(?:hang(?:s|ing)? on|depends? on|best case|worst case|upside|downside|how (?:sure|certain"
    r"|confident|reliable)|odds|chances?|land|landing|range|hit quota)\b"
)
FORECASTS = "forecasting"
LONGEST = 9
"""Words; a longer message says all that it means."""


def focused(memory: Memory, clause: Clause) -> Memory:
    """The memory with the call last that the words can be about.

    Args:
        memory: What was said before.
        clause: The words.
    """
    made = memory.calls[-memory.made :] if memory.made > 1 else []
    tools = {call.tool for call in made}
    if len(tools) < 2 or len(clause.tokens) > LONGEST or not tools <= catalog().keys():  # noqa: PLR2004 - a choice among two
        return memory
    fitting = [call for call in made if _fits(call, clause.low)]
    if not fitting or fitting[-1] is made[-1]:
        return memory
    others = [call for call in memory.calls if call is not fitting[-1]]
    return memory.model_copy(update={"calls": [*others, fitting[-1]], "made": 1})


def _fits(call: Call, low: str) -> bool:
    if _AHEAD.search(low):
        return family_of(call.tool) == FORECASTS
    if _SPLITS.search(low):
        return Slot.DIMENSION in slots(call.tool)
    return bool(_WHY.search(low)) and "metric" in call.arguments
