"""Cohorts of deals and of reps, compared at the same age."""

from datetime import date
from decimal import Decimal

import pytest

from store.errors import NotReady
from store.trail import Receipt
from tests.tools.forecasting.making import put, table, value
from tests.tools.numbers.world import context
from tools.numbers.compare_cohorts import compare_cohorts


def deals(session, *cohorts):
    """Deals by cohort: (first day, how many are won within a month, how many there are)."""
    rows = []
    for began, wins, size in cohorts:
        for n in range(size):
            closed = began.replace(day=20) if n < wins else None
            rows.append({
                "id": f"opp-{len(rows)}", "created_on": began, "currency": "USD",
                "status": "won" if closed else "open", "closed_on": closed,
                "amount_cents": 500_00, "region": "West" if n % 2 else "East",
            })  # fmt: skip
    put(session, {"opportunity": rows})


def test_the_latest_cohort_stands_beside_the_earlier_ones_at_the_same_age(session):
    deals(
        session, (date(2026, 5, 2), 20, 40), (date(2026, 6, 2), 20, 40), (date(2026, 7, 2), 3, 40)
    )
    result = compare_cohorts(context(session))
    assert result.say.startswith("Of the deals created in July 2026, 7.5 % were won within 3")
    assert "against 50 % of the earlier cohorts at the same age (n = 80)" in result.say
    assert "more than chance (Fisher's exact test" in result.say
    assert [f.value for f in result.figures[:2]] == [Decimal("0.075"), Decimal("0.5")]


def test_ages_that_have_not_come_are_blank(session):
    deals(session, (date(2026, 8, 2), 4, 10), (date(2026, 9, 2), 4, 10))
    rows = table(compare_cohorts(context(session)), "cohorts").rows
    assert rows[0][2:5] == [Decimal("0.4"), Decimal("0.4"), None]
    assert rows[1][2:5] == [Decimal("0.4"), None, None]


def test_conditions_choose_the_deals(session):
    deals(session, (date(2026, 6, 2), 4, 10), (date(2026, 7, 2), 4, 10))
    from tools.arguments import Filter

    result = compare_cohorts(context(session), where=[Filter(field="region", value="West")])
    assert [row[1] for row in table(result, "cohorts").rows] == [5, 5]


def test_revenue_is_a_mean_over_all_deals_of_the_cohort(session):
    deals(session, (date(2026, 6, 2), 5, 10), (date(2026, 7, 2), 2, 10))
    result = compare_cohorts(context(session), show="revenue")
    assert value(result, "cohort") == Decimal(100)
    assert "brought $100 each within 3 months" in result.say


def test_reps_are_compared_by_month_of_tenure(session):
    users, rows = [], []
    for n, started in enumerate((date(2025, 1, 5), date(2025, 2, 5), date(2026, 1, 5),
                                 date(2026, 2, 5))):  # fmt: skip
        users.append({"id": f"usr-{n}", "name": f"Rep {n}", "role": "rep", "active": True,
                      "started_on": started})  # fmt: skip
        closed = started.replace(month=started.month + 5, day=20)
        rows.append({"id": f"opp-{n}", "owner_id": f"usr-{n}", "status": "won", "currency": "USD",
                     "closed_on": closed, "amount_cents": (n + 1) * 100_00})  # fmt: skip
    put(session, {"user": users, "opportunity": rows})
    result = compare_cohorts(context(session), of="reps")
    assert "won $350 each in month 6 of their tenure (n = 2), against $150" in result.say


def test_one_cohort_alone_is_compared_with_nothing(session):
    deals(session, (date(2026, 6, 2), 4, 10))
    result = compare_cohorts(context(session))
    assert "No two cohorts" in result.say
    assert result.figures == []


def test_a_period_in_which_nothing_began_is_refused(session):
    with pytest.raises(NotReady, match="No deal was created"):
        compare_cohorts(context(session), "2024")
    with pytest.raises(NotReady, match="No rep started"):
        compare_cohorts(context(session), "2024", of="reps")


def test_every_figure_has_a_receipt(session):
    deals(session, (date(2026, 6, 2), 4, 10), (date(2026, 7, 2), 4, 10))
    result = compare_cohorts(context(session))
    session.commit()
    for figure in result.figures:
        receipt = session.get(Receipt, ("main", figure.id))
        assert receipt.definition
        assert receipt.formula
        assert receipt.n
