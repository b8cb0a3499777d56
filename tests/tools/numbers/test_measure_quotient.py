"""One figure divided by another, and figures set beside a period that was not named."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from store import receipts
from store.errors import BadInput, NotFound
from tests.tools.numbers.world import context
from tools.arguments import Bound, Filter, Ranking
from tools.numbers.measure import measure


@pytest.fixture
def work(make):
    """West: two won deals and three activities; East: one activity and no deal won."""
    for region, deals, calls, emails in (("West", 2, 2, 1), ("East", 0, 0, 1)):
        owner = make("user", name=f"Rep {region}", region=region)
        for _ in range(deals):
            make(
                "opportunity",
                status="won",
                closed_on=date(2026, 10, 5),
                owner_id=owner.id,
                created_on=date(2026, 9, 1),
                region=region,
                amount_cents=1_000_00,
            )
        for kind in ["call"] * calls + ["email"] * emails:
            make(
                "activity",
                kind=kind,
                owner_id=owner.id,
                occurred_at=datetime(2026, 10, 2, 9, tzinfo=UTC),
            )


def test_a_count_is_divided_by_another_of_the_same_period(work, session):
    ctx = context(session)
    result = measure(ctx, "count_activities", per="deals_won", period="October 2026")
    assert result.say.startswith("Activities per deal won in October 2026")
    assert result.figures[0].value == 2
    session.flush()
    receipt = receipts.read(session, "main", result.figures[0].id)
    assert receipt.inputs == {"count_activities": "4", "deals_won": "2"}
    assert receipt.formula == "count_activities / deals_won"


def test_nothing_is_divided_by_nothing_and_the_reason_is_said(work, session):
    result = measure(context(session), "count_activities", per="deals_won", by=["owner"],
                     period="October 2026")  # fmt: skip
    rows = {row[0]: row[1] for row in result.tables[0].rows}
    assert rows == {"Rep West": Decimal("1.5"), "Rep East": None}
    assert any("no deals won to divide by" in note for note in result.notes)


def test_a_condition_that_one_figure_has_narrows_that_one(work, session):
    calls = [Filter(field="type", value="call")]
    result = measure(context(session), "count_activities", per="deals_won", where=calls,
                     period="October 2026")  # fmt: skip
    assert result.figures[0].value == 1
    assert "The condition type call is on the activities only." in result.notes


def test_a_condition_on_the_divisor_alone_is_said_in_the_headline(work, session):
    big = [Filter(field="amount_cents", op="gt", value=5_000)]
    result = measure(context(session), "count_activities", per="deals_won", where=big)
    assert result.figures[0].value is None
    assert "amount" in result.say


def test_a_condition_that_neither_figure_has_is_refused(work, session):
    nobody = [Filter(field="type", value="carrier pigeon")]
    with pytest.raises(NotFound, match="carrier pigeon"):
        measure(context(session), "count_activities", per="deals_won", where=nobody)


def test_quotients_are_ranked_bounded_and_compared(work, session):
    ctx = context(session)
    asked = {"per": "deals_won", "by": ["owner"], "period": "October 2026"}
    best = measure(ctx, "count_activities", **asked, rank=Ranking(count=1))
    assert [row[0] for row in best.tables[0].rows] == ["Rep West"]
    few = measure(ctx, "count_activities", **asked, having=Bound(below=1))
    assert few.tables[0].rows == []
    beside = measure(ctx, "won_revenue", per="deals_won", period="Q4 2026", compare_to="previous")
    assert beside.figures[0].text == "$1,000"


@pytest.mark.parametrize(("metric", "per"), [("win_rate", "deals_won"), ("deals_won", "win_rate"),
                                             ("deals_won", "deals_won")])  # fmt: skip
def test_only_counts_and_sums_are_divided_and_not_by_themselves(session, metric, per):
    with pytest.raises(BadInput):
        measure(context(session), metric, per=per)


def test_beside_a_year_before_stands_the_year_to_date(work, session):
    result = measure(context(session), "deals_won", compare_to="same period last year")
    assert "2026 to date" in result.say
    assert "1 Jan 2025 to 20 Nov 2025" in result.say


def test_a_level_without_a_day_is_todays_beside_an_earlier_one(work, make, session):
    make("opportunity", status="open", created_on=date(2026, 11, 10), amount_cents=500_00)
    result = measure(context(session), "open_deals", compare_to="2026-10-31..2026-10-31")
    assert result.facts["value"] == "1"
    assert [f.value for f in result.figures[:2]] == [1, 0]
