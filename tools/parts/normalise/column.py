"""A whole column: how it mostly writes its values, and what that makes of each of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from store.schema import FieldSpec, Kind
from tools.parts.normalise.company_name import company_name, legal_spellings
from tools.parts.normalise.currency import currency
from tools.parts.normalise.email import email, usual_domains
from tools.parts.normalise.fix import Doubt, Fix, Remark, Verdict
from tools.parts.normalise.job_title import job_title, usual_titles
from tools.parts.normalise.person_name import person_name
from tools.parts.normalise.phone import phone
from tools.parts.normalise.picklist import Picklist
from tools.parts.normalise.place import column_style, country, country_code, state, state_style
from tools.parts.normalise.postcode import postcode
from tools.parts.normalise.site import domain, has_scheme, url

Reader = Callable[[str, str | None], Verdict]
"""What a value should be, given the country code of its record."""


@dataclass(frozen=True)
class Setting:
    """What a column's values may be judged by, besides themselves.

    `home` is the workspace's country. `reference` holds the names that the column points at, such
    as the products.
    """

    home: str | None = None
    reference: frozenset[str] = frozenset()


Maker = Callable[[Counter[str], Setting], Reader]


def reader(spec: FieldSpec, counts: Counter[str], setting: Setting) -> Reader | None:
    """A reader for the values of a column; None when its kind has no rule.

    Args:
        spec: The field.
        counts: How many live records of the workspace hold each value.
        setting: What else is known.
    """
    maker = _NAMED.get(spec.name) or _MAKERS.get(spec.kind)
    return lru_cache(maxsize=200_000)(maker(counts, setting)) if maker else None


def _phones(_counts: Counter[str], setting: Setting) -> Reader:
    return lambda value, where: phone(value, where, setting.home)


def _emails(counts: Counter[str], _setting: Setting) -> Reader:
    usual = usual_domains(counts)
    return lambda value, _where: email(value, usual)


def _countries(counts: Counter[str], _setting: Setting) -> Reader:
    style = column_style(list(counts.elements()))
    return lambda value, _where: country(value, style)


def _states(counts: Counter[str], setting: Setting) -> Reader:
    style = state_style(list(counts.elements()))
    return lambda value, where: state(value, where or setting.home, style)


def _companies(counts: Counter[str], _setting: Setting) -> Reader:
    spellings = legal_spellings(counts.elements())
    return lambda value, _where: company_name(value, spellings)


def _titles(counts: Counter[str], _setting: Setting) -> Reader:
    usual = usual_titles(counts)
    return lambda value, _where: job_title(value, usual)


def _first_names(_counts: Counter[str], _setting: Setting) -> Reader:
    return lambda value, _where: person_name(value)


def _last_names(_counts: Counter[str], _setting: Setting) -> Reader:
    return lambda value, _where: person_name(value, last=True)


def _cities(_counts: Counter[str], _setting: Setting) -> Reader:
    return lambda value, _where: _city(value)


def _city(text: str) -> Fix | None:
    """A city's name; short ones in capitals, such as NYC, are left alone."""
    if text.strip().isupper() and len(text.strip()) <= _INITIALS:
        return None
    return person_name(text, last=True)


_INITIALS = 4


def _domains(_counts: Counter[str], _setting: Setting) -> Reader:
    return lambda value, _where: domain(value)


def _urls(counts: Counter[str], _setting: Setting) -> Reader:
    scheme = has_scheme(list(counts.elements()))
    return lambda value, _where: url(value, scheme=scheme)


def _postcodes(_counts: Counter[str], _setting: Setting) -> Reader:
    return postcode


def _currencies(_counts: Counter[str], _setting: Setting) -> Reader:
    return lambda value, _where: currency(value)


def _picklists(counts: Counter[str], setting: Setting) -> Reader:
    fixes = Picklist(counts, setting.reference).fixes()
    return lambda value, _where: fixes.get(value)


_MAKERS: dict[Kind, Maker] = {
    Kind.PHONE: _phones, Kind.EMAIL: _emails, Kind.COUNTRY: _countries, Kind.STATE: _states,
    Kind.COMPANY: _companies, Kind.TITLE: _titles, Kind.FIRST_NAME: _first_names,
    Kind.LAST_NAME: _last_names, Kind.FULL_NAME: _last_names, Kind.CITY: _cities,
    Kind.DOMAIN: _domains, Kind.URL: _urls, Kind.PICKLIST: _picklists, Kind.POSTCODE: _postcodes,
}  # fmt: skip
_NAMED: dict[str, Maker] = {"currency": _currencies}
"""Fields whose name says more than their kind."""

KINDS = frozenset(_MAKERS)
"""Kinds of text that have a rule."""


def has_rule(spec: FieldSpec) -> bool:
    """Whether the values of a field can be corrected, or at least judged."""
    return spec.kind in KINDS or spec.kind is Kind.DATE or spec.name in _NAMED


def record_country(text: str | None) -> str | None:
    """The code of a record's country, as written or as it would be corrected."""
    if not text:
        return None
    code = country_code(text)
    if code is None:
        better = country(text)
        code = country_code(better.value or "") if isinstance(better, Fix) else None
    return code


__all__ = ["KINDS", "Doubt", "Fix", "Reader", "Remark", "Setting", "has_rule", "reader",
           "record_country"]  # fmt: skip
