"""Only what is dead is closed, with approval, with no invented reason, and it can be undone."""

from datetime import timedelta

import pytest
from sqlmodel import select

from store import changes
from store.changes import Approver
from store.crm import Opportunity, StageChange
from store.ledger import Change, StandingPolicy
from tests.makers import NOW, TODAY
from tools.arguments import Filter
from tools.cleanup.close_stale_deals import close_stale_deals

ANA = Approver("ana@example.com", "ops_manager")


def days_ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def stages(make):
    for position, (name, status) in enumerate(
        [("Discovery", "open"), ("Closed Won", "won"), ("Closed Lost", "lost")], start=1
    ):
        make("stage", name=name, position=position, status=status)


@pytest.fixture
def dead(make, stages):
    """No activity for long, and a close date long past: two strong signs."""
    return make(
        "opportunity", name="Dead one", stage="Discovery", created_on=days_ago(200),
        last_activity_on=days_ago(120), expected_close_on=days_ago(90), amount_cents=500_00,
    )  # fmt: skip


@pytest.fixture
def doubtful(make, stages):
    """One strong sign only."""
    return make(
        "opportunity", name="Quiet one", stage="Discovery", created_on=days_ago(60),
        last_activity_on=days_ago(40), expected_close_on=days_ago(-30), amount_cents=700_00,
    )  # fmt: skip


def closing(ctx, result):
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    return {c.row_id: c.after for c in ctx.session.exec(query) if c.table_name == "opportunity"}


def test_only_a_deal_with_strong_signs_is_closed(ctx, dead, doubtful):
    result = close_stale_deals(ctx)
    assert closing(ctx, result) == {
        dead.id: {"status": "lost", "closed_on": TODAY.isoformat(), "stage": "Closed Lost"}
    }
    assert any("1 more stale deal" in note for note in result.notes)


def test_every_stale_deal_is_closed_when_that_is_asked_for(ctx, dead, doubtful):
    assert set(closing(ctx, close_stale_deals(ctx, even_doubtful=True))) == {dead.id, doubtful.id}


def test_recent_activity_blocks_it_however_dead_the_deal_looks(ctx, make, dead):
    make("activity", opportunity_id=dead.id, occurred_at=NOW - timedelta(days=3))
    result = close_stale_deals(ctx, deals=[dead.id], even_doubtful=True)
    assert result.change_sets == []
    assert any("activity in the last 14 days" in note for note in result.notes)


def test_the_loss_reason_is_not_invented(ctx, dead):
    assert "loss_reason" not in closing(ctx, close_stale_deals(ctx))[dead.id]


def test_no_standing_policy_can_close_a_deal(ctx, dead):
    result = close_stale_deals(ctx)
    policy = StandingPolicy(
        workspace_id="main", id="pol_1", tool="close_stale_deals", table_name="opportunity",
        fields=["status", "stage", "closed_on"], kinds=["update", "create"], min_confidence=0.0,
        max_rows=100, granted_by="ana", granted_at=NOW,
    )  # fmt: skip
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    sealed = [
        {"kind": c.kind, "table_name": c.table_name, "after": c.after, "group_no": c.group_no,
         "confidence": c.confidence}
        for c in ctx.session.exec(query)
    ]  # fmt: skip
    assert not changes.covered(policy, "close_stale_deals", sealed, NOW)


def test_conditions_and_a_list_choose_the_deals(ctx, make, dead, doubtful):
    west = [Filter(field="region", value="West")]
    make("opportunity", name="Alive", region="West", created_on=days_ago(2))
    assert close_stale_deals(ctx, where=west).change_sets == []
    assert close_stale_deals(ctx, deals=[doubtful.id]).change_sets == []
    result = close_stale_deals(ctx, deals=[doubtful.id], even_doubtful=True)
    assert set(closing(ctx, result)) == {doubtful.id}


def test_words_that_say_what_becomes_of_a_deal_are_no_condition(ctx, dead):
    lost = [Filter(field="status", value="lost")]
    assert set(closing(ctx, close_stale_deals(ctx, where=lost))) == {dead.id}


def test_the_effect_on_the_pipeline_is_shown_before_anybody_approves(ctx, dead, doubtful):
    ref = close_stale_deals(ctx).change_sets[0]
    header = changes.find(ctx.session, "main", ref.id)
    assert header.effects["open pipeline in USD"] == {"before": "1200", "after": "700"}
    assert header.effects["open deals"] == {"before": 2, "after": 1}


def test_closing_is_in_the_stage_history_and_an_undo_takes_all_of_it_back(
    session, engine, ctx, make, dead
):
    make("stage_history", opportunity_id=dead.id, stage="Discovery",
         entered_at=NOW - timedelta(days=200))  # fmt: skip
    ref = close_stale_deals(ctx).change_sets[0]
    session.commit()
    changes.approve(engine, "main", ref.id, digest=ref.digest, by=ANA, now=NOW)
    assert changes.apply(engine, "main", ref.id, worker="test", now=NOW).status == "applied"
    session.expire_all()
    live = select(StageChange).where(StageChange.state == "live")
    assert {move.stage for move in session.exec(live)} == {"Discovery", "Closed Lost"}
    session.commit()
    changes.undo_now(engine, "main", ref.id, by=ANA, worker="test", now=NOW)
    session.expire_all()
    deal = session.get(Opportunity, ("main", dead.id))
    assert (deal.status, deal.stage, deal.closed_on) == ("open", "Discovery", None)
    assert {move.stage for move in session.exec(live)} == {"Discovery"}


def test_nothing_dead_says_what_is_stale(ctx, doubtful):
    result = close_stale_deals(ctx)
    assert result.change_sets == []
    assert "1 is stale with weaker signs" in result.say


def test_exactly_the_planted_dead_deals_are_among_the_stale_ones(demo, truth):
    planted = {one["id"] for one in truth["stale_deals"]["stale"]}
    result = close_stale_deals(demo, even_doubtful=True)
    assert set(closing(demo, result)) == planted
    assert set(closing(demo, close_stale_deals(demo))) <= planted
