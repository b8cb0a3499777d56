"""Figures of a past day take what deals were worth and when they were due on it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from store import workspace as workspaces
from store.engine import writing
from store.snapshots import take
from tests.tools.numbers.world import context
from tools.arguments import Filter
from tools.numbers.measure import measure

Q3 = "2026-Q3"
BEFORE = datetime(2026, 6, 30, 20, tzinfo=UTC)


def day(month, of):
    return date(2026, month, of)


@pytest.fixture
def deals(make):
    """Ten deals in euros due in the third quarter, five of which slipped; all doubled since."""
    make("exchange_rate", currency="EUR", rate_on=day(1, 1), rate_e8=2 * 10**8)
    made = []
    for n in range(10):
        ended = {} if n < 5 else {"status": "won", "closed_on": day(9, 1)}
        deal = make("opportunity", currency="EUR", amount_cents=2_000_00, created_on=day(5, 1),
                    expected_close_on=day(12, 1), **ended)  # fmt: skip
        make("stage_history", opportunity_id=deal.id, entered_at=datetime(2026, 5, 2, tzinfo=UTC),
             amount_cents=1_000_00 if n < 5 else 500_00, expected_close_on=day(8, 1))  # fmt: skip
        made.append(deal)
    return made


def test_slippage_by_value_converts_what_deals_were_worth_then(session, deals):
    figure = measure(context(session), "slippage_rate", period=Q3, variant="by_value").figures[0]
    assert figure.value == Decimal("0.66666667")


def test_slippage_takes_what_was_noted_of_the_day_before_the_stage_history(engine, session, deals):
    for n, deal in enumerate(deals):
        deal.expected_close_on = day(9, 30) if n < 8 else day(12, 31)
        deal.amount_cents = 3_000_00 if n < 4 else 1_000_00
        deal.status, deal.closed_on = "open", None
    session.commit()
    with writing(engine) as opened:
        take(opened, workspaces.read(opened), BEFORE)
    session.expire_all()
    for n, deal in enumerate(deals):
        deal.amount_cents = 9_000_00
        if n >= 4:
            deal.status, deal.closed_on = "won", day(9, 1)
    session.commit()
    ctx = context(session)
    counted = measure(ctx, "slippage_rate", period=Q3).figures[0]
    assert (counted.value, counted.n) == (Decimal("0.5"), 8)
    by_value = measure(ctx, "slippage_rate", period=Q3, variant="by_value").figures[0]
    assert by_value.value == Decimal("0.75")


def test_a_rep_reaches_quota_with_what_was_sold_in_another_region_too(session, make):
    west, east = (make("user", name=name, region=name) for name in ("West", "East"))
    for user in (west, east):
        make("quota", user_id=user.id, starts_on=day(7, 1), ends_on=day(9, 30),
             amount_cents=100_000_00)  # fmt: skip
    for region, amount in (("West", 60_000_00), ("East", 50_000_00)):
        make("opportunity", owner_id=west.id, region=region, amount_cents=amount, status="won",
             created_on=day(5, 1), closed_on=day(8, 1) + timedelta(days=amount % 7))  # fmt: skip
    ctx = context(session)
    split = measure(ctx, "quota_attainment", by=["region"], period=Q3)
    assert {row[0]: row[1] for row in split.tables[0].rows} == {"West": 1, "East": 0}
    assert split.figures[0].value == Decimal("0.5")
    alone = measure(ctx, "quota_attainment", period=Q3,
                    where=[Filter(field="region", value="West")])  # fmt: skip
    assert alone.figures[0].value == 1


def test_a_team_has_reached_what_its_reps_won_of_their_quota_together(session, make):
    lead = make("user", name="Dana Lead")
    one, other = (make("user", name=name, manager_id=lead.id) for name in ("Ann Lee", "Bo Ray"))
    for user, won in ((one, 90_000_00), (other, 30_000_00)):
        make("quota", user_id=user.id, starts_on=day(7, 1), ends_on=day(9, 30),
             amount_cents=100_000_00)  # fmt: skip
        make("opportunity", owner_id=user.id, amount_cents=won, status="won",
             created_on=day(5, 1), closed_on=day(8, 1))  # fmt: skip
    ctx = context(session)
    split = measure(ctx, "quota_attainment", by=["manager"], period=Q3)
    assert {row[0]: row[1] for row in split.tables[0].rows} == {"Dana Lead": Decimal("0.6")}
    asked = measure(ctx, "quota_attainment", by=["manager"], period=Q3, variant="reps_at_quota")
    assert {row[0]: row[1] for row in asked.tables[0].rows} == {"Dana Lead": 0}
