"""A deal that reps share counts for each of them by its share, in a forecast as in any figure."""

from decimal import Decimal

import pytest

from tests.tools.forecasting.making import TODAY, Company, context, put, table
from tools.forecasting.forecast import forecast
from tools.forecasting.forecast_attainment import forecast_attainment
from tools.numbers.measure import measure


@pytest.fixture
def shared(session):
    """Rep 0 gives a third of every third deal of theirs, and all of another third, to Rep 3."""
    made = Company().write(session)
    mine = [d["id"] for d in made.deals if d["owner_id"] == "usr-0"]
    splits = [(deal, rep, share) for n, deal in enumerate(mine)
              for rep, share in (((0, 0.67), (3, 0.33)), ((3, 1.0),), ())[n % 3]]  # fmt: skip
    put(session, {"deal_split": [
        {"id": f"spl-{n}", "opportunity_id": deal, "user_id": f"usr-{rep}", "share": share}
        for n, (deal, rep, share) in enumerate(splits)
    ]})  # fmt: skip
    return made


def parts(result):
    shown = table(result, "forecast_by_group")
    return {row[0]: dict(zip(shown.columns, row, strict=True)) for row in shown.rows}


def test_what_each_rep_has_won_so_far_is_what_any_other_figure_says(session, shared):
    ctx = context(session)
    so_far = f"2026-10-01..{TODAY}"
    won = measure(ctx, "won_revenue", by=["owner"], period=so_far).tables[0].rows
    found = {name: Decimal(str(row["won so far"])) for name, row in
             parts(forecast(ctx, by=["owner"])).items()}  # fmt: skip
    assert found == {row[0]: row[1] for row in won}
    assert len(found) == 4


def test_parts_of_shared_deals_add_up_to_the_whole(session, shared):
    result = forecast(context(session), by=["owner"])
    whole = next(f for f in result.figures if f.metric == "forecast").value
    assert sum(Decimal(str(row["forecast"])) for row in parts(result).values()) == whole


def test_who_is_given_deals_is_forecast_more_and_the_giver_less(session):
    Company().write(session)
    before = parts(forecast(context(session), by=["owner"]))
    opened = measure(context(session), "open_pipeline", by=["owner"]).tables[0].rows
    assert {row[0] for row in opened} == set(before)
    every = [row[0] for row in session.connection().exec_driver_sql(
        "SELECT id FROM opportunity WHERE owner_id = 'usr-0'")]  # fmt: skip
    put(session, {"deal_split": [
        {"id": f"spl-{deal}", "opportunity_id": deal, "user_id": "usr-3", "share": 1.0}
        for deal in every
    ]})  # fmt: skip
    after = parts(forecast(context(session), by=["owner"]))
    assert "Rep 0" not in after
    assert after["Rep 3"]["forecast"] > before["Rep 3"]["forecast"]
    assert after["Rep 3"]["open deals"] == (
        before["Rep 0"]["open deals"] + before["Rep 3"]["open deals"]
    )


def test_teams_share_a_deal_of_reps_of_two_teams(session, shared):
    ctx = context(session)
    won = measure(ctx, "won_revenue", by=["team"], period=f"2026-10-01..{TODAY}").tables[0].rows
    found = {name: Decimal(str(row["won so far"])) for name, row in
             parts(forecast(ctx, by=["team"])).items()}  # fmt: skip
    assert found == {row[0]: row[1] for row in won}


def test_what_a_rep_is_credited_counts_for_the_quota(session, shared):
    put(session, {"quota": [
        {"id": f"quo-{n}", "user_id": f"usr-{n}", "starts_on": TODAY.replace(month=10, day=1),
         "ends_on": TODAY.replace(month=12, day=31), "amount_cents": 1_000_000_00,
         "currency": "USD"} for n in range(4)
    ]})  # fmt: skip
    ctx = context(session)
    shown = table(forecast_attainment(ctx), "attainment")
    column = shown.columns.index("won so far")
    won = {name: row["won so far"] for name, row in parts(forecast(ctx, by=["owner"])).items()}
    assert {row[0]: row[column] for row in shown.rows} == won
