"""Why the figure just given is what it is: `why?`, `explain the drop`, `why is it above Q2`."""

from typing import Any

from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from tools.arguments import Slot
from tools.catalog import catalog

Job = tuple[str, dict[str, Any]]
SHOWS = "show_changes"


def explained(last: Call, memory: Memory) -> Job | None:
    """The tool that explains a metric, with the metric that was just given.

    A proposal is explained by itself: each change with its rule.
    """
    if catalog()[last.tool].effect == "proposes" and memory.newest("draft") is not None:
        return SHOWS, {}
    for name, tool in catalog().items():
        own = slots(name)
        if name.startswith("explain") and Slot.METRIC in own and "metric" in last.arguments:
            fields = tool.arguments.model_fields
            kept = {k: v for k, v in last.arguments.items() if k in fields and k != "by"}
            return name, {**kept, **(two_periods(memory) or {})}
    return None


def two_periods(memory: Memory) -> dict[str, str] | None:
    """The later and the earlier period, where the last two answers differ in nothing else."""
    if len(memory.calls) < 2:  # noqa: PLR2004 - one answer is compared with nothing
        return None
    one, other = memory.calls[-2:]
    spans = [str(call.arguments.get("period", "")) for call in (one, other)]
    if one.tool != other.tool or _rest(one) != _rest(other) or len(set(spans)) == 1:
        return None
    if not all(_is_stretch(span) for span in spans):
        return None
    earlier, later = sorted(spans)
    if later.partition("..")[0] <= earlier.partition("..")[2]:
        return None  # the one lies within the other
    return {"period": later, "compare_to": earlier}


def _rest(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.arguments.items() if name != "period"}


def _is_stretch(span: str) -> bool:
    first, dots, last = span.partition("..")
    return bool(first and dots and last)
