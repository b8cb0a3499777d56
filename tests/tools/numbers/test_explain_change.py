"""Parts of a change add up to it; a cause is named when one stands out, and only then."""

from datetime import date
from decimal import Decimal

import pytest

from store.errors import BadInput, NotReady
from tests.tools.forecasting.making import put
from tests.tools.numbers.world import context
from tools.numbers.explain_change import explain_change
from tools.numbers.measure import measure
from tools.parts.decomposition import Ratio
from tools.parts.why import searching
from tools.parts.why.pieces import of_sum

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


def fallen_region(session, times):
    won = {"status": "won", "amount_cents": 10_000_00, "currency": "USD",
           "created_on": date(2026, 7, 1)}  # fmt: skip
    rows = [
        {**won, "region": region, "product": product, "closed_on": when}
        for region in ("East", "North", "South", "West") for product in ("Ledger", "Relay")
        for when in (BEFORE, AFTER) for _ in range(times)
        if (region, product, when) != ("West", "Relay", AFTER)
    ]  # fmt: skip
    put(session, {"opportunity": [{"id": f"opp-{n}", **row} for n, row in enumerate(rows)]})


def test_the_region_that_fell_is_named_with_its_product_and_is_more_than_chance(session):
    fallen_region(session, 40)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "By region, West stands out: -$400,000, which is 100 % of the fall." in result.say
    assert "West's part is more than chance: shuffling the 600 deals" in result.say
    assert "Within West, product Relay" in result.say
    assert result.facts["cause"] == "West"
    assert result.facts["proven"] is True
    chance = next(f for f in result.figures if f.metric == "won_revenue_chance")
    assert chance.value == Decimal(str(result.facts["p"]))
    assert chance.n == 600


def test_with_fewer_deals_the_same_fall_is_named_and_said_to_be_within_chance(session):
    fallen_region(session, 14)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "By region, West holds most of it: -$140,000" in result.say
    assert "No single cause is beyond chance, though: shuffling the 210 deals" in result.say
    assert result.facts["proven"] is False


def test_with_very_few_deals_no_cause_is_named_and_the_widest_gap_is(session):
    fallen_region(session, 2)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "No single cause stands out" in result.say
    assert "The widest departure from an even change is region West" in result.say
    assert result.facts["cause"] is None


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


@pytest.mark.parametrize(
    ("metric", "variant"), [("sales_cycle", None), ("sales_cycle", "p90"), ("deal_size", "median"),
                            ("deal_size", "trimmed")],
)  # fmt: skip
def test_a_median_is_split_exactly_as_it_is(world, ctx, metric, variant):
    ask = {"period": "H2 2026", "compare_to": "H1 2026", "variant": variant}
    for by in ("region", "owner", "industry"):
        result = explain_change(ctx, metric, by=[by], **ask)
        table = next(t for t in result.tables if t.name == f"change_by_{by}")
        parts = sum(row[table.columns.index("part of the change")] for row in table.rows)
        change = next(f for f in result.figures if f.metric == f"{metric}_difference")
        assert abs(parts - change.value) <= Decimal("0.01")
    assert "over all orders" in result.reading


def test_attainment_is_split_by_reps_and_names_who_crossed_the_line(deal, make, session):
    for name, before, after in (("Ana Ruiz", 20, 5), ("Bo Lee", 5, 20), ("Cy Fox", 20, 20)):
        rep = make("user", name=name, region="East" if name < "B" else "West")
        for starts, ends in ((date(2026, 7, 1), date(2026, 9, 30)),
                             (date(2026, 10, 1), date(2026, 12, 31))):  # fmt: skip
            make("quota", user_id=rep.id, amount_cents=10_00, starts_on=starts, ends_on=ends)
        deal(BEFORE, owner_id=rep.id, amount_cents=before * 100, region=rep.region)
        deal(date(2026, 11, 3), owner_id=rep.id, amount_cents=after * 100, region=rep.region)
    result = explain_change(context(session), "quota_attainment", by=["region"], **ASKED)
    assert "Reached quota in Q4 2026 and not in Q3 2026: 1: Bo Lee." in result.notes
    assert "Reached quota in Q3 2026 and not in Q4 2026: 1: Ana Ruiz." in result.notes


