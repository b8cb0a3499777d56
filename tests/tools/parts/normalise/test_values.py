"""Each kind of value: what is corrected, what is left alone, what is only reported."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.schema import FieldSpec, Kind
from tools.parts.normalise.column import KINDS, Doubt, Fix, Setting, reader, record_country
from tools.parts.normalise.company_name import company_name, legal_spellings
from tools.parts.normalise.email import email
from tools.parts.normalise.job_title import job_title, usual_titles
from tools.parts.normalise.person_name import person_name
from tools.parts.normalise.phone import phone
from tools.parts.normalise.picklist import Picklist
from tools.parts.normalise.place import column_style, country, state
from tools.parts.normalise.site import domain, url

WORDS = (
    st.sampled_from([
        "VP Eng.", "sr. mgr", "GTXPro", "technolgy", "U.S.A.", "O'BRIEN", "van der berg",
        "Ann@Acme.com ", "bob@@gmial,con", "(415) 555-0123", "0044 20 7946 0958", "calif.",
        "ACME  CORP", "htp:/acme.com", "BRIGHTWATER SYSTEMS INC.", "ǅ", "ß", "ŉ", "İstanbul",
        "NEW YORK", "V.P., Sales", "head Of x",
    ])
    | st.text(max_size=25)
    | st.text(alphabet="abcXYZ .,-'@+()0123456789/", max_size=25)
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "country_code", "right"),
    [
        ("415-555-0123", "US", "+14155550123"),
        ("0207 946 0958", "GB", "+442079460958"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("(415) 555-0123 x12", "US", "+14155550123 ext. 12"),
        ("001 415 555 0123", "US", "+14155550123"),
    ],
)
def test_a_number_is_written_as_e164_by_its_records_country(value, country_code, right):
    fix = phone(value, country_code)
    assert isinstance(fix, Fix)
    assert fix.value == right


@pytest.mark.parametrize(
    "value", ["4.15556E+09", "4.155550123E+09", "0000000000", "12345", "CALL ME 1", "n/a"]
)
def test_a_number_that_cannot_be_read_is_reported_not_guessed(value):
    assert isinstance(phone(value, "US"), Doubt)


@pytest.mark.parametrize(
    ("value", "country_code"), [("555-1234", "US"), ("04155552671", "AU"), ("030 1", "DE")]
)
def test_a_number_that_its_country_does_not_have_is_never_made_to_look_whole(value, country_code):
    assert isinstance(phone(value, country_code), Doubt)


def test_what_says_that_a_number_follows_is_no_part_of_it():
    assert phone("Tel.: 415-555-0123", "US").value == "+14155550123"


def test_a_number_without_a_country_is_less_sure_than_one_with_it():
    known, assumed = phone("415-555-0123", "US", "US"), phone("415-555-0123", None, "US")
    assert isinstance(known, Fix)
    assert isinstance(assumed, Fix)
    assert assumed.confidence < known.confidence


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (" Ann@Acme.com ", "ann@acme.com"), ("ann@gmial.com", "ann@gmail.com"),
        ("ann@acme.con", "ann@acme.com"), ("<ann@acme.com>", "ann@acme.com"),
        ("ann @acme.com", "ann@acme.com"), ("ann@@acme.com", "ann@acme.com"),
        ("ann@acme,co,uk", "ann@acme.co.uk"), ("mailto:ann@acme.com", "ann@acme.com"),
    ],
)  # fmt: skip
def test_slips_in_an_address_are_taken_out(value, right):
    fix = email(value)
    assert isinstance(fix, Fix)
    assert fix.value == right


@pytest.mark.parametrize("value", ["ann", "ann@acme", "ann at acme", "none@none.com", "@acme.com"])
def test_what_is_no_address_is_reported(value):
    assert isinstance(email(value), Doubt)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("O'BRIEN", "O'Brien"), ("MCDONALD", "McDonald"), ("van der berg", "van der Berg"),
        ("SMITH-JONES", "Smith-Jones"), ("DE LA CRUZ", "de la Cruz"), ("MACK", "Mack"),
        ("JOSÉ", "José"), ("Ann  Lee", "Ann Lee"),
    ],
)  # fmt: skip
def test_a_shouted_name_gets_its_capitals(value, right):
    assert person_name(value, last=True).value == right


@pytest.mark.parametrize(
    "value", ["DeShawn", "McDonald", "van der Berg", "JP", "Al", "O'Brien", ""]
)
def test_a_name_with_capitals_of_its_own_is_left_alone(value):
    assert person_name(value, last=True) is None


def test_a_title_is_written_as_its_column_mostly_writes_it():
    usual = usual_titles({"Vice President of Engineering": 9, "VP of Sales": 5, "VP Sales": 4})
    assert job_title("VP Eng.", usual).value == "Vice President of Engineering"
    assert job_title("v.p. sales", usual).value == "VP of Sales"


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("VP Eng.", "VP of Engineering"), ("Dir. of IT", "Director of IT"),
        ("Sales Ops Mgr", "Sales Ops Manager"), ("director of it", "Director of IT"),
        ("MARKETING MANAGER", "Marketing Manager"),
        ("Sr Software Eng.", "Senior Software Engineer"),
    ],
)  # fmt: skip
def test_without_a_column_a_title_is_written_out_by_rule(value, right):
    assert job_title(value, {}).value == right


@pytest.mark.parametrize(
    "value", ["CTO", "Head of RevOps", "VP Sales", "Chief of Staff", "Engineer"]
)
def test_a_tidy_title_is_left_alone(value):
    assert job_title(value, {}) is None


@pytest.mark.parametrize("value", ["adidas", "KPMG", "eBay Inc", "Brightwater Systems Inc.", "3M"])
def test_a_company_that_spells_itself_so_is_left_alone(value):
    assert company_name(value, {}) is None


def test_the_legal_form_is_spelled_as_the_column_spells_it():
    spellings = legal_spellings(["Acme Works, L.L.C.", "Bright Ideas L.L.C.", "Corner Shop LLC"])
    assert company_name("HARBOR TEXTILES LLC", spellings).value == "Harbor Textiles L.L.C."


def test_a_country_is_written_as_the_column_writes_countries():
    assert country("Philipines", "name").value == "Philippines"
    assert country("United States", "name") is None
    assert country("U.S.A.", "code").value == "US"
    assert country("Germany", "code3").value == "DEU"
    assert column_style(["United States", "Germany", "US"]) == "name"
    assert column_style(["US", "DE", "Germany"]) == "code"


@pytest.mark.parametrize("value", ["Korea", "Atlantis", "EMEA"])
def test_a_country_that_is_not_clear_is_reported(value):
    assert isinstance(country(value, "name"), Doubt)


def test_a_state_is_read_in_its_own_country_only():
    assert state("Victoria", "AU").value == "VIC"
    assert state("Ontario", "US") == Doubt("'Ontario' is not a state of US")
    assert state("Bayern", "DE") is None


def test_the_price_list_says_how_a_product_is_spelled():
    names = frozenset({"GTX Pro", "GTX Plus Pro"})
    fixes = Picklist({"GTXPro": 1480, "GTX Pro": 12}, names).fixes()
    assert {value: fix.value for value, fix in fixes.items()} == {"GTXPro": "GTX Pro"}


def test_a_slip_is_known_by_the_trades_words_even_when_every_record_has_it():
    fixes = Picklist({"technolgy": 12, "retail": 17, "software": 7}).fixes()
    assert {value: fix.value for value, fix in fixes.items()} == {"technolgy": "technology"}


def test_a_rare_value_close_to_a_frequent_one_is_a_slip_of_it():
    fixes = Picklist({"Channel Partnership": 200, "Channel Partnrship": 2}).fixes()
    assert fixes["Channel Partnrship"].value == "Channel Partnership"


@pytest.mark.parametrize(
    "counts",
    [
        {"Series A": 500, "Series B": 2}, {"North": 90, "South": 1},
        {"GTX Basic": 90, "MG Basic": 1},
        {"Partner": 90, "Partners": 1}, {"Q1 2026": 80, "Q2 2026": 1}, {"Tier 1": 99, "Tier 2": 1},
        {"Enterprise": 90, "Enterprises": 2}, {"Inbound": 200, "Outbound": 2},
    ],
)  # fmt: skip
def test_values_that_only_resemble_each_other_are_left_apart(counts):
    assert Picklist(counts).fixes() == {}


def test_spellings_that_differ_by_capitals_follow_the_majority():
    fixes = Picklist({"Google": 2868, "google": 5, "e-mail": 2, "E-mail": 9}).fixes()
    assert {value: fix.value for value, fix in fixes.items()} == {
        "google": "Google", "e-mail": "E-mail",
    }  # fmt: skip


def test_a_domain_is_bare_and_an_address_is_well_formed():
    assert domain("https://www.Acme.com/x").value == "acme.com"
    assert isinstance(domain("acme"), Doubt)
    assert url("www.acme.com", scheme=True).value == "https://www.acme.com"


def test_a_misspelled_country_still_says_where_a_number_is():
    assert record_country("Philipines") == "PH"
    assert record_country("Korea") is None
    assert record_country(None) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=150, deadline=None)
@given(values=st.lists(WORDS, min_size=1, max_size=8), where=st.sampled_from([None, "US", "DE"]))
def test_correcting_what_was_corrected_changes_nothing(kind, values, where):
    spec = FieldSpec("field", kind, "field")
    counts = Counter(values)
    read = reader(spec, counts, Setting("US"))
    corrected = []
    for value in values:
        verdict = read(value, where)
        corrected.append(verdict.value if isinstance(verdict, Fix) else value)
    again = reader(spec, Counter(corrected), Setting("US"))
    for value in corrected:
        verdict = again(value, where)
        assert not isinstance(verdict, Fix), (value, verdict)


def test_there_is_no_rule_for_free_text():
    assert reader(FieldSpec("body", Kind.LONG_TEXT, "text"), Counter(), Setting()) is None


def test_a_space_inside_an_address_is_not_guessed_away():
    assert isinstance(email("bob smith@acme.com"), Doubt)
    assert email("bob @ acme.com").value == "bob@acme.com"
    assert email("Bob Smith <bob@acme.com>").value == "bob@acme.com"


def test_of_spellings_as_common_as_each_other_the_trades_is_kept_and_nobody_is_said_to_lead():
    fixes = Picklist(Counter({"SOFTWARE": 1, "Software": 1, "software": 1})).fixes()
    assert {value: fix.value for value, fix in fixes.items()} == {
        "SOFTWARE": "Software",
        "software": "Software",
    }
    assert not any("most records" in fix.reason for fix in fixes.values())


@pytest.mark.parametrize(
    ("value", "code"), [("N.Y.", "NY"), ("Flordia", "FL"), ("Texass", "TX"), ("Wash.", "WA")]
)
def test_a_state_with_dots_a_slip_or_cut_short_is_still_one(value, code):
    assert state(value, "US").value == code


def test_an_address_with_a_query_is_one_and_both_names_of_a_country_stay():
    assert url("https://acme.com?utm_source=x", scheme=True) is None
    assert country("Czechia") is None
    assert country("Czech Republic") is None
