"""Postcodes, currencies, days, junk, addresses: what is put right, what is left to people."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.schema import Kind
from tools.parts.normalise.currency import currency
from tools.parts.normalise.day import day
from tools.parts.normalise.email import email, usual_domains
from tools.parts.normalise.fix import Doubt, Fix, Remark
from tools.parts.normalise.junk import junk
from tools.parts.normalise.postcode import postcode


@pytest.mark.parametrize(
    ("value", "country", "right"),
    [
        ("2139", "US", "02139"), ("94105.0", "US", "94105"), ("941051234", "US", "94105-1234"),
        ("k1a0b1", "CA", "K1A 0B1"), ("ec1a1bb", "GB", "EC1A 1BB"), ("1017ab", "NL", "1017 AB"),
        ("1067", "DE", "01067"), ("6000", "FR", "06000"), ("11122", "SE", "111 22"),
        ("00950", "PL", "00-950"), ("1000001", "JP", "100-0001"), ("800", "AU", "0800"),
        ("D-10115", "DE", "10115"), ("d02x285", "IE", "D02 X285"),
    ],
)  # fmt: skip
def test_a_postcode_is_written_as_its_country_writes_it(value, country, right):
    fix = postcode(value, country)
    assert isinstance(fix, Fix)
    assert fix.value == right
    assert postcode(right, country) is None


@pytest.mark.parametrize(("value", "country"), [("ABC", "US"), ("123", "US"), ("9410555", "DE")])
def test_what_is_no_postcode_there_is_reported(value, country):
    assert isinstance(postcode(value, country), Doubt)


def test_without_a_country_a_postcode_stays():
    assert postcode("2139", None) is None


@given(st.text(max_size=12), st.sampled_from(["US", "GB", "CA", "DE", "NL", "JP", "IE", None]))
def test_a_postcode_put_right_is_right(value, country):
    fix = postcode(value, country)
    if isinstance(fix, Fix):
        assert postcode(fix.value or "", country) is None


@pytest.mark.parametrize(("value", "right"), [("usd", "USD"), (" eur", "EUR"), ("US$", "USD")])
def test_a_currency_becomes_its_code(value, right):
    fix = currency(value)
    assert isinstance(fix, Fix)
    assert fix.value == right


@pytest.mark.parametrize("value", ["$", "kr", "¥", "XXY"])
def test_a_sign_of_several_currencies_is_left_to_a_person(value):
    assert isinstance(currency(value), Doubt)


@pytest.mark.parametrize("value", [date(1970, 1, 1), date(1900, 1, 1), date(9999, 12, 31)])
def test_the_zero_of_a_machine_is_no_day(value):
    assert isinstance(day(value), Doubt)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("n/a", Kind.PHONE), ("N/A", Kind.CITY), ("asdf", Kind.FIRST_NAME), ("xxx", Kind.COMPANY),
        ("-", Kind.TITLE), ("TEST", Kind.FIRST_NAME), ("#N/A", Kind.PICKLIST), ("???", Kind.EMAIL),
        ("tbd", Kind.COUNTRY), ("null", Kind.POSTCODE), ("do not use", Kind.COMPANY),
    ],
)  # fmt: skip
def test_a_value_that_stands_for_nothing_is_emptied_by_a_person_only(value, kind):
    found = junk(value, kind)
    if value == "TEST":  # some people are called Test
        assert isinstance(found, Doubt)
        return
    assert isinstance(found, Fix)
    assert (found.value, found.confidence) == (None, None)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Unknown", Kind.PICKLIST), ("Other", Kind.PICKLIST), ("None", Kind.PICKLIST),
        ("Na", Kind.LAST_NAME), ("III", Kind.LAST_NAME), ("XL", Kind.COMPANY), ("3M", Kind.COMPANY),
        ("Testa", Kind.LAST_NAME), ("0000000000", Kind.PHONE), ("Nada", Kind.FIRST_NAME),
        ("NA", Kind.COUNTRY), ("11111", Kind.POSTCODE), ("CEO", Kind.TITLE),
        ("n/a", Kind.LONG_TEXT),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_not_junk(value, kind):
    assert junk(value, kind) is None


@pytest.mark.parametrize("value", ["Null", "Test", "Nan"])
def test_a_surname_that_looks_like_nothing_is_asked_about(value):
    assert isinstance(junk(value, Kind.LAST_NAME), Doubt)


@pytest.mark.parametrize(
    ("value", "right"),
    [("a@gmaul.com", "a@gmail.com"), ("a@hotmaill.com", "a@hotmail.com"),
     ("a@outlook.comm", "a@outlook.com")],
)  # fmt: skip
def test_a_provider_with_one_slip_is_put_right(value, right):
    fix = email(value)
    assert isinstance(fix, Fix)
    assert fix.value == right


@pytest.mark.parametrize("value", ["a@mail.com", "a@ymail.com", "a@gmx.com", "a@email.com"])
def test_a_provider_that_exists_is_not_corrected(value):
    assert email(value) is None


def test_an_address_that_lives_for_an_hour_is_reported():
    assert isinstance(email("ann@mailinator.com"), Doubt)


def test_a_mailbox_of_a_function_is_remarked_and_left():
    assert isinstance(email("info@acme.com"), Remark)


def test_a_domain_one_slip_from_the_columns_usual_one_is_reported_not_corrected():
    usual = usual_domains(Counter({f"p{n}@brightwater.com": 1 for n in range(30)} | {
        "ann@brightwatr.com": 1}))  # fmt: skip
    found = email("ann@brightwatr.com", usual)
    assert isinstance(found, Doubt)
    assert "brightwater.com" in found.reason
    assert email("bob@brightwater.com", usual) is None
