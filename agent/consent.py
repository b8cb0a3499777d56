"""A person's own word on a change set, read from their sentence and from nothing else.

Consent is never inferred. The sentence must be a decision and little more, the change set must have
been shown in this conversation, and the digest is the one that was shown. No model output, record,
file or playbook reaches this module.
"""

import re
from collections.abc import Sequence
from typing import Literal

from agent.planner.memory import ShownSet
from tools.context import Consent

Verb = Literal["approve", "reject", "undo"]

_TYPOGRAPHIC = "\N{RIGHT SINGLE QUOTATION MARK}"  # phones and word processors write it in "don't"
_POLITE = (
    r"(?:(?:yes|yep|yeah|yup|nah|nope|ok|okay|sure|great|perfect|good|fine|looks? good"
    r"|looks? (?:right|great|fine)|lgtm|all good|alright|right|no|nope|please|pls|now|then|so|and"
    r"|thanks|thank you|that|this|i|we|let's|lets|can you|could you|actually|oops"
    r"|hm+|well|just|go on|all in order|in order|correct|agreed|indeed|done|super|nice"
    r"|kindly)[,.! ]*)*"
)
_OBJECT = (
    r"(?:[ ]*(?:it|that|this|them|those|these|all(?: of (?:it|them|that|those))?|both|everything"
    r"|the|last|latest|previous|whole|entire|pending|proposed|waiting|first|one|ones|thing|lot|bunch"
    r"|change ?sets?|changes?|set of changes"
    r"|sets?|batch(?:es)?|merges?|edits?|updates?|cleanup|clean-up|fix(?:es)?|import|proposals?"
    r"|drafts?|list|stage|phone|owner|country|title|normali[sz]ation|what you (?:just )?(?:did"
    r"|changed)|you (?:just |have )?(?:made|did|do|applied|proposed)|(?:that|which)"
    r" (?:was|were) (?:just )?(?:applied|made|done)|we just (?:made|did|approved)"
    r"|from (?:just now|before)"
    r"|as (?:shown|is|proposed)|to the crm|in|go|safe|duplicates?|accounts?|contacts?"
    r"|(?:cs|chg|set)_[a-z2-7]+))*"
)
_END = r"[ ,]*(?:please|pls|now|then|thanks|thank you|again|back|for me|too|as well|today)*[.! ]*$"
_UNDO = (
    r"(?:undo|un-?merge|revert|roll(?: (?:it|that|this|them|those|these|everything))? ?back|reverse"
    r"|restore|(?:take|put) back|take|put|back out|undelete"
    r"|withdraw(?= [\w ]*(?:you (?:just |have )?(?:made|did|applied)|(?:was|were) applied)))"
)
_REJECT = (
    r"(?:reject|discard|decline|cancel|dismiss|drop|throw (?:it )?away|scrap|forget|withdraw|belay"
    r"|bin|turn(?: (?:it|that|this|them|those|these|all of (?:it|them)))? down"
    r"|never ?mind|no thanks|no thank you|abandon|don'?t (?:apply|do|approve|merge|change)"
    r"|do not (?:apply|do|approve|merge|change)"
    r"|leave(?: (?:it|them|that|those) (?:alone|as (?:it is|they are|is)|the way they are))?)"
)
_APPROVE = (
    r"(?:approve[d]?|apply|accept|confirm(?:ed)?|go ahead(?: and (?:apply|approve|merge|do))?"
    r"|proceed|go for it|sign off(?: on)?|i approve|i confirm|approved and apply|approve and apply"
    r"|carry (?:it )?out|(?:do|ship|run|make|merge|commit|execute|push)"
    r"(?= (?:it|that|this|them|those|these|all of (?:it|them|those|these))\b))"
)
_PATTERNS: tuple[tuple[Verb, str], ...] = (
    ("undo", _UNDO),
    ("reject", _REJECT),
    ("approve", _APPROVE),
)
_BARE_YES = re.compile(
    r"^(?:yes|yep|yeah|yup|sure|ok|okay|lgtm|looks good|perfect|great|fine|y|go)"
    r"(?:[ ,]+(?:please|do|go|thanks|go ahead))*[.! ]*$"
)
_HEDGED = re.compile(
    r"\b(?:if|unless|when|what happens|should|would|could i|before|after|until|policy|automatically"
    r"|without|always|how|why|who|which|can i|only|except|but|first \w+)\b|\?"
)
_NEEDS_OBJECT = re.compile(r"(?:take|put|leave|drop|forget|restore|bin|belay)$")
_REST = re.compile(r"\b(?:the )?(?:rest|others|remaining(?: ones)?|remainder)\b")
_A_PART = re.compile(r"\((?:only|the other) .*\)$")
"""How a change set is called that is a part of another one."""
_REASON = re.compile(
    r"^(?:it|that|this|they|those) (?:was|were|is|are) [\w' ]*\b(?:error|mistake|wrong|accident"
    r"|accidentally|mistaken|fine|good|right|correct|great)\b[\w' ]*$"
)
"""Why somebody decides so; it changes nothing about what is decided."""
_NAMED_WORK = re.compile(
    r"\b(merg|phone|owner|countr|title|stage|normali|account|contact|duplicate|list|import|clean"
    r"|deal|lead|name)\w*"
)


