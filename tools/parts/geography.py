"""Places: what a person's words for one cover, and what a data source's own values mean."""

from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

import pycountry

from tools.parts.phrases import Found, PhraseBook, phrase_key
from tools.parts.place_cues import is_a_place
from tools.parts.places import (
    CITIES,
    COUNTRY_ALIASES,
    DEMONYMS,
    METRO_VALUES,
    METROS,
    REGIONS,
    STATE_ALIASES,
    STATE_GROUPS,
    STATES,
)

Kind = Literal["country", "region", "state", "metro", "city"]

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """What a place's name covers.

    `countries` are ISO 3166 codes, `states` are like `US-CA`, `cities` and `metros` are names as
    `phrases.phrase_key` compares them. A record is inside when every set that is not empty holds
    its value; of `cities` and `metros`, either is enough.
    """

    kind: Kind
    label: str
    countries: frozenset[str]
    states: frozenset[str] = _NOTHING
    cities: frozenset[str] = field(default=_NOTHING)
    metros: frozenset[str] = field(default=_NOTHING)


def resolve(text: str) -> Place | None:
    """The place that a phrase names; None when it is not known.

    >>> resolve("the States").label, sorted(resolve("UK&I").countries)
    ('United States', ['GB', 'IE'])
    >>> resolve("Bay Area").kind, resolve("West Coast").states == {"US-CA", "US-OR", "US-WA"}
    ('metro', True)
    """
    book = _book()
    key = phrase_key(text)
    return book.get(key) or book.get(key.removeprefix("the ")) or _coded(text.strip())


def find(text: str) -> list[Found[Place]]:
    """Every place named in a sentence, with where it stands.

    Words that are places only now and then (`us`, `in`, `or`, `me`) count when their neighbours
    or their capitals say so.

    >>> [f.value.label for f in find("tell us about US accounts in CA or Berlin")]
    ['United States', 'California', 'Berlin']
    >>> [f.text for f in find("startups in Austin, TX and London")]
    ['Austin, TX', 'London']
    """
    places: list[Found[Place]] = []
    for found in _spoken().find(text, is_a_place):
        if places and _narrows(text, places[-1], found):
            first = places.pop()
            whole = text[first.start : found.end]
            places.append(Found(first.start, found.end, whole, first.value))
        else:
            places.append(found)
    return places


def _narrows(text: str, first: Found[Place], then: Found[Place]) -> bool:
    """Whether `then` only says where `first` is: `Austin, TX`, `London UK`."""
    between = text[first.end : then.start].strip()
    small, large = first.value, then.value
    inside = small.countries <= large.countries and (
        not large.states or (bool(small.states) and small.states <= large.states)
    )
    return between in {"", ","} and inside and small.kind in {"city", "metro", "state"}


@lru_cache(maxsize=10_000)
def country_code(value: str | None) -> str | None:
    """The ISO 3166 code of a country as some source writes it; None when it is not one.

    >>> country_code("USA"), country_code("U.K."), country_code("Deutschland"), country_code("?")
    ('US', 'GB', 'DE', None)
    """
    if not value:
        return None
    key = phrase_key(value).removeprefix("the ")
    return _country_codes().get(key)


@lru_cache(maxsize=10_000)
def state_code(value: str | None, country: str | None = None) -> str | None:
    """The code, such as `US-CA`, of a state as some source writes it.

    Args:
        value: Its name or code.
        country: The country's ISO code; None takes the United States first.

    >>> state_code("calif."), state_code("ON", "CA"), state_code("WA", "AU"), state_code("Nowhere")
    ('US-CA', 'CA-ON', 'AU-WA', None)
    """
    if not value:
        return None
    found = _state_codes().get(phrase_key(value), ())
    return next((code for code in found if country in (None, code[:2])), None)


@cache
def country_name(code: str) -> str:
    """A country's short name, from its ISO code.

    >>> country_name("US"), country_name("KR"), country_name("CZ")
    ('United States', 'South Korea', 'Czechia')
    """
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        return code
    if code in {"KR", "GB", "US", "RU", "IR", "SY", "LA", "TW", "VN"}:
        return {"KR": "South Korea", "GB": "United Kingdom", "US": "United States",
                "RU": "Russia", "IR": "Iran", "SY": "Syria", "LA": "Laos", "TW": "Taiwan",
                "VN": "Vietnam"}[code]  # fmt: skip
    return str(getattr(country, "common_name", country.name))


