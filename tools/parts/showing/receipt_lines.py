"""A receipt as the lines of an appendix: what the figure means and how it was made."""

from collections.abc import Iterator
from typing import Any

from store.trail import Receipt


def lines(receipt: Receipt) -> Iterator[tuple[str, str]]:
    """Name and text of everything that a reader needs to make the figure again."""
    yield "Definition", receipt.definition
    yield "Formula", receipt.formula
    variant = "" if receipt.variant == "default" else f", {receipt.variant.replace('_', ' ')}"
    yield "Metric", f"{receipt.metric}{variant}, version {receipt.definition_version}"
    if receipt.period:
        yield "Period", period(receipt.period)
    yield "As of", receipt.as_of.isoformat()
    if receipt.n is not None:
        yield "Rows", f"{receipt.n:,}"
    if receipt.inputs:
        yield "Inputs", "; ".join(f"{_words(k)} {_said(v)}" for k, v in receipt.inputs.items())
    yield "Filters", "; ".join(_said(each) for each in receipt.filters) or "none"
    for name, texts in (("Left out", receipt.exclusions), ("Caveats", receipt.caveats)):
        if texts:
            yield name, "; ".join(_said(each) for each in texts)


def period(given: dict[str, Any]) -> str:
    """A period with its days.

    >>> period({"label": "Q3 2026", "start": "2026-07-01", "end": "2026-09-30"})
    'Q3 2026 (2026-07-01 to 2026-09-30)'
    """
    days = " to ".join(str(given[side]) for side in ("start", "end") if given.get(side))
    label = str(given.get("label") or "")
    return f"{label} ({days})" if label and days else label or days


def _words(name: str) -> str:
    return name.replace("_", " ")


def _said(value: Any) -> str:
    match value:
        case {"field": name, **rest}:
            return f"{_words(str(name))} {_words(str(rest.get('op', 'is')))} {rest.get('value')}"
        case dict():
            return ", ".join(f"{_words(str(k))} {_said(v)}" for k, v in value.items())
        case list() | tuple():
            return ", ".join(_said(each) for each in value)
        case None:
            return "none"
        case _:
            return str(value)
