"""For each field, where its value may be read from, the surest first."""

import re
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import phonenumbers

from tools.parts.filling.facts import Facts, Guess, Row, agreed, mail_site, site_of, suffix_of
from tools.parts.matching.vocabulary import ROLE_MAILBOXES
from tools.parts.normalise.fix import Fix
from tools.parts.normalise.person_name import person_name
from tools.parts.normalise.place import country, country_code, country_names

Source = Callable[[Facts, Row], Guess | None]

_ANYWHERE = frozenset(
    ["ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "cm", "co", "dj", "eu", "fm", "gg", "gl", "im",
     "io", "is", "ky", "la", "li", "ly", "me", "ms", "mu", "nu", "pn", "pw", "sc", "sh", "so", "st",
     "su", "tk", "to", "tv", "vc", "vg", "ws"]
)  # fmt: skip
"""Country codes that companies from everywhere register for their looks."""
_DOMAIN_COUNTRY = {"uk": "GB"}
_NAMED = re.compile(r"([a-z]{2,})[._]([a-z]{2,})(?:\d{0,3})@")
_CONTACTS = 2
_MOSTLY = 0.8


def _industry(facts: Facts, row: Row) -> Guess | None:
    """From other accounts with the same domain."""
    site = site_of(row["domain"]) or site_of(row["website"])
    others = [r["industry"] for r in facts.by_domain.get(site or "", []) if r["id"] != row["id"]]
    found = agreed(others)
    if found is None:
        return None
    return Guess(found[0], f"{_accounts(found[1])} with the domain {site}", 0.9)


def _lead_industry(facts: Facts, row: Row) -> Guess | None:
    site = mail_site(row["email"]) or site_of(row["website"])
    found = agreed(r["industry"] for r in facts.by_domain.get(site or "", []))
    if found is None:
        return None
    return Guess(found[0], f"{_accounts(found[1])} with the domain {site}", 0.9)


def _accounts(count: int) -> str:
    return "the account" if count == 1 else f"{count:,} accounts"


def _phone_country(table: str) -> Source:
    def source(facts: Facts, row: Row) -> Guess | None:
        for name in ("phone", "mobile"):
            code = _dialled(row.get(name))
            if code:
                value = _country(facts, table, code)
                return Guess(value, f"the country code of {name} {row[name]}", 0.93)
        return None

    return source


def _dialled(number: str | None) -> str | None:
    """The country of an international number, where its plan tells countries apart."""
    if not number or not number.strip().startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    code = phonenumbers.region_code_for_number(parsed)
    valid = phonenumbers.is_valid_number(parsed)
    return code if code and valid and code in country_names() else None


def _domain_country(table: str, *names: str) -> Source:
    def source(facts: Facts, row: Row) -> Guess | None:
        for name in names:
            ending = (suffix_of(row.get(name)) or "").rpartition(".")[2]
            code = _DOMAIN_COUNTRY.get(ending, ending.upper())
            if len(ending) == 2 and ending not in _ANYWHERE and code in country_names():  # noqa: PLR2004 - ISO codes
                value = _country(facts, table, code)
                return Guess(value, f"the ending .{ending} of its {name}", 0.85)
        return None

    return source


def _country(facts: Facts, table: str, code: str) -> str:
    """The country as the table mostly writes it."""
    fix = country(code, facts.country_style(table))
    return fix.value or code if isinstance(fix, Fix) else code


def _account_country(facts: Facts, row: Row) -> Guess | None:
    account = facts.accounts.get(row.get("account_id") or "")
    if account is None or not account["country"]:
        return None
    return Guess(account["country"], f"its account {account['name']}", 0.85)


def _contacts_country(facts: Facts, row: Row) -> Guess | None:
    found = agreed((c["country"] for c in facts.contacts_of.get(row["id"], [])), least=_CONTACTS)
    return (
        Guess(found[0], f"all {found[1]:,} of its contacts with a country", 0.85) if found else None
    )


def _lead_country(facts: Facts, row: Row) -> Guess | None:
    account = facts.account_of_email(row["email"])
    if account is None or not account["country"]:
        return None
    return Guess(account["country"], f"the account {account['name']} with the e-mail's domain", 0.8)


def _own_domain(_facts: Facts, row: Row) -> Guess | None:
    site = site_of(row["website"])
    return Guess(site, f"its website {row['website']}", 0.97) if site else None


def _contacts_domain(facts: Facts, row: Row) -> Guess | None:
    sites = [mail_site(c["email"]) for c in facts.contacts_of.get(row["id"], [])]
    found = agreed(sites, least=_CONTACTS, share=_MOSTLY)
    if found is None or found[0] in facts.by_domain:
        return None
    return Guess(found[0], f"the e-mail addresses of {found[1]:,} of its contacts", 0.9)


