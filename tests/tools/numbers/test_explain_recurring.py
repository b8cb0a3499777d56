"""Why recurring revenue and unit economics changed: parts that add up, of the right accounts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tools.numbers.company import SPAN, companies, few
from tests.tools.numbers.world import context
from tools.numbers.explain_change import explain_change

Q2, Q3 = "2026-Q2", "2026-Q3"
SPLITS = (
    ("arr", None), ("arr_bridge", None), ("arr_bridge", "new"), ("arr_bridge", "expansion"),
    ("arr_bridge", "contraction"), ("arr_bridge", "churn"), ("net_revenue_retention", None),
    ("gross_revenue_retention", None), ("gross_revenue_retention", "churn"),
    ("customer_churn", None), ("customer_churn", "retention"),
)  # fmt: skip
STEP = Decimal("0.0001")


def parts(table):
    place = table.columns.index("part of the change")
    return sum(row[place] for row in table.rows)


@pytest.mark.heavy
@few
@companies
def test_parts_of_every_recurring_figure_add_up_to_its_change(asked, seed):
    _, _, ctx = asked(seed)
    for metric, variant in SPLITS:
        told = explain_change(ctx, metric, variant=variant, period=SPAN, by=["owner"])
        change, rated = Decimal(told.facts["change"]), told.figures[0].unit == "rate"
        for table in told.tables:
            assert abs(parts(table) - change) <= (STEP if rated else 0), (metric, table.name)


@pytest.fixture
def customers(make):
    """Twelve customers, two of them in the West, whose churn in the third quarter is all there."""
    west, east = (make("user", name=name, region=name) for name in ("West", "East"))
    for n in range(12):
        account = make("account", name=f"Firm {n}", owner_id=(west if n < 2 else east).id)
        ends = {"ends_on": date(2026, 8, 31)} if n < 2 else {}
        make("subscription", account_id=account.id, arr_cents=1_000_00, **ends)
        if n in {5, 6}:
            make("subscription", account_id=account.id, arr_cents=200_00,
                 starts_on=date(2026, 5 if n == 5 else 8, 1))  # fmt: skip


def test_arr_is_walked_from_one_day_to_the_other(session, customers):
    told = explain_change(context(session), "arr", period=Q3, compare_to=Q2, by=["region"])
    ways, split = told.tables
    assert ways.columns[1] == "customers"
    assert ways.rows == [["expansion", 1, Decimal(200)], ["churn", 2, Decimal(-2000)]]
    assert [row[:4] for row in split.rows] == [
        ["West", Decimal(2000), Decimal(0), Decimal(-2000)],
        ["East", Decimal(10200), Decimal(10400), Decimal(200)],
    ]


def test_retention_is_told_by_its_bars_and_by_where_it_fell(session, customers):
    told = explain_change(context(session), "net_revenue_retention", period=Q3, compare_to=Q2)
    bars = {row[0]: row[3] for row in told.tables[0].rows}
    assert set(bars) == {"expansion", "contraction", "churn"}
    assert bars["contraction"] == 0
    assert bars["churn"] < -Decimal("0.16")
    assert "By region, West" in told.say


def test_what_a_customer_cost_is_split_into_costs_and_customers(session, make):
    for month, customers in ((4, 4), (7, 2)):
        make("cost", starts_on=date(2026, month, 1), ends_on=date(2026, month + 2, 30),
             amount_cents=8_000_00)  # fmt: skip
        for _ in range(customers):
            account = make("account")
            make("opportunity", account_id=account.id, amount_cents=5_000_00, status="won",
                 created_on=date(2026, 3, 1), closed_on=date(2026, month, 9))  # fmt: skip
    told = explain_change(context(session), "cac", period=Q3, compare_to=Q2)
    assert told.facts["change"] == "2000"
    assert [row[3] for row in told.tables[0].rows] == [Decimal(0), Decimal(2000)]
