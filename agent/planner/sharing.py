"""What one call was about, carried over to another tool."""

from typing import Any

from agent.planner.memory import Call
from agent.planner.signature import params
from tools.arguments import Slot
from tools.catalog import catalog


def shared(calls: list[Call], tool: str) -> dict[str, Any]:
    """What the last calls were about, in the arguments of another tool.

    An argument of the same name is taken over; tables are taken over whatever they are called, all
    of them when the tool takes several.
    """
    if tool not in catalog():
        return {}
    fields = catalog()[tool].arguments.model_fields
    found = {name: value for name, value in calls[-1].arguments.items() if name in fields}
    tables = [t for c in calls if c.tool == calls[-1].tool for t in _tables(c)]
    for param in params(tool):
        if param.slot is Slot.TABLE and param.name not in found and tables:
            found[param.name] = list(dict.fromkeys(tables)) if param.many else tables[-1]
    return found


def _tables(call: Call) -> list[str]:
    named = [call.arguments.get(p.name) for p in params(call.tool) if p.slot is Slot.TABLE]
    return [t for value in named for t in (value if isinstance(value, list) else [value]) if t]
