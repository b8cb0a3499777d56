"""Conditions on records that a turn of phrase sets, and no single word: `new leads`.

Also what companies have not done since a day: `that raised nothing since 2010`.
"""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.arguments import Slot

Condition = dict[str, Any]
_NEW_LEADS = re.compile(r"\bnew leads?\b(?! (?:sources?|routing|form))")
_UNFUNDED = re.compile(
    r"(?:(?:\b(?:not|never)|n't)(?: \w+){0,2}? (?:rais(?:ed?|ing)|receiv(?:ed?|ing)|g[eo]t(?:ten)?"
    r"|took|taken|been funded|had)"
    r"|\brais(?:ed|ing) (?:nothing|no)|\b(?:no|nothing)|\bwithout(?: any| an?)?)"
    r"(?: (?:any|more|new|further|fresh|funding|money|capital|cash|rounds?|investment|anything|a"
    r"|raised|of|ever|else|at all|again|in|over|within|for))* $"
)
"""What has not come in since a day."""
_MONEY = re.compile(r"\b(?:rais|fund|money|capital|round|investment|cash)")


def turned(clause: Clause) -> Iterator[Condition]:
    """The conditions of such turns of phrase."""
    match = _NEW_LEADS.search(clause.low) if clause.subject == "lead" else None
    known = {v.casefold(): v for v in clause.world.lexicon.held_by("status", "lead")}
    if match and "new" in known and not clause.periods and not _answered(clause):
        yield {"field": "status", "op": "is", "value": known["new"]}


def _answered(clause: Clause) -> bool:
    """Whether a lead's own state is told in other words: `new leads that nobody answered`."""
    return clause.has(r"\b(?:answered|responded|replied|touched|contacted|worked|converted)\b")


def unfunded(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Companies that raised nothing since a day are those that raised the last time before it."""
    where = next((p.name for p in own if p.slot is Slot.FILTER), None)
    period = next((p.name for p in own if p.slot is Slot.PERIOD and p.name in found), "")
    if where is None or clause.subject != "prospect_company":
        return
    for span in clause.periods:
        said, before = clause.low[span.start : span.end], clause.low[: span.start]
        quiet = _UNFUNDED.search(before)
        since = re.search(r"\b(?:since|after|last|past|for)\b", said) or re.search(
            r"\b(?:since|after|for) $", before)  # fmt: skip
        if not (quiet and since and span.span.start and _MONEY.search(quiet[0])):
            continue
        if found.get(period) == span.span.key:
            del found[period]
        clause.claim(quiet.start(), span.end)
        day = span.span.start.isoformat()
        condition = {"field": "last_funded_on", "op": "before", "value": day}
        others = [c for c in found.get(where) or [] if c["op"] != "missing"]
        found[where] = [*others, condition]
        return
