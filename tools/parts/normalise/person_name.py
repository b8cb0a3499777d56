"""People's names: capitals where they belong, and nowhere else."""

import re

from tools.parts.normalise.fix import Fix

_PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "da", "di", "du", "del", "della", "la", "le", "las", "los",
     "dos", "das", "do", "ter", "ten", "te", "zu", "zur", "af", "bin", "ibn", "el", "al", "y", "e"]
)  # fmt: skip
_SCOTS = re.compile(r"^mc(?=\w{3,}$)")
_IRISH = re.compile(r"^(o|d|l)['\u2019](?=\w{2,}$)")
_NUMERALS = frozenset({"ii", "iii", "iv"})
_INITIALS = re.compile(r"(?:\w\.){2,}")
_SHORTEST = 3


def person_name(text: str, *, last: bool = False) -> Fix | None:
    """The name with its capitals, when it is all in capitals or has none.

    Args:
        text: A first or a last name.
        last: Whether it is a last name: only those have particles such as `van der`.

    >>> person_name("O'BRIEN", last=True).value, person_name("mcdonald", last=True).value
    ("O'Brien", 'McDonald')
    >>> person_name("VAN DER BERG", last=True).value, person_name("anne-marie").value
    ('van der Berg', 'Anne-Marie')
    >>> person_name("J.R.R."), person_name("j.r.").value
    (None, 'J.R.')
    >>> person_name("DeShawn"), person_name("JP"), person_name("de la Cruz", last=True)
    (None, None, None)
    """
    clean = " ".join(text.split())
    if not clean:
        return None
    letters = [c for c in clean if c.isalpha()]
    shouted = len(letters) >= _SHORTEST and all(c.isupper() for c in letters)
    silent = bool(letters) and all(c.islower() for c in letters) and not _bare_particle(clean)
    if shouted or silent:
        return _fixed(text, _cased(clean, last=last), "capitals where a name has them", 0.95)
    return _fixed(text, clean, "stray spaces taken out", 0.99)


def _bare_particle(clean: str) -> bool:
    return clean in _PARTICLES


def _fixed(text: str, value: str, reason: str, sure: float) -> Fix | None:
    return None if value == text else Fix(value, reason, sure)


def _cased(text: str, *, last: bool) -> str:
    words = text.lower().split(" ")
    few = len(words) == 1
    return " ".join(
        word if last and not few and word in _PARTICLES and n < len(words) - 1 else _word(word)
        for n, word in enumerate(words)
    )


def _word(word: str) -> str:
    if word.strip(".") in _NUMERALS:
        return word.upper()
    return "-".join(_part(part) for part in word.split("-"))


def _part(part: str) -> str:
    if _INITIALS.fullmatch(part):
        return part.upper()
    irish = _IRISH.match(part)
    if irish:
        return irish[0].capitalize() + _capital(part[irish.end() :])
    if _SCOTS.match(part):
        return "Mc" + _capital(part[2:])
    return _capital(part)


def _capital(part: str) -> str:
    """The first letter large; a letter whose large form is two letters stays as it is."""
    head = part[:1].upper()
    return head + part[1:] if len(head) == 1 else part
