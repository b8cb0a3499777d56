"""E-mail addresses: stray spaces and signs, capital letters, misspelled providers and endings."""

import re

from email_validator import EmailNotValidError, validate_email

from tools.parts.matching.vocabulary import MAIL_TYPOS, PLACEHOLDER_MAILBOXES
from tools.parts.normalise.fix import Doubt, Fix, Verdict

_ENDINGS = {
    ".con": ".com", ".cmo": ".com", ".comm": ".com", ".ocm": ".com", ".vom": ".com", ".xom": ".com",
    ".cim": ".com", ".ogr": ".org", ".nte": ".net", ".met": ".net", ".co,uk": ".co.uk",
}  # fmt: skip
MOST = 254


def email(text: str) -> Verdict:
    """The address as mail is sent to it.

    >>> email("mailto:Ann.Lee@Acme.com ").value, email("bob@@gmial,con").value
    ('ann.lee@acme.com', 'bob@gmail.com')
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
        return None
    if right != domain:
        return Fix(clean, f"{domain} is a misspelled {right}", 0.95)
    return Fix(clean, "the same address without stray signs, spaces and capitals", 0.98)


def _tidied(text: str) -> str:
    clean = re.sub(r"\s+", "", text.lower().replace("mailto:", "").replace("\u200b", ""))
    clean = clean.strip("<>.,;:'\"()[]")
    clean = re.sub(r"@{2,}", "@", clean.replace("(at)", "@").replace("[at]", "@"))
    local, at, domain = clean.partition("@")
    return f"{local.strip('.')}{at}{re.sub(r'[.,;]+', '.', domain).strip('.-')}"


def _domain(domain: str) -> str:
    domain = MAIL_TYPOS.get(domain, domain)
    for wrong, right in _ENDINGS.items():
        if domain.endswith(wrong):
            fixed = domain.removesuffix(wrong) + right
            return MAIL_TYPOS.get(fixed, fixed)
    return domain
