from dataclasses import replace
from datetime import date

import pytest

from store.errors import BadInput, NotReady, Refused
from store.trail import Receipt
from tests.tools.forecasting.making import Company, context, put, table, value
from tools.arguments import Filter
from tools.context import Actor
from tools.forecasting.forecast import forecast
from tools.forecasting.forecast_gap import forecast_gap


def beyond(ctx, more):
    """A target so many dollars above the forecast."""
    return float(value(forecast(ctx), "forecast")) + more


def test_the_gap_is_the_target_less_the_forecast(session, ctx, company):
    target = beyond(ctx, 100_000)
    result = forecast_gap(context(session), target=target)
    assert value(result, "gap_gap") == pytest.approx(100_000, abs=1)
    assert value(result, "gap_forecast") == value(forecast(context(session)), "forecast")
    assert "short of the target" in result.say
    assert value(result, "gap_chance") < 0.5


def test_the_deals_named_would_close_it(session, ctx, company):
    result = forecast_gap(ctx, target=beyond(context(session), 60_000))
    rows = table(result, "closing_deals").rows
    assert sum(row[5] for row in rows) >= 60_000
    assert sum(row[5] for row in rows[:-1]) < 60_000
    assert value(result, "gap_closing_deals") == len(rows)
    assert all(row[5] <= row[3] for row in rows)


def test_a_gap_beyond_all_deals_is_said_to_be_so(ctx, company):
    result = forecast_gap(ctx, target=1e9)
    assert "Nothing that is there closes the gap" in result.say
    assert value(result, "gap_closing_deals") is None


def test_new_pipeline_is_the_gap_over_the_chance_of_a_new_deal(session, ctx, company):
    result = forecast_gap(ctx, target=beyond(context(session), 50_000))
    need, chance = value(result, "gap_new_pipeline"), value(result, "gap_new_chance")
    assert float(need * chance) == pytest.approx(50_000, rel=0.01)


def test_the_nearer_the_end_the_less_new_deals_can_do(session, company):
    early = forecast_gap(context(session, date(2026, 10, 5)), target=1e9)
    late = forecast_gap(context(session, date(2026, 12, 20)), target=1e9)
    assert value(late, "gap_new_chance") < value(early, "gap_new_chance")


def test_being_ahead_is_no_gap(ctx, company):
    result = forecast_gap(ctx, target=1000)
    assert "ahead of the target" in result.say
    assert not any(figure.metric == "gap_new_pipeline" for figure in result.figures)
    assert table(result, "closing_deals").columns[-1] == "counts for"


def test_without_an_amount_the_quotas_are_the_target(session, ctx, company):
    put(session, {"quota": [{"id": "quo-0", "user_id": "usr-0", "starts_on": date(2026, 10, 1),
                             "ends_on": date(2026, 12, 31), "amount_cents": 10**12,
                             "currency": "USD"}]})  # fmt: skip
    result = forecast_gap(ctx)
    assert value(result, "gap_target") == 10**10
    assert "of the quota" in result.say.replace("short of the quota", "of the quota")


def test_a_rep_is_set_against_their_own_quota_with_their_own_deals(session, ctx, company):
    put(session, {"quota": [{"id": f"quo-{n}", "user_id": f"usr-{n}", "currency": "USD",
                             "starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31),
                             "amount_cents": 10**12 * (n + 1)} for n in (0, 1)]})  # fmt: skip
    rep = replace(ctx, actor=Actor("usr-1", "Somebody", "rep"), withheld=[])
    mine = forecast_gap(rep)
    assert value(mine, "gap_target") == 2 * 10**10
    assert mine.reading.endswith(", for owner Rep 1")
    assert rep.withheld
    others = [Filter(field="owner", value="usr-0")]
    with pytest.raises(Refused):
        forecast_gap(rep, where=others)


def test_an_amount_that_came_as_a_condition_is_the_target(session, ctx, company):
    result = forecast_gap(ctx, where=[Filter(field="amount_cents", value=10_000_000.0)])
    assert value(result, "gap_target") == 10_000_000


def test_a_condition_limits_the_deals(ctx, company):
    result = forecast_gap(ctx, target=10**7, where=[Filter(field="region", value="East")])
    assert "region" in result.reading
    assert value(result, "gap_gap") > 0


def test_neither_quota_nor_amount_is_asked_about(ctx, company):
    with pytest.raises(BadInput, match="no quota"):
        forecast_gap(ctx)


def test_a_quarter_that_is_over_cannot_be_closed(ctx, company):
    with pytest.raises(BadInput, match="no day left"):
        forecast_gap(ctx, "last quarter", target=10**7)


def test_too_little_data_is_not_stretched(session, ctx):
    Company(days=40).write(session)
    with pytest.raises(NotReady, match="cannot carry"):
        forecast_gap(ctx, target=10**6)


def test_every_figure_has_a_receipt(session, ctx, company):
    result = forecast_gap(ctx, target=10**7)
    session.commit()
    assert all(session.get(Receipt, ("main", figure.id)) for figure in result.figures)
