from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.geography import country_code, country_name, find, places_in, resolve, state_code
from tools.parts.places import CITIES, COUNTRY_ALIASES, METROS, REGIONS, STATE_GROUPS, STATES


def labels(text):
    return [found.value.label for found in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("companies in the us", ["United States"]), ("us-based startups", ["United States"]),
        ("tell us about them", []), ("find us some deals", []), ("BUILD A LIST IN THE US",
        ["United States"]), ("who is in or out, let me see", []), ("ok, hi, on it", []),
        ("accounts in CA, WA and OR", ["California", "Washington", "Oregon"]),
        ("Portland, OR", ["Portland"]), ("Austin, TX and London", ["Austin", "London"]),
        ("deals owned by Jordan and Austin", []), ("startups in Austin", ["Austin"]),
        ("companies in Jordan", ["Jordan"]), ("NYC", ["New York City"]),
        ("SF Bay Area", ["the San Francisco Bay Area"]), ("German firms", ["Germany"]),
        ("UK&I pipeline", ["UK and Ireland"]), ("new york state", ["New York"]),
        ("São Paulo or Muenchen", ["São Paulo", "Munich"]), ("the Middle East and Europe",
        ["the Middle East", "Europe"]), ("turkey dinner", []), ("", []),
    ],
)  # fmt: skip
def test_places_are_found_where_they_are_meant(text, expected):
    assert labels(text) == expected


def test_what_is_found_stands_where_it_says():
    text = "100 Series B companies in North America, please"
    found = find(text)[0]
    assert text[found.start : found.end] == found.text == "North America"
    assert found.value.countries == {"US", "CA", "MX"}


@pytest.mark.parametrize(
    ("value", "code"),
    [("USA", "US"), ("U.S.A.", "US"), ("united states", "US"), ("England", "GB"), ("DEU", "DE"),
     ("Deutschland", "DE"), ("South Korea", "KR"), ("Philippines", "PH"), ("", None), (None, None),
     ("Atlantis", None), ("Côte d'Ivoire", "CI"), ("Czech Republic", "CZ")],
)  # fmt: skip
def test_a_source_writes_a_country_in_many_ways(value, code):
    assert country_code(value) == code


def test_a_state_is_read_in_its_country():
    assert state_code("WA") == "US-WA"
    assert state_code("wa", "AU") == "AU-WA"
    assert state_code("Calif.") == "US-CA"
    assert state_code("Bavaria", "US") is None


@given(st.text(max_size=60))
def test_no_sentence_breaks_the_reader_and_spans_never_overlap(text):
    spans = [(found.start, found.end) for found in find(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= then[0] for first, then in pairwise(spans))


def test_every_name_in_the_gazetteer_reads_back():
    for label, (names, *_) in {**REGIONS, **STATE_GROUPS, **METROS}.items():
        for name in names.split("|"):
            assert resolve(name).label == label, name
    for code, names in COUNTRY_ALIASES.items():
        for name in names.split("|"):
            assert country_code(name) == code, name
    for entries in CITIES.values():
        assert all(resolve(entry.split("/")[0]) for entry in entries.split("|"))


def test_every_region_is_made_of_real_countries_and_states():
    states = {f"{c}-{s.split(' ')[0]}" for c, of in STATES.items() for s in of.split("|")}
    for label, (_, countries) in REGIONS.items():
        for code in countries.split():
            assert country_code(code) == code, (label, code)
            assert country_name(code) != code
    for _, held in STATE_GROUPS.values():
        assert {f"US-{code}" for code in held.split()} <= states


def test_several_places_in_one_phrase():
    assert [p.label for p in places_in("Texas, Ohio and the UK")] == [
        "Texas", "Ohio", "United Kingdom"]  # fmt: skip
    assert places_in("Nowhere land") == []
