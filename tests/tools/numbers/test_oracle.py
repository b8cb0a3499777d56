"""Each metric agrees with a second computation in plain Python, on SQLite and PostgreSQL."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.tools.numbers import oracle
from tests.tools.numbers.world import TODAY
from tools.numbers.measure import measure
from tools.parts.metrics.conversion import MINIMUM

YEAR = ("2026", date(2026, 1, 1), date(2026, 12, 31))
QUARTER = ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30))
ALL_TIME = (None, None, TODAY)
SPANS = pytest.mark.parametrize("span", [YEAR, QUARTER, ALL_TIME], ids=lambda s: s[0] or "ever")
SPLITS = ("owner", "team", "manager", "region", "product", "series", "segment", "industry",
          "source", "account", "month", "quarter")  # fmt: skip


def value(ctx, metric, **asked):
    return measure(ctx, metric, **asked).figures[0].value


def table(ctx, metric, by, **asked):
    """Each group's name and value, those of empty months left out."""
    result = measure(ctx, metric, by=[by], **asked)
    place = result.tables[0].columns.index(next(c for c in result.tables[0].columns[1:]))
    return {
        None if row[0].startswith("(no ") else row[0]: row[place] for row in result.tables[0].rows
    }


def near(found, wanted):
    if wanted is None or found is None:
        return found is None and wanted is None
    return abs(Fraction(found) - Fraction(wanted)) < Fraction(1, 100)


def closed(world, status, span):
    inside = oracle.between("closed_on", *span[1:])
    return [d for d in world.live("opportunity") if d["status"] in status and inside(d)]


@SPANS
def test_sums_and_counts_of_closed_deals(world, ctx, span):
    won, lost = closed(world, {"won"}, span), closed(world, {"lost"}, span)
    assert value(ctx, "won_revenue", period=span[0]) == oracle.money(won)
    assert value(ctx, "lost_revenue", period=span[0]) == oracle.money(lost)
    assert value(ctx, "deals_won", period=span[0]) == len(won)
    assert value(ctx, "deals_lost", period=span[0]) == len(lost)
    assert value(ctx, "deals_closed", period=span[0]) == len(won) + len(lost)


@SPANS
def test_win_rates(world, ctx, span):
    won, lost = closed(world, {"won"}, span), closed(world, {"lost"}, span)
    priced = [d for d in won + lost if oracle.own_money(d)]
    assert near(value(ctx, "win_rate", period=span[0]), oracle.rate(len(won), len(won + lost)))
    by_value = oracle.money(won) / oracle.money(priced)
    assert near(value(ctx, "win_rate", variant="by_value", period=span[0]), by_value)


@SPANS
def test_win_rate_of_the_cohort_created(world, ctx, span):
    inside = oracle.between("created_on", *span[1:])
    cohort = [d for d in world.live("opportunity") if inside(d)]
    decided = [d for d in cohort if d["status"] != "open" and d["closed_on"]]
    won = [d for d in decided if d["status"] == "won"]
    assert near(value(ctx, "win_rate", variant="cohort", period=span[0]),
                oracle.rate(len(won), len(decided)))  # fmt: skip
    assert near(value(ctx, "win_rate", variant="of_created", period=span[0]),
                oracle.rate(len(won), len(cohort)))  # fmt: skip
    assert value(ctx, "deals_created", period=span[0]) == len(cohort)
    assert value(ctx, "pipeline_created", period=span[0]) == oracle.money(cohort)


@SPANS
def test_deal_sizes(world, ctx, span):
    cents = [d["amount_cents"] for d in closed(world, {"won"}, span) if oracle.own_money(d)]
    mean, middle = Fraction(sum(cents), 100 * len(cents)), oracle.middle(cents) / 100
    assert near(value(ctx, "deal_size", period=span[0]), mean)
    assert near(value(ctx, "deal_size", variant="median", period=span[0]), middle)
    cut = len(cents) // 10
    kept = sorted(cents)[cut : len(cents) - cut]
    trimmed = Fraction(sum(kept), 100 * len(kept)) if len(cents) >= 10 else None
    assert near(value(ctx, "deal_size", variant="trimmed", period=span[0]), trimmed)


