"""Arguments that only earlier results can give: the companies that a list just found."""

from agent.planner.words.memory import Call
from agent.planner.words.signature import params
from tools.arguments import Slot
from tools.result import Result, Table


def bound(call: Call, results: list[Result]) -> Call:
    """The call with the records of the last result where it takes records and names none.

    A change set that was proposed just before is the one that a call after it is about.
    """
    sets = [p.name for p in params(call.tool) if p.slot is Slot.CHANGE_SET]
    drafts = [c.id for r in results for c in r.change_sets if c.status == "draft"]
    if sets and len(drafts) == 1 and not call.arguments.get(sets[0]):
        return call.model_copy(update={"arguments": {**call.arguments, sets[0]: drafts[0]}})
    wanted = [p.name for p in params(call.tool) if p.slot is Slot.RECORDS]
    shown = records(results)
    if shown is None or not wanted or any(name in call.arguments for name in wanted):
        return call
    fitting = [name for name in wanted if _fits(name, shown.row_table or "")]
    if not fitting:
        return call
    arguments = {**call.arguments, fitting[0]: shown.row_ids}
    return call.model_copy(update={"arguments": arguments})


def records(results: list[Result]) -> Table | None:
    """The last table with rows of the store behind it."""
    tables = [t for r in results for t in r.tables if t.row_table and t.row_ids]
    return tables[-1] if tables else None


def _fits(param: str, table: str) -> bool:
    """Whether an argument's name admits rows of a table: `company_ids` takes companies only."""
    if param.startswith("company"):
        return table in {"prospect_company", "account"}
    if param.startswith(("person", "people", "contact")):
        return table in {"prospect_person", "contact"}
    return True
