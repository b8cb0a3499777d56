"""Work that no data here is for: commissions, territories, routing, cash, support, licences.

It is told by its own words, before a tool is chosen: a figure computed on words that were meant
for something else would look like an answer. A word that a deployment has a figure of its own for
is left alone.
"""

import re
from dataclasses import dataclass

from agent.planner.conditions.unread import unread_aside
from agent.planner.judging.beyond import sends_outside
from agent.planner.reading.filling import Filled
from agent.planner.reading.plan import Plan
from agent.planner.words.clause import Clause
from tools.catalog import catalog

NO_PAY = (
    "I calculate no commissions: I hold no compensation plans and no rates. What they are worked "
    "out from I can give: won revenue by rep and quarter, quota attainment, and the deals behind "
    "each figure."
)
NO_TERRITORIES = (
    "I draw no territories and spread no accounts or leads over reps. I can show how they lie "
    "today: accounts, open pipeline, won revenue and quota attainment by owner, team or region."
)
NO_ROUTING = (
    "I neither route leads nor score them against an ICP. I can list leads by status, source, "
    "owner or score, those that nobody has touched yet, how fast they are answered, and what they "
    "became by source."
)
NO_CASH = (
    "I hold no cash, budgets or books, so that I can tell no burn, runway or budget against "
    "actuals. I can give won revenue, ARR with its bridge, retention, and CAC with its payback."
)
NO_SUPPORT = (
    "I hold no support tickets, so that I can tell no support SLA, backlog or CSAT. Of answers I "
    "know how fast leads get one: lead response time."
)
NO_LICENCES = (
    "I hold no software licences or seats. I work on accounts, contacts, leads, deals, activities, "
    "quotas and products."
)
NO_TRAFFIC = (
    "I hold no website or e-mail statistics. Of marketing I know the leads: how many, by source or "
    "campaign, how fast they are answered, and what they became."
)
NO_WHAT_IF = (
    "I compute no such what-if. The forecast says which open deals it hangs on and what each of "
    "them is worth to it: ask “what will we land this quarter?”."
)


@dataclass(frozen=True, slots=True)
class _Topic:
    """Words for what is not held, and what is said of it."""

    words: re.Pattern[str]
    said: str


