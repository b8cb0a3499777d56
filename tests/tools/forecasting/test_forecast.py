from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, update

from store import workspace as workspaces
from store.crm import Opportunity
from store.engine import working
from store.errors import BadInput, NotFound
from store.trail import Receipt
from tests.makers import Make
from tests.tools.forecasting.making import TODAY, Company, context, put, table, value
from tools.arguments import Filter
from tools.forecasting.forecast import forecast
from tools.numbers.measure import measure


def test_the_forecast_is_what_is_won_and_what_is_to_come(ctx, company):
    result = forecast(ctx)
    parts = [value(result, f"forecast_{name}") for name in ("won", "from_open", "from_new")]
    assert abs(sum(parts) - value(result, "forecast")) <= Decimal("0.02")
    won = [d for d in company.deals if d["status"] == "won" and d["closed_on"] >= date(2026, 10, 1)]
    assert parts[0] == Decimal(sum(d["amount_cents"] for d in won)) / 100
    assert value(result, "forecast_won_deals") == len(won)


def test_the_range_holds_the_middle(ctx, company):
    result = forecast(ctx)
    low, middle, high = (value(result, f"forecast_{n}") for n in ("low", "middle", "high"))
    assert value(result, "forecast_won") < low < middle < high


def test_asking_again_gives_the_same_figures(session, ctx, company):
    once, again = forecast(ctx), forecast(context(session))
    assert [f.value for f in once.figures] == [f.value for f in again.figures]


def test_postgresql_gives_the_same_figures(session, postgresql_stores):
    company, asked = Company(stages=True).write(session), {"by": ["region"], "period": "Q4"}
    here = forecast(context(session), **asked)
    with postgresql_stores.one() as engine, working(engine) as other:
        company.write(other)
        there = forecast(context(other), **asked)
    assert [f.text for f in there.figures] == [f.text for f in here.figures]
    assert [t.rows for t in there.tables] == [t.rows for t in here.tables]


def test_every_figure_has_a_receipt_of_its_own(session, ctx, company):
    result = forecast(ctx, by=["region"])
    session.commit()
    for figure in result.figures:
        receipt = session.get(Receipt, ("main", figure.id))
        assert receipt is not None
        assert receipt.definition
        assert receipt.formula
    assert session.get(Receipt, ("main", result.figures[0].id)).row_ids


def test_each_past_quarter_has_a_receipt_with_its_deals(session, ctx, company):
    result = forecast(ctx)
    shown = table(result, "back_test").rows
    assert shown
    for row in shown:
        figure = next(f for f in result.figures if f.label == f"Won in {row[0]}")
        alone = measure(ctx, "won_revenue", period=row[0]).figures[0]
        assert figure.value == row[5] == alone.value
        assert figure.n == alone.n


@pytest.mark.parametrize("by", [["region"], ["team"], ["owner"], ["product"], ["month"], ["stage"],
                                ["region", "product"], ["week"]])  # fmt: skip
def test_the_parts_add_up_to_the_whole_to_the_cent(ctx, company, by):
    result = forecast(ctx, by=by)
    rows = table(result, "forecast_by_group").rows
    assert sum(row[len(by) + 2] for row in rows) == value(result, "forecast")
    assert sum(row[len(by)] for row in rows) == value(result, "forecast_won")


def test_a_part_alone_is_near_its_part_of_the_whole(ctx, company):
    result = forecast(ctx, by=["region"])
    of_the_whole = {row[0]: row[3] for row in table(result, "forecast_by_group").rows}
    alone = forecast(ctx, where=[Filter(field="region", value="East")])
    assert float(value(alone, "forecast")) == pytest.approx(float(of_the_whole["East"]), rel=0.25)


def test_by_stage_what_does_not_exist_yet_is_a_group_of_its_own(ctx, company):
    names = [row[0] for row in table(forecast(ctx, by=["stage"]), "forecast_by_group").rows]
    assert "new business" in names


def test_a_period_that_is_over_has_a_total_and_no_forecast(ctx, company):
    result = forecast(ctx, "last quarter")
    assert "is over" in result.say
    assert not any(f.metric == "forecast" for f in result.figures)


def test_on_the_last_day_of_a_quarter_nothing_is_left_to_forecast(session, company):
    result = forecast(context(session, date(2026, 9, 30)))
    assert "Q3 2026 ends today" in result.say


