"""The walk from one pipeline to another: every bar, to the cent, and what cannot be told."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from store.engine import working
from store.errors import BadInput, NotReady
from store.trail import Receipt
from tests.tools.forecasting.making import context, put, table, value
from tools.numbers.pipeline_changes import pipeline_changes

TODAY = date(2026, 11, 20)
SUNDAY = date(2026, 11, 15)
SINCE_MONDAY = "since last Monday"


@pytest.fixture
def deal(make):
    """A deal, and its history: `moves` are (day, stage, amount, due)."""

    def one(name, moves=(), **fields):
        plain = {"created_on": date(2026, 9, 1), "amount_cents": 100_00, "stage": "Talk",
                 "expected_close_on": date(2026, 12, 1)}  # fmt: skip
        row = make("opportunity", name=name, **{**plain, **fields})
        for day, stage, cents, due in moves or ((row.created_on, "Talk", row.amount_cents,
                                                 row.expected_close_on),):  # fmt: skip
            make("stage_history", opportunity_id=row.id, stage=stage, amount_cents=cents,
                 from_stage="Talk", expected_close_on=due,
                 entered_at=datetime(day.year, day.month, day.day, 15, tzinfo=UTC))  # fmt: skip
        return row

    return one


@pytest.fixture
def stages(make):
    for position, (name, status) in enumerate((("Talk", "open"), ("Won", "won"), ("Lost", "lost"))):
        make("stage", name=name, position=position, status=status)


def bars(result):
    return {name: Decimal(height) for name, height in result.facts["bars"].items()}


def ties(result):
    facts = result.facts
    whole = Decimal(facts["open0"]) + sum(bars(result).values(), Decimal(0))
    return whole == Decimal(facts["open1"])


def test_each_bar_holds_its_deals_and_they_tie_to_the_cent(deal, stages, session):
    before, due = date(2026, 9, 1), date(2026, 12, 1)
    deal("New", created_on=date(2026, 11, 17), amount_cents=7_50)
    deal("Grew", [(before, "Talk", 100_00, due), (date(2026, 11, 18), "Talk", 130_00, due)],
         amount_cents=130_00)  # fmt: skip
    deal("Shrank", [(before, "Talk", 90_00, due), (date(2026, 11, 18), "Talk", 40_25, due)],
         amount_cents=40_25)  # fmt: skip
    deal("Won", status="won", closed_on=date(2026, 11, 19))
    deal("Lost", status="lost", closed_on=date(2026, 11, 16))
    deal("Back", [(before, "Talk", 55_00, due), (date(2026, 10, 1), "Lost", 55_00, due),
                  (date(2026, 11, 17), "Talk", 55_00, due)], amount_cents=55_00)  # fmt: skip
    deal("Still")
    result = pipeline_changes(context(session), SINCE_MONDAY)
    named = dict(table(result, "waterfall").rows and [
        (row[1], (row[0], row[2])) for row in table(result, "waterfall_deals").rows])  # fmt: skip
    assert named == {
        "New": ("new", Decimal("7.5")), "Grew": ("up", Decimal(30)),
        "Shrank": ("down", Decimal("-49.75")), "Won": ("won", Decimal(-100)),
        "Lost": ("lost", Decimal(-100)), "Back": ("reopened", Decimal(55)),
    }  # fmt: skip
    assert ties(result)
    assert value(result, "pipeline_before") == 490
    assert value(result, "pipeline_after") == Decimal("332.75")
    assert "these add up to the change exactly" in result.say


def test_the_bar_of_won_deals_is_the_won_revenue_of_those_days(deal, session):
    from tools.numbers.measure import measure

    deal("One", status="won", closed_on=date(2026, 11, 17), amount_cents=300_00)
    deal("Two", status="won", closed_on=date(2026, 11, 18), created_on=date(2026, 11, 16))
    walked = pipeline_changes(context(session), SINCE_MONDAY)
    won = measure(context(session), "won_revenue", period=SINCE_MONDAY).figures[0].value
    assert -bars(walked)["won"] == won == 400


def test_close_dates_that_moved_pull_deals_into_a_quarter_and_push_them_out(deal, session):
    inside, later, day = date(2026, 12, 1), date(2027, 2, 1), date(2026, 11, 18)
    before = date(2026, 9, 1)
    deal("Push", [(before, "Talk", 100_00, inside), (day, "Talk", 100_00, later)],
         expected_close_on=later)  # fmt: skip
    deal("Pull", [(before, "Talk", 100_00, later), (day, "Talk", 100_00, inside)],
         expected_close_on=inside)  # fmt: skip
    result = pipeline_changes(context(session), "this quarter", compare_to=SINCE_MONDAY)
    assert result.facts["closing_in"] == "2026-10-01..2026-12-31"
    assert bars(result)["pushed"] == -100
    assert bars(result)["pulled_in"] == 100
    assert ties(result)
    same = pipeline_changes(context(session), SINCE_MONDAY, closing_in="this quarter")
    assert same.facts == result.facts


def test_what_nobody_recorded_is_in_a_bar_of_its_own_or_in_none(deal, make, session):
    make("opportunity", name="No history", created_on=date(2026, 9, 1), amount_cents=100_00,
         expected_close_on=date(2026, 12, 1))  # fmt: skip
    plain = pipeline_changes(context(session), SINCE_MONDAY)
    assert bars(plain)["up"] == bars(plain)["down"] == 0
    assert any("rises and falls of theirs cannot be told" in note for note in plain.notes)
    due = pipeline_changes(context(session), SINCE_MONDAY, closing_in="this quarter")
    assert bars(due)["undated"] == 100
    assert "may have been due in the period all along" in due.say
    assert ties(due)


def test_a_deal_that_was_removed_since_is_scrubbed(deal, session, workspace):
    from store.snapshots import take

    gone = deal("Gone")
    deal("Stays")
    moment = datetime(2026, 11, 15, 12, tzinfo=UTC)
    take(session, workspace, moment)
    session.commit()
    gone.state = "deleted"
    session.add(gone)
    session.commit()
    result = pipeline_changes(context(session), SINCE_MONDAY)
    assert result.facts["basis"][0] == "snapshot"
    assert result.facts["deals"]["scrubbed"] == [gone.id]
    assert ties(result)


def test_without_any_amount_the_walk_is_counted_in_deals(deal, session):
    deal("One", amount_cents=None)
    deal("Two", amount_cents=None, created_on=date(2026, 11, 17))
    result = pipeline_changes(context(session), SINCE_MONDAY)
    assert result.figures[0].unit == "count"
    assert (result.facts["open0"], result.facts["open1"]) == ("1", "2")
    assert bars(result)["new"] == 1
    assert "up" not in bars(result)


def test_other_currencies_are_left_out_and_counted(deal, session):
    deal("Euro", currency="EUR")
    deal("Dollar")
    result = pipeline_changes(context(session), SINCE_MONDAY)
    assert value(result, "pipeline_after") == 100
    assert any("1 deal in another currency" in note for note in result.notes)


def test_the_walks_of_the_groups_add_up_to_the_walk_of_all(deal, session):
    for n, region in enumerate(("East", "West", None)):
        deal(f"Old {n}", region=region, amount_cents=(n + 1) * 100_00)
        deal(f"New {n}", region=region, created_on=date(2026, 11, 17))
    result = pipeline_changes(context(session), SINCE_MONDAY, by=["region"])
    rows = table(result, "waterfall_by_group").rows
    assert {row[0] for row in rows} == {"East", "West", "(no region)"}
    assert sum(row[1] for row in rows) == Decimal(result.facts["open0"])
    assert sum(row[-1] for row in rows) == Decimal(result.facts["open1"])
    assert sum(row[2] for row in rows) == bars(result)["new"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"period": SINCE_MONDAY}, SUNDAY, TODAY),
        ({"period": "this month"}, date(2026, 10, 31), TODAY),
        ({"period": "last month"}, date(2026, 9, 30), date(2026, 10, 31)),
        ({"period": "today", "compare_to": "last quarter"}, date(2026, 9, 30), TODAY),
        ({"period": "Q3 2026", "compare_to": "Q2 2026"}, date(2026, 6, 30), date(2026, 9, 30)),
        ({"period": SINCE_MONDAY, "compare_to": "previous"}, SUNDAY, TODAY),
        ({"period": "last quarter", "compare_to": "today"}, date(2026, 9, 30), TODAY),
    ],
)
def test_the_two_days_are_those_that_were_meant(deal, session, asked, first, last):
    deal("Any", created_on=date(2026, 1, 1))
    facts = pipeline_changes(context(session), **asked).facts
    assert (facts["first"], facts["last"]) == (first.isoformat(), last.isoformat())


def test_days_that_are_not_in_order_and_splits_by_time_are_refused(deal, session):
    deal("Any")
    with pytest.raises(BadInput, match="nothing between"):
        pipeline_changes(context(session), "next quarter")
    with pytest.raises(BadInput, match="split by time"):
        pipeline_changes(context(session), SINCE_MONDAY, by=["month"])


def test_a_day_before_any_record_has_no_pipeline(deal, session):
    deal("Any")
    with pytest.raises(NotReady, match="cannot be told"):
        pipeline_changes(context(session), "2019-01-01..2019-03-31")


def made(dice, n):
    """A deal that lives at random, its history complete, and what it was on any day."""
    start = TODAY - timedelta(days=dice.randrange(1, 200))
    path, day, cents = [], start, dice.randrange(1, 10**7)
    due = TODAY + timedelta(days=dice.randrange(-20, 120))
    while day <= TODAY and len(path) < 6:
        path.append((day, "Talk", cents, due))
        day += timedelta(days=dice.randrange(1, 40))
        cents, due = dice.randrange(1, 10**7), due + timedelta(days=dice.randrange(-30, 60))
    ended = dice.choice([None, "won", "lost"]) if day <= TODAY else None
    row = {
        "id": f"opp-{n:04}", "name": f"Deal {n}", "status": ended or "open", "currency": "USD",
        "stage": {"won": "Won", "lost": "Lost"}.get(ended, "Talk"), "created_on": start,
        "amount_cents": path[-1][2], "expected_close_on": path[-1][3],
        "closed_on": day if ended else None, "region": dice.choice(["East", "West", None]),
    }  # fmt: skip
    moves = [
        {"id": f"stg-{n:04}-{i}", "opportunity_id": row["id"], "stage": stage, "from_stage": "Talk",
         "amount_cents": cents, "expected_close_on": due,
         "entered_at": datetime(at.year, at.month, at.day, 15, tzinfo=UTC)}
        for i, (at, stage, cents, due) in enumerate(path)
    ]  # fmt: skip
    return row, moves


def by_hand(deals, moves, day, target=None):
    """Cents open at the close of a day, by the last line of each deal's history."""
    total = 0
    for deal in deals:
        live = deal["created_on"] <= day and (deal["closed_on"] is None or deal["closed_on"] > day)
        mine = [m for m in moves if m["opportunity_id"] == deal["id"]]
        last = [m for m in mine if m["entered_at"].date() <= day]
        if live and last:
            due = last[-1]["expected_close_on"]
            if target is None or target[0] <= due <= target[1]:
                total += last[-1]["amount_cents"]
    return Decimal(total) / 100


