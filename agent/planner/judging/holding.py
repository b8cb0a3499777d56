"""Readings whose conditions no record can meet."""

import re
from functools import cache

from agent.planner.conditions.account_kinds import asks_customers
from agent.planner.conditions.ahead import AHEAD
from agent.planner.reading.filling import Filled
from agent.planner.words.memory import Call
from agent.planner.words.signature import finds_prospects, slots
from store.errors import PitcrewError
from store.schema import ENTITIES
from tools.arguments import Slot
from tools.catalog import family_of
from tools.parts.dimensions import DIMENSIONS
from tools.parts.fields import meaning
from tools.parts.metrics import METRICS


def cannot_have(filled: Filled) -> bool:
    """Whether a condition or a split is by what the records have not: the status of a rep."""
    arguments = filled.calls[0].arguments
    metric = METRICS.get(str(arguments.get("metric")))
    table = metric.table if metric else arguments.get("table") or _companies(filled.calls[0])
    if not isinstance(table, str) or table not in ENTITIES:
        return False
    split = arguments.get("by") or [] if metric else []
    named = [*(c["field"] for c in arguments.get("where") or []), *split]
    return any(not is_known(table, name) for name in named)


_OF_A_FORECAST = re.compile(
    r"\b(?:forecast\w*|predict\w*|outlook|expect\w*|project\w*|commit\w*|call(?:ed)?|accura\w*"
    r"|off|close)\b"
)


def foretells_the_past(filled: Filled) -> bool:
    """Whether a look ahead is of a time that is over, and no word is of what was once foretold."""
    clause, call = filled.clause, filled.calls[0]
    if clause is None or family_of(call.tool) not in AHEAD or _OF_A_FORECAST.search(clause.low):
        return False
    last = str(call.arguments.get("period") or "").partition("..")[2]
    return bool(last) and last < clause.world.today.isoformat()


def lists_no_customers(filled: Filled) -> bool:
    """Whether customers are asked for, and the list is one of companies that are none yet."""
    clause, call = filled.clause, filled.calls[0]
    if clause is None or _companies(call) != "prospect_company":
        return False
    return asks_customers(clause)


def _companies(call: Call) -> str | None:
    """The table that a list of companies is drawn from."""
    if not finds_prospects(call.tool):
        return None
    return "account" if call.arguments.get("source") == "accounts" else "prospect_company"


@cache
def is_known(table: str, field: str) -> bool:
    """Whether records of a table have a field or a dimension of this name."""
    if field in DIMENSIONS and DIMENSIONS[field].grain:
        return True
    try:
        meaning(table, field)
    except PitcrewError:
        return False
    return True


_FILE = re.compile(
    r"\b(?:export|download|csv|xlsx?|excel|spreadsheet|sheet|file|extract|dump|save|writ|send|attach"
    r"|workbook|google|share|out of here|pull|give|get|list|print|output|hand)"
)


def writes_no_file(filled: Filled) -> bool:
    """Whether a file would be written without a word that asks for one."""
    call = filled.calls[0]
    writes = Slot.FILE_FORMAT in slots(call.tool) and Slot.RECORDS in slots(call.tool)
    return filled.clause is not None and writes and not _FILE.search(filled.clause.low)


def contradicts(filled: Filled) -> bool:
    """Whether two stretches of time are set on one day: no record is of both."""
    where = filled.calls[0].arguments.get("where") or []
    days = [c["field"] for c in where if c["op"] == "between" and str(c["field"]).endswith("_on")]
    return len(days) > len(set(days))
