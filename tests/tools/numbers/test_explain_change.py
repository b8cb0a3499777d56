"""Parts of a change add up to it; a cause is named when one stands out, and only then."""

from datetime import date
from decimal import Decimal

import pytest

from store.errors import BadInput, NotReady
from tests.tools.numbers.world import context
from tools.numbers.explain_change import explain_change
from tools.numbers.measure import measure

BEFORE, AFTER = date(2026, 8, 3), date(2026, 11, 3)
ASKED = {"period": "Q4 2026", "compare_to": "Q3 2026"}


@pytest.fixture
def deal(make):
    def one(when, **fields):
        won = {"status": "won", "closed_on": when, "amount_cents": 1_000_00}
        return make("opportunity", **{"created_on": date(2026, 7, 1), **won, **fields})

    return one


@pytest.mark.parametrize(
    "metric", ["won_revenue", "deals_won", "win_rate", "deal_size", "open_pipeline"]
)
def test_parts_add_up_to_the_change(world, ctx, metric):
    for by in ("region", "owner", "team", "product", "segment", "industry"):
        parts_add_up(world, ctx, metric, by)


def parts_add_up(world, ctx, metric, by):
    now, then = (measure(ctx, metric, period=p).figures[0] for p in ("2026-Q3", "2026-Q2"))
    result = explain_change(ctx, metric, period="2026-Q3", compare_to="2026-Q2", by=[by])
    table = next(t for t in result.tables if t.name == f"change_by_{by}")
    place = table.columns.index("part of the change")
    step = {"USD": Decimal("0.01"), "rate": Decimal("0.0001")}.get(now.unit, Decimal(1))
    parts = sum(row[place] for row in table.rows)
    assert abs(parts - (now.value - then.value)) <= step
    if metric in {"won_revenue", "deals_won", "open_pipeline"}:
        assert parts == now.value - then.value
    if "within" in table.columns:
        at = table.columns.index("within")
        assert all(row[place] == row[at] + row[at + 1] for row in table.rows)


def test_volume_and_size_add_up_to_the_cent(world, ctx):
    result = explain_change(ctx, "won_revenue", period="2026-Q3", compare_to="2026-Q2")
    factors = next(t for t in result.tables if t.name == "change_by_factor")
    assert sum(row[3] for row in factors.rows) == result.figures[2].value


def test_the_factors_of_velocity_add_up(world, ctx):
    result = explain_change(ctx, "sales_velocity", period="H1 2026", compare_to="2025")
    assert [row[0] for row in result.tables[0].rows] == [
        "open deals", "deal size", "win rate", "sales cycle",
    ]  # fmt: skip
    parts = sum(row[3] for row in result.tables[0].rows)
    assert abs(parts - result.figures[2].value) < Decimal("0.01")


def test_the_region_that_fell_is_named_and_the_product_within_it(deal, session):
    for region in ("East", "North", "South", "West"):
        for product in ("Ledger", "Relay"):
            deal(BEFORE, region=region, product=product, amount_cents=10_000_00)
            fell = (region, product) == ("West", "Relay")
            deal(AFTER, region=region, product=product, amount_cents=(1 if fell else 10) * 1_000_00)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "By region, West stands out: -$9,000, which is 100 % of the fall." in result.say
    assert "Within West, product Relay stands out: -$9,000" in result.say
    assert result.facts["cause"] == "West"


def test_an_even_fall_has_no_single_cause(deal, session):
    for region in ("East", "West", "North", "South"):
        for _ in range(4):
            deal(BEFORE, region=region)
        for _ in range(3):
            deal(AFTER, region=region)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "No single cause stands out" in result.say
    assert result.facts["cause"] is None


def test_a_new_group_and_one_that_is_gone_are_marked(deal, session):
    deal(BEFORE, region="Old")
    deal(AFTER, region="New", amount_cents=3_000_00)
    deal(AFTER, region="New")
    result = explain_change(context(session), "won_revenue", by=["region"], **ASKED)
    table = next(t for t in result.tables if t.name == "change_by_region")
    assert [(row[0], row[-1]) for row in table.rows] == [("New", "new"), ("Old", "gone")]


def test_a_small_change_of_a_rate_is_said_to_be_chance_perhaps(deal, session):
    for when, wins in ((BEFORE, 6), (AFTER, 5)):
        for n in range(10):
            deal(when, status="won" if n < wins else "lost")
    result = explain_change(context(session), "win_rate", **ASKED)
    assert any("may well be chance" in note for note in result.notes)


def test_a_large_deal_that_was_pushed_out_is_named(deal, make, session):
    for _ in range(5):
        deal(BEFORE, amount_cents=10_000_00)
    deal(AFTER)
    pushed = make("opportunity", name="Whale", amount_cents=60_000_00,
                  expected_close_on=date(2027, 2, 1), created_on=date(2026, 9, 1))  # fmt: skip
    make("stage_history", opportunity_id=pushed.id, expected_close_on=date(2026, 11, 15))
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "Whale ($60,000, expected in Q4 2026, but pushed and still open)" in result.say


def test_a_median_is_explained_by_the_mean_and_says_so(world, ctx):
    result = explain_change(ctx, "sales_cycle", period="2026-Q3", compare_to="2026-Q2")
    assert result.say.startswith("Average sales cycle")
    assert "average sales cycle" in result.reading


def test_periods_without_a_value_cannot_be_compared(deal, session):
    for _ in range(5):
        deal(AFTER)
    with pytest.raises(NotReady, match="in Q3 2026"):
        explain_change(context(session), "win_rate", **ASKED)


def test_a_metric_that_is_no_sum_or_rate_is_refused(deal, session):
    with pytest.raises(BadInput, match="cannot be split"):
        explain_change(context(session), "pipeline_coverage", **ASKED)


def test_who_left_and_took_part_of_the_fall_is_named(deal, make, session):
    gone = make("user", name="Bo Lee", left_on=date(2026, 9, 1), active=False)
    stays = make("user", name="Ana Ruiz")
    deal(BEFORE, owner_id=gone.id, amount_cents=9_000_00)
    deal(BEFORE, owner_id=stays.id)
    deal(AFTER, owner_id=stays.id)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "Bo Lee left on 1 Sep 2026 (-$9,000)" in result.say


def test_a_change_is_not_split_by_time(deal, session):
    deal(AFTER)
    with pytest.raises(BadInput, match="cannot be split by time"):
        explain_change(context(session), "won_revenue", by=["month"], **ASKED)


def test_without_a_period_the_latest_whole_quarter_is_explained(deal, session):
    for month in (5, 8):
        deal(date(2026, month, 1), amount_cents=month * 1_000_00)
    result = explain_change(context(session), "won_revenue")
    assert result.say.startswith("Won revenue rose by $3,000 (60 %), from $5,000 in Q2 2026")