def test_the_largest_factor_of_velocity_is_looked_into(world, ctx):
    result = explain_change(ctx, "sales_velocity", period="H1 2026", compare_to="2025")
    factors = {row[0]: row[3] for row in result.tables[0].rows}
    down = result.figures[2].value < 0
    largest = (min if down else max)(factors, key=lambda name: factors[name])
    named = {"deal size": "Average deal size", "win rate": "Win rate",
             "sales cycle": "Average sales cycle"}  # fmt: skip
    if largest in named:
        assert named[largest] in result.say


def test_periods_without_a_value_cannot_be_compared(deal, session):
    for _ in range(5):
        deal(AFTER)
    with pytest.raises(NotReady, match="in Q3 2026"):
        explain_change(context(session), "win_rate", **ASKED)


def test_a_metric_that_is_no_sum_rate_or_median_is_refused(deal, session):
    with pytest.raises(BadInput, match="cannot be split"):
        explain_change(context(session), "stage_conversion", **ASKED)


def test_who_left_and_took_part_of_the_fall_is_named(deal, make, session):
    gone = make("user", name="Bo Lee", left_on=date(2026, 9, 1), active=False)
    stays = make("user", name="Ana Ruiz")
    deal(BEFORE, owner_id=gone.id, amount_cents=9_000_00)
    deal(BEFORE, owner_id=stays.id)
    deal(AFTER, owner_id=stays.id)
    result = explain_change(context(session), "won_revenue", **ASKED)
    assert "Bo Lee left on 1 Sep 2026 (-$9,000)" in result.say


def test_the_parts_of_deals_that_reps_share_add_up_all_the_same(deal, make, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    for when, cents in ((BEFORE, 90_01), (AFTER, 40_00)):
        won = deal(when, owner_id=ana.id, amount_cents=cents)
        for rep in (ana, bo):
            make("deal_split", opportunity_id=won.id, user_id=rep.id, share=0.5)
    deal(AFTER, owner_id=bo.id, amount_cents=10_00)
    for metric, change in (("won_revenue", Decimal("-40.01")), ("deals_won", 1)):
        result = explain_change(context(session), metric, by=["owner"], **ASKED)
        parts = next(t for t in result.tables if t.name == "change_by_owner").rows
        assert sum(row[3] for row in parts) == change


def test_a_dimension_that_no_deal_has_is_replaced_by_a_search(deal, session):
    for region in ("East", "West"):
        deal(BEFORE, region=region)
    deal(AFTER, region="East")
    result = explain_change(context(session), "won_revenue", by=["loss_reason"], **ASKED)
    assert any("has a loss reason, so all dimensions were searched" in n for n in result.notes)
    assert any(t.name == "change_by_region" for t in result.tables)


def test_groups_that_do_not_add_up_to_the_whole_are_no_split(deal, monkeypatch, session):
    deal(BEFORE, region="East")
    deal(AFTER, region="West", amount_cents=3_00)
    doubled = {("East",): Ratio(Decimal(2), Decimal(1)), ("West",): Ratio(Decimal(6), Decimal(1))}
    monkeypatch.setattr(searching, "rows_of", lambda *_: None)
    monkeypatch.setattr(searching, "_groups", lambda *_: doubled)
    monkeypatch.setattr(searching.pieces, "of_sum", lambda d, a, b: of_sum(d, a, {}))
    result = explain_change(context(session), "won_revenue", by=["region"], **ASKED)
    assert not any(t.name == "change_by_region" for t in result.tables)
    assert any("Not split by region" in note for note in result.notes)


def test_a_change_is_not_split_by_time(deal, session):
    deal(AFTER)
    with pytest.raises(BadInput, match="cannot be split by time"):
        explain_change(context(session), "won_revenue", by=["month"], **ASKED)


def test_without_a_period_the_latest_whole_quarter_is_explained(deal, session):
    for month in (5, 8):
        deal(date(2026, month, 1), amount_cents=month * 1_000_00)
    result = explain_change(context(session), "won_revenue")
    assert result.say.startswith("Won revenue rose by $3,000 (60 %), from $5,000 in Q2 2026")