def test_a_quarter_that_has_not_begun_comes_wholly_from_later_days(ctx, company):
    result = forecast(ctx, "next quarter")
    assert value(result, "forecast_won") == 0
    assert "won already" not in result.say
    assert value(result, "forecast_from_new") > value(result, "forecast_from_open")


def test_a_young_company_is_told_that_its_data_cannot_carry_a_forecast(session, ctx):
    Company(days=40).write(session)
    result = forecast(ctx)
    assert result.facts["verdict"] == "not ready"
    assert value(result, "forecast") is None
    assert "cannot carry a forecast" in result.say
    assert "full quarters" in result.say


def test_an_empty_store_is_not_an_error(ctx):
    result = forecast(ctx)
    assert value(result, "forecast") is None


def test_what_the_data_lacks_is_named(session, ctx):
    company = Company()
    for n, deal in enumerate(company.deals):
        if deal["status"] == "open":
            deal["amount_cents"] = None
            deal["created_on"] = None if n % 2 else deal["created_on"]
    company.write(session)
    result = forecast(ctx)
    failing = {row[0] for row in table(result, "readiness").rows if row[1] != "ready"}
    assert {"amounts of open deals", "dates of open deals", "stage history"} <= failing
    assert any("without a first day are left out" in note for note in result.notes)
    assert result.facts["verdict"] == "caution"
    assert value(result, "forecast_from_open") > 0


def test_wins_without_amounts_cannot_carry_a_forecast(session, ctx):
    company = Company()
    for deal in company.deals:
        deal["amount_cents"] = None
    company.write(session)
    result = forecast(ctx)
    assert result.facts["verdict"] == "not ready"
    assert "won deals have no amount" in result.say
    assert value(result, "forecast_won") == 0


def test_a_win_without_an_amount_adds_nothing_to_what_is_won(session, ctx):
    company = Company()
    won = [d for d in company.deals if d["closed_on"] and d["closed_on"] >= date(2026, 10, 1)
           and d["status"] == "won"]  # fmt: skip
    rest = sum(d["amount_cents"] for d in won[1:])
    won[0]["amount_cents"] = None
    company.write(session)
    result = forecast(ctx, by=["month"])
    assert value(result, "forecast_won") == Decimal(rest) / 100


def test_a_company_with_nothing_open_lives_on_new_business(session, ctx):
    company = Company()
    company.deals = [deal for deal in company.deals if deal["status"] != "open"]
    company.write(session)
    result = forecast(ctx, "next quarter", by=["region"])
    assert value(result, "forecast_from_open") == 0
    assert value(result, "forecast") > 0


def test_a_fiscal_quarter_is_the_companys_own(session, company):
    ctx = context(session)
    ctx.workspace.fiscal_start_month = 2
    result = forecast(ctx)
    assert result.say.startswith("Fiscal Q4 2027")
    assert all(row[0].startswith("fiscal") for row in table(result, "back_test").rows)


def test_a_quarter_by_weeks_is_forecast_and_tested_by_weeks(session, company):
    ctx = context(session)
    ctx.workspace.fiscal_start_month, ctx.workspace.fiscal_weeks = 2, "4-4-5"
    result = forecast(ctx, by=["month"])
    assert "2 Nov 2026 to 31 Jan 2027" in result.reading
    assert [row[0] for row in table(result, "forecast_by_group").rows] == [
        "fiscal P10 2027", "fiscal P11 2027", "fiscal P12 2027",
    ]  # fmt: skip
    assert table(result, "back_test").rows[0][0] == "fiscal Q3 2027"


def test_stage_history_is_used_when_it_is_there(session, ctx):
    Company(stages=True).write(session)
    checks = {row[0]: row[1] for row in table(forecast(ctx), "readiness").rows}
    assert checks["stage history"] == "ready"


