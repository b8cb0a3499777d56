"""Who asks, where the words are of themselves: `my open deals`, `what will I land`.

Put into the words that would be used of anybody else, so that the other readers need not know.
Only somebody who sells is meant: the pipeline of whoever owns nothing is that of the company.
"""

import re
from functools import partial

_OTHERS = (
    r"(?!(?:boss|manager|team|teams|director|vp|colleagues?|people|reps?|reports?|group|company"
    r"|desk|list|region|department)\b)"
)
_THINGS = (
    r"(?:deals?|opportunit(?:y|ies)|opps?|accounts?|leads?|contacts?|customers?|clients?|pipeline"
    r"|pipe|quotas?|targets?|attainment|win rate|forecast|revenue|bookings|sales|calls|meetings"
    r"|emails|activit(?:y|ies)|coverage|commits?|wins|losses|renewals|number|performance|book"
    r"|deal size|cycle|subscriptions?|conversion(?: rate)?)"
)
_DOES = (
    r"(?:win|lose|close|land|make|sell|book|bring|create|open|call|meet|own|have|hit|reach|miss"
    r"|end|finish|beat|need|stand|add|generate|work|lack|sit|get to)"
)
_DONE = (
    r"(?:won|lost|closed|landed|made|sold|booked|brought|created|opened|called|met|owned|had|hit"
    r"|reached|missed|generated|added|sourced)"
)
_GIVES = r"(?:re-?assign|assign|transfer|move|hand over|route|switch)"
_TURNS = tuple(
    (re.compile(said, re.IGNORECASE), told)
    for said, told in (
        (rf"\bmy (?:own )?(?=(?:{_OTHERS}[\w'-]+ ){{0,4}}?{_THINGS}\b)", "{me}'s "),
        (r"\bof mine\b", "of {me}"),
        (r"\bmine\b(?! (?:is|was|the|data|for)\b)", "{me}'s"),
        (r"\b(owned by|belong(?:s|ing)? to|held by) (?:me|myself)\b", r"\1 {me}"),
        (r"\bassigned to (?:me|myself)\b", "of {me}"),
        (rf"\b({_GIVES}\b[^.?!]{{2,60}}?) (to|onto) (?:me|myself)\b", r"\1 \2 {me}"),
        (rf"\b(did|will|would|could|can|should) i (?=(?:\w+ )?{_DOES}\b)", r"\1 {me} "),
        (rf"\bdo i (?=(?:\w+ )?{_DOES}\b)", "does {me} "),
        (rf"\bhave i (?=(?:\w+ )?{_DONE}\b)", "has {me} "),
        ((r"\bam i (?=(?:\w+ )?(?:doing|at|on|to|behind|ahead|below|above|going|tracking|from|short"
         r"|off|likely|pacing)\b)"), "is {me} "),
        (rf"\bi'll (?={_DOES}\b)", "{me} will "),
        (rf"\bi (will|did) (?={_DOES}\b)", r"{me} \1 "),
        (rf"\b(?:i've|i have) (?={_DONE}\b)", "{me} has "),
        (r"\bi own\b", "{me} owns"),
        (rf"\bi (?={_DONE}\b)", "{me} "),
    )
)  # fmt: skip
_QUOTED = re.compile(r"(\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w))")


def of_asker(text: str, me: str | None) -> str:
    """The text with whoever asks called by their name, outside of what is quoted.

    >>> of_asker("Which of my open deals did I win?", "Ann Lee")
    "Which of Ann Lee's open deals did Ann Lee win?"
    >>> of_asker("show me my team's deals for my boss", "Ann Lee")
    "show me my team's deals for my boss"
    """
    if me is None:
        return text
    parts = _QUOTED.split(text)
    return "".join(part if n % 2 else _told(part, me) for n, part in enumerate(parts))


def _told(text: str, me: str) -> str:
    for pattern, told in _TURNS:
        text = pattern.sub(partial(_named, told, me), text)
    return text


def _named(told: str, me: str, match: re.Match[str]) -> str:
    return match.expand(told).replace("{me}", me)
