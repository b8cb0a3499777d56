import pytest

from tools.parts.industries import find, known, resolve

CRUNCHBASE = [
    *("advertising", "analytics", "automotive", "biotech", "cleantech", "consulting", "design"),
    *("ecommerce", "education", "enterprise", "fashion", "finance", "games_video", "government"),
    *("hardware", "health", "hospitality", "legal", "local", "manufacturing", "medical"),
    *("messaging", "mobile", "music", "nanotech", "network_hosting", "news", "nonprofit", "other"),
    *("pets", "photo_video", "public_relations", "real_estate", "search", "security"),
    *("semiconductor", "social", "software", "sports", "transportation", "travel", "web"),
]
DEMO = [
    *("Technology", "Financial Services", "Healthcare", "Manufacturing", "Retail", "Logistics"),
    *("Professional Services", "Education", "Energy", "Media", "Hospitality"),
]


def test_every_category_of_the_sources_is_in_the_taxonomy():
    assert [value for value in [*CRUNCHBASE, *DEMO, "technolgy"] if known(value) is None] == []


@pytest.mark.parametrize("text", ["finance", "financial services", "banking", "fintech"])
def test_finance_by_any_name_is_the_category_finance(text):
    assert resolve(text, CRUNCHBASE).values == ("finance",)
    assert resolve(text, DEMO).values == ("Financial Services",)


def test_an_exact_value_means_itself_and_the_nearby_are_named():
    taken = resolve("software", CRUNCHBASE)
    assert taken.values == ("software",)
    assert "enterprise" in taken.note


def test_a_wide_industry_takes_the_narrow_ones_in():
    assert resolve("healthcare", CRUNCHBASE).values == ("biotech", "health", "medical")


def test_a_narrow_industry_that_is_not_told_apart_says_so():
    taken = resolve("crypto", CRUNCHBASE)
    assert taken.values == ("finance",)
    assert taken.markers
    assert "no category" in taken.note


def test_a_misspelt_value_of_a_source_is_still_its_industry():
    assert resolve("technology", ["technolgy", "retail"]).values == ("technolgy",)


def test_what_nobody_knows_is_none():
    assert resolve("basket weaving", CRUNCHBASE) is None


def test_an_industry_the_source_lacks_has_no_values():
    assert resolve("agriculture", ["finance"]).values == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 Series B finance companies", ["finance"]), ("how is the finance team doing", []),
        ("biotech or medical startups", ["biotech", "medical"]), ("mobile number missing", []),
        ("a security review", []), ("SaaS in Berlin", ["saas"]), ("win rate by industry", []),
        ("accounts in retail", ["retail"]), ("fintechs", ["fintech"]),
        ("customers in the energy sector", ["energy"]),
        ("a target list: insurance, Germany, 200 people", ["insurance"]),
        ("companies that raised money, software only, UK", ["software"]),
    ],
)  # fmt: skip
def test_industries_are_found_where_they_are_meant(text, expected):
    assert [found.value.name for found in find(text)] == expected
