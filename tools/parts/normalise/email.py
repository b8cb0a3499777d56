"""E-mail addresses: stray spaces and signs, capital letters, misspelled providers and endings.

Nothing is looked up: whether a domain receives mail is not known here.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.parts.matching.vocabulary import (
    FREE_MAIL,
    MAIL_TYPOS,
    PLACEHOLDER_MAILBOXES,
    ROLE_MAILBOXES,
)
from tools.parts.normalise.fix import Doubt, Fix, Remark, Verdict

_ENDINGS = {
    ".con": ".com", ".cmo": ".com", ".comm": ".com", ".ocm": ".com", ".vom": ".com", ".xom": ".com",
    ".cim": ".com", ".ogr": ".org", ".nte": ".net", ".met": ".net", ".co,uk": ".co.uk",
}  # fmt: skip
_THROWN_AWAY = frozenset(
    """
    10minutemail.com 20minutemail.com 33mail.com anonbox.net dispostable.com discard.email
    emailondeck.com fakeinbox.com getairmail.com getnada.com grr.la guerrillamail.com
    guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com incognitomail.com
    inboxbear.com jetable.org mailcatch.com maildrop.cc mailexpire.com mailinator.com mailinator.net
    mailnesia.com mailnull.com mailsac.com minuteinbox.com mintemail.com moakt.com mohmal.com
    mytemp.email mytrashmail.com nada.email sharklasers.com spam4.me spambox.us spamgourmet.com
    tempail.com tempemail.net temp-mail.io temp-mail.org tempmail.com tempmail.net tempmailo.com
    tempr.email throwawaymail.com trash-mail.com trashmail.com trashmail.de trashmail.net
    wegwerfmail.de yopmail.com yopmail.fr yopmail.net
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
"""Providers of addresses that live for an hour."""
_PROVIDERS = ("gmail.com", "email.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com",
              "icloud.com", "comcast.net", "protonmail.com", "verizon.net")  # fmt: skip
_USUAL, _RARER = 20, 20
_FEWEST_LETTERS = 8
MOST = 254


def usual_domains(addresses: Counter[str]) -> dict[str, str]:
    """For rare domains of a column, the one usual domain that is a single slip away."""
    counts: Counter[str] = Counter()
    for address, count in addresses.items():
        counts[_tidied(address).partition("@")[2]] += count
    usual = [name for name, count in counts.items() if count >= _USUAL]
    rare = [name for name, count in counts.items() if count * _RARER <= _USUAL]
    return {name: near for name in rare if (near := _one_slip(name, usual))} if usual else {}


def email(text: str, usual: dict[str, str] | None = None) -> Verdict:
    """The address as mail is sent to it.

    Args:
        text: The address as it is.
        usual: What `usual_domains` says of its column.

    >>> email("mailto:Ann.Lee@Acme.com ").value, email("bob@@gmial,con").value
    ('ann.lee@acme.com', 'bob@gmail.com')
    >>> email("Bob Lee <bob@acme.com>").value, email("bob lee@acme.com").reason
    ('bob@acme.com', "'bob lee@acme.com' is not an e-mail address")
    >>> email("ann.lee@acme.com") is None
    True
    """
    if not text.strip():
        return None
    if len(text) > MOST:
        return Doubt("the address is too long to be one")
    clean = _tidied(text)
    local, _, domain = clean.partition("@")
    if local in PLACEHOLDER_MAILBOXES:
        return Doubt(f"{text!r} stands for having no address")
    right = _domain(domain)
    clean = f"{local}@{right}"
    try:
        validate_email(clean, check_deliverability=False)
    except EmailNotValidError:
        return Doubt(f"{text!r} is not an e-mail address")
    if clean == text:
        return _told(local, right, usual or {})
    if right != domain:
        return Fix(clean, f"{domain} is a misspelled {right}", 0.95)
    return Fix(clean, "the same address without stray signs, spaces and capitals", 0.98)


def _tidied(text: str) -> str:
    said = text.lower().replace("mailto:", "").replace("\u200b", "").strip()
    in_brackets = re.search(r"<([^<>@\s]+@[^<>\s]+)>", said)
    # A space between two letters may stand for a dot, an underscore or nothing: not guessed.
    clean = re.sub(r"(?<!\w)\s+|\s+(?!\w)", "", in_brackets[1] if in_brackets else said)
    clean = clean.strip("<>.,;:'\"()[]")
    clean = re.sub(r"@{2,}", "@", clean.replace("(at)", "@").replace("[at]", "@"))
    local, at, domain = clean.partition("@")
    return f"{local.strip('.')}{at}{re.sub(r'[.,;]+', '.', domain).strip('.-')}"


def _told(local: str, domain: str, usual: dict[str, str]) -> Doubt | Remark | None:
    """What a person should know of an address that is well written."""
    if domain in _THROWN_AWAY:
        return Doubt(f"{domain} gives out addresses that live for an hour")
    if domain in usual:
        return Doubt(f"{domain} may be {usual[domain]} misspelled")
    if local in ROLE_MAILBOXES or local.partition("+")[0] in ROLE_MAILBOXES:
        return Remark("a mailbox of a function, such as info@, and not of a person")
    return None


@lru_cache(maxsize=50_000)
def _provider(domain: str) -> str | None:
    """The mail provider that is one slip away from a domain that is no provider itself."""
    return None if domain in FREE_MAIL else _one_slip(domain, _PROVIDERS)


def _one_slip(name: str, known: Iterable[str]) -> str | None:
    if len(name) < _FEWEST_LETTERS:
        return None
    found = process.extract(name, list(known), scorer=OSA.distance, score_cutoff=1, limit=2)
    near = [str(match[0]) for match in found if match[0] != name]
    return near[0] if len(found) == len(near) == 1 else None


def _domain(domain: str) -> str:
    domain = MAIL_TYPOS.get(domain) or _provider(domain) or domain
    for wrong, right in _ENDINGS.items():
        if domain.endswith(wrong):
            fixed = domain.removesuffix(wrong) + right
            return MAIL_TYPOS.get(fixed, fixed)
    return domain
