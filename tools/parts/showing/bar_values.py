"""Values written at the ends of bars: a picture has nothing to point at."""

from decimal import Decimal
from typing import Any

from tools.parts.formats import written

SIZE = 11.5
Spec = dict[str, Any]


def with_values(spec: Spec, ink: str) -> Spec:
    """The chart with each bar's value beside it, when it is one of bars of one series, or a walk.

    Args:
        spec: What a tool wrote, with its data inside.
        ink: The colour of the words.
    """
    encoding, rows = spec.get("encoding", {}), spec.get("data", {}).get("values")
    hung = encoding.get("y2", {}).get("field")
    up = "y" if hung else "x"
    if not rows or not _is_bar(spec) or encoding.get(up, {}).get("type") != "quantitative":
        return spec
    if "color" in encoding and not hung:
        return spec
    unit, end = str(spec.get("usermeta", {}).get("unit", "number")), encoding[up]["field"]
    said = [{**row, **_said(row, end, hung, unit)} for row in rows]
    words = {"type": "text", "fontSize": SIZE, "color": ink, "baseline": "middle",
             **({"dy": -9} if hung else {"align": "left", "dx": 5})}  # fmt: skip
    encoding = encoding if hung else {**encoding, up: {**encoding[up], "title": None}}
    beside = {**encoding, "text": {"field": "said", "type": "nominal"},
              up: {**encoding[up], "field": "tip"}}  # fmt: skip
    for name in ("y2", "color"):
        beside.pop(name, None)
    layers = [{"mark": spec["mark"], "encoding": encoding}, {"mark": words, "encoding": beside}]
    kept = {name: each for name, each in spec.items() if name not in {"mark", "encoding", "data"}}
    return {**kept, "data": {"values": said}, "layer": layers}


def _is_bar(spec: Spec) -> bool:
    mark = spec.get("mark")
    return (mark.get("type") if isinstance(mark, dict) else mark) == "bar"


def _said(row: Spec, end: str, start: str | None, unit: str) -> Spec:
    """A bar's value in words, and the end of it that they stand at.

    >>> _said({"from": 40.0, "to": 38.0}, "to", "from", "USD")
    {'said': '-$2', 'tip': 40.0}
    """
    last, first = row.get(end), row.get(start, 0) if start else 0
    if not isinstance(last, int | float) or not isinstance(first, int | float):
        return {"said": "", "tip": 0}
    return {"said": written(Decimal(str(last)) - Decimal(str(first)), unit),
            "tip": max(first, last)}  # fmt: skip