def test_deals_past_the_age_of_winning_are_named_and_count_for_little(session, ctx):
    company = Company().write(session)
    before = value(forecast(ctx), "forecast_from_open")
    old = [
        {"id": f"opp-old-{n}", "name": f"Old {n}", "status": "open", "stage": "Talk",
         "product": "Big", "amount_cents": 900_000, "currency": "USD", "owner_id": "usr-0",
         "region": "East", "created_on": date(2024, 11, 1)}
        for n in range(60)
    ]  # fmt: skip
    put(session, {"opportunity": old})
    result = forecast(context(session))
    shown = table(result, "past_winning_age")
    assert shown.total >= 60
    assert sum(row[0].startswith("Old") for row in shown.rows) >= 8
    added = 60 * Decimal(9_000)
    assert value(result, "forecast_from_open") - before < added / 10
    assert company.deals


def test_the_textbook_sum_is_shown_and_never_the_answer(ctx, company):
    result = forecast(ctx, method="stage_weighted")
    assert value(result, "forecast") != value(result, "forecast_stage_weighted")
    assert "for comparison only" in result.say
    methods = {row[0]: row for row in table(result, "methods").rows}
    assert methods["stage-weighted (textbook)"][5] is None
    assert methods["stage-weighted (textbook)"][4] == methods["all methods together"][4] > 0


def test_one_method_can_be_gone_by_alone(ctx, company):
    result = forecast(ctx, method="run_rate")
    weights = {row[0]: row[5] for row in table(result, "methods").rows}
    assert weights["run rate, 13 weeks"] == 1
    assert "run rate" in result.reading


def test_quota_is_set_beside_the_forecast(session, ctx, company):
    make = Make(session)
    make("quota", user_id="usr-0", amount_cents=1_000_000_00)
    result = forecast(context(session))
    assert value(result, "forecast_quota") == 1_000_000
    assert value(result, "forecast_gap") == value(result, "forecast") - 1_000_000
    assert value(result, "forecast_quota_chance") == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"period": "next full moon"}, "cannot read"),
        ({"period": "2031"}, "too far ahead"),
        ({"where": [Filter(field="stage", value="Talk")]}, "changes while"),
        ({"by": ["month", "region"]}, "cannot be split further"),
        ({"by": ["status"]}, "not known before the end"),
        ({"by": ["mood"]}, "cannot break"),
    ],
)
def test_what_cannot_be_forecast_is_refused_with_a_reason(ctx, company, arguments, says):
    with pytest.raises(BadInput, match=says):
        forecast(ctx, **arguments)


def test_saying_closed_or_won_limits_nothing(ctx, company):
    plain = forecast(ctx)
    said = forecast(ctx, where=[Filter(field="status", value="won")])
    assert [f.value for f in said.figures] == [f.value for f in plain.figures]


def test_an_unknown_region_is_not_an_empty_forecast(ctx, company):
    with pytest.raises(NotFound):
        forecast(ctx, where=[Filter(field="region", value="Atlantis")])


def test_another_tenant_and_deleted_deals_do_not_count(session, ctx, company):
    before = [f.value for f in forecast(ctx).figures]
    workspaces.ensure(session, "another", name="Another")
    session.commit()
    Company(5).write(session, "another")
    gone = company.deals[-1] | {"id": "opp-gone", "state": "deleted"}
    put(session, {"opportunity": [gone]})
    assert [f.value for f in forecast(context(session)).figures] == before


def test_a_run_as_of_a_past_day_knows_nothing_of_later(session):
    """The leak test: the same deals, once with their later fate in the store, once without."""
    day = TODAY - timedelta(days=150)
    company = Company(3, stages=True).write(session)
    before = forecast(context(session, day), by=["region"])
    assert before.facts["verdict"] != "not ready"
    for n, deal in enumerate(company.deals):
        planted = fate(deal, n, day)
        if planted:
            chosen = col(Opportunity.id) == deal["id"]
            session.execute(update(Opportunity).where(chosen).values(**planted))
    session.commit()
    again = forecast(context(session, day), by=["region"])
    assert [f.value for f in again.figures] == [f.value for f in before.figures]


def fate(deal, n, day):
    """A wild end after the day, for a deal that had not ended by then; nothing for the others."""
    if deal["created_on"] > day:
        return {"status": "won", "closed_on": TODAY, "amount_cents": 10**9}
    if deal["closed_on"] is None or deal["closed_on"] > day:
        return {"status": ("won", "lost")[n % 2], "closed_on": TODAY - timedelta(days=n % 99),
                "amount_cents": 10**9, "stage": "Won"}  # fmt: skip
    return None