def state_name(code: str) -> str:
    """A state's name, from a code such as `US-CA`.

    >>> state_name("US-CA")
    'California'
    """
    return _state_names().get(code, code)


@cache
def _country_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for country in pycountry.countries:
        kinds = ("alpha_2", "alpha_3", "name", "official_name", "common_name")
        written = [getattr(country, kind, "") for kind in kinds]
        codes |= {phrase_key(name): country.alpha_2 for name in written if name}
    for code, names in COUNTRY_ALIASES.items():
        codes |= {phrase_key(name).removeprefix("the "): code for name in names.split("|")}
    return codes


@cache
def _state_names() -> dict[str, str]:
    return {
        f"{country}-{code}": name
        for country, states in STATES.items()
        for code, _, name in (entry.partition(" ") for entry in states.split("|"))
    }


@cache
def _state_codes() -> dict[str, tuple[str, ...]]:
    codes: dict[str, tuple[str, ...]] = {}
    for code, name in _state_names().items():
        aliases = (code.split("-")[1], name, *STATE_ALIASES.get(code, "").split("|"))
        for alias in {phrase_key(alias) for alias in aliases if alias}:
            codes[alias] = (*codes.get(alias, ()), code)
    return codes


def _country(code: str) -> Place:
    return Place("country", country_name(code), frozenset({code}))


def _state(code: str) -> Place:
    return Place("state", state_name(code), frozenset({code[:2]}), frozenset({code}))


@cache
def _book() -> PhraseBook[Place]:
    """Names of places; of two places with one name, the one that is meant more often."""
    codes = _country_codes()
    names = {key: _country(code) for key, code in codes.items() if len(key) > 3}  # noqa: PLR2004 - longer than an ISO code
    names |= {key: _country(codes[key]) for key in ("us", "usa", "uk", "uae", "prc")}
    names |= {phrase_key(word): _country(code) for word, code in _demonyms()}
    for code, name in _state_names().items():
        aliases = (name, *STATE_ALIASES.get(code, "").split("|"))
        names |= {phrase_key(alias): _state(code) for alias in aliases if alias}
    return PhraseBook(names | _cities() | _metros() | _regions())


def _demonyms() -> list[tuple[str, str]]:
    return [(w, code) for code, words in DEMONYMS.items() for w in words.split("|")]


def _cities() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for where, entries in CITIES.items():
        country, _, state = where.partition("-")
        states = frozenset({where}) if state else _NOTHING
        for entry in entries.split("|"):
            names = entry.split("/")
            keys = frozenset(phrase_key(name) for name in names)
            place = Place("city", names[0], frozenset({country}), states, keys)
            places |= {key: place for key in keys if key != "ny"}
    return places


def _metros() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for label, (names, country, state, cities) in METROS.items():
        place = Place(
            "metro", label, frozenset({country}),
            frozenset({f"{country}-{state}"}) if state else _NOTHING,
            frozenset(phrase_key(city) for city in cities.split("|")),
            frozenset(METRO_VALUES.get(label, ())),
        )  # fmt: skip
        places |= {phrase_key(name): place for name in names.split("|")}
    return places


def _regions() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for label, (names, countries) in REGIONS.items():
        place = Place("region", label, frozenset(countries.split()))
        places |= {phrase_key(name): place for name in names.split("|")}
    for label, (names, states) in STATE_GROUPS.items():
        held = frozenset(f"US-{code}" for code in states.split())
        place = Place("region", label, frozenset({"US"}), held)
        places |= {phrase_key(name): place for name in names.split("|")}
    return places


def _coded(text: str) -> Place | None:
    """A place given by its code: `CA` is California, `DE` Delaware, `DEU` and `FR` countries."""
    state = state_code(text)
    if state:
        return _state(state)
    country = country_code(text)
    return _country(country) if country else None


@cache
def _spoken() -> PhraseBook[Place]:
    """What may name a place inside a sentence: every name, and the codes of states."""
    codes = {
        code.split("-")[1]: _state(code)
        for code in reversed(_state_names())
        if phrase_key(code.split("-")[1]) not in {"la", "dc"}
    }
    whole = _book()
    return PhraseBook({**codes, **whole.phrases()})


def places_in(text: str) -> list[Place]:
    """The places named in a short phrase such as `Texas, Ohio and the UK`, in order."""
    whole = resolve(text)
    return [whole] if whole else [found.value for found in find(f"in {text}")]
