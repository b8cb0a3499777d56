"""The geography condition of a list: a place's name against the values that records hold."""

from collections.abc import Callable, Sequence

from rapidfuzz import process
from sqlalchemy import ColumnElement, and_, false, or_, true

from store.errors import NotFound
from tools.context import Context
from tools.parts.geography import Place, country_code, places_in, state_code
from tools.parts.listing.criterion import Criterion
from tools.parts.listing.universe import Company, Universe, absent
from tools.parts.phrases import phrase_key

COLUMNS = ("city", "state_region", "metro", "country")


def place_criterion(ctx: Context, universe: Universe, asked: Sequence[str]) -> Criterion:
    """In any of some places.

    Raises:
        NotFound: A place that neither the gazetteer nor the records know.
    """
    held = {name: universe.values(ctx, name) for name in COLUMNS}
    places = [place for text in asked for place in _places(text, held)]
    labels = list(dict.fromkeys(_called(place) for place in places))
    notes = [
        "New York is read as the city; say “New York State” for the whole state."
        for text in asked
        if phrase_key(text) == "new york"
    ]
    return Criterion(
        "geography", f"in {' or '.join(labels)}",
        or_(*(inside(universe, place, held) for place in places)),
        absent(universe.column("country")),
        lambda company, _: address(company),
        notes[:1],
    )  # fmt: skip


def inside(universe: Universe, place: Place, held: dict[str, list[str]]) -> ColumnElement[bool]:
    """The rows that lie in a place, judged by the values their columns hold."""
    local = bool(place.cities or place.metros)
    tests = [_in_country(universe, place, held, blank=local or bool(place.states))]
    city = _where(universe, "city", held, lambda v: phrase_key(v) in place.cities)
    if place.states:
        state = _where(universe, "state_region", held, lambda v: _is_state(v, place))
        if place.cities:
            city = and_(city, or_(state, absent(universe.column("state_region"))))
        else:
            tests.append(state)
    if local:
        metro = _where(universe, "metro", held, lambda v: phrase_key(v) in place.metros)
        tests.append(or_(city, metro) if place.metros else city)
    return and_(*tests)


def address(company: Company) -> str:
    """Where a company is, from its record."""
    parts = (company.city, company.state_region, company.country)
    return ", ".join(part for part in parts if part)


def _called(place: Place) -> str:
    """A place's name as it stands after `in`: `the United States`."""
    with_article = place.countries & {"US", "GB", "NL", "PH", "AE"} and place.kind == "country"
    return f"the {place.label}" if with_article else place.label


def _places(text: str, held: dict[str, list[str]]) -> list[Place]:
    found = places_in(text)
    if found:
        return found
    key = phrase_key(text)
    for name in ("city", "metro", "state_region", "country"):
        if any(phrase_key(value) == key for value in held[name]):
            return [_recorded(text, key, name)]
    near = process.extract(text, {*held["city"], *held["country"]}, limit=3, score_cutoff=70)
    hint = f"Nearest on record: {', '.join(m[0] for m in near)}." if near else "Name a country."
    raise NotFound(f"No place called {text!r} is known here.", hint=hint)


def _recorded(text: str, key: str, column: str) -> Place:
    """A place that only the records know."""
    cities = frozenset({key}) if column == "city" else frozenset()
    metros = frozenset({key}) if column == "metro" else frozenset()
    if column in {"city", "metro"}:
        return Place("city", text, frozenset(), cities=cities, metros=metros)
    return Place("state", text, frozenset(), frozenset({text}))


def _in_country(
    universe: Universe, place: Place, held: dict[str, list[str]], *, blank: bool
) -> ColumnElement[bool]:
    if not place.countries:
        return true()
    test = _where(universe, "country", held, lambda v: country_code(v) in place.countries)
    return or_(test, absent(universe.column("country"))) if blank else test


def _is_state(value: str, place: Place) -> bool:
    if not place.countries:
        return value.casefold() in {state.casefold() for state in place.states}
    return any(state_code(value, country) in place.states for country in place.countries)


def _where(
    universe: Universe, name: str, held: dict[str, list[str]], wanted: Callable[[str], bool]
) -> ColumnElement[bool]:
    chosen = [value for value in held[name] if wanted(value)]
    return universe.column(name).in_(chosen) if chosen else false()