@SPANS
def test_sales_cycles(world, ctx, span):
    days = oracle.cycles(closed(world, {"won"}, span))
    assert value(ctx, "sales_cycle", period=span[0]) == Decimal(float(oracle.middle(days)))
    mean = Fraction(sum(days), len(days))
    assert near(value(ctx, "sales_cycle", variant="mean", period=span[0]), mean)
    p90 = oracle.percentile(days, Fraction(9, 10)) if len(days) >= 10 else None
    assert near(value(ctx, "sales_cycle", variant="p90", period=span[0]), p90)


def test_open_pipeline_now_and_at_the_end_of_a_past_quarter(world, ctx):
    live = world.live("opportunity")
    now = [d for d in live if d["status"] == "open" and (d["created_on"] or TODAY) <= TODAY]
    assert value(ctx, "open_deals") == len(now)
    assert value(ctx, "open_pipeline") == oracle.money(now)
    end = date(2026, 6, 30)
    then = [
        d for d in live
        if (d["created_on"] is None and d["status"] == "open")
        or (d["created_on"] and d["created_on"] <= end
            and (d["status"] == "open" or (d["closed_on"] and d["closed_on"] > end)))
    ]  # fmt: skip
    assert value(ctx, "open_deals", period="2026-Q2") == len(then)
    due = [d for d in now if d["expected_close_on"]
           and date(2026, 10, 1) <= d["expected_close_on"] <= date(2026, 12, 31)]  # fmt: skip
    assert value(ctx, "open_deals", period="this quarter") == len(due)
    late = [d for d in now if d["expected_close_on"] and d["expected_close_on"] < TODAY]
    assert value(ctx, "overdue_deals") == len(late)


def test_won_revenue_by_every_dimension(world, ctx):
    for by in SPLITS:
        won_revenue_by(world, ctx, by)


def won_revenue_by(world, ctx, by):
    won = closed(world, {"won"}, YEAR)
    wanted = oracle.groups(won, oracle.label_of(world, by))
    found = {k: v for k, v in table(ctx, "won_revenue", by, period="2026").items()
             if v != 0 or k in wanted}  # fmt: skip
    assert found == {label: oracle.money(deals) for label, deals in wanted.items()}, by


def test_median_cycle_by_every_dimension(world, ctx):
    for by in SPLITS:
        median_cycle_by(world, ctx, by)


def median_cycle_by(world, ctx, by):
    wanted = oracle.groups(closed(world, {"won"}, YEAR), oracle.label_of(world, by))
    found = table(ctx, "sales_cycle", by, period="2026")
    for label, deals in wanted.items():
        days = oracle.cycles(deals)
        middle = oracle.middle(days) if len(days) >= 3 else None
        assert near(found.get(label), middle), (by, label)


def test_filters_agree_with_groups(world, ctx):
    """What a group holds is what a filter on its name finds."""
    for by in ("owner", "region", "product", "series", "segment", "industry"):
        filters_agree(world, ctx, by)


def filters_agree(world, ctx, by):
    won = closed(world, {"won"}, YEAR)
    for label, deals in oracle.groups(won, oracle.label_of(world, by)).items():
        where = [{"field": by, "op": "is", "value": label}]
        if label is None:
            where = [{"field": by, "op": "missing"}]
        if by == "industry" and label in {"retail", "Retail"}:
            continue  # a filter takes both spellings, a group keeps them apart
        found = measure.run(ctx, {"metric": "won_revenue", "period": "2026", "where": where})
        assert found.figures[0].value == oracle.money(deals), label


def test_quota_attainment_and_coverage(world, ctx):
    won = oracle.groups(
        closed(world, {"won"}, ("", date(2026, 7, 1), date(2026, 9, 30))), lambda d: d["owner_id"]
    )
    reached = [
        q for q in world.live("quota")
        if (oracle.money(won.get(q["user_id"], [])) or 0) >= Decimal(q["amount_cents"]) / 100
    ]  # fmt: skip
    assert value(ctx, "quota_attainment", period="2026-Q3") == Decimal(len(reached)) / 5
    quota = Decimal(sum(q["amount_cents"] for q in world.live("quota"))) / 100
    assert value(ctx, "quota", period="2026-Q3") == quota
    every = [d for deals in won.values() for d in deals]
    found = value(ctx, "quota_attainment", variant="to_quota", period="2026-Q3")
    assert near(found, oracle.money(every) / quota)
    assert measure(ctx, "pipeline_coverage", period="2026-Q4").figures[0].value is None


