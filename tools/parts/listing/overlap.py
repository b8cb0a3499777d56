"""Which companies of a list the CRM has already: by web domain, else by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import col, select

from store.crm import Account
from tools.context import Context
from tools.parts.phrases import phrase_key, word_set

FORMS = word_set(
    "inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag sa sas sarl "
    "bv nv ab as oy aps srl spa kg pty pte holdings the"
)
"""Legal forms, and words that a name is written with or without."""
SHARED = word_set(
    "facebook.com linkedin.com twitter.com google.com sites.google.com wordpress.com blogspot.com "
    "tumblr.com github.io wixsite.com gmail.com yahoo.com hotmail.com outlook.com itunes.apple.com"
)
"""Domains that many companies share; they identify nobody."""
_SCHEME = re.compile(r"^[a-z]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """The account that a company is already, and what gave it away."""

    account_id: str
    account: str
    by: str


def domain_key(domain: str | None, website: str | None = None) -> str | None:
    """A web domain as it is compared; None when there is none of its own.

    >>> domain_key(None, "https://www.Acme.com/about"), domain_key("linkedin.com")
    ('acme.com', None)
    """
    for text in (domain, website):
        host = re.split(r"[/?#:]", _SCHEME.sub("", (text or "").strip()))[0]
        key = host.casefold().removeprefix("www.").rstrip(".")
        if "." in key and key not in SHARED:
            return key
    return None


def name_key(name: str) -> str:
    """A company's name as it is compared: no legal form, case or punctuation.

    >>> name_key("The Acme Corp."), name_key("ACME, Inc."), name_key("Company")
    ('acme', 'acme', 'company')
    """
    words = phrase_key(name).split()
    return " ".join(word for word in words if word not in FORMS) or " ".join(words)


class Named(Protocol):
    """Anything with a company's id, name, domain and website."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def domain(self) -> str | None: ...
    @property
    def website(self) -> str | None: ...


def already_known(ctx: Context, companies: Sequence[Named]) -> tuple[dict[str, Known], list[str]]:
    """The companies that are accounts already, and those that only share an account's name.

    A domain decides when both have one; else the name does. A company with the name of an account
    but another domain stays on the list and is named, so that a person can look.

    Returns:
        Company id -> the account it is; and ids of companies that share a name only.
    """
    domains, names = _accounts(ctx)
    known: dict[str, Known] = {}
    namesakes: list[str] = []
    for company in companies:
        domain = domain_key(company.domain, company.website)
        account = domains.get(domain or "")
        if account is not None:
            known[company.id] = Known(account.id, account.name, f"domain {domain}")
            continue
        alike = names.get(name_key(company.name), [])
        same = next((a for a in alike if not (domain and _domain(a))), None)
        if same is not None:
            known[company.id] = Known(same.id, same.name, "name")
        elif alike:
            namesakes.append(company.id)
    return known, namesakes


@dataclass(frozen=True, slots=True)
class _Account:
    id: str
    name: str
    domain: str | None
    website: str | None


def _domain(account: _Account) -> str | None:
    return domain_key(account.domain, account.website)


def _accounts(ctx: Context) -> tuple[dict[str, _Account], dict[str, list[_Account]]]:
    query = select(Account.id, Account.name, Account.domain, Account.website).where(
        Account.workspace_id == ctx.workspace.id, Account.state == "live"
    )
    domains: dict[str, _Account] = {}
    names: dict[str, list[_Account]] = {}
    for row in ctx.session.exec(query.order_by(col(Account.id))):
        account = _Account(*row)
        domain = _domain(account)
        if domain:
            domains.setdefault(domain, account)
        names.setdefault(name_key(account.name), []).append(account)
    return domains, names
