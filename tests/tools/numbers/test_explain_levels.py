"""Why a level changed: the same kind of stock at two moments, from what is on record of both."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from store.errors import NotReady
from tests.tools.numbers.world import NOW, context
from tools.numbers.explain_change import explain_change


def test_pipeline_is_compared_with_pipeline_and_not_with_what_is_due(make, session):
    def one(name, cents, **more):
        plain = {"amount_cents": cents, "created_on": date(2026, 9, 1),
                 "expected_close_on": date(2027, 3, 1)}  # fmt: skip
        make("opportunity", name=name, **{**plain, **more})

    one("Stays", 50_00)
    one("Won", 30_00, status="won", closed_on=date(2026, 11, 5))
    one("Lost", 20_00, status="lost", closed_on=date(2026, 11, 6))
    one("New", 10_00, created_on=date(2026, 11, 2))
    result = explain_change(
        context(session), "open_pipeline", period="this month", compare_to="last month"
    )
    assert "from $100 at the end of October 2026" in result.say
    assert "to $60 today" in result.say
    ways = next(t for t in result.tables if t.name == "came_and_went")
    assert ways.rows == [["came in", 1, Decimal(10)], ["won", 1, Decimal(-30)],
                         ["lost", 1, Decimal(-20)]]  # fmt: skip


def test_coverage_is_compared_with_the_same_quarter_on_an_earlier_day(make, session):
    rep = make("user", name="Ana Ruiz")
    make("quota", user_id=rep.id, amount_cents=100_00)
    plain = {"created_on": date(2026, 9, 1), "expected_close_on": date(2026, 12, 1),
             "owner_id": rep.id}  # fmt: skip
    for cents, more in ((200_00, {}), (80_00, {"status": "lost", "closed_on": date(2026, 11, 9)})):
        row = make("opportunity", amount_cents=cents, **{**plain, **more})
        make(
            "stage_history", opportunity_id=row.id, amount_cents=cents,
            expected_close_on=row.expected_close_on, entered_at=NOW - timedelta(days=80),
        )  # fmt: skip
    result = explain_change(
        context(session), "pipeline_coverage", period="this month", compare_to="last month"
    )
    assert [f.value for f in result.figures[:2]] == [Decimal(2), Decimal("2.8")]
    assert "seen on 31 Oct 2026" in result.say
    factors = next(t for t in result.tables if t.name == "change_by_factor")
    assert sum(row[3] for row in factors.rows) == Decimal("-0.8")


def test_coverage_of_a_day_of_which_nothing_is_on_record_is_refused(make, session):
    rep = make("user", name="Ana Ruiz")
    make("quota", user_id=rep.id)
    make("opportunity", amount_cents=1_00, created_on=date(2026, 9, 1), owner_id=rep.id,
         expected_close_on=date(2026, 12, 1))  # fmt: skip
    with pytest.raises(NotReady, match="is not on record, so what was due cannot be told"):
        explain_change(context(session), "pipeline_coverage", period="this month",
                       compare_to="last month")  # fmt: skip


def test_without_a_period_a_level_is_compared_with_the_end_of_last_quarter(make, session):
    plain = {"created_on": date(2026, 9, 1), "amount_cents": 100_00}
    make("opportunity", **plain)
    make("opportunity", **plain, status="lost", closed_on=date(2026, 10, 9))
    result = explain_change(context(session), "open_pipeline")
    assert "from $200 at the end of Q3 2026" in result.say
    assert "to $100 today" in result.say