def is_bare(text: str) -> bool:
    """Whether a sentence only agrees, so that what it agrees to is what was said just before.

    >>> is_bare("Great, thanks"), is_bare("approve")
    (True, False)
    """
    return bool(_BARE_YES.match(_plain(text)))


def _plain(text: str) -> str:
    return text.lower().replace(_TYPOGRAPHIC, "'").strip()


def verb_of(text: str) -> Verb | None:
    """The decision that a sentence is, if it is one and little else.

    >>> verb_of("Looks good, apply it"), verb_of("undo that please"), verb_of("don't apply it")
    ('approve', 'undo', 'reject')
    >>> verb_of("never mind, scrap it"), verb_of("Withdraw what you did; it was a mistake.")
    ('reject', 'undo')
    >>> verb_of("merge duplicates and approve automatically") is None
    True
    """
    if is_bare(text):
        return "approve"
    return _verb(_plain(text)) or _said_in_parts(_plain(text))


def _verb(low: str) -> Verb | None:
    asked = re.sub(r"^(?:can|could|would|will) you ", "", low).removesuffix("?")
    if _HEDGED.search(asked):
        return None
    for verb, words in _PATTERNS:
        match = re.match(rf"^{_POLITE}({words})({_OBJECT}){_END}", asked)
        if match and not (_NEEDS_OBJECT.match(match[1]) and not match[2].strip()):
            return verb
    return None


def _said_in_parts(low: str) -> Verb | None:
    """One decision said twice, or with its reason: `belay that. reject it`."""
    parts = [part.strip() for part in re.split(r"[.;!]+(?:\s+|$)|,\s+", low) if part.strip()]
    verbs = {_verb(part) for part in parts if not _REASON.match(part) and not _is_polite(part)}
    return verbs.pop() if len(parts) > 1 and len(verbs) == 1 else None


def _is_polite(part: str) -> bool:
    return bool(re.fullmatch(_POLITE, f"{part} "))


def consents(text: str, shown: Sequence[ShownSet]) -> list[Consent]:
    """The decisions that a person's message makes on change sets that they were shown.

    Args:
        text: The person's own message, nothing else.
        shown: What this conversation has shown, oldest first.

    Returns:
        One consent for each change set that is decided; none when the message decides nothing or
        nothing that it could mean has been shown.
    """
    verb = verb_of(text) or _on_the_rest(text, shown)
    if verb is None:
        return []
    named = set(re.findall(r"\b(?:cs|chg|set)_[a-z2-7]+\b", text.lower()))
    if verb == "undo" and not named and _awaits_undo(shown):
        verb = "approve"  # "undo it", after what the undo would do was shown
    wanted = {"approve": {"draft"}, "reject": {"draft"}, "undo": {"applied", "conflicted"}}[verb]
    work = set(_NAMED_WORK.findall(text.lower()))
    fitting = [
        s for s in shown if s.status in wanted and (s.id in named if named else _is_about(s, work))
    ]
    # "Them" are the changes of the set shown last; every set must be asked for in so many words.
    several = re.search(r"\b(?:all|both|everything)\b", text.lower())
    if not several and not named:
        fitting = fitting[-1:]
    return [Consent(verb=verb, change_set_id=s.id, digest=s.digest) for s in fitting]


def _on_the_rest(text: str, shown: Sequence[ShownSet]) -> Verb | None:
    """`Apply the rest`, once the rest is what was shown last: a part of a larger set."""
    if not shown or not _A_PART.search(shown[-1].summary):
        return None
    said = _plain(text)
    return verb_of(_REST.sub("it", said)) if _REST.search(said) else None


def _awaits_undo(shown: Sequence[ShownSet]) -> bool:
    """Whether the set shown last is an undo that waits for a word."""
    return bool(shown) and shown[-1].status == "draft" and shown[-1].summary.startswith("Undo")


def _is_about(shown: ShownSet, work: set[str]) -> bool:
    """Whether every kind of work that the sentence names is in the words that were shown."""
    summary = shown.summary.lower().replace("undo", "")
    return all(word in summary for word in work)
