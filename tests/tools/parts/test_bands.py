"""Groups by size: bands of age, of amounts and of how many people a customer has."""

from datetime import date, timedelta

import pytest

from store.errors import BadInput
from store.receipts import read, rows_behind
from tests.tools.numbers.world import TODAY, context
from tools.numbers.measure import measure
from tools.numbers.query_records import query_records
from tools.parts.bands import Bands
from tools.parts.dimensions import BANDED, dimension


def shown(result):
    """Each group of a breakdown with its figure."""
    return [tuple(row[:2]) for row in result.tables[0].rows]


@pytest.fixture
def ages(make):
    """Open deals of $100 each that are 0, 30, 31, 90 and 91 days old, and one without a day."""
    for days in (0, 30, 31, 90, 91):
        make("opportunity", status="open", amount_cents=100_00,
             created_on=TODAY - timedelta(days=days))  # fmt: skip
    make("opportunity", status="open", amount_cents=100_00, created_on=None)


def test_open_pipeline_stands_in_bands_of_age_the_youngest_first(ages, session):
    result = measure(context(session), "open_pipeline", by=["age_band"])
    assert shown(result) == [
        ("0 to 30 days", 200), ("31 to 60 days", 100), ("61 to 90 days", 100),
        ("91 days or more", 100), ("(no age)", 100),
    ]  # fmt: skip
    assert "91 days or more $100" in result.say


def test_bands_are_where_they_are_asked_for(ages, session):
    result = measure(context(session), "open_deals", by=["age band: 91"])
    assert shown(result) == [("0 to 90 days", 4), ("91 days or more", 1), ("(no age)", 1)]


def test_the_receipt_of_a_band_holds_conditions_that_find_its_rows(ages, session):
    ctx = context(session)
    figure = measure(ctx, "open_pipeline", by=["age_band"]).figures[2]
    session.flush()
    receipt = read(session, "main", figure.id)
    assert receipt.filters == [
        {"field": "created_on", "op": "lte", "value": "2026-10-20"},
        {"field": "created_on", "op": "after", "value": "2026-09-20"},
    ]
    assert rows_behind(session, receipt) is not None


def test_amounts_are_in_major_units_and_an_edge_belongs_to_the_band_above(make, session):
    for cents in (9_999_99, 10_000_00, 50_000_00):
        make("opportunity", status="won", closed_on=date(2026, 10, 5), amount_cents=cents)
    result = measure(context(session), "deals_won", by=["amount_band: 10000, 50000"])
    assert shown(result) == [
        ("under 10,000", 1), ("10,000 to under 50,000", 1), ("50,000 or more", 1)
    ]  # fmt: skip


def test_deals_are_split_by_how_many_people_their_customer_has(make, session):
    for people, deals in ((10, 1), (400, 2), (None, 1)):
        account = make("account", employee_count=people)
        for _ in range(deals):
            make("opportunity", status="open", account_id=account.id)
    result = measure(context(session), "open_deals", by=["employee_band: 250"])
    assert shown(result) == [
        ("under 250 employees", 1), ("250 employees or more", 2), ("(no company size)", 1)
    ]  # fmt: skip


def test_records_are_counted_in_bands_too(ages, session):
    result = query_records(context(session), "opportunity", by=["age_band: 31"])
    counted = {row[0]: row[1] for row in result.tables[0].rows}
    assert (counted["0 to 30 days"], counted["31 days or more"]) == (2, 3)


def test_what_is_closed_has_no_age(session):
    with pytest.raises(BadInput, match="cannot be split by age"):
        measure(context(session), "won_revenue", by=["age_band"])


@pytest.mark.parametrize(
    "word",
    ["age_band: 0", "age_band: 31, 999999999",
     "amount_band: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"],
)  # fmt: skip
def test_bands_that_are_none_are_refused(word):
    with pytest.raises(BadInput, match="bands of"):
        dimension(word)


def test_every_band_has_a_label_of_its_own():
    for found in BANDED.values():
        assert len(set(found.bands.labels)) == len(found.bands.edges) + 1
    assert Bands("people", (2, 3)).labels[1] == "2 to 2 employees"