def _company(facts: Facts, row: Row) -> Guess | None:
    account = facts.accounts.get(row.get("account_id") or "")
    if account is not None:
        return Guess(account["name"], "the name of its account", 0.97)
    account = facts.account_of_email(row["email"])
    if account is None:
        return None
    return Guess(account["name"], f"the account with the e-mail's domain {mail_site(row['email'])}",
                 0.92)  # fmt: skip


def _account(facts: Facts, row: Row) -> Guess | None:
    account = facts.account_of_email(row["email"])
    if account is None:
        return None
    why = f"{account['name']} is the one account with the e-mail's domain {mail_site(row['email'])}"
    return Guess(account["id"], why, 0.93)


def _accounts_owner(facts: Facts, row: Row) -> Guess | None:
    account = facts.accounts.get(row.get("account_id") or "")
    owner = facts.users.get((account or {}).get("owner_id") or "")
    if account is None or owner is None:
        return None
    return Guess(owner["id"], f"{owner['name']} owns its account {account['name']}", 0.85)


def _owners_region(facts: Facts, row: Row) -> Guess | None:
    owner = facts.users.get(row["owner_id"] or "")
    if owner is None or not owner["region"]:
        return None
    return Guess(owner["region"], f"the region of its owner {owner['name']}", 0.9)


def _activities_account(facts: Facts, row: Row) -> Guess | None:
    touched = facts.touches["opportunity"].get(row["id"])
    if touched is None or len(touched.accounts) != 1:
        return None
    [name] = touched.accounts
    account = facts.accounts.get(name)
    if account is None:
        return None
    return Guess(name, f"all its activities that name an account are with {account['name']}", 0.9)


def _last_activity(table: str) -> Source:
    def source(facts: Facts, row: Row) -> Guess | None:
        touched = facts.touches[table].get(row["id"])
        if touched is None or touched.last is None:
            return None
        day = touched.last.astimezone(ZoneInfo(facts.ctx.workspace.timezone)).date()
        return Guess(day, "its newest activity", 0.99)

    return source


def _mailbox_name(part: int) -> Source:
    """The first or last name of `ann.lee@`; a name that is there must be the other half of it."""

    def source(_facts: Facts, row: Row) -> Guess | None:
        address = (row["email"] or "").strip().lower()
        match = _NAMED.match(address)
        other = row["last_name"] if part == 1 else row["first_name"]
        if match is None or (other and str(other).lower() != match[3 - part]):
            return None
        if {match[1], match[2]} & ROLE_MAILBOXES:
            return None
        fix = person_name(match[part], last=part == 2)  # noqa: PLR2004 - the second is the last name
        return Guess(fix.value if fix else match[part], f"the e-mail address {address}", 0.8)

    return source


SOURCES: dict[tuple[str, str], tuple[Source, ...]] = {
    ("account", "domain"): (_own_domain, _contacts_domain),
    ("account", "industry"): (_industry,),
    ("account", "country"): (
        _phone_country("account"), _domain_country("account", "domain", "website"),
        _contacts_country,
    ),
    ("account", "last_activity_on"): (_last_activity("account"),),
    ("contact", "account_id"): (_account,),
    ("contact", "company_name"): (_company,),
    ("contact", "country"): (
        _phone_country("contact"), _account_country, _domain_country("contact", "email"),
    ),
    ("contact", "owner_id"): (_accounts_owner,),
    ("contact", "first_name"): (_mailbox_name(1),),
    ("contact", "last_name"): (_mailbox_name(2),),
    ("contact", "last_activity_on"): (_last_activity("contact"),),
    ("lead", "company_name"): (_company,),
    ("lead", "industry"): (_lead_industry,),
    ("lead", "country"): (
        _phone_country("lead"), _lead_country, _domain_country("lead", "email", "website"),
    ),
    ("lead", "first_name"): (_mailbox_name(1),),
    ("lead", "last_name"): (_mailbox_name(2),),
    ("opportunity", "account_id"): (_activities_account,),
    ("opportunity", "owner_id"): (_accounts_owner,),
    ("opportunity", "region"): (_owners_region,),
    ("opportunity", "last_activity_on"): (_last_activity("opportunity"),),
}  # fmt: skip


def guess(facts: Facts, table: str, name: str, row: Row) -> Guess | str | None:
    """What fills an empty cell; a sentence when two sources disagree, None when none knows."""
    found = list(_found(facts, table, name, row))
    if not found:
        return None
    if any(_same(one.value) != _same(found[0].value) for one in found[1:]):
        return " but ".join(f"{one.value} by {one.source}" for one in found[:2])
    return found[0]


def _found(facts: Facts, table: str, name: str, row: Row) -> Iterator[Guess]:
    for source in SOURCES[table, name]:
        one = source(facts, row)
        if one is not None:
            yield one


def _same(value: object) -> object:
    """A value as two sources are compared: a country by its code, text by its letters."""
    return country_code(value) or value.casefold() if isinstance(value, str) else value