_TOPICS = (
    _Topic(re.compile(
        r"\bcommissions?\b|\bpayroll\b|\baccelerators?\b|\bclawbacks?\b|\bspiffs?\b|\bOTE\b"
        r"|\bcomp(?:ensation)? plans?\b|\bpayouts?\b|\bif we (?:paid|pay)\b", re.IGNORECASE),
        NO_PAY),
    _Topic(re.compile(
        r"\b(?:re-?carve|carve (?:up|out)|re-?draw|re-?divide|re-?balance|balance|redistribute"
        r"|split up|divide up|distribute|spread|share out)\b.{0,40}\b"
        r"(?:territor(?:y|ies)|patch(?:es)?|books?|west|east|central|north|south|emea|apac|regions?|accounts|leads)\b"
        r"|\b(?:split|divide|assign)\b.{0,40}\b(?:evenly|equally|fairly|round[- ]robin)\b",
        re.IGNORECASE), NO_TERRITORIES),
    _Topic(re.compile(
        r"\bICP\b|\bideal customer profile\b|\bround[- ]robin\b|\b(?:re-?)?rout(?:e|ing)\b"
        r".{0,30}\b(?:leads?|them|those|inbounds?)\b|\bleads? (?:to be )?rout(?:ed|ing)\b",
        re.IGNORECASE), NO_ROUTING),
    _Topic(re.compile(
        r"\brunway\b|\bburn (?:rate|multiple)\b|\b(?:net|monthly|cash) burn\b|\bcash ?flow\b"
        r"|\bbudgets? (?:vs\.?|versus|against|to) actuals?\b|\bactuals? (?:vs\.?|versus|against|to)"
        r" budgets?\b|\bebitda\b|\bopex\b|\bP&L\b|\brule of 40\b|\bbalance sheet\b", re.IGNORECASE),
        NO_CASH),
    _Topic(re.compile(
        r"\bsupport (?:SLAs?|tickets?|cases?|backlog|queue|team SLA)\b|\btickets?\b|\bCSAT\b"
        r"|\bhelp ?desk\b|\bfirst response time\b", re.IGNORECASE), NO_SUPPORT),
    _Topic(re.compile(
        r"\b(?:unused |software |saas |idle |spare )*(?:licen[cs]es?|seats?)\b", re.IGNORECASE),
        NO_LICENCES),
    _Topic(re.compile(
        r"\bpage ?views?\b|\bweb(?:site)? (?:traffic|visits?|visitors?)\b|\bbounce rates?\b"
        r"|\bclick(?:[- ]?through)? rates?\b|\b(?:e-?mail )open rates?\b|\bunsubscribes?\b"
        r"|\bimpressions\b", re.IGNORECASE), NO_TRAFFIC),
    _Topic(re.compile(
        r"\bwhat if (?:the |our |that |those )?(?:\w+ ){0,4}?(?:deals?|one|ones|it|they)"
        r" (?:slips?|falls? (?:through|out)|(?:is|are|gets?) lost|(?:does not|doesn't|don't) close"
        r"|goes? away|pushes|moves?)\b", re.IGNORECASE), NO_WHAT_IF),
)  # fmt: skip
_LED = re.compile(
    r"\b(?:called|named|containing|contains?|like|titled|product|products|owned by|about)\W*$",
    re.IGNORECASE,
)
"""What stands before a word that is a name, or what a record is about."""


def not_held(clause: Clause) -> str:
    """What is said to a request for what is not held; nothing to any other.

    Args:
        clause: The words of one step.
    """
    if clause.has(PACK):
        return ""
    return next((topic.said for topic in _TOPICS if _asked(clause, topic)), "")


PACK = (
    r"\b(?:exec(?:utive)?|board|management|leadership|monday'?s?|qbr|investor)(?:'s)? "
    r"(?:\w+ )?(?:pack|deck|book|report|briefing|summary)\b|\b(?:pack|deck) for\b"
)
"""A document of many sections: what it lacks is said beside it."""


def refused(clause: Clause) -> Plan | None:
    """What is said to a request that no data here is for; None for all else."""
    said = not_held(clause) or sends_outside(clause.low)
    return Plan(statement=said) if said else None


def beside(filled: Filled, words: str) -> str:
    """What a reply adds: the sections of a pack that nothing here can fill, or words unread.

    Args:
        filled: The reading that is run.
        words: The words that it leaves out of account.
    """
    clause = filled.clause
    parts = [] if clause is None or not _is_pack(filled) else _named(clause)
    if not parts:
        return unread_aside(words)
    return f"Not in it, as nothing here holds it: {', '.join(dict.fromkeys(parts))}."


def _is_pack(filled: Filled) -> bool:
    """Whether the tool writes a document of several sections."""
    form = catalog()[filled.calls[0].tool].arguments.model_fields.get("form")
    return form is not None and filled.calls[0].tool.endswith("_pack")


def _named(clause: Clause) -> list[str]:
    found = ((m.start(), m[0]) for topic in _TOPICS for m in topic.words.finditer(clause.text))
    return [words.strip() for _, words in sorted(found)]


def _asked(clause: Clause, topic: _Topic) -> bool:
    found = topic.words.search(clause.text)
    if found is None or _LED.search(clause.text[: found.start()]):
        return False
    ends = {found.start(), found.end() - 1} if " " not in found[0] else {found.start()}
    return not any(
        any(sense.start <= at < sense.end for at in ends)
        for sense in clause.senses
        if any(m.slot in {"metric", "value"} for m in sense.meanings)
    )
