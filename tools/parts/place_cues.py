"""When a word that could name a place really does: its capitals and its neighbours say so."""

from tools.parts.phrases import Token, word_set
from tools.parts.places import STATES

_CODES = frozenset(
    entry.split(" ", 1)[0].lower() for states in STATES.values() for entry in states.split("|")
) - {"dc", "la"}
"""Codes of states, as words are compared."""
_WORDS = word_set("in or me ok hi on be de al co id ma pa md la ne sa pe nl by nt nb ns sn act he")
"""Codes of states that are also words or other abbreviations: only a comma before them counts."""
_TIMID = word_set(
    "jordan chad georgia guinea mali niger cuba turkey togo cork nice reading phoenix austin paris "
    "charlotte madison jackson florence victoria virginia lima rio orlando dallas bergen columbus "
    "rochester oxford bath mobile buffalo frisco sf la the valley ny kl indy cali mass penn conn "
    "fla tex calif china sydney carolina israel lagos perth wellington brisbane porto waterloo "
    "durham raleigh lille florence cambridge lincoln valencia santiago america eu prc"
) | {"the valley", "the triangle", "south bay"}
"""Names that are often something else: a neighbour must say that a place is meant."""
_BEFORE = word_set(
    "in from near around across within outside at of to based located headquartered hq greater the"
)
_PREPOSITIONS = word_set("in from near around across within outside at based located")
_JOINING = word_set("and or not nor excluding except")
_AFTER = word_set(
    "based area metro region market companies company startups startup accounts firms businesses "
    "prospects headquartered contacts leads customers fintech fintechs saas office offices deals "
    "pipeline market only"
)


def is_a_place(text: str, words: list[Token], at: int, end: int) -> bool:
    """Whether the words from `at` up to `end` name a place in that sentence; a phrase guard."""
    key = " ".join(word.key for word in words[at:end])
    if key == "us":
        return _is_the_us(words, at)
    if key in _CODES and end - at == 1:
        return _is_a_code(text, words, at)
    return key not in _TIMID or _has_a_cue(text, words, at, end)


def _is_the_us(words: list[Token], at: int) -> bool:
    """`US` in capitals, or `us` where only a country makes sense."""
    if words[at].raw != "us" and (len(words) == 1 or not _shouted(words)):
        return True
    before = words[at - 1].key if at else ""
    after = words[at + 1].key if at + 1 < len(words) else ""
    counted = before.isdigit() and len(words) > at + 1  # "20 us tech companies"
    return counted or before in {"the", "in", "across", "within", "outside"} or after == "based"


def _is_a_code(text: str, words: list[Token], at: int) -> bool:
    word = words[at]
    if not word.raw.isupper() or _shouted(words):
        return False
    after_comma = at > 0 and text[words[at - 1].end : word.start].strip() == ","
    listed = at > 1 and words[at - 1].raw in {"and", "or", "&"} and words[at - 2].key in _CODES
    return after_comma or listed or (word.key not in _WORDS and _has_a_cue(text, words, at, at + 1))


def _shouted(words: list[Token]) -> bool:
    return all(word.raw.upper() == word.raw for word in words)


def _has_a_cue(text: str, words: list[Token], at: int, end: int) -> bool:
    if at and words[at - 1].key in _BEFORE:
        return True
    if at and (words[at - 1].key in _JOINING or "," in text[words[at - 1].end : words[at].start]):
        return _after_a_place_word(words, at)
    if end == len(words):
        return end - at == len(words)
    comma = "," in text[words[end - 1].end : words[end].start]
    return words[end].key in _AFTER or (comma and words[end].raw.lower() in _CODES)


def _after_a_place_word(words: list[Token], at: int) -> bool:
    """Whether a list of places is going on: `in Boston or Austin`, not `by Jordan and Austin`."""
    before = [word.key for word in words[:at]]
    last = max((i for i, key in enumerate(before) if key in _PREPOSITIONS), default=None)
    return last is not None and "by" not in before[last:]
