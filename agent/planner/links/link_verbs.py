"""Conditions on linked records that a verb sets: `bought Ledger but not Relay`, `never renewed`."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.links import link_words as words
from agent.planner.links.link_details import period_of
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Meaning, Sense
from tools.parts.dimensions import DIMENSIONS
from tools.parts.routes import pairs

LinkRead = dict[str, Any]

_SOLD = frozenset({"product", "series"})
_DEALT = "opportunity"
_LED_BY = {"manager": "user"}
_KINDS = {"emailed": "email", "called": "call", "phoned": "call", "met": "meeting",
          "visited": "meeting"}  # fmt: skip


def departed(clause: Clause) -> Iterator[LinkRead]:
    """Records whose owner works here no more."""
    if (clause.subject, "user") not in pairs() or clause.subject == "user":
        return
    for pattern in (words.LEFT, words.FORMER):
        match = pattern.search(clause.low)
        if match and clause.is_free(*match.span()):
            clause.claim(*match.span())
            yield {"table": "owner", "op": "with",
                   "where": [{"field": "active", "op": "is", "value": False}]}  # fmt: skip
            return


def untouched(clause: Clause) -> Iterator[LinkRead]:
    """Records that nobody has called or written to."""
    match = words.UNTOUCHED.search(clause.low)
    if match is None or clause.subject in {"opportunity", "activity"}:
        return
    if (clause.subject, "activity") not in pairs() or not clause.is_free(*match.span()):
        return
    clause.claim(*match.span())
    yield {"table": "activity", "op": "without", **period_of(clause, match.end())}


def touched(clause: Clause) -> Iterator[LinkRead]:
    """Records with activities of the kind that a verb names: `were emailed this quarter`."""
    if (clause.subject, "activity") not in pairs() or clause.subject == "activity":
        return
    known = {v.lower() for v in clause.world.lexicon.values_of("type")}
    for match in words.TOUCHED.finditer(clause.low):
        kind = _KINDS[match["verb"]]
        if clause.is_free(*match.span()):
            clause.claim(*match.span())
            link: LinkRead = {"table": "activity", "op": "with", **period_of(clause, match.end())}
            if kind in known:
                link["where"] = [{"field": "kind", "op": "is", "value": kind}]
            yield link


def unsold(clause: Clause) -> Iterator[LinkRead]:
    """Records that nothing was won of."""
    match = words.UNSOLD.search(clause.low)
    if match is None or clause.subject not in words.SELLS or not clause.is_free(*match.span()):
        return
    if _first_sold(clause, match.end()) is not None:
        return  # "never bought Relay" is about Relay alone
    clause.claim(*match.span())
    yield _deals("without", [_status("won")], period_of(clause, match.end()))


def renewed(clause: Clause) -> Iterator[LinkRead]:
    """`Customers who never renewed`: deals of the type that a verb names, won or not."""
    if (clause.subject, _DEALT) not in pairs() or clause.subject in {_DEALT, "contact"}:
        return
    match = words.RENEWED.search(clause.low)
    kinds = clause.world.lexicon.values_of("type") if match else []
    named = next((k for k in kinds if match and k.lower().startswith(match["verb"][:5])), None)
    if match is None or named is None or not clause.is_free(*match.span()):
        return
    clause.claim(*match.span())
    where = [{"field": "type", "op": "is", "value": named}, _status("won")]
    yield _deals("without" if match["no"] else "with", where, period_of(clause, match.end()))


def bought(clause: Clause) -> Iterator[LinkRead]:
    """What was sold to a customer, or by somebody, by its name: `have Ledger but not Relay`."""
    if clause.subject == _DEALT or (clause.subject, _DEALT) not in pairs():
        return
    for group in _groups(clause):
        first, last = group[0][0], group[-1][0]
        lead = words.BUYS.search(clause.low[: first.start])
        if lead is None and clause.low[: first.start].strip() and not _is_dealt(group):
            continue
        if clause.subject in {"user", "team"} and group[0][1].name in words.PEOPLE | _LED_BY:
            continue  # "in Dana's team" sells nothing
        without = bool(words.NOT_BOUGHT.search(clause.low[: first.start]))
        begins = lead.start() if lead else first.start
        noun = _deals_behind(clause, last.end) if not lead or _ON.search(lead[0]) else None
        clause.claim(begins, noun or last.end)
        each = _each(clause, group, without=without, sold=noun is None)
        beside = period_of(clause, last.end)
        for where in each:
            yield _deals("without" if without else "with", where, beside)
        alone = words.ONLY.search(clause.low[: first.start]) is not None
        yield from _nothing_else(clause, last.end, each, alone=alone)


_ON = re.compile(r"\b(?:on|in|with)(?: (?:the|our|a|an|any))* ?$")


def _deals_behind(clause: Clause, end: int) -> int | None:
    """Where the word for deals ends that follows a product: `meetings on Ledger opportunities`."""
    behind = (s for s in clause.senses if 0 <= s.start - end <= 1)
    deals = (s for s in behind if any(m.slot == "table" and m.name == _DEALT for m in s.meanings))
    return next((s.end for s in deals), None)


def _nothing_else(
    clause: Clause, end: int, each: list[list[dict[str, Any]]], *, alone: bool
) -> Iterator[LinkRead]:
    match = words.NOTHING_ELSE.match(clause.low[end:])
    if (match is None and not alone) or each[0][0]["field"] not in _SOLD:
        return
    if match:
        clause.claim(end, end + match.end())
    held = [value for where in each for value in _listed(where[0]["value"])]
    other = {"field": each[0][0]["field"], "op": "is_not",
             "value": held[0] if len(held) == 1 else held}  # fmt: skip
    yield _deals("without", [other, _status("won")], {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _groups(clause: Clause) -> list[list[tuple[Sense, Meaning]]]:
    """The free values that only deals have, those of one kind side by side together."""
    groups: list[list[tuple[Sense, Meaning]]] = []
    for sense, meaning in clause.senses_of("value"):
        meant = _of_deals(clause, sense, meaning)
        if meant is None:
            continue
        last = groups[-1][-1] if groups else None
        gap = clause.low[last[0].end : sense.start].strip() if last else ""
        if last and last[1].name == meant.name and gap in {"and", "or", ",", "nor", "&", ", and"}:
            groups[-1].append((sense, meant))
        else:
            groups.append([(sense, meant)])
    return groups


def _of_deals(clause: Clause, sense: Sense, meaning: Meaning) -> Meaning | None:
    """What a value means of a deal, when the records asked for have nothing of the kind."""
    values = [m for m in sense.meanings if m.slot == "value"]
    if any(clause.subject in DIMENSIONS[m.name].tables for m in values):
        return None
    if len(sense.meanings) > len(values) or meaning.name == "status":
        return None
    return next((m for m in values if _DEALT in DIMENSIONS[m.name].tables), None)


def _is_dealt(group: list[tuple[Sense, Meaning]]) -> bool:
    return all(meaning.name in _SOLD for _, meaning in group)


def _first_sold(clause: Clause, start: int) -> Sense | None:
    """The product that is named right after a character."""
    for sense, meaning in clause.senses_of("value"):
        gap = clause.low[start : sense.start] if sense.start >= start else None
        if gap is not None and meaning.name in _SOLD and len(gap.split()) <= 1:
            return sense
    return None


def _each(
    clause: Clause, group: list[tuple[Sense, Meaning]], *, without: bool, sold: bool
) -> list[list[dict[str, Any]]]:
    """The conditions of each link: both of `Ledger and Relay`, either of `Ledger or Relay`."""
    name = group[0][1].name
    values = [m.value for _, m in group]
    won = [_status("won")] if name in _SOLD and sold else []
    between = clause.low[group[0][0].end : group[-1][0].start]
    if without or len(values) == 1 or re.search(r"\bor\b", between):
        value = values[0] if len(values) == 1 else values
        return [[{"field": name, "op": "is", "value": value}, *won]]
    return [[{"field": name, "op": "is", "value": value}, *won] for value in values]


def _status(value: str) -> dict[str, Any]:
    return {"field": "status", "op": "is", "value": value}


def _deals(op: str, where: list[dict[str, Any]], beside: dict[str, str]) -> LinkRead:
    return {"table": _DEALT, "op": op, **beside, "where": where}
