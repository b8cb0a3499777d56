"""Fields that are only named one after the other: `accounts: name, city and phone`."""

import re

from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense

_GLUE = re.compile(r"\s*(?:,|\+|/|&|\band\b|, ?and\b|\bplus\b)\s*(?:(?:the|their|its) )?")
_OPENS = re.compile(
    r"(?:[:,(;-]|\b(?:with|plus|and|only|just|show|showing|columns?|fields?|need))"
    r"\s*(?:the |their )?$"
)
_ENDS = re.compile(r"\s*(?:[).;?!]|$|\b(?:where|when|for|if|of|from|sort|order|only)\b)")
LEAST = 2
"""Fewer fields are no list."""


def is_listed(clause: Clause, sense: Sense) -> bool:
    """Whether a field is one of those that are only named as what to show."""
    return any(start <= sense.start and sense.end <= end for start, end in columns(clause))


def columns(clause: Clause) -> list[tuple[int, int]]:
    """Where two or more fields stand side by side with nothing said of them."""
    found: list[tuple[int, int]] = clause.remember("columns", lambda: _runs(clause))
    return found


def _runs(clause: Clause) -> list[tuple[int, int]]:
    runs: list[list[Sense]] = []
    for sense in clause.senses:
        if not any(m.slot in {"field", "dimension"} for m in sense.meanings) or _is_value(sense):
            continue
        gap = clause.low[runs[-1][-1].end : sense.start] if runs else ""
        if runs and _GLUE.fullmatch(gap):
            runs[-1].append(sense)
        else:
            runs.append([sense])
    return [
        (run[0].start, run[-1].end) for run in runs if len(run) >= LEAST and _stands(clause, run)
    ]


def _is_value(sense: Sense) -> bool:
    kinds = {m.slot for m in sense.meanings}
    return "value" in kinds and "field" not in kinds


def _stands(clause: Clause, run: list[Sense]) -> bool:
    """Whether a list opens after a mark and ends with the sentence, or before its conditions."""
    return bool(
        _OPENS.search(clause.low[: run[0].start]) and _ENDS.match(clause.low[run[-1].end :])
    )
