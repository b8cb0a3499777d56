from datetime import date
from decimal import Decimal

import pytest

from store.errors import BadInput
from store.trail import Receipt
from tests.tools.forecasting.making import Company, context, put, table, value
from tools.arguments import Bound, Filter
from tools.forecasting.forecast import forecast
from tools.forecasting.forecast_attainment import forecast_attainment


def quotas(session, dollars, first=date(2026, 10, 1), last=date(2026, 12, 31)):
    put(session, {"quota": [
        {"id": f"quo-{n}", "user_id": f"usr-{n}", "starts_on": first, "ends_on": last,
         "amount_cents": amount * 100, "currency": "USD"}
        for n, amount in enumerate(dollars)
    ]})  # fmt: skip


def rows(result):
    names = table(result, "attainment").columns
    return {row[0]: dict(zip(names, row, strict=True)) for row in table(result, "attainment").rows}


def test_an_easy_quota_is_reached_and_an_absurd_one_is_not(session, ctx, company):
    quotas(session, (1, 100_000_000, 100_000, 100_000))
    result = forecast_attainment(ctx)
    told = rows(result)
    assert told["Rep 0"]["chance to reach it"] == 1
    assert told["Rep 0"]["still needed"] == 0
    assert told["Rep 1"]["chance to reach it"] == 0
    assert value(result, "attainment_with_quota") == 4
    assert value(result, "attainment_reached") >= 1
    assert "likely to reach it" in result.say


def test_a_higher_quota_is_never_likelier(session, ctx, company):
    chances = []
    for n, amount in enumerate((50_000, 200_000, 400_000, 900_000)):
        put(session, {"quota": [
            {"id": f"quo-{n}", "user_id": "usr-0", "starts_on": date(2026, 10, 1),
             "ends_on": date(2026, 12, 31), "amount_cents": amount * 100, "currency": "USD"}
        ]})  # fmt: skip
        chances.append(rows(forecast_attainment(context(session)))["Rep 0"]["chance to reach it"])
    assert chances == sorted(chances, reverse=True)


def test_what_reps_bring_adds_up_to_the_forecast(session, ctx, company):
    quotas(session, (200_000, 200_000, 200_000, 200_000))
    told = rows(forecast_attainment(ctx)).values()
    whole = forecast(context(session))
    assert sum(row["forecast"] for row in told) == value(whole, "forecast")
    assert sum(row["won so far"] for row in told) == value(whole, "forecast_won")


def test_the_expected_number_is_the_sum_of_the_chances(session, ctx, company):
    quotas(session, (100_000, 200_000, 300_000, 400_000))
    result = forecast_attainment(ctx)
    chances = sum(row["chance to reach it"] for row in rows(result).values())
    assert value(result, "attainment_expected_to_reach") == pytest.approx(
        chances, abs=Decimal("0.06")
    )


def test_the_unlikely_and_the_likely_are_everyone(session, ctx, company):
    quotas(session, (1, 100_000_000, 100_000, 300_000))
    likely = rows(forecast_attainment(ctx, only="likely"))
    unlikely = rows(forecast_attainment(context(session), only="unlikely"))
    assert set(likely) | set(unlikely) == {f"Rep {n}" for n in range(4)}
    assert not set(likely) & set(unlikely)
    assert "Rep 1" in unlikely


def test_a_bound_keeps_those_whose_forecast_is_such_a_share_of_their_quota(session, ctx, company):
    quotas(session, (1, 100_000_000, 100_000, 300_000))
    everyone = rows(forecast_attainment(ctx))
    whole = forecast_attainment(context(session), having=Bound(at_most=1))
    kept = rows(whole)
    assert set(kept) == {name for name, row in everyone.items() if row["of quota"] <= 1}
    assert 0 < len(kept) < len(everyone)
    assert value(whole, "attainment_with_quota") == 4
    assert value(whole, "attainment_within") == len(kept)
    assert "a forecast at most 100 % of quota: " in whole.say
    nobody = forecast_attainment(context(session), having=Bound(above=1e9))
    assert rows(nobody) == {}
    assert "0 of them have a forecast above" in nobody.say


def test_missing_quota_means_falling_short_of_it(session, ctx, company):
    quotas(session, (1, 100_000_000, 100_000, 300_000))
    told = rows(forecast_attainment(ctx, only="unlikely"))
    for field in ("quota", "amount_cents"):
        missing = [Filter(field=field, op="missing")]
        assert rows(forecast_attainment(context(session), where=missing)) == told


def test_a_rep_without_deals_is_not_forgotten(session, ctx, company):
    put(session, {"user": [{"id": "usr-9", "name": "Newcomer", "role": "rep", "active": True}],
                  "quota": [{"id": "quo-9", "user_id": "usr-9", "starts_on": date(2026, 10, 1),
                             "ends_on": date(2026, 12, 31), "amount_cents": 100,
                             "currency": "USD"}]})  # fmt: skip
    result = forecast_attainment(ctx)
    assert rows(result)["Newcomer"]["chance to reach it"] == 0
    assert any("no open deal" in note for note in result.notes)


def test_a_condition_limits_who_is_looked_at(session, ctx, company):
    quotas(session, (100_000,) * 4)
    told = rows(forecast_attainment(ctx, where=[Filter(field="team", value="Red")]))
    assert set(told) == {"Rep 0", "Rep 2"}


def test_teams_have_quotas_of_their_own(session, ctx, company):
    put(session, {"quota": [{"id": "quo-t", "team_id": "tea-0", "starts_on": date(2026, 10, 1),
                             "ends_on": date(2026, 12, 31), "amount_cents": 100,
                             "currency": "USD"}]})  # fmt: skip
    assert rows(forecast_attainment(ctx, who="team"))["Red"]["chance to reach it"] == 1


def test_nobody_with_a_quota_is_said(ctx, company):
    with pytest.raises(BadInput, match="Nobody has a quota"):
        forecast_attainment(ctx)


def test_a_quarter_that_is_over_is_only_counted(session, ctx, company):
    quotas(session, (1, 100_000_000, 1, 1), date(2026, 7, 1), date(2026, 9, 30))
    result = forecast_attainment(ctx, "last quarter")
    assert "is over" in result.say
    assert value(result, "attainment_reached") == 3


def test_too_little_data_gives_no_chances(session, ctx):
    Company(days=40).write(session)
    quotas(session, (100_000_000,) * 4)
    result = forecast_attainment(ctx)
    assert "cannot carry a forecast" in result.say
    assert value(result, "attainment_likely") is None
    assert all(row["chance to reach it"] is None for row in rows(result).values())


def test_every_figure_has_a_receipt(session, ctx, company):
    quotas(session, (100_000,) * 4)
    result = forecast_attainment(ctx)
    session.commit()
    assert all(session.get(Receipt, ("main", figure.id)) for figure in result.figures)
