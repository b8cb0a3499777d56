"""Company names: spaces, shouting, and the spelling of the legal form."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tools.parts.matching.vocabulary import LEGAL_FORMS
from tools.parts.normalise.fix import Fix

_SMALL = frozenset(
    {"and", "of", "the", "for", "in", "at", "by", "de", "la", "du", "des", "und", "y"}
)
_FORMS = {
    "llc": "LLC", "llp": "LLP", "lp": "LP", "plc": "PLC", "gmbh": "GmbH", "ag": "AG", "kg": "KG",
    "sa": "SA", "sas": "SAS", "sarl": "SARL", "srl": "SRL", "spa": "SpA", "bv": "BV", "nv": "NV",
    "ab": "AB", "oy": "Oy", "as": "AS", "aps": "ApS", "kk": "KK", "inc": "Inc", "ltd": "Ltd",
    "corp": "Corp", "co": "Co", "pty": "Pty", "pvt": "Pvt", "sl": "SL", "ug": "UG", "pte": "Pte",
}  # fmt: skip
_ACRONYM = 3
_WORDS = 2
_KNOWN_SHORT = frozenset(
    """
    air all art bay bee big box bus can car cat cup day eco end eye fan far fit fly fox fun gas
    get go hub ice ink jet job joy key kid law led lab leo max men met mix my net new now oak off
    oil old one our out own pay pet pro red run sea sky sol spa sub sun tap tax tea tech ten tip
    top toy two up via war way web win zen
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def legal_spellings(names: Iterable[str]) -> dict[str, str]:
    """How the column mostly spells each legal form, where it is not shouted or silent."""
    seen: dict[str, Counter[str]] = {}
    for name in names:
        words = name.split()
        if len(words) < _WORDS or name.isupper() or name.islower():
            continue
        for word in words[-2:]:
            if _bare(word) in LEGAL_FORMS:
                seen.setdefault(_bare(word), Counter())[word.strip(",")] += 1
    return {form: min(counts, key=lambda w: (-counts[w], w)) for form, counts in seen.items()}


def company_name(text: str, spellings: Mapping[str, str]) -> Fix | None:
    """The name without stray spaces, and with its capitals when it shouts or has none.

    A name of one word is left as it is: `adidas` and `IBM` are spelled so. Names of several words
    keep short words that may be initials.

    >>> company_name("BRIGHTWATER  SYSTEMS INC.", {"inc": "Inc."}).value
    'Brightwater Systems Inc.'
    >>> company_name("adidas", {}), company_name("KPMG", {}), company_name("eBay Inc", {})
    (None, None, None)
    """
    clean = " ".join(text.split()).strip(" ,;")
    words = clean.split(" ")
    letters = [c for c in clean if c.isalpha()]
    flat = all(c.isupper() for c in letters) or all(c.islower() for c in letters)
    if letters and flat and len(words) >= _WORDS:
        value = _cased(words, spellings, shouted=clean.isupper())
        return None if value == text else Fix(value, "capitals where a name has them", 0.9)
    return None if clean == text or not clean else Fix(clean, "stray spaces taken out", 0.99)


def _cased(words: list[str], spellings: Mapping[str, str], *, shouted: bool) -> str:
    out = []
    for n, word in enumerate(words):
        bare = _bare(word)
        legal = n > 0 and n >= len(words) - 2 and bare in LEGAL_FORMS
        if legal:
            out.append(_legal(word, bare, spellings))
        elif n and word.lower() in _SMALL:
            out.append(word.lower())
        elif shouted and _initials(word):
            out.append(word)
        else:
            out.append("-".join(part[:1].upper() + part[1:].lower() for part in word.split("-")))
    return " ".join(out)


def _legal(word: str, bare: str, spellings: Mapping[str, str]) -> str:
    comma = "," if word.endswith(",") else ""
    known = spellings.get(bare) or _FORMS.get(bare) or word.capitalize()
    return known + comma


def _initials(word: str) -> bool:
    """Whether a word in capitals may be initials: short, or without a vowel, and no known word."""
    bare = _bare(word)
    if bare in _KNOWN_SHORT or bare in _SMALL:
        return False
    return "." in word or len(bare) <= _ACRONYM or not set(bare) & set("aeiouy")


def _bare(word: str) -> str:
    return word.lower().strip(",").replace(".", "")
