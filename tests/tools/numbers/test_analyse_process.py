"""Where deals get stuck, turn back and jump, told from the stage history."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from store.errors import BadInput, NotReady
from store.trail import Receipt
from tests.tools.forecasting.making import put, table, value
from tests.tools.numbers.world import context
from tools.numbers.analyse_process import analyse_process

STAGES = (("Lead", "open"), ("Talk", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost"))
BEGIN = date(2026, 6, 1)


@pytest.fixture
def deals(session):
    """Writes deals: each is (its moves as (stage, day), status, region)."""

    def write(*some):
        rows, moves = [], []
        for n, (path, status, region) in enumerate(some):
            last = BEGIN + timedelta(days=path[-1][1])
            rows.append({
                "id": f"opp-{n}", "name": f"Deal {n}", "status": status, "region": region,
                "created_on": BEGIN, "closed_on": last if status != "open" else None,
                "stage": path[-1][0],
            })  # fmt: skip
            moves += [
                {"id": f"stg-{n}-{i}", "opportunity_id": f"opp-{n}", "stage": stage,
                 "entered_at": datetime.combine(BEGIN + timedelta(days=day), datetime.min.time(),
                                                UTC) + timedelta(hours=15)}
                for i, (stage, day) in enumerate(path)
            ]  # fmt: skip
        stages = [{"id": f"sta-{n}", "name": name, "position": n, "status": status}
                  for n, (name, status) in enumerate(STAGES)]  # fmt: skip
        put(session, {"stage": stages, "opportunity": rows, "stage_history": moves})

    return write


def straight(talk):
    return ([("Lead", 0), ("Talk", 3), ("Offer", 3 + talk), ("Won", 8 + talk)], "won", "East")


def test_the_stage_with_the_longest_stays_is_the_bottleneck(deals, session):
    deals(*(straight(20 + n) for n in range(6)))
    result = analyse_process(context(session), "this year")
    assert result.say.startswith("The bottleneck in 2026 is Talk:")
    assert value(result, "process_dwell_median") == Decimal("22.5")
    assert value(result, "process_dwell_p90") == Decimal("24.5")
    assert value(result, "process_dwell_mean") == Decimal("22.5")
    stages = {row[0]: row for row in table(result, "process_stages").rows}
    assert [stages[name][4] for name in ("Lead", "Talk", "Offer")] == [3, Decimal("22.5"), 5]
    assert stages["Talk"][8] == Decimal("0.738")


def test_returns_loops_and_skips_are_counted_by_deals(deals, session):
    back = ([("Lead", 0), ("Talk", 5), ("Lead", 9), ("Offer", 12), ("Lost", 20)], "lost", "West")
    deals(*(straight(9) for _ in range(5)), back)
    result = analyse_process(context(session), "this year", by=["region"])
    assert result.facts["returned"] == result.facts["looped"] == result.facts["skipped"] == 1
    kinds = {(row[0], row[1]): row[2] for row in table(result, "process_moves").rows}
    assert kinds["Talk", "Lead"] == "back"
    assert kinds["Lead", "Offer"] == "over a stage"
    groups = {row[0]: row for row in table(result, "process_by_group").rows}
    assert (groups["East"][1], groups["East"][5], groups["West"][5]) == (5, 0, 1)
    paths = table(result, "process_paths").rows
    assert paths[0][:4] == ["Lead > Talk > Offer", 5, Decimal("0.833"), 5]


def test_the_shares_of_moves_from_a_stage_add_up(deals, session):
    deals(*(straight(9) for _ in range(5)), ([("Lead", 0), ("Lost", 4)], "lost", None))
    moves = table(analyse_process(context(session), "this year"), "process_moves").rows
    assert sum(row[4] for row in moves if row[0] == "Lead") == 1


def test_deals_still_in_a_stage_count_for_as_long_as_they_were_seen(deals, session):
    deals(*(straight(9) for _ in range(5)), ([("Lead", 0), ("Talk", 3)], "open", None))
    stages = {r[0]: r for r in table(analyse_process(context(session)), "process_stages").rows}
    assert stages["Talk"][1:4] == [6, 5, 1]
    assert stages["Talk"][5] == 9
    assert stages["Talk"][7] == (date(2026, 11, 20) - BEGIN).days - 3


def test_the_long_stays_that_go_on_make_a_stage_slower_than_those_that_ended(deals, session):
    begun = [([("Lead", 0), ("Talk", 3)], "open", "East") for _ in range(7)]
    deals(*(straight(9 + n) for n in range(6)), *begun)
    result = analyse_process(context(session))
    stages = {row[0]: row for row in table(result, "process_stages").rows}
    assert stages["Talk"][1:4] == [13, 6, 7]
    assert stages["Talk"][5:7] == [None, None]
    assert "not half have left it yet" in result.say
    assert value(result, "process_dwell_median") is None


def test_moves_of_one_day_are_put_in_the_order_in_which_they_follow_each_other(deals, session):
    deals(*(straight(9) for _ in range(5)))
    day = datetime(2026, 7, 1, 18, tzinfo=UTC)
    late, early = day, day - timedelta(hours=3)
    put(session, {"opportunity": [{"id": "opp-x", "status": "open", "created_on": BEGIN}],
                  "stage_history": [
        {"id": "stg-x1", "opportunity_id": "opp-x", "stage": "Lead", "from_stage": None,
         "entered_at": late},
        {"id": "stg-x2", "opportunity_id": "opp-x", "stage": "Talk", "from_stage": "Lead",
         "entered_at": early}]})  # fmt: skip
    result = analyse_process(context(session))
    assert result.facts["returned"] == 0
    assert result.facts["moves"]["Lead to Talk"] == 6


def test_a_stage_that_is_named_is_told_about_over_all_deals_that_came_there(deals, session):
    from tools.arguments import Filter

    deals(*(straight(20) for _ in range(6)))
    result = analyse_process(context(session), where=[Filter(field="stage", value="Offer")])
    assert result.say.startswith("A deal that enters Offer spends 5 days there on average")
    assert (result.facts["stage"], result.facts["bottleneck"]) == ("Offer", "Talk")


def test_too_few_stays_name_no_bottleneck(deals, session):
    deals(straight(9), straight(10))
    result = analyse_process(context(session))
    assert "too few to name a bottleneck" in result.say
    assert result.facts["bottleneck"] is None


def test_seen_from_an_earlier_day_what_came_later_is_not_there(deals, session):
    deals(*(straight(20) for _ in range(6)))
    then = analyse_process(context(session, today=BEGIN + timedelta(days=10)))
    stages = {row[0]: row for row in table(then, "process_stages").rows}
    assert stages["Talk"][1:4] == [6, 0, 6]
    assert "Offer" not in stages


def test_without_history_it_says_so(make, session):
    make("opportunity")
    with pytest.raises(NotReady, match="no stage history"):
        analyse_process(context(session))


def test_a_period_in_which_nothing_moved_is_refused(deals, session):
    deals(straight(9))
    with pytest.raises(NotReady, match="No deal that was asked for moved in 2024"):
        analyse_process(context(session), "2024")


def test_it_is_not_split_by_time(deals, session):
    deals(straight(9))
    with pytest.raises(BadInput, match="cannot be shown by month"):
        analyse_process(context(session), by=["month"])


def test_every_figure_has_a_receipt_and_rework_lists_its_deals(deals, session):
    deals(*(straight(9) for _ in range(5)),
          ([("Lead", 0), ("Talk", 5), ("Lead", 9), ("Lost", 20)], "lost", None))  # fmt: skip
    result = analyse_process(context(session))
    session.commit()
    receipts = {f.metric: session.get(Receipt, ("main", f.id)) for f in result.figures}
    assert all(r.definition and r.formula for r in receipts.values())
    assert receipts["process_returned_rate"].row_ids == ["opp-5"]
