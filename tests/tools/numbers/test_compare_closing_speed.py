"""Which groups close fastest: open deals are censored, and the groups are tested."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from scipy import stats

from store.errors import BadInput
from store.trail import Receipt
from tests.tools.forecasting.making import put, table, value
from tests.tools.numbers.world import context
from tools.numbers.compare_closing_speed import compare_closing_speed

TODAY = date(2026, 11, 20)


def lives(session, seed=1, typical=None, **more):
    """Deals of three sources; each lasts as long as its source lets it."""
    dice = random.Random(seed)
    typical = typical or {"Web": 20, "Event": 40, "Cold": 80}
    rows = []
    for n in range(150):
        source = list(typical)[n % 3]
        began = TODAY - timedelta(days=dice.randrange(1, 300))
        lasts = max(1, round(dice.expovariate(1 / typical[source])))
        ended = began + timedelta(days=lasts)
        status = dice.choice(["won", "lost", "lost"]) if ended <= TODAY else "open"
        rows.append({
            "id": f"opp-{n:03}", "lead_source": source, "created_on": began, "status": status,
            "closed_on": ended if status != "open" else None, **more,
        })  # fmt: skip
    put(session, {"opportunity": rows})
    return rows


def watched(rows, source, statuses=("won", "lost")):
    mine = [r for r in rows if r["lead_source"] == source]
    days = {r["id"]: ((r["closed_on"] or TODAY) - r["created_on"]).days for r in mine}
    return stats.CensoredData(
        [days[r["id"]] for r in mine if r["status"] in statuses],
        right=[days[r["id"]] for r in mine if r["status"] not in statuses],
    )


def test_medians_and_the_test_are_scipys(session):
    rows = lives(session)
    result = compare_closing_speed(context(session))
    for source, median in result.facts["medians"].items():
        curve = stats.ecdf(watched(rows, source)).sf
        reached = curve.quantiles[curve.probabilities <= 0.5 + 1e-12]
        assert median == reached[0]
    assert next(iter(result.facts["medians"])) == "Web"
    assert result.say.startswith("By lead source, Web deals close fastest")
    assert "differ by more than chance" in result.say


def test_two_groups_are_tested_as_scipy_tests_them(session):
    rows = [r for r in lives(session) if r["lead_source"] != "Cold"]
    from tools.arguments import Filter

    where = [Filter(field="source", value=["Web", "Event"])]
    result = compare_closing_speed(context(session), where=where)
    theirs = stats.logrank(watched(rows, "Web"), watched(rows, "Event"))
    assert result.facts["p"] == pytest.approx(theirs.pvalue, abs=1e-6)
    chance = next(f for f in result.figures if f.metric == "closing_speed_chance")
    assert chance.value == pytest.approx(Decimal(str(theirs.pvalue)), abs=Decimal("1e-5"))


def test_curves_are_shown_when_asked_for_and_end_where_nobody_was_watched(session):
    rows = lives(session)
    result = compare_closing_speed(context(session), curves=True)
    shown = {row[0]: row[1:] for row in table(result, "closing_curves").rows}
    curve = stats.ecdf(watched(rows, "Cold")).sf
    assert shown["Cold"][2] == pytest.approx(Decimal(1 - curve.evaluate(60)), abs=Decimal("0.0001"))
    assert shown["Web"][-1] is None
    assert len(result.charts) == 2


def test_groups_that_are_alike_are_said_to_be(session):
    lives(session, seed=4, typical={"Web": 40, "Event": 40, "Cold": 40})
    result = compare_closing_speed(context(session))
    assert result.facts["p"] > 0.05
    assert "do not read much into the order" in result.say


def test_until_won_a_lost_deal_is_censored_and_that_is_said(session):
    rows = lives(session)
    result = compare_closing_speed(context(session), until="won")
    curve = stats.ecdf(watched(rows, "Web", ("won",))).sf
    assert result.facts["medians"]["Web"] == curve.quantiles[curve.probabilities <= 0.5][0]
    assert any("lost counts until that day" in note for note in result.notes)


def test_a_group_with_few_ends_is_shown_and_not_ranked(session, make):
    lives(session)
    for _ in range(3):
        make("opportunity", lead_source="Fax", created_on=date(2026, 11, 1), status="won",
             closed_on=date(2026, 11, 2))  # fmt: skip
    result = compare_closing_speed(context(session))
    assert "Fax" not in result.facts["medians"]
    row = next(r for r in table(result, "closing_speed").rows if r[0] == "Fax")
    assert row[1:4] == [3, 3, None]
    assert any("not ranked: Fax" in note for note in result.notes)


def test_too_few_ends_anywhere_say_so(session, make):
    make("opportunity", lead_source="Web", created_on=date(2026, 11, 1))
    result = compare_closing_speed(context(session))
    assert "too few to compare their speed" in result.say
    assert result.figures == []


def test_dates_that_cannot_be_are_left_out_and_counted(session, make):
    lives(session)
    make("opportunity", created_on=date(2026, 5, 1), closed_on=date(2026, 4, 1), status="won")
    make("opportunity", created_on=date(2026, 5, 1), status="lost")
    notes = compare_closing_speed(context(session)).notes
    assert "Left out as they close before they begin: 1." in notes
    assert "Left out for want of a first or last day: 1." in notes


def test_seen_from_an_earlier_day_later_ends_are_open(session):
    lives(session)
    then = compare_closing_speed(context(session, today=date(2026, 6, 1)))
    now = compare_closing_speed(context(session))
    assert then.facts["n"] < now.facts["n"]
    ends = [sum(r[2] for r in table(one, "closing_speed").rows) for one in (then, now)]
    assert ends[0] < ends[1]


@pytest.mark.parametrize("by", [["month"], ["status"], ["stage"], ["region", "source"]])
def test_what_cannot_explain_speed_is_refused(session, by):
    with pytest.raises(BadInput):
        compare_closing_speed(context(session), by)


def test_every_figure_has_a_receipt_with_its_interval(session):
    lives(session)
    result = compare_closing_speed(context(session))
    session.commit()
    web = session.get(Receipt, ("main", result.figures[0].id))
    assert web.n == 50
    assert {"ended", "low", "high"} <= set(web.inputs)
    assert value(result, "closing_speed") == result.facts["medians"]["Web"]
