"""What kind of company is meant: `accounts that are customers`, `contacts at prospects`."""

import re
from collections.abc import Iterator
from typing import Any

from agent.planner.words.clause import Clause
from tools.parts.dimensions import DIMENSIONS

Condition = dict[str, Any]
CUSTOMER = re.compile(r"\b(?:paying |existing |current )?(?:customers?|clients?)\b")
_ALSO = {"customer": "client"}
_ACCOUNT = re.compile(r"\b(?:accounts?|companies|prospects?)\b")
"""Words beside which `customers` is not what is asked for itself."""
_IS = (
    r"\b(?:(?:(?:is|are|were|was|be|being|became|become|as|only|just) |\w+n't )"
    r"(?:(?:not|no|still|only|just|now|already|yet|really|all|our|an?|actual|existing|current"
    r"|paying|longer|never|listed as|marked as|classed as) )*)$"
)
_AT = (
    r"\b(?:at|in|of|from|for|with|to|who work at|working at|belonging to|on) "
    r"(?:(?:the|our|all|any|every|existing|current|paying|an?|their|non|not|only) )*"
    r"(?:[\w-]+ ){0,2}$"
)
_OF_COMPANIES = frozenset({"contact", "activity", "opportunity"})
"""Tables whose records belong to a company."""


def account_kinds(clause: Clause) -> Iterator[Condition]:
    """The kind of the companies asked for, or of those that the records belong to."""
    for kind in _kinds(clause) if clause.subject else ():
        for match in _said(kind).finditer(clause.low):
            # A word for the records asked for is used up as such, and still tells their kind.
            field = _field(clause, match, kind)
            if field:
                clause.claim(*match.span())
                negative = clause.negated(match.start())
                yield {"field": field, "op": "is_not" if negative else "is", "value": kind}
                break


def of_ours(clause: Clause) -> bool:
    """Whether `prospects` are accounts: something is said of them that only accounts have."""
    if not _PROSPECTS.search(clause.low) or "prospect" not in _kinds(clause):
        return False
    named = {m.name for s in clause.senses for m in s.meanings if m.slot == "value"}
    return any(_only_accounts_have(name) for name in named) or bool(_LINKED.search(clause.low))


def _only_accounts_have(name: str) -> bool:
    tables = DIMENSIONS[name].tables if name in DIMENSIONS else frozenset()
    return name in _THEIRS and "account" in tables


_UNIVERSE = re.compile(r"prospect (?:companies|company|firms?|universe|people)\b")
_THEIRS = frozenset({"segment", "owner", "team", "manager", "region", "source"})
_PROSPECTS = re.compile(r"\bprospects\b(?! (?:universe|people|we could))")
_LINKED = re.compile(
    r"\b(?:no|any|with|without|have|had) (?:an? |open |won |lost |recent )*(?:deals?"
    r"|opportunit(?:y|ies)|activit(?:y|ies)|contacts?|calls?|meetings?|owner)\b"
)
"""Records that belong to an account, and to no company that is none."""


def asks_customers(clause: Clause) -> bool:
    """Whether customers are what is asked for, and no company that could become one."""
    first = next((s for s in clause.senses if any(m.slot == "table" for m in s.meanings)), None)
    if first is None or not is_kind(clause, first.text) or not CUSTOMER.search(first.text.lower()):
        return False
    return not clause.negated(first.start) and not _LIKE.search(clause.low[: first.start])


_LIKE = re.compile(r"\b(?:like|similar to|resembl\w+|new|potential|possible|future|become) [\w ]*$")


def is_kind(clause: Clause, text: str) -> bool:
    """Whether a word for companies says of what kind they are."""
    return any(_said(kind).fullmatch(text.lower()) for kind in _kinds(clause))


def _kinds(clause: Clause) -> list[str]:
    """The types of account that the store holds."""
    return clause.world.lexicon.held_by("type", "account")


def _said(kind: str) -> re.Pattern[str]:
    words = "|".join(re.escape(w) for w in (kind.lower(), _ALSO.get(kind.lower())) if w)
    kind_of_person = r"(?! (?:success|service|support|care)\b)"
    return re.compile(rf"\b(?:(?:paying|existing|current) )?(?:{words})(?:s|'s)?\b{kind_of_person}")


def _field(clause: Clause, match: re.Match[str], kind: str) -> str | None:
    """The field that a word for a kind of company is about; None where it is about none."""
    before, after = clause.low[: match.start()], clause.low[match.end() :]
    if _is_universe(clause, kind, after):
        return None
    denied = clause.negated(match.start())
    if clause.subject == "account":
        asked = kind.lower() in _ALSO and not _ACCOUNT.search(clause.low)
        asked = asked or (kind == "prospect" and of_ours(clause))
        before_noun = re.match(r" (?:accounts?|companies)\b", after)
        return "type" if asked or denied or before_noun or re.search(_IS, before) else None
    if _UNIVERSE.match(match[0] + after) and "prospect_company" not in clause.world.lexicon.absent:
        return None  # "prospect companies" are those that no account is yet
    if clause.subject not in _OF_COMPANIES or (clause.metric or "count").split("_")[0] != "count":
        return None
    before_noun = re.match(r" (?:accounts?|companies|contacts?)\b", after)
    return "account.type" if re.search(_AT, before) or denied or before_noun else None


def _is_universe(clause: Clause, kind: str, after: str) -> bool:
    """Whether companies outside the CRM are named so: `prospect companies`, where it holds any."""
    named = re.match(r" (?:compan(?:y|ies)|universe|database|people)\b", after)
    return (
        kind == "prospect"
        and bool(named)
        and ("prospect_company" not in clause.world.lexicon.absent)
    )
