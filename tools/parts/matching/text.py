"""Reading one value at a time: what a name, mailbox, phone, company or site comes down to."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile

from tools.parts.matching.scripts import LATIN
from tools.parts.matching.vocabulary import (
    COMPANY_ABBREVIATIONS,
    CREDENTIALS,
    FREE_MAIL,
    HONORIFICS,
    LEGAL_FORMS,
    LEGAL_SPELLINGS,
    MAIL_TYPOS,
    PLACEHOLDER_MAILBOXES,
    PLACEHOLDER_PHONES,
    ROLE_MAILBOXES,
    SUFFIXES,
)

_WORD, _OF_LATIN = re.compile(r"\w+"), re.compile("[a-z]")
_SITE = re.compile(r"(?:https?://)?(?:www\d?\.)?([a-z0-9.-]+\.[a-z]{2,})")
_COMPANY_IS_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6}")
_ASIDE = re.compile(r"\([^)]*\)| - .*$|^the ")
_EXTENSION = re.compile(r"\s*(?:x|ext|extension)\.?\s*\d*\s*$")
_SPOKEN_AS = re.compile(r"\([^)]*\)|[\"“„][^\"“”]*[\"”“]")
"""What a name has in brackets or quotes: a nickname, pronouns, a maiden name."""
_COUPLE = re.compile(r"(?<=\w)\s*(?:&|\+|\band\b|\bund\b|\bet\b)\s*(?=\w)")
SUBSCRIBER = 9
"""The digits at the end of a number that are compared."""
_INITIALS = 2
MAX_TEXT = 300
"""Longer values are cut here: no name needs more, and a hostile one costs no more."""


def plain(text: str) -> str:
    """Lower case, no accents, no outer spaces; words in Cyrillic or Greek in Latin letters.

    A word that mixes alphabets only looks like another one, and is left as it was typed.

    >>> plain(" Müller-Straße "), plain("Олег Петров")
    ('muller-strasse', 'oleg petrov')
    >>> plain("F\u043e\u043eds") == "foods"
    False
    """
    text = text[:MAX_TEXT].strip().lower()
    if text.isascii():
        return text
    text = text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare if bare.isascii() else _WORD.sub(_in_latin, bare)


def _in_latin(word: re.Match[str]) -> str:
    mixed = _OF_LATIN.search(word[0]) is not None
    return word[0] if mixed else word[0].translate(LATIN)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts; a part that is not there is empty."""

    first: str = ""
    last: str = ""
    middle: str = ""
    suffix: int = -1


def person(first: str, last: str) -> Name:
    """Read a first and a last name as they were typed, whole names in one field included.

    >>> person("Mr. Rob", "O'Brien, Jr.")
    Name(first='rob', last='obrien', middle='', suffix=1)
    >>> person('Harold "Hal"', "Brubaker (she/her)").first, person("Tom and Sue", "Hargrove").first
    ('harold', 'tom&sue')
    >>> person("", "Duhaime, Nelson K.")
    Name(first='nelson', last='duhaime', middle='k', suffix=-1)
    >>> person("Cher", "").first, person("", "Duhaime").last
    ('cher', 'duhaime')
    """
    given, family = name_part(first, family=False), name_part(last, family=True)
    suffix = max(given.suffix, family.suffix)
    if given.word and family.word:
        return Name(given.word, family.word, given.middle, suffix)
    text = first if given.word else last
    return whole_name(text, _words(text)[0], suffix, family=not given.word)


def whole_name(text: str, words: list[str], suffix: int, *, family: bool) -> Name:
    """Read a name that stands alone in the last name's field, or in the first name's.

    Args:
        text: The name as it was typed.
        words: Its words, titles and suffixes left out.
        suffix: Its suffix.
        family: Whether it is the last name's field.
    """
    before, after = _whole(text, words)
    if family and not after:
        return Name("", "".join(words), "", suffix)
    read = _part(before, suffix)
    return Name(read.word, "".join(after), read.middle, suffix)


def field_of_name(value: str, *, family: bool, alone: bool) -> tuple["Part", Name]:
    """Read a name's field as that part, and, where it may stand alone, as a whole name."""
    words, suffix = _words(value)
    part = Part("".join(words), "", suffix) if family else _part(words, suffix)
    whole = alone and bool(part.word)
    return part, whole_name(value, words, suffix, family=family) if whole else Name()


@dataclass(frozen=True, slots=True)
class Part:
    """What one field of a name holds: its words run together, an initial, a suffix."""

    word: str = ""
    middle: str = ""
    suffix: int = -1


def name_part(value: str, *, family: bool) -> Part:
    """Read a first name's field, or a last name's.

    >>> name_part("Mary-Ann K.", family=False)
    Part(word='maryann', middle='k', suffix=-1)
    """
    words, suffix = _words(value)
    return Part("".join(words), "", suffix) if family else _part(words, suffix)


def _part(words: list[str], suffix: int) -> Part:
    middle = words[-1] if len(words) > 1 and len(words[-1]) == 1 else ""
    return Part("".join(words[:-1] if middle else words).replace("-", ""), middle, suffix)


