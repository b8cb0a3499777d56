"""People as columns of codes: names, mailboxes, numbers, and the organisation they work for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl

from tools.parts.matching import reading, text
from tools.parts.matching.encode import (
    POPULATION,
    Codes,
    Column,
    Flags,
    Floats,
    distinct_per,
    joined,
)
from tools.parts.matching.lineage import Lineage, lineage
from tools.parts.matching.naming import Named, named
from tools.parts.matching.organisations import Usual, organisation, usual

FIELDS = (
    "first_name", "last_name", "email", "other_emails", "phone", "mobile", "other_phones",
    "company_name", "website", "title", "street", "city", "postal_code", "country", "born_on",
    "identity_number",
)  # fmt: skip
MANY = 4
"""So many differently named people share a mailbox that is nobody's own."""
FEW = 2
"""So few may share a number before it is a switchboard."""
_SPARE = 2
"""How many further mailboxes, and how many further numbers, of a record are compared."""


@dataclass(frozen=True)
class Boxes:
    """The mailboxes of records: the first one read for what it says, the others to be found by.

    `more` holds columns over the values of `mailbox`.
    """

    mailbox: Column
    local: Column
    domain: Column
    personal: Flags
    free: Flags
    more: tuple[Codes, ...]

    @cached_property
    def own(self) -> Codes:
        """The first mailboxes that one person reads."""
        return np.where(self.personal, self.mailbox.code, np.int32(-1))