def test_sales_velocity(world, ctx):
    won, lost = closed(world, {"won"}, YEAR), closed(world, {"lost"}, YEAR)
    live = world.live("opportunity")
    opened = sum(1 for d in live if d["status"] == "open" and d["created_on"])
    priced, days = [d for d in won if oracle.own_money(d)], oracle.cycles(won)
    size = Fraction(oracle.money(priced)) / len(priced)
    wanted = opened * size * len(won) / len(won + lost) / Fraction(sum(days), len(days))
    assert near(value(ctx, "sales_velocity", period="2026"), wanted)


def entries(world, inside=None):
    """For each deal and stage: when it first entered, whether it went further, and its status."""
    place = {"Lead": 0, "Talk": 1, "Offer": 2, "Won": 1_000_000, "Lost": -1}
    deals = {d["id"]: d for d in world.live("opportunity")}
    moves = [m for m in world.live("stage_history") if m["opportunity_id"] in deals
             and m["entered_at"].date() <= TODAY]  # fmt: skip
    for stage in ("Lead", "Talk", "Offer"):
        for deal_id, deal in deals.items():
            own = sorted((m["entered_at"], place[m["stage"]], m["stage"])
                         for m in moves if m["opportunity_id"] == deal_id)  # fmt: skip
            first = next((i for i, m in enumerate(own) if m[2] == stage), None)
            if first is not None:
                later = any(m[1] > place[stage] for m in own[first + 1 :])
                yield stage, own[first][0], later or deal["status"] == "won", deal["status"]


@pytest.mark.parametrize("variant", ["cohort", "resolved"])
def test_stage_conversion(world, ctx, variant):
    found = measure(ctx, "stage_conversion", variant=variant)
    shown = {row[0]: (row[1], row[2]) for row in found.tables[0].rows}
    for stage in ("Lead", "Talk", "Offer"):
        own = [entry for entry in entries(world) if entry[0] == stage]
        if variant == "resolved":
            own = [entry for entry in own if entry[2] or entry[3] != "open"]
        assert near(shown[stage][0], oracle.rate(sum(e[2] for e in own), len(own)))
        assert shown[stage][1] == len(own)


def test_stage_conversion_of_each_month_is_that_of_the_deals_that_entered_in_it(world, ctx):
    months = defaultdict(list)
    for _, at, advanced, _ in entries(world):
        if at.year == TODAY.year:
            months[at.strftime("%B %Y")].append(advanced)
    rows = measure(ctx, "stage_conversion", by=["month"], period="2026").tables[0].rows
    assert len(rows) == 12  # those in which nothing was entered, too
    for name, share, n, *_ in rows:
        wanted = months.get(name, [])
        assert n == len(wanted)
        assert near(share, oracle.rate(sum(wanted), n) if n >= MINIMUM else None)


def test_leads(world, ctx):
    leads = world.live("lead")
    converted = [x for x in leads if x["converted_on"] and x["converted_on"] <= TODAY]
    assert near(value(ctx, "lead_conversion_rate"), oracle.rate(len(converted), len(leads)))
    waits = [10**7 if x["responded_at"] is None
             else (x["responded_at"].date() - x["created_on"]).days for x in leads]  # fmt: skip
    assert near(value(ctx, "lead_response_time"), 24 * oracle.middle(waits))


def test_counts_of_records(world, ctx):
    assert value(ctx, "count_accounts") == len(world.live("account"))
    assert value(ctx, "count_deals") == len(world.live("opportunity"))
    assert value(ctx, "count_leads") == len(world.live("lead"))
    assert value(ctx, "count_products") == len(world.live("product"))
    reps = [u for u in world.live("user") if u["role"] == "rep" and u["active"]]
    assert value(ctx, "count_reps") == len(reps)
