"""People as columns of codes: names, mailboxes, numbers, and the organisation they work for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tools.parts.matching import text
from tools.parts.matching.encode import Codes, Column, Flags, distinct_per, joined, take
from tools.parts.matching.nicknames import canonical
from tools.parts.matching.organisations import organisation

FIELDS = (
    "first_name", "last_name", "email", "other_emails", "phone", "mobile", "other_phones",
    "company_name", "website", "title", "street", "city", "postal_code", "country", "born_on",
    "identity_number",
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """One entry per record in every column; first, last and their keys share their values."""

    first: Column
    last: Column
    formal: Column
    surname: Column
    middle: Codes
    suffix: Codes
    mailbox: Column
    local: Column
    mail_domain: Column
    personal: Flags
    free: Flags
    phone: Column
    mobile: Column
    organisation: Column
    company: Column
    title: Column
    city: Column
    postcode: Column
    names_on_mailbox: Codes
    names_on_phone: Codes

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.first.code)


def people(frame: pl.DataFrame) -> People:
    """Read a frame with any of FIELDS; a column that is not there is missing for all."""
    raw = {f: Column.in_frame(frame, f) for f in FIELDS}
    mails = [text.mail(value) for value in raw["email"].values]
    box = {part: raw["email"].rekey([_of(m, part) for m in mails]) for part in _MAIL}
    names = _names(raw["first_name"], raw["last_name"], raw["email"], mails)
    first, last, formal, surname = names[0]
    phone, mobile = joined([raw[f].derive(text.phone) for f in ("phone", "mobile")])
    company = raw["company_name"].derive(lambda name: "".join(text.company_words(name)))
    city = raw["city"].derive(text.plain)
    domain = _domain(raw, [m.domain if m and _says_employer(m) else None for m in mails])
    name = np.where(
        (formal.code >= 0) & (surname.code >= 0),
        formal.code.astype(np.int64) << 32 | surname.code,
        -1,
    )
    return People(
        first, last, formal, surname, names[1], names[2],
        mailbox=box["address"], local=box["local"], mail_domain=box["domain"],
        personal=_flag(raw["email"], mails, lambda m: m.personal),
        free=_flag(raw["email"], mails, lambda m: m.free),
        phone=phone, mobile=mobile,
        organisation=organisation(domain, company, city), company=company,
        title=raw["title"].derive(text.plain), city=city,
        postcode=raw["postal_code"].derive(lambda code: code.strip().lower()[:5]),
        names_on_mailbox=_shared(name, box["address"]), names_on_phone=_shared(name, phone, mobile),
    )  # fmt: skip


_MAIL = ("address", "local", "domain")


def _of(mail: text.Mail | None, part: str) -> str | None:
    return None if mail is None or mail.placeholder else str(getattr(mail, part))


def _says_employer(mail: text.Mail) -> bool:
    return not mail.free and not mail.placeholder


def _flag(raw: Column, mails: list[text.Mail | None], test: Callable[[text.Mail], bool]) -> Flags:
    passed = np.array([mail is not None and test(mail) for mail in mails], np.bool_)
    return take(passed, raw.code, missing=False)


def _domain(raw: dict[str, Column], by_mail: list[str | None]) -> Column:
    """The employer's domain: of the mailbox, else of the web site, else typed as the company."""
    typed = raw["company_name"].derive(
        lambda name: text.site(name) if "." in name and " " not in name.strip() else None
    )
    parts = joined([raw["email"].rekey(by_mail), raw["website"].derive(text.site), typed])
    code = parts[0].code
    for other in parts[1:]:
        code = np.where(code >= 0, code, other.code)
    return Column(code, parts[0].values)


def _names(
    first: Column, last: Column, email: Column, mails: list[text.Mail | None]
) -> tuple[list[Column], Codes, Codes]:
    """First, last, formal first and surname over one list of values; middle; suffix."""
    both = np.stack([first.code, last.code], axis=1)
    distinct, back = np.unique(both, axis=0, return_inverse=True)
    read = [
        text.person(first.values[f] if f >= 0 else "", last.values[s] if s >= 0 else "")
        for f, s in distinct.tolist()
    ]
    code = back.reshape(-1).astype(np.int32)
    middle = np.array([ord(name.middle) if name.middle else -1 for name in read], np.int32)[code]
    suffix = np.array([name.suffix for name in read], np.int32)[code]
    given = _or_mail(code, [n.first for n in read], email, [_spelled(m)[0] for m in mails])
    family = _or_mail(code, [n.last for n in read], email, [_spelled(m)[1] for m in mails])
    formal = canonical(_each(given))
    columns = [
        given, family, given.derive(lambda value: formal.get(value, value)),
        family.derive(lambda value: value.rpartition("-")[2]),
    ]  # fmt: skip
    return joined(columns), middle, suffix


def _or_mail(code: Codes, names: list[str], email: Column, spelled: list[str | None]) -> Column:
    """The names as typed; where nothing was typed, what the mailbox spells."""
    typed, mailbox = joined([Column(code, names).rekey(names), email.rekey(spelled)])
    return Column(np.where(typed.code >= 0, typed.code, mailbox.code), typed.values)


def _spelled(mail: text.Mail | None) -> tuple[str | None, str | None]:
    """`ann.lee@` spells a name; `alee@` and `info@` do not."""
    if mail is None or not mail.personal:
        return None, None
    first, dot, last = mail.local.partition(".")
    if dot and first.isalpha() and last.isalpha() and min(len(first), len(last)) > 1:
        return first, last
    return None, None


def _each(column: Column) -> list[str]:
    return [column.values[code] for code in column.code.tolist() if code >= 0]


def _shared(name: Codes, *columns: Column) -> Codes:
    """For each value, how many differently named people have it."""
    code = np.concatenate([column.code for column in columns])
    names = np.unique(name, return_inverse=True)[1] - (1 if (name < 0).any() else 0)
    several = np.concatenate([names for _ in columns])
    return distinct_per(code, several, len(columns[0].values)).astype(np.int32)