@dataclass(frozen=True)
class People:
    """One entry per record in every column; first, last and their keys share their values.

    `kindred` is how much oftener than by chance a record's two names go together, in bits.
    """

    names: Named
    boxes: Boxes
    phone: Column
    numbers: tuple[Codes, ...]
    organisation: Column
    label: Column
    company: Column
    title: Column
    city: Column
    postcode: Column
    names_on_mailbox: Codes
    names_on_phone: Codes
    number_bits: Floats
    lacking: tuple[float, float]
    kindred: Floats
    usual: Usual | None = None
    lineage: Lineage | None = None

    @cached_property
    def says(self) -> Floats:
        """For each mailbox, what it says that two records have it: nothing where many do."""
        shared = self.names_on_mailbox >= MANY
        return np.where(shared, np.float32(-1), self.boxes.mailbox.bits)

    @cached_property
    def colleagues(self) -> int:
        """Pairs of different mailboxes at one company's domain."""
        held = self.boxes
        work = held.personal & ~held.free & (held.mailbox.code >= 0)
        domains = np.bincount(held.domain.code[work])
        boxes = np.bincount(held.mailbox.code[work])
        return int((domains * (domains - 1) // 2).sum() - (boxes * (boxes - 1) // 2).sum())

    @cached_property
    def slots(self) -> list[Codes]:
        """The slots for numbers that any record fills."""
        return [code for code in self.numbers if (code >= 0).any()]

    @cached_property
    def reachable(self) -> Flags:
        """Whether a record has any number."""
        none = np.zeros(self.size, np.bool_)
        return np.asarray(np.logical_or.reduce([none, *(code >= 0 for code in self.slots)]))

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.title.code)


class Learnt(Protocol):
    """What an earlier run learnt from the whole table, for records that came later."""

    @property
    def formal(self) -> Mapping[str, str]: ...
    @property
    def lineage(self) -> Lineage: ...
    def organisation(self, domain: Column, company: Column, city: Column) -> Column: ...


def people(frame: pl.DataFrame, learnt: Learnt | None = None) -> People:
    """Read a frame with any of FIELDS; a column that is not there is missing for all.

    Args:
        frame: The records.
        learnt: What tells short forms and usual domains; without it, the records themselves.
    """
    raw = {f: Column.in_frame(frame, f) for f in ("first_name", "last_name", "company_name")}
    boxes = _boxes(frame)
    names = named(raw["first_name"], raw["last_name"], boxes.local, boxes.personal,
                  None if learnt is None else learnt.formal)  # fmt: skip
    numbers = _numbers(frame)
    company = raw["company_name"].rekey(reading.companies(raw["company_name"].texts))
    city = Column.in_frame(frame, "city").derive(text.plain)
    postcode = Column.in_frame(frame, "postal_code")
    domain = _domain(frame, raw["company_name"], boxes)
    employer, known = _employer(domain, company, city, learnt)
    slots = tuple(column.code for column in numbers)
    kin = lineage(names.formal, names.surname) if learnt is None else learnt.lineage
    return People(
        names, boxes, numbers[0], slots,
        organisation=employer, label=employer.rekey(_labels(employer.texts)), company=company,
        title=Column.in_frame(frame, "title").derive(text.plain), city=city,
        postcode=postcode.rekey(reading.postcodes(postcode.texts)),
        names_on_mailbox=_shared(names.whole, boxes.mailbox),
        names_on_phone=_shared(names.whole, *numbers),
        number_bits=_number_bits(slots, len(numbers[0].texts)), lacking=_lacking(names),
        kindred=kin.bits(names.formal, names.surname), usual=known,
        lineage=kin if learnt is None else None,
    )  # fmt: skip


def _employer(
    domain: Column, company: Column, city: Column, learnt: Learnt | None
) -> tuple[Column, Usual | None]:
    """The organisation of each record, and what was learnt for that here."""
    if learnt is not None:
        return learnt.organisation(domain, company, city), None
    known = usual(domain, company, city)
    return organisation(domain, company, city, known), known


def _number_bits(slots: Sequence[Codes], values: int) -> Floats:
    """For each number, log2 of how many records there are for one with it."""
    counts = np.bincount(np.concatenate(slots) + 1, minlength=values + 1)
    size = max(len(slots[0]), POPULATION)
    return np.log2(size / np.maximum(counts[1:], 1)).astype(np.float32)


def _lacking(names: Named) -> tuple[float, float]:
    """The shares of records that have a first name alone, and a last name alone."""
    first, last = names.first.code, names.last.code
    named_ = max(int(((first >= 0) | (last >= 0)).sum()), 1)
    one, two = (
        (_BELIEF * 0.02 + int((~names.full & (code >= 0)).sum())) / (_BELIEF + named_)
        for code in (first, last)
    )
    return one, two


_BELIEF = 60
"""Records that the usual share of names in part counts for."""


def _boxes(frame: pl.DataFrame) -> Boxes:
    spare = _spare(frame, "other_emails")
    main = _texts(frame, "email")
    if spare:
        main = main.zip_with(main.is_not_null(), spare[0])
    first = Column.of(main)
    read = reading.mails(first.texts)
    kept = pl.Series(~read.placeholder, dtype=pl.Boolean)
    nothing = pl.Series([None], dtype=pl.String)
    address, local, domain = (
        first.rekey(series.zip_with(kept, nothing)) if len(series) else first
        for series in (read.address, read.local, read.domain)
    )
    others = [Column.of(texts) for texts in spare]
    mailbox, *more = joined(
        [address, *(column.rekey(reading.mails(column.texts).address) for column in others)]
    )
    return Boxes(
        mailbox, local, domain, first.flags(read.personal), first.flags(read.free),
        tuple(column.code for column in more),
    )  # fmt: skip


def _numbers(frame: pl.DataFrame) -> list[Column]:
    """Every record's numbers, over one list of values: of the desk, the mobile, and others."""
    slots = [_texts(frame, "phone"), _texts(frame, "mobile"), *_spare(frame, "other_phones")]
    every = Column.of(pl.concat(slots))
    read = every.rekey(reading.phones(every.texts))
    return [Column(code, read.texts) for code in np.split(read.code, len(slots))]


def _texts(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as text; one that is not there is missing for all."""
    if name not in frame.columns:
        return pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    return frame[name].cast(pl.String)


def _spare(frame: pl.DataFrame, name: str) -> list[pl.Series]:
    """The further values of each record, cut apart; nothing where no record has any."""
    if name not in frame.columns or frame[name].null_count() == frame.height:
        return []
    separator = r"[,;|\s]+" if name == "other_emails" else r"[,;|]+"
    parts = frame[name].cast(pl.String).str.replace_all(separator, ";").str.strip_chars(";")
    lists = parts.str.split(";")
    return [lists.list.get(n, null_on_oob=True) for n in range(_SPARE)]


def _domain(frame: pl.DataFrame, company: Column, boxes: Boxes) -> Column:
    """The employer's domain: of the mailbox, else of the web site, else typed as the company."""
    site = Column.in_frame(frame, "website")
    name = company.texts
    as_site = name.str.contains(".", literal=True) & ~name.str.strip_chars().str.contains(" ")
    typed = company.rekey(reading.sites(name).zip_with(as_site, pl.Series([None], dtype=pl.String)))
    by_mail = Column(np.where(boxes.free, -1, boxes.domain.code), boxes.domain.texts)
    parts = joined([by_mail, site.rekey(reading.sites(site.texts)), typed])
    code = parts[0].code
    for other in parts[1:]:
        code = np.where(code >= 0, code, other.code)
    return Column(code.astype(np.int32), parts[0].texts)


def _labels(names: pl.Series) -> pl.Series:
    """What names an organisation: its company name, or its domain without the ending."""
    return names.str.extract(r"^([^.]*)").str.replace_all("-", "", literal=True)


def _shared(name: Codes, *columns: Column) -> Codes:
    """For each value, how many differently named people have it."""
    code = np.concatenate([column.code for column in columns])
    several = np.concatenate([name for _ in columns]).astype(np.int64)
    return distinct_per(code, several, len(columns[0].texts)).astype(np.int32)
