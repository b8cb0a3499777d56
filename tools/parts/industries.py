"""Industries: what people call them, how they nest, and which of a source's values they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tools.parts.phrases import Found, PhraseBook, Token, phrase_key, word_set
from tools.parts.sectors import SECTORS


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry: its name, the wider one that holds it, and the words that give it away."""

    name: str
    label: str
    parent: str | None
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How an industry was taken: the source's values, and what must be said about it.

    `markers` are set when no value is as narrow as what was asked: a record then counts when its
    description or keywords hold one of them, as far as the source has descriptions at all.
    """

    industry: str
    values: tuple[str, ...]
    note: str = ""
    markers: tuple[str, ...] = ()


@cache
def _industries() -> dict[str, Industry]:
    return {
        name: Industry(name, label, parent or None, tuple(m for m in markers.split("|") if m))
        for name, (label, parent, _, markers) in SECTORS.items()
    }


@cache
def _book() -> PhraseBook[Industry]:
    known = _industries()
    phrases: dict[str, Industry] = {}
    for name, (label, _, aliases, _) in SECTORS.items():
        for phrase in (name, label, *aliases.split("|")):
            phrases.setdefault(phrase_key(phrase), known[name])
    return PhraseBook(phrases)


def known(text: str) -> Industry | None:
    """The industry that a phrase names.

    >>> known("financial services").name, known("FinTech companies").name
    ('finance', 'fintech')
    """
    key = phrase_key(text)
    for ending in ("", " companies", " startups", " firms", " industry", " sector", " space"):
        found = _book().get(key.removesuffix(ending)) if key.endswith(ending) else None
        if found:
            return found
    return _book().get(key.removesuffix("s"))


def find(text: str) -> list[Found[Industry]]:
    """Every industry named in a sentence, with where it stands.

    Words such as `security`, `sales` or `design` count only before a word for companies or after
    a preposition.

    >>> [f.value.name for f in find("fintech startups with a security problem")]
    ['fintech']
    >>> [f.text for f in find("accounts in financial services or health care")]
    ['financial services', 'health care']
    """
    return _book().find(text, _is_an_industry)


def resolve(text: str, known_values: Iterable[str]) -> Reading | None:
    """Which of a source's own values an industry means.

    Args:
        text: What was asked for.
        known_values: The values that the source holds.

    Returns:
        The reading; None when neither the words nor the values are known.

    >>> resolve("financial services", ["finance", "web"]).values
    ('finance',)
    >>> taken = resolve("fintech", ["finance", "web"])
    >>> taken.values, bool(taken.markers)
    (('finance',), True)
    """
    values = sorted(set(known_values))
    exact = tuple(v for v in values if phrase_key(v) == phrase_key(text))
    asked = known(text)
    if asked is None:
        return Reading(exact[0], exact) if exact else None
    inside = tuple(v for v in values if _is_within(known(v), asked))
    if exact:
        same = tuple(v for v in values if v in exact or _is_exactly(known(v), asked))
        near = tuple(v for v in inside if v not in same)
        return Reading(asked.label, same, f"Kept apart: {_listed(near)}." if near else "")
    if inside:
        return Reading(asked.label, inside, _said(text, asked, inside))
    return _wider(asked, values)


def _wider(asked: Industry, values: list[str]) -> Reading | None:
    """The nearest industry above the one asked for that the source does tell apart."""
    above = _industries().get(asked.parent or "")
    while above is not None:
        found = tuple(v for v in values if _is_exactly(known(v), above))
        if found:
            name = asked.label[0].upper() + asked.label[1:]
            note = f"{name} is no category here; the nearest is {_listed(found)}."
            return Reading(asked.label, found, note, asked.markers)
        above = _industries().get(above.parent or "")
    return Reading(asked.label, (), f"No record here is in {asked.label}.")


def _said(text: str, asked: Industry, values: tuple[str, ...]) -> str:
    if len(values) == 1 and phrase_key(values[0]) == phrase_key(text):
        return ""
    return f"{asked.label[0].upper()}{asked.label[1:]} is {_listed(values)} here."


def _listed(values: tuple[str, ...]) -> str:
    noun = "the category" if len(values) == 1 else "the categories"
    return f"{noun} {', '.join(values)}"


def _is_exactly(value: Industry | None, asked: Industry) -> bool:
    return value is not None and value.name == asked.name


def _is_within(value: Industry | None, asked: Industry) -> bool:
    while value is not None and value.name != asked.name:
        value = _industries().get(value.parent or "")
    return value is not None


_COMPANIES = word_set(
    "company companies startup startups firm firms business businesses account accounts industry "
    "industries sector vertical space customers prospects vendors providers players organizations "
    "organisations makers brands leads market outfits shops crowd groups group specialists and or"
)
_INTO = word_set("in of into from for and or within across the only")
_EVERYDAY = (
    "security|design|search|messaging|mobile|web|analytics|local|social|services|media|energy"
    "|sports|travel|education|government|public sector|legal|health|finance|music|news|fashion"
    "|hardware|software|enterprise|enterprise software|consulting|retail|pets|law|technology|tech"
    "|medical|transportation|automotive|marketing|advertising|payments|gaming|games|food|video"
    "|photo|ai|construction|insurance|chemicals|telecom|banking|manufacturing|crypto|banks"
    "|professional services|human resources|hr|research|internet|apparel|agriculture|utilities"
    "|wholesale|real estate|property|cloud|employment|employment services"
)
_TIMID = frozenset(_EVERYDAY.split("|"))
"""Industries whose name is an everyday word of operations as well."""
_ALWAYS_OTHER = word_set("data support development it the other")
_SET_OFF = (",", ":", ";", "(", "-", "")
_ENDS = re.compile(r" ?(?:$|[,;.)]| only\b| or\b| and\b| plus\b)")
"""A word of a list that stands between commas: `Germany, insurance, over 200 people`."""
_DEPARTMENTS = word_set("team teams department dept tool tools policy review ops operations")


def _is_an_industry(text: str, words: list[Token], at: int, end: int) -> bool:
    key = " ".join(word.key for word in words[at:end])
    after = words[end].key if end < len(words) else ""
    if after in _DEPARTMENTS or (end - at == 1 and words[at].key in _ALWAYS_OTHER):
        return False
    if key not in _TIMID:
        return True
    before = words[at - 1].key if at else ""
    if after in _COMPANIES or before in _INTO or len(words) == end - at:
        return True
    lead, tail = text[: words[at].start].rstrip(), text[words[end - 1].end :]
    return lead[-1:] in _SET_OFF and bool(_ENDS.match(tail))
