from datetime import date
from decimal import Decimal

import pytest

from evals.alike import Place, same

TODAY = Place(today=date(2026, 11, 20))


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("West", "west "),
        (45, "45.0"),
        (Decimal("0.45"), 0.45),
        (True, "true"),
        (["a", "b"], ["B", "A"]),
        ({"field": "region"}, {"field": "Region", "op": "is"}),
        ([{"field": "x"}], [{"field": "x", "value": 1}]),
        ({"one_of": ["q3", "last quarter"]}, "Last Quarter"),
        ({"any": True}, 0),
        (None, None),
        ({"period": None}, {"metric": "won"}),
    ],
)
def test_an_argument_is_what_was_wanted(wanted: object, given: object) -> None:
    assert same(wanted, given)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("West", "East"),
        (45, 46),
        (True, 1),
        (["a"], ["a", "b"]),
        (["a", "a"], ["a", "b"]),
        (["a"], "a"),
        ({"field": "region"}, None),
        ({"one_of": [1, 2]}, 3),
        ({"any": True}, None),
        (None, "q3"),
        (0, None),
    ],
)
def test_an_argument_is_not_what_was_wanted(wanted: object, given: object) -> None:
    assert not same(wanted, given)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ({"period": "last quarter"}, {"period": "2026-07-01..2026-09-30"}),
        ({"period": {"one_of": ["this year", None]}}, {"period": "2026"}),
        ({"links": [{"period": "this month"}]}, {"links": [{"period": "November 2026"}]}),
        ({"compare_to": "Q2 2026"}, {"compare_to": "2026-04-01..2026-06-30"}),
    ],
)
def test_a_period_is_its_days_however_it_is_written(wanted: object, given: object) -> None:
    assert same(wanted, given, TODAY)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ({"period": "last quarter"}, {"period": "this quarter"}),
        ({"period": "this year"}, {"period": "2026-01-01..2026-11-20"}),
        # December that was, or December that comes: only the sentence could say.
        ({"period": "December"}, {"period": "2025-12-01..2025-12-31"}),
        ({"period": "nonsense"}, {"period": "2026"}),
        ({"metric": "Q3"}, {"metric": "2026-07-01..2026-09-30"}),
    ],
)
def test_other_days_are_another_period(wanted: object, given: object) -> None:
    assert not same(wanted, given, TODAY)


def test_without_a_day_a_period_is_a_text() -> None:
    assert not same({"period": "Q3 2026"}, {"period": "2026-07-01..2026-09-30"})


@pytest.mark.parametrize(
    ("call", "wanted", "given", "alike"),
    [
        ({}, "amount", "amount_cents", True),
        ({}, "type", "kind", True),
        ({"table": "account"}, "revenue", "annual_revenue_cents", True),
        ({"table": "contact"}, "amount", "amount_cents", False),
        ({}, "amount", "expected_close_on", False),
        ({}, "owner", "manager", False),
        ({}, "nonsense", "rubbish", False),
    ],
)
def test_two_names_of_one_field_are_alike(
    call: dict[str, str], wanted: str, given: str, alike: bool
) -> None:
    held = {**call, "where": [{"field": given, "op": "is", "value": 1}]}
    assert same({"where": [{"field": wanted}]}, held) is alike
