"""Words that turn what follows into its opposite: `not in Texas`, `leave the churned ones out`."""

import re
from collections.abc import Sequence

from agent.planner.words.lexicon import Sense

_NEGATES = re.compile(
    r".*(?P<said>\b(?:not|never|neither|nor|none of (?:them|these|those|which)"
    r"|except(?:ing|ion of)?|exclud(?:e|es|ed|ing)|no|non"
    r"|outside(?: of)?|without|minus|other than|besides|ignor(?:e|ing)|skipping|leav(?:e|ing) out"
    r"|bar(?:ring)?(?= (?:the|any|those|these|our)\b)|tak(?:e|ing) out|apart from|anything but"
    r"|everything but|all but|everyone but|don't touch|do not touch)|\w+n't"
    r"|(?:^|[,;.] ?|\b(?:and|then|please|but) )(?:remove|drop|skip))"
    r"(?P<gap>(?:[ -][\w'-]+){0,4}?)[ -]*$",
    re.DOTALL,
)
"""Words that turn what follows into its opposite, and the few that may stand between."""
_LEFT_OUT = re.compile(r"\b(?:leav|tak|keep|filter|cut|screen)(?:e|ing|s)?(?: [\w'-]+){0,5} ?$")
_OUT = re.compile(
    r"[\w&.'-]+(?: [\w&.'-]+){0,3}? (?:out\b(?! of (?!(?:it|this|that|them|these)\b))|alone\b"
    r"|untouched\b|as is\b)"
)
"""`Leave the people in Texas out`."""
_AFTERWARDS = re.compile(
    r"[\w&.'-]+(?: (?!and\b|or\b|but\b)[\w&.'-]+){0,2}?(?:,? (?:and|or|&) [\w&.'-]+(?:"
    r" [\w&.'-]+)?)?"
    r"(?: (?:deals|accounts|ones|people|leads|contacts|business|customers))?,?"
    r" (?:(?:is|are|being|to be|should be) )?(?:excluded|left out|omitted|ignored|not included"
    r"|not counted|exempt(?:ed)?|aside(?! from))\b"
)
"""`EMEA excluded`, `renewals aside`."""


def negated(low: str, start: int, senses: Sequence[Sense]) -> bool:
    """Whether the words just before a place in a text turn the phrase there into its opposite.

    `Not in Texas` does; `no phone in Texas` denies the phone, and `but only in Texas` nothing.
    """
    if _LEFT_OUT.search(low[:start]) and _OUT.match(low[start:]):
        return True
    if _AFTERWARDS.match(low[start:]):
        return True
    match = _NEGATES.search(_unnamed(low, senses)[:start])
    if match is None or "only" in match["gap"].split():
        return False
    first, lacks = match.start("gap"), match["said"] in {"no", "without"}
    between = (s for s in senses if first <= s.start and not _leads(low, s, start))
    return not any(_names(sense, lacks=lacks) for sense in between)


def _leads(low: str, sense: Sense, start: int) -> bool:
    """Whether a phrase before a denied one only leads to it.

    `Except those of type new`: the word right before says what kind of value follows. `Not in APAC
    won` denies the place: what stands behind that is said of the rest.
    """
    if sense.start >= start:
        return True
    gap = low[sense.end : start].strip()
    placed = {m.slot for m in sense.meanings} == {"value"} and _IN.search(low[: sense.start])
    return gap in _GOES_ON and not (gap == "" and placed)


_IN = re.compile(r"\b(?:in|from|at|by|outside|outside of)(?: the)? $")


def _unnamed(low: str, senses: Sequence[Sense]) -> str:
    """The text without the names that begin with a denial: the loss reason `No decision`."""
    for sense in senses:
        if sense.last > sense.first and any(m.slot == "value" for m in sense.meanings):
            low = low[: sense.start] + "_" * (sense.end - sense.start) + low[sense.end :]
    return low


_GOES_ON = frozenset({"", "or", "nor", ", or", "or been", "or were"})
"""What may stand between two that are denied together: `not closed or acquired`."""


def _names(sense: Sense, *, lacks: bool) -> bool:
    """Whether a phrase is itself what is denied: `no contacts in Texas`, `not the phone`."""
    slots = {m.slot for m in sense.meanings}
    return bool(slots & {"metric", "field", "value"}) and (lacks or "table" not in slots)