@pytest.mark.parametrize("seed", range(6))
def test_random_histories_reconcile_with_a_count_by_hand(seed, session):
    dice = random.Random(seed)
    pairs = [made(dice, n) for n in range(120)]
    deals, moves = [row for row, _ in pairs], [m for _, some in pairs for m in some]
    kinds = (("Talk", "open"), ("Won", "won"), ("Lost", "lost"))
    stages = [{"id": f"sta-{n}", "name": name, "position": n, "status": status}
              for n, (name, status) in enumerate(kinds)]  # fmt: skip
    put(session, {"stage": stages, "opportunity": deals, "stage_history": moves})
    first = TODAY - timedelta(days=dice.randrange(2, 90))
    days = f"{(first + timedelta(days=1)).isoformat()}..{TODAY.isoformat()}"
    quarter = (date(2026, 10, 1), date(2026, 12, 31))
    for due, target in ((None, None), ("this quarter", quarter)):
        result = pipeline_changes(context(session), days, closing_in=due, by=["region"])
        assert ties(result)
        assert value(result, "pipeline_before") == by_hand(deals, moves, first, target)
        assert value(result, "pipeline_after") == by_hand(deals, moves, TODAY, target)
        assert "undated" not in bars(result)
        groups = table(result, "waterfall_by_group").rows
        assert sum(row[1] for row in groups) == value(result, "pipeline_before")


def test_postgresql_gives_the_same_walk(session, postgresql_stores):
    dice = random.Random(99)
    pairs = [made(dice, n) for n in range(60)]
    rows = {"opportunity": [row for row, _ in pairs],
            "stage_history": [m for _, some in pairs for m in some]}  # fmt: skip
    put(session, rows)
    here = pipeline_changes(context(session), "this month", by=["region"])
    with postgresql_stores.one() as engine, working(engine) as other:
        put(other, rows)
        there = pipeline_changes(context(other), "this month", by=["region"])
    assert [f.text for f in there.figures] == [f.text for f in here.figures]
    assert [t.rows for t in there.tables] == [t.rows for t in here.tables]


def test_every_bar_has_a_receipt_that_lists_its_deals(deal, session):
    won = deal("Won", status="won", closed_on=date(2026, 11, 19))
    result = pipeline_changes(context(session), SINCE_MONDAY)
    session.commit()
    figure = next(f for f in result.figures if f.metric == "pipeline_won")
    assert session.get(Receipt, ("main", figure.id)).row_ids == [won.id]
