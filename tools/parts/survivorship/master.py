"""Which record stays: most open deals, most activity, an id of the source, most filled, oldest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tools.parts.survivorship.named import Row, changed, empty, filled, trust
from tools.parts.survivorship.settings import Setting


@dataclass(frozen=True, slots=True)
class Standing:
    """What makes a record the one to keep."""

    open_deals: int = 0
    activities: int = 0


Test = tuple[str, Callable[[Row], Any], Callable[[Any, Any], str]]
"""What is compared, its value for a row (the larger stays), and how the difference is said."""


def master(
    rows: Sequence[Row], standing: Mapping[str, Standing], setting: Setting | None = None
) -> tuple[Row, str]:
    """The record to keep, and why.

    Most open deals, then most activities, then one that has an id in the source, then most filled
    fields, then the oldest; a rule that was set goes before all of these.
    """
    tests = [*_first(setting), *_usual(standing)]

    def rank(row: Row) -> tuple[Any, ...]:
        return tuple(value(row) for _, value, _ in tests)

    # Of equals the one with the smaller id: whatever the order they came in.
    best, second = sorted(sorted(rows, key=lambda r: str(r["id"])), key=rank, reverse=True)[:2]
    for name, value, said in tests:
        mine, theirs = value(best), value(second)
        if mine != theirs:
            return best, f"{name}{said(mine, theirs)}"
    return best, "first of equals"


def _usual(standing: Mapping[str, Standing]) -> list[Test]:
    def of(row: Row) -> Standing:
        return standing.get(str(row["id"]), Standing())

    return [
        ("most open deals", lambda row: of(row).open_deals, _counts),
        ("most activities", lambda row: of(row).activities, _counts),
        ("has an id in the source", lambda row: not empty(row.get("external_id")), _nothing),
        ("most complete", filled, _fields),
        ("oldest", lambda row: -(row.get("created_on") or date.max).toordinal(), _nothing),
    ]


def _first(setting: Setting | None) -> list[Test]:
    if setting is None:
        return []
    tests: dict[str, Test] = {
        "min": ("oldest", lambda row: -(row.get("created_on") or date.max).toordinal(), _nothing),
        "max": ("newest", lambda row: (row.get("created_on") or date.min).toordinal(), _nothing),
        "most_recent": ("changed last", changed, _nothing),
        "most_complete": ("most complete", filled, _fields),
        "most_trusted": (
            "from the most trusted source", lambda row: -trust(row, setting.sources), _nothing
        ),
    }  # fmt: skip
    return [tests[setting.rule]] if setting.rule in tests else []


MASTER_RULES = ("min", "max", "most_recent", "most_complete", "most_trusted")
"""The named rules that can choose the record that stays."""


def _counts(mine: int, theirs: int) -> str:
    return f" ({mine} against {theirs})"


def _fields(mine: int, theirs: int) -> str:
    return f" ({mine} fields against {theirs})"


def _nothing(_mine: object, _theirs: object) -> str:
    return ""
