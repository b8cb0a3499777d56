"""Orders to set fields: `move Lee's deals to Dana`, `set the close date of ... to 15 December`.

Read from the words alone, in three parts: the verb, each field with the value that it is to hold,
and the rest, which says of which records. What is not wholly read is asked about or refused, and
never becomes a proposal.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.planner.orders.setting_amounts import Found, day, field_name
from agent.planner.orders.setting_values import appointed, empties, renamed, value_at
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from tools.parts.editing.fields import TABLES
from tools.result import Question

OPENS = (
    r"^\W*(?:(?:ok(?:ay)?|please|pls|now|and|then|also|great|good|fine|so|just|kindly|yes|hi|hey"
    r"|can you|could you|would you|will you|you can|i want you to|i need you to|i'd like you to"
    r"|i want to|i need to|we need to|we should|we have to|let's|let us|go ahead and|help me)"
    r"[ ,]+)*"
)
_GIVES = (
    r"re-?assign|assign|transfer|hand(?: over| off)?|give|pass(?: on| over)?|re-?route|route"
    r"|allocate"
)
_SETS = (
    r"set|change|update|edit|move|put|mark|switch|turn|flip|make|shift|push|pull|bump|flag|tag"
    r"|label|bring|delay|postpone|extend|slide|slip|advance|promote|rename|correct|adjust"
    r"|bulk[- ](?:update|edit|change|set)|mass[- ](?:update|edit|change)"
)
_VERB = re.compile(rf"{OPENS}(?P<verb>{_GIVES}|{_SETS})\b(?: (?:out|back|forward|up|over|all))?")
_FOR = re.compile(
    rf"{OPENS}(?:for|on|in|with) [^,]{{3,80}}?,? (?P<verb>set|change|update|make|put|move|switch)\b"
)
_GIVING = re.compile(rf"(?:{_GIVES})$")
_HANDS = re.compile(rf"(?:{_GIVES}|move|shift|switch|change|put|bring|set|update|make)$")
"""Verbs with which records go to a person, even where no owner is spoken of."""
_TO = re.compile(
    r"(?<!assigned )(?<!belonging )(?<!belong )(?<!belongs )(?<!linked )(?<!due )(?<!compared )"
    r"(?<!up )(?<!next )(?<!sold )(?<!related )(?<!want )(?<!need )(?<!given )"
    r"\b(?P<word>to(?: be)?|as|into|over to|onto|until|till|in|on|under|by|with|=)\s+"
    r"(?:(?:the|an?|our|my|stage|status|rep|owner|category|segment|type|seller)\s+)*"
)
_PLACED = frozenset({"in", "on", "under", "with"})
"""Words that lead to a stage or a category after `put`, and to a condition after all else."""
_OTHER = re.compile(
    r"\b(?:schedules?|digests?|reports?|reminders?|clean-?ups?|change sets?|cs_\w+|polic(?:y|ies)"
    r"|quotas?|(?<!to )prices?|targets?"
    r"|csv|xlsx|excel|pdf|files?|mail|e-?mail:\S+|budgets?|fiscal|time ?zones?|rules?|charts?"
    r"|tables?|columns?|runs?"
    r"|plans?|duplicates?|dupes?|not the same|format\w*|e\.?164|upper ?case|lower ?case|capitals?"
    r"|consistent\w*|standard\w*|abbreviations?|playbooks?|sequence|campaigns?|password|roles?"
    r"|admin|rights|permissions?)\b"
)
"""What is set, moved or changed by other tools, or by none."""
_DYING = re.compile(
    r"\b(?:dead|stale|dormant|rotting|zombies?|corpses?|gone (?:cold|quiet|dark)|inactive"
    r"|no activity"
    r"|without (?:any )?activity|untouched|beyond hope|hopeless|abandoned|dying|lifeless"
    r"|stuck|silent|cold)\b"
)
_FADING = re.compile(
    r"\b(?:stalled|stagnant|deceased|no touch|nobody|no one|overdue|answers?|respon\w+"
    r"|repl(?:y|ies)|pushed|ghosted|for ages|untouched|touched|past due|older than|months?|year)\b"
)
"""Signs of a dead deal, where it is to be lost."""
_DISQUALIFIES = re.compile(rf"{OPENS}(?P<verb>disqualify)\b")
_QUESTION = re.compile(r"^\W*(?:who|what|which|how|when|where|why|did|does|do|is|are|was|were)\b")
_STANDING = re.compile(
    r"\b(?:any|every|each|all|new|incoming|when(?:ever)?|if)\b.*\b(?:goes|go|should go"
    r"|gets? assigned|gets? routed|is assigned|belongs?) to\b"
    r"|\b(?:from now on|in future|automatically|always|never|whenever|round[- ]robin|don't"
    r"|do not|not to)\b(?! (?:contact|call|e-?mail|mail))"
)
"""Rules for what is to come, and orders not to: neither is a value for records that there are."""


@dataclass(slots=True)
class Order:
    """An order, as far as it could be read.

    Attributes:
        values: Each field with the value that it is to hold.
        spans: The characters that say so; what is left says of which records.
        verb: What it opens with.
        question: What must be asked first.
    """

    values: list[dict[str, Any]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    verb: str = ""
    question: Question | None = None

    def rest(self, clause: Clause) -> Clause:
        """The words without those of the order itself, at the same characters."""
        text = clause.text
        for start, end in self.spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return Clause(text, clause.world)

    def rest_says(self, clause: Clause) -> bool:
        """Whether anything but the order itself is said."""
        return bool(re.search(r"\w{3,}", self.rest(clause).low.replace(" the ", " ")))


def order_in(clause: Clause) -> Order | None:
    """The order that a message gives; None when it sets no field.

    Args:
        clause: The message, or a step of it.
    """
    low = clause.low
    if _QUESTION.match(low) or _STANDING.search(low) or _OTHER.search(low):
        return None
    said = _DISQUALIFIES.match(low)
    if said:
        return Order([{"field": "status", "value": "Disqualified"}], [said.span("verb")], "mark")
    emptied = empties(clause, OPENS)
    if emptied is not None:
        name, spans = emptied
        return Order([{"field": name, "value": None}], spans, "clear")
    verb = _VERB.match(low) or _FOR.match(low)
    if verb is None or _DYING.search(low) or low[verb.end("verb") :].startswith(" together"):
        return None
    found = Order(spans=[verb.span("verb")], verb=verb["verb"])
    for each in _settings(clause, verb):
        if each.question is not None:
            return Order(question=each.question)
        found.values.append({"field": each.name, "value": each.value})
        found.spans += each.spans
    lost = any(str(v["value"]).lower().endswith("lost") for v in found.values)
    if lost and _FADING.search(low):
        return None  # which of them are dead is weighed by another tool
    names = [value["field"] for value in found.values]
    return found if names and len(set(names)) == len(names) else None


def _settings(clause: Clause, verb: re.Match[str]) -> Iterator[Found]:
    """Each field with its value, from left to right."""
    whole = _named_outright(clause, verb)
    if whole is not None:
        yield from whole
        return
    after = verb.end("verb")
    for led in _TO.finditer(clause.low, after):
        if led.start() < after:
            continue
        if not clause.low[verb.end("verb") : led.start()].strip():
            continue  # "give to me the deals" is an answer that is asked for
        if led["word"] in _PLACED and verb["verb"] not in {"put", "place"}:
            continue
        found = _valued(clause, verb["verb"], led, _fields_for(clause, after, led.start()))
        if found is not None:
            yield found
            after = found.end


def _named_outright(clause: Clause, verb: re.Match[str]) -> list[Found] | None:
    """What `rename` and `make ... the owner of` say without naming a field first."""
    if verb["verb"] == "rename":
        return list(renamed(clause, verb.end("verb"))) if _NAMES.search(clause.low) else []
    made = appointed(clause, verb.end("verb")) if verb["verb"] == "make" else None
    return [made] if made is not None else None


def _valued(
    clause: Clause, verb: str, led: re.Match[str], fields: list[Sense | None]
) -> Found | None:
    """The value after a word, for the first of the fields that can hold it."""
    for named in fields:
        found = value_at(
            clause, led, named, gives=bool(_HANDS.match(verb)), only=bool(_GIVING.match(verb))
        )
        if found is not None:
            if named is not None:
                found.spans.append((named.start, named.end))
            return found
    moves = _DELAYS.match(verb) and led["word"] in {"to", "until", "till"}
    if moves and fields == [None] and _DEALS.search(clause.low[: led.start()]):
        return day(clause, led, "expected_close_on")
    return None


_DELAYS = re.compile(r"(?:move|shift|push|pull|bump|delay|postpone|extend|slide|slip|bring)$")
"""Verbs by which a deal closes on another day, where nothing else is named: `push them to May`."""
_DEALS = re.compile(
    r"\b(?:those|these|them|deals?|opportunit(?:y|ies)|opps?|ones?|(?:first|top|last) \w+)\b"
)


_NAMES = re.compile(r"\b(?:account|company|customer|deal|opportunity|opp|client)s?\b")


def _fields_for(clause: Clause, after: int, to: int) -> list[Sense | None]:
    """The fields that a value may be for: right after the verb or an `and`, or right before it."""
    known = [s for s in clause.senses if s.start >= after and s.end <= to and is_field(s)]
    first = [
        s for s in known
        if _LEADS.fullmatch(clause.low[after : s.start])
        and (not _is_records(s) or (_OF.match(clause.low[s.end :]) and s.text[-1:] != "s"))
    ]  # fmt: skip
    beside = [
        s for s in known
        if _LEADS.fullmatch(clause.low[s.end : to])
        and not _is_records(s) and not LACKS.search(clause.low[: s.start])
    ]  # fmt: skip
    return [*first[:1], *beside[:1]] or [None]


def _is_records(sense: Sense) -> bool:
    """Whether a phrase names records as well: `deal` is what a stage change is of."""
    return any(m.slot == "table" and m.name in TABLES for m in sense.meanings)


_LEADS = re.compile(
    r"(?:\W|\b(?:out|back|forward|and|their|the|its|his|her|our|my|all|also|field|of|up|those|these)\b)*"
)
_OF = re.compile(r" (?:of|on|for) ")
LACKS = re.compile(
    r"\b(?:without|no|missing|lacking|lacks?|any|have|has|having|with)(?: an?| any)? $"
)
"""`Without an owner` says of which records, and not what they are to hold."""


def is_field(sense: Sense) -> bool:
    """Whether a phrase names a field that an order may set."""
    return field_name(sense) is not None