def _whole(text: str, words: list[str]) -> tuple[list[str], list[str]]:
    """A whole name in one field: `First Last` or `Last, First`; one word alone is a first name."""
    before, comma, after = text.partition(",")
    if comma and (behind := _words(after)[0]):
        return behind, _words(before)[0]
    if len(words) == 1:
        return words, []
    return words[:-1], words[-1:]


def _words(text: str) -> tuple[list[str], int]:
    clean = plain(text)
    if clean.isalpha():
        return [clean], -1
    clean = _SPOKEN_AS.sub(" ", clean) if _SPOKEN_AS.sub("", clean).strip() else clean
    clean = _COUPLE.sub("&", clean)
    clean = clean.replace("'", "").replace("\u2019", "").replace(".", " ").replace(",", " ")
    words = [w.strip("-") for w in clean.split()]
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    suffix = next((SUFFIXES[w] for w in words[1:] if w in SUFFIXES), -1)
    if suffix < 0 and words and words[-1] in SUFFIXES:
        suffix = SUFFIXES[words[-1]]
    return [w for w in words if w and w not in SUFFIXES and w not in CREDENTIALS], suffix


@dataclass(frozen=True, slots=True)
class Mail:
    """A mailbox: where mail ends up, whatever dots and tags the address carries."""

    local: str
    domain: str

    @property
    def address(self) -> str:
        """The mailbox as one string, a provider's dots and tags left out."""
        local = self.local.replace(".", "") if self.domain == "gmail.com" else self.local
        return f"{local}@{self.domain}"

    @property
    def placeholder(self) -> bool:
        """Whether it stands for having no address."""
        return self.local in PLACEHOLDER_MAILBOXES

    @property
    def personal(self) -> bool:
        """Whether one person reads it."""
        return self.local not in ROLE_MAILBOXES and not self.placeholder

    @property
    def free(self) -> bool:
        """Whether its domain says nothing about an employer."""
        return self.domain in FREE_MAIL


def mail(text: str) -> Mail | None:
    """Read an e-mail address; None when it is none.

    >>> mail("mailto:Ann.Lee+crm@GMIAL.com ").address
    'annlee@gmail.com'
    """
    clean = text[:MAX_TEXT].lower().replace("mailto:", "").replace(" ", "").strip("<>.,;")
    local, at, domain = clean.rpartition("@")
    local = local.partition("+")[0]
    if not at or not local or "." not in domain:
        return None
    domain = MAIL_TYPOS.get(domain, domain)
    return Mail(local, "gmail.com" if domain == "googlemail.com" else domain)


def phone(text: str) -> str | None:
    """The last nine digits, which survive country codes and trunk zeros; None for a dummy.

    >>> phone("+1 (503) 499-3482 ext. 12") == phone("503.499.3482")
    True
    """
    digits = re.sub(r"\D", "", _EXTENSION.sub("", text.lower()).replace("(0)", ""))
    subscriber = digits[-SUBSCRIBER:]
    if len(subscriber) < SUBSCRIBER or subscriber in PLACEHOLDER_PHONES:
        return None
    return subscriber


def site(text: str) -> str | None:
    """The domain of a web address.

    >>> site("https://www.Acme.co.uk/contact?x=1")
    'acme.co.uk'
    """
    found = _SITE.match(text[:MAX_TEXT].strip().lower())
    return found[1].strip(".") if found else None


def company_words(text: str) -> list[str]:
    """A company's name in comparable words: no legal form, no branch in brackets, no `the`.

    >>> company_words("The Brown & Sons Svcs, L.L.C. (Boston)")
    ['brown', 'sons', 'services']
    """
    clean = plain(text)
    if _COMPANY_IS_SITE.fullmatch(clean):
        clean = clean.partition(".")[0]
    clean = _ASIDE.sub(" ", clean).replace("&", " and ").replace("'", "").replace("\u2019", "")
    words = _joined_initials(re.sub(r"[^\w]+|_", " ", clean).split())
    while len(words) > 1 and words[-1] in LEGAL_ENDS:
        words.pop()
    return [COMPANY_ABBREVIATIONS.get(w, w) for w in words if w != "and"]


LEGAL_ENDS = LEGAL_FORMS | {"and"}
"""What may end a company's name without naming it: `GmbH & Co. KG`."""


def legal_form(text: str) -> str | None:
    """The legal form that a company's name ends in, one spelling for each; None without one.

    >>> legal_form("Acme Foods Private Limited"), legal_form("Acme, L.L.C. (Boston)")
    ('pvt ltd', 'llc')
    """
    clean = _ASIDE.sub(" ", plain(text)).replace("&", " and ")
    words = _joined_initials(re.sub(r"[^\w]+|_", " ", clean).split())
    ends = list(takewhile(LEGAL_ENDS.__contains__, reversed(words[1:])))
    forms = [LEGAL_SPELLINGS.get(w, w) for w in reversed(ends) if w != "and"]
    return " ".join(forms) or None


def _joined_initials(words: list[str]) -> list[str]:
    """`l l c` is `llc`: runs of single letters are one word."""
    out: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1:
            run += word
            continue
        if run:
            out.extend([run] if len(run) >= _INITIALS else list(run))
            run = ""
        if word:
            out.append(word)
    return out
