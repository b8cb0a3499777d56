"""Stale deals are judged by the workspace's own won deals; recent activity speaks for a deal."""

from datetime import timedelta

import pytest

from tests.makers import NOW, TODAY
from tools.arguments import Filter
from tools.cleanup.find_stale_deals import find_stale_deals


def days_ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def won(make):
    """Won deals that took 10, 20 ... 250 days: nine in ten within 230."""
    for n in range(1, 26):
        closed = days_ago(300 - 10 * n)
        make("opportunity", status="won", created_on=days_ago(300), closed_on=closed)


def test_exactly_the_planted_stale_deals_are_found(demo, truth):
    found = find_stale_deals(demo)
    assert set(found.facts["stale"]) == {one["id"] for one in truth["stale_deals"]["stale"]}


def test_exactly_the_planted_close_dates_are_wrong(demo, truth):
    planted = truth["stale_deals"]
    wrong = {one["id"] for one in planted["stale"] if one["overdue"]}
    wrong |= {*planted["overdue_but_alive"], *planted["absurd_close_date"],
              *planted["no_close_date"]}  # fmt: skip
    table = next(t for t in find_stale_deals(demo).tables if t.name == "wrong_close_dates")
    assert set(table.row_ids) == wrong


def test_a_deal_older_than_nine_in_ten_won_deals_is_stale_and_says_so(ctx, make, won):
    old = make("opportunity", created_on=days_ago(240))
    make("opportunity", created_on=days_ago(200))
    found = find_stale_deals(ctx)
    assert found.facts["stale"] == [old.id]
    why = found.tables[0].rows[0][5]
    assert "open 240 days; 9 in 10 won deals (25) closed within 230" in why


def test_a_deal_older_than_any_won_deal_comes_first(ctx, make, won):
    make("opportunity", created_on=days_ago(240))
    oldest = make("opportunity", created_on=days_ago(251))
    found = find_stale_deals(ctx)
    assert found.facts["stale"][0] == oldest.id
    assert "longer than any of 25 won deals took (250 days)" in found.tables[0].rows[0][5]


def test_activity_in_the_last_two_weeks_keeps_a_deal_off_the_list(ctx, make, won):
    deal = make("opportunity", created_on=days_ago(400))
    make("activity", opportunity_id=deal.id, occurred_at=NOW - timedelta(days=14))
    found = find_stale_deals(ctx)
    assert found.facts["stale"] == []
    assert any("had activity in the last 14 days" in note for note in found.notes)


def test_activity_fifteen_days_ago_does_not(ctx, make, won):
    deal = make("opportunity", created_on=days_ago(400))
    make("activity", opportunity_id=deal.id, occurred_at=NOW - timedelta(days=15))
    assert find_stale_deals(ctx).facts["stale"] == [deal.id]


def test_the_days_asked_for_say_when_a_deal_is_quiet(ctx, make):
    deal = make("opportunity", created_on=days_ago(60), last_activity_on=days_ago(40))
    assert find_stale_deals(ctx).facts["stale"] == [deal.id]
    assert find_stale_deals(ctx, days=60).facts["stale"] == []


def test_time_in_a_stage_is_held_against_time_in_that_stage(ctx, make):
    for n in range(25):
        done = make("opportunity", status="won", created_on=days_ago(300), closed_on=days_ago(100))
        entered = NOW - timedelta(days=120 + n)
        make("stage_history", opportunity_id=done.id, stage="Proposal", entered_at=entered)
    stuck = make("opportunity", stage="Proposal", created_on=days_ago(90))
    make("stage_history", opportunity_id=stuck.id, stage="Proposal",
         entered_at=NOW - timedelta(days=80))  # fmt: skip
    found = find_stale_deals(ctx)
    assert found.facts["stale"] == [stuck.id]
    why = found.tables[0].rows[0][5]
    assert "80 days in Proposal; 9 in 10 won deals (25) left it within 42" in why


def test_with_too_few_won_deals_there_is_no_norm_and_it_is_said(ctx, make):
    make("opportunity", status="won", created_on=days_ago(90), closed_on=days_ago(80))
    make("opportunity", created_on=days_ago(900))
    found = find_stale_deals(ctx)
    assert found.facts["stale"] == []
    assert any("Too few won deals" in note for note in found.notes)


def test_conditions_choose_the_deals_but_all_won_deals_set_the_norm(ctx, make, won):
    east = make("opportunity", created_on=days_ago(240), region="East")
    make("opportunity", created_on=days_ago(240), region="West")
    found = find_stale_deals(ctx, where=[Filter(field="region", value="East")])
    assert found.facts["stale"] == [east.id]


def test_the_amount_at_stake_counts_only_known_amounts(ctx, make, won):
    make("opportunity", created_on=days_ago(240), amount_cents=250_00)
    make("opportunity", created_on=days_ago(241))
    worth = next(f for f in find_stale_deals(ctx).figures if f.metric == "stale_pipeline")
    assert (worth.text, worth.n) == ("$250", 1)
