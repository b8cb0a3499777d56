import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.parts.titles import find, matches, parse


@pytest.mark.parametrize(
    "title",
    ["VP Eng", "V.P., Engineering", "Vice President of Engineering", "vp - engineering",
     "SVP Engineering", "Sr. VP, Software Engineering", "EVP, R&D", "VP of Product and Engineering",
     "Regional VP Engineering", "VP Software Development"],
)  # fmt: skip
def test_a_vp_of_engineering_is_found_in_every_spelling(title):
    assert matches("VPs of Engineering", title)


@pytest.mark.parametrize(
    "title",
    ["Head of Engineering", "CTO", "VP Sales", "VP Sales Engineering", "Engineering Manager",
     "Assistant to the VP of Engineering", "Executive Assistant, VP Engineering",
     "Former VP Engineering", "Software Engineer", "VP", None, ""],
)  # fmt: skip
def test_others_are_not(title):
    assert not matches("VPs of Engineering", title)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("CTO", "Chief Technology Officer"), ("chief revenue officers", "CRO"),
        ("Head of RevOps", "Head of Revenue Operations"), ("sales directors", "Director, Sales"),
        ("engineering leaders", "CTO"), ("decision makers", "Director of IT"),
        ("founders", "CEO & Co-Founder"), ("CEO", "Founder and CEO"),
        ("CFO", "Chief Financial Officer"),
        ("marketing leaders", "VP Demand Generation"), ("VP Customer Success", "VP, CS"),
        ("c-level", "COO"), ("people ops directors", "Director of Human Resources"),
    ],
)  # fmt: skip
def test_titles_that_mean_what_was_asked_for(wanted, title):
    assert matches(wanted, title)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("VP Marketing", "Product Marketing Manager"), ("VP Sales", "VP Sales Operations"),
        ("product managers", "Product Marketing Manager"), ("CEO", "CFO"),
        ("executives", "Account Executive"), ("leaders", "Sales Executive"),
        ("c-level", "Chief of Staff"), ("VP Marketing", "VP Marketing Operations"),
        ("CTO", "VP Technology"),
    ],
)  # fmt: skip
def test_titles_that_only_look_like_it(wanted, title):
    assert not matches(wanted, title)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("find their VPs of Engineering.", ["VPs of Engineering"]),
        ("get the VP of Sales and Marketing", ["VP of Sales and Marketing"]),
        ("CFOs and COOs in Spain", ["CFOs", "COOs"]),
        ("win rate by manager", []),
        ("which sales lead is stale", []),
        ("the owner of the deal", []),
        ("heads up!", []),
        ("whoever heads up finance", ["heads up finance"]),
        ("sales team", []),
        ("people ops directors", ["people ops directors"]),
        ("leads without a title", []),
    ],
)
def test_titles_are_found_in_sentences_and_records_are_not_titles(text, titles):
    assert [found.text for found in find(text)] == titles


@given(st.text(max_size=40))
def test_no_title_breaks_the_reader(text):
    assert parse(text) == parse(text)
    assert all(0 <= f.start < f.end <= len(text) for f in find(text))
