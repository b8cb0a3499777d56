"""The kinds of subject, and how each is laid flat and put together again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from tools.parts.matching import company_evidence, person_evidence, roster
from tools.parts.matching.companies import Companies, companies
from tools.parts.matching.encode import Codes, Column, Floats
from tools.parts.matching.naming import Named, formal_names
from tools.parts.matching.outcome import Subject
from tools.parts.matching.people import FEW, MANY, Boxes, Learnt, People, people
from tools.parts.matching.sheet import Array, Sheet, laid_out

Facts = Mapping[str, Array]
"""What a subject knows of its whole table beside its columns."""


@dataclass(frozen=True)
class Kind:
    """How one kind of subject is read from a frame, laid flat, and put together again.

    `holders` names the columns whose values are known by how many differently named records
    hold them, and how many are many, by what that is called.
    """

    name: str
    read: Callable[[pl.DataFrame, Learnt | None], Subject]
    flat: Callable[[Subject], Sheet]
    facts: Callable[[Subject], Facts]
    whole: Callable[[Sheet, Facts], Subject]
    holders: Mapping[str, tuple[str, int]]
    formal: Callable[[Subject], Mapping[str, str]]


def _people(subject: Subject) -> People:
    assert isinstance(subject, person_evidence.Subject)  # noqa: S101 - each kind gets its own
    return subject.people


def _roster(subject: Subject) -> roster.Roster:
    assert isinstance(subject, roster.Subject)  # noqa: S101 - as above
    return subject.people


def _companies(subject: Subject) -> Companies:
    assert isinstance(subject, company_evidence.Subject)  # noqa: S101 - as above
    return subject.companies


_NAMES = ("name/first", "name/last", "name/formal", "name/surname")


def _named_columns(names: Named) -> dict[str, Column | Codes]:
    return dict(zip(_NAMES, (names.first, names.last, names.formal, names.surname), strict=True))


def _named(sheet: Sheet) -> Named:
    first, last, formal, surname = (sheet.column(name) for name in _NAMES)
    return Named(
        first, last, formal, surname, sheet.plain["middle"], sheet.plain["suffix"],
        np.full(sheet.size, -1, np.int32),
    )  # fmt: skip


def _numbered(names: str, sheet: Sheet) -> tuple[Codes, ...]:
    """The columns called so and numbered, in their order."""
    return tuple(sheet.codes[name] for name in sorted(sheet.codes) if name.startswith(names))


def _flat_people(subject: Subject) -> Sheet:
    p = _people(subject)
    boxes = p.boxes
    columns: dict[str, Column | Codes] = {
        **_named_columns(p.names), "mailbox/mailbox": boxes.mailbox, "local/local": boxes.local,
        **{f"mailbox/more{n}": code for n, code in enumerate(boxes.more)},
        "domain/domain": boxes.domain, "number/slot0": p.phone,
        **{f"number/slot{n}": code for n, code in enumerate(p.numbers) if n},
        "organisation/organisation": p.organisation, "label/label": p.label,
        "company/company": p.company, "title/title": p.title, "city/city": p.city,
        "postcode/postcode": p.postcode,
    }  # fmt: skip
    weighed = (*_NAMES, "mailbox/mailbox", "organisation/organisation", "company/company",
               "title/title", "city/city")  # fmt: skip
    worth = {"mailbox/holders": p.names_on_mailbox, "number/holders": p.names_on_phone,
             "number/bits": p.number_bits}  # fmt: skip
    plain = {"middle": p.names.middle, "suffix": p.names.suffix, "personal": boxes.personal,
             "free": boxes.free, "kindred": p.kindred}  # fmt: skip
    return laid_out(p.size, columns, weighed, worth, plain)


def _whole_people(sheet: Sheet, facts: Facts) -> Subject:
    boxes = Boxes(
        sheet.column("mailbox/mailbox"), sheet.column("local/local"), sheet.column("domain/domain"),
        sheet.plain["personal"], sheet.plain["free"], _numbered("mailbox/more", sheet),
    )  # fmt: skip
    one, two = facts["lacking"].tolist()
    whole = People(
        _named(sheet), boxes, sheet.column("number/slot0"), _numbered("number/slot", sheet),
        sheet.column("organisation/organisation"), sheet.column("label/label"),
        sheet.column("company/company"), sheet.column("title/title"), sheet.column("city/city"),
        sheet.column("postcode/postcode"), sheet.worth["mailbox/holders"],
        sheet.worth["number/holders"], sheet.worth["number/bits"], (one, two),
        sheet.plain["kindred"],
    )  # fmt: skip
    return person_evidence.Subject(whole, facts["kin"])


def _people_facts(subject: Subject) -> Facts:
    assert isinstance(subject, person_evidence.Subject)  # noqa: S101 - as above
    guesses = vars(subject.people.usual).items() if subject.people.usual is not None else ()
    usual = {
        f"{name}:{part}": array
        for name, guess in guesses
        for part, array in (("by", guess.by), ("best", guess.best))
    }
    lineage = {} if subject.people.lineage is None else subject.people.lineage.kept()
    kept = {f"lineage:{name}": array for name, array in lineage.items()}
    return {"kin": subject.kin, "lacking": np.array(subject.people.lacking), **usual, **kept}


_REGISTER = ("born", "number", "street", "city", "postcode", "title")


def _flat_roster(subject: Subject) -> Sheet:
    p = _roster(subject)
    columns: dict[str, Column | Codes] = _named_columns(p.names)
    columns |= {f"{name}/{name}": getattr(p, name) for name in _REGISTER}
    plain = {"middle": p.names.middle, "suffix": p.names.suffix}
    return laid_out(len(p.born.code), columns, tuple(columns), {}, plain)


def _whole_roster(sheet: Sheet, _facts: Facts) -> Subject:
    rest = (sheet.column(f"{name}/{name}") for name in _REGISTER)
    return roster.Subject(roster.Roster(_named(sheet), *rest))


_ONE_LIST = ("name", "core", "acronym", "parent")
"""Columns of companies that are over one list of values."""


def _flat_companies(subject: Subject) -> Sheet:
    c = _companies(subject)
    columns: dict[str, Column | Codes] = {
        f"name/{name}" if name in _ONE_LIST else f"{name}/{name}": getattr(c, name)
        for name in _COMPANY
    }
    weighed = ("name/name", "name/core", "domain/domain", "phone/phone", "block/block",
               "street/street", "city/city", "postcode/postcode", "form/form")  # fmt: skip
    return laid_out(c.size, columns, weighed, {}, {"city_in_name": c.city_in_name})


_COMPANY = tuple(each.name for each in fields(Companies) if each.name != "city_in_name")


def _whole_companies(sheet: Sheet, _facts: Facts) -> Subject:
    columns = {
        name: sheet.column(f"name/{name}" if name in _ONE_LIST else f"{name}/{name}")
        for name in _COMPANY
    }
    return company_evidence.Subject(Companies(**columns, city_in_name=sheet.plain["city_in_name"]))


def _nothing(_subject: Subject) -> dict[str, Floats]:
    return {}


PEOPLE = Kind(
    "people", lambda frame, learnt: person_evidence.Subject(people(frame, learnt)), _flat_people,
    _people_facts, _whole_people,
    {"mailbox/holders": ("mailbox/mailbox", MANY), "number/holders": ("number/slot", FEW + 1)},
    lambda subject: formal_names(_people(subject).names.first),
)  # fmt: skip
REGISTER = Kind(
    "register", lambda frame, learnt: roster.Subject(roster.roster(frame, learnt)), _flat_roster,
    _nothing, _whole_roster, {}, lambda subject: formal_names(_roster(subject).names.first),
)  # fmt: skip
COMPANIES = Kind(
    "companies", lambda frame, _learnt: company_evidence.Subject(companies(frame)),
    _flat_companies, _nothing, _whole_companies, {}, lambda _subject: {},
)  # fmt: skip
KINDS = {kind.name: kind for kind in (PEOPLE, REGISTER, COMPANIES)}


def kind_of(frame: pl.DataFrame, *, of_companies: bool) -> Kind:
    """What a frame holds; a register is told by its columns."""
    if of_companies:
        return COMPANIES
    return REGISTER if roster.suits(frame) else PEOPLE
