"""Conditions that a single word or turn of phrase sets: `opted in`, `overdue`, `older than`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.planner.conditions.account_kinds import account_kinds
from agent.planner.conditions.same_days import ago
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense

Condition = dict[str, Any]
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten"
                                       " eleven twelve".split())} | {"a": 1, "an": 1}  # fmt: skip
_LENGTH = (
    r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -]?"
    r"(?P<unit>day|week|month|quarter|year)s?"
)
_MORE = r"(?:(?:more|longer|greater) than |over |at least |>|the (?:last|past) |the )?"


@dataclass(frozen=True, slots=True)
class State:
    """A phrase, the tables it applies to, and the condition it sets."""

    tables: frozenset[str]
    pattern: re.Pattern[str]
    field: str
    op: str
    value: Any = None
    plural: bool = False


def _state(tables: str, pattern: str, field: str, op: str, value: Any = None) -> State:
    return State(frozenset(tables.split()), re.compile(pattern), field, op, value)


STATES = (
    _state("contact", r"\b(?:opted[- ]in|subscribed|have consented|who consented"
           r"|with consent(?! not))\b",
           "consent", "is", "opted_in"),
    _state("contact", r"\b(?:opted[- ]out|unsubscribed|do[- ]not[- ](?:contact|call|e-?mail)"
           r"|without consent)\b", "consent", "is", "opted_out"),
    _state("contact", r"\bconsent (?:is |are |status )*unknown\b|\bunknown consent\b"
           r"|(?:\b(?:never|not)|n't)(?: yet| ever)? (?:gave|given|give|said yes to)(?: us)?"
           r"(?: their| any)? consent\b",
           "consent", "is", "unknown"),
    _state("user product", r"\b(?:inactive|deactivated|discontinued|retired)\b"
           r"|\b(?:not|no longer|never)(?: yet)? active(?: any ?more| any longer| now)?\b"
           r"|n't active(?: any ?more| any longer| now)?\b", "active", "is",
           value=False),
    _state("user product", r"\b(?<!most )(?<!least )(?<!more )(?<!less )(?<!last )(?<!in)active\b"
           r"(?! (?:deals?|opportunit|opps?|pipeline|accounts?|customers?|leads?|contacts?"
           r"|subscriptions?|on|in|since|at|during|this|last))", "active", "is", value=True),
    _state("user", r"\b(?:(?:and|who|that) )*(?:(?:are|is) )?still (?:here|with us|around|employed"
           r"|on board|working (?:here|for us))\b", "active", "is", value=True),
    _state("prospect_company", r"\b(?:(?:that |which |have |has |are |now )*"
           r"(?:clos(?:ed|ing) down|closed (?:the|their) doors|shut down|shutting down|shuttered"
           r"|(?:went|gone|go) (?:under|bust|bankrupt|out of business)|defunct|folded"
           r"|out of business|no longer (?:operating|in business|trading)))\b",
           "status", "is", "closed"),
    _state("prospect_company", r"\b(?:(?:that |which |have |has |who )*"
           r"(?:(?:went|gone|go) public|ipo(?:'?e?d)?|did an ipo|had an ipo"
           r"|are public|were listed))\b",
           "status", "is", "ipo"),
    _state("opportunity", r"\boverdue\b|\bpast due\b", "expected_close_on", "before", "today"),
    _state("opportunity", r"\b(?:that |which )?(?:have |has |were |got )?(?:been )?"
           r"(?:slipped|pushed(?: back| out)?|slipping|postponed)\b", "push_count", "gte", 1),
    _state("lead", r"\b(?:that |which )?"
           r"(?:(?:nobody|no one|we)(?:'s|'ve| has| have| never| haven't)*"
           r"|(?:were|was|are|is|have|has)(?: not|n't| never)(?: been)?|never|not yet|un)[ -]?"
           r"(?:answered|responded to|replied to|worked|touched|contacted)(?: yet)?\b",
           "responded_at", "missing"),
    _state("lead", r"\b(?:that |which )?(?:have |has )?(?:never|not|n't)(?: ever)?"
           r" (?:got|gotten|had|received|get)(?: an?| any)? (?:reply|response|answer|call back)\b"
           r"|\bwithout (?:an?|any) (?:reply|response|answer)\b", "responded_at", "missing"),
    _state("prospect_company", r"\b(?:that |which )?(?:have |has |got |been |were |was )*"
           r"(?:bought(?: (?:up|by \w+))?|acquired|taken over)\b", "status", "is", "acquired"),
    _state("prospect_company", r"\b(?:still )?(?:operating|in business|alive)\b",
           "status", "is", "operating"),
    _state("user", r"\b(?:that |who |which )?(?:have |has )?(?:left|quit|departed)\b",
           "left_on", "present"),
    _state("user", r"\b(?:who |that )?(?:(?:are|is|work|works) still|still (?:work|works|are|is)?)"
           r" ?(?:here|with us|employed|around|on board|at the company|working(?: here)?)\b"
           r"|\b(?:have|has)(?: not|n't) left(?: us)?(?: yet)?\b",
           "active", "is", value=True),
    _state("account", r"\b(?:(?:that |which )?(?:belong(?:s|ing)? to|part of|owned by|under|have"
           r"|has|having|with) (?:an?|another|some|any) (?:parent(?: (?:company|account))?"
           r"|group|holding(?: company)?)|(?:that |which )?(?:are|is) (?:a )?subsidiar(?:y|ies))\b",
           "parent_name", "present"),
)  # fmt: skip
_AGES: tuple[tuple[str, str, str], ...] = (
    ("opportunity account contact lead",
     r"\b(?:no|without(?: any)?|lacking(?: any)?) (?:activity|activities|contact|touch|touches"
     r"|calls?|touchpoints?)(?: at all)? (?:in|for|since|within|over) " + _MORE + _LENGTH,
     "last_activity_on"),
    ("opportunity account contact lead",
     r"\b(?:not|(?:nobody|no one|no rep|no seller|none of (?:us|the reps|our reps))(?: has| have)?"
     r"|haven't|hasn't|weren't|wasn't|untouched|un-touched)"
     r"(?: been)?(?: touched| contacted| called| worked| updated| talked to"
     r"| spoken (?:to|with)| emailed| heard from| met(?: with)?| reached out to)?"
     r" (?:in|for|since|within|over) " + _MORE + _LENGTH, "last_activity_on"),
    ("opportunity lead account contact",
     r"\b(?:older than|(?:open|aged?|sitting|been open|created|around) (?:for|since|over|longer"
     r" than|more than|>=?)) " + _MORE + _LENGTH + r"(?: ago| old)?", "created_on"),
    ("opportunity lead account contact",
     r"\b(?:more than|over|at least) " + _LENGTH + r" old\b", "created_on"),
)  # fmt: skip
_PUSHES = re.compile(
    r"\b(?:slipped|pushed(?: back| out)?|postponed|moved out)"
    r"(?: by| for)?"
    r" (?P<cmp>more than |over |at least |less than |fewer than |only |exactly |just )?"
    r"(?:(?P<often>once|twice)|(?P<n>\d{1,2}|two|three|four|five|six|seven|ten)(?:x| times))"
    r"(?: or more)?\b"
)
_NEVER_PUSHED = re.compile(
    r"\b(?:(?:the )?(?:ones|those|deals) )?(?:that |which )?(?:(?:was|were|are|is|have|has)(?:"
    r" been)? )?"
    r"(?:never|not|un|no|without(?: any)?)[ -]?(?:been )?"
    r"(?:pushed(?: back| out)?|slipped|postponed|push(?:es)?)\b(?! (?:more|over|at least))"
)
_OLD = tuple((frozenset(t.split()), re.compile(p), f) for t, p, f in _AGES)
MAILBOX = re.compile(
    r"\b(?:with |on |using |have |has |who use )?(?:an? )?(?P<at>gmail|googlemail|hotmail|yahoo"
    r"|outlook\.com|icloud|aol|gmx|protonmail)(?:\.\w+)?"
    r"(?: (?:e-?mail )?(?:e-?mails?|address(?:es)?|accounts?|mailbox(?:es)?))?\b"
)
"""Mailboxes that anybody can have."""
_BECAME = re.compile(
    r"\b(?:that |which |who )?(?:have |has )?(?:became|become|turned into|made it to|ended up as)"
    r" (?:an? |real )*(?:opportunit(?:y|ies)|opps?|deals?|customers?)\b"
)


def states(clause: Clause) -> Iterator[Condition]:
    """The conditions that the words set on the table asked about."""
    yield from _aged(clause)
    yield from _pushed(clause)
    for state in STATES:
        match = state.pattern.search(clause.low)
        if match and clause.subject in state.tables and clause.is_free(*match.span()):
            clause.claim(*match.span())
            value = clause.world.today.isoformat() if state.value == "today" else state.value
            op = _DENIED.get(state.op, state.op) if clause.negated(match.start()) else state.op
            yield {"field": state.field, "op": op, "value": value}
    yield from account_kinds(clause)
    yield from _titled(clause)
    yield from _mailed(clause)
    yield from _converted(clause)


_DENIED = {"is": "is_not", "missing": "present", "present": "missing"}
"""What a condition becomes when it is denied."""


def _pushed(clause: Clause) -> Iterator[Condition]:
    """How often deals were pushed: `more than twice`, `at least three times`."""
    if clause.subject != "opportunity":
        return
    never = _NEVER_PUSHED.search(clause.low)
    if never and clause.is_free(*never.span()):
        clause.claim(*never.span())
        yield {"field": "push_count", "op": "lte", "value": 0}
    match = _PUSHES.search(clause.low)
    if match is None or not clause.is_free(*match.span()):
        return
    clause.claim(*match.span())
    said = match["often"] or match["n"]
    count = {"once": 1, "twice": 2}.get(said) or (int(said) if said.isdigit() else _NUMBERS[said])
    strict = (match["cmp"] or "").strip() in {"more than", "over"}
    fewer = (match["cmp"] or "").strip() in {"less than", "fewer than"}
    exact = (match["cmp"] or "").strip() in {"only", "exactly", "just"}
    op = "gt" if strict else "lt" if fewer else "is" if exact else "gte"
    yield {"field": "push_count", "op": op, "value": count}


def _mailed(clause: Clause) -> Iterator[Condition]:
    """Whose mail goes through a provider for everybody: `with a gmail address`."""
    if clause.subject not in {"contact", "lead"}:
        return
    values = []
    for match in MAILBOX.finditer(clause.low):
        if clause.is_free(*match.span()):
            clause.claim(*match.span())
            values.append(f"@{match['at']}")
    if values:
        value = values[0] if len(values) == 1 else values
        yield {"field": "email", "op": "contains", "value": value}


def _converted(clause: Clause) -> Iterator[Condition]:
    """Leads that are more than leads by now; a rate of them is a figure of its own."""
    match = _BECAME.search(clause.low) if clause.subject == "lead" else None
    if match and clause.metric in {None, "count_leads"} and clause.is_free(*match.span()):
        clause.claim(*match.span())
        yield {"field": "converted_on", "op": "present", "value": None}


def _aged(clause: Clause) -> Iterator[Condition]:
    for tables, pattern, field in _OLD:
        match = pattern.search(clause.low)
        if match is None or clause.subject not in tables or not clause.is_free(*match.span()):
            continue
        clause.claim(match.start() + (5 if match[0].startswith("open ") else 0), match.end())
        yield {"field": field, "op": "before", "value": _ago(clause, match).isoformat()}
        return


def _ago(clause: Clause, match: re.Match[str]) -> date:
    said = match["n"]
    count = int(said) if said.isdigit() else _NUMBERS[said]
    return ago(clause.world.today, count, match["unit"])


def _titled(clause: Clause) -> Iterator[Condition]:
    """`Contacts with the title VP of Marketing`: people whose title means the same."""
    for title in clause.titles if clause.subject in {"contact", "lead", "prospect_person"} else ():
        if clause.is_free(title.start, title.end) and not _is_field(clause, title.start):
            clause.claim(title.start, title.end)
            negative = clause.negated(title.start)
            yield {"field": "title", "op": "is_not" if negative else "is",
                   "value": clause.text[title.start : title.end]}  # fmt: skip


def _is_field(clause: Clause, start: int) -> bool:
    """Whether the words name something else here: a stored value, a field, the records."""
    return any(
        s.start <= start < s.end and (s.start == start or _is_company(s)) for s in clause.senses
    )


def _is_company(sense: Sense) -> bool:
    """Whether a word is part of a company's name: `Thormark Partners`."""
    return any(m.slot == "value" and m.name == "account" for m in sense.meanings)
