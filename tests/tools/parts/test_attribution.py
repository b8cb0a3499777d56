"""A deal counts for the team its owner was in when it closed, and for each rep who shares it."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.tools.numbers.world import TODAY, context
from tools.arguments import Filter
from tools.numbers.find_records import find_records
from tools.numbers.measure import measure

MOVED = date(2026, 7, 1)


@pytest.fixture
def moved(make):
    """Ana was in Reds until the end of June and is in Blues since; Bo has always been in Reds."""
    reds, blues = make("team", name="Reds"), make("team", name="Blues")
    ana = make("user", name="Ana Ruiz", team_id=blues.id)
    bo = make("user", name="Bo Lee", team_id=reds.id)
    make("team_membership", user_id=ana.id, team_id=reds.id, starts_on=date(2025, 1, 1),
         ends_on=date(2026, 6, 30))  # fmt: skip
    return ana, bo


@pytest.fixture
def won(make):
    def one(owner, closed, cents=1_000_00, **fields):
        return make("opportunity", owner_id=owner.id, status="won", closed_on=closed,
                    amount_cents=cents, created_on=date(2026, 1, 5), **fields)  # fmt: skip

    return one


def by(session, metric, split, **asked):
    rows = measure(context(session), metric, by=[split], **asked).tables[0].rows
    return {row[0]: row[1] for row in rows}


def test_a_deal_counts_for_the_team_that_its_owner_was_in_when_it_closed(moved, won, session):
    ana, bo = moved
    won(ana, date(2026, 5, 1))
    won(ana, date(2026, 8, 1), 3_000_00)
    won(bo, date(2026, 8, 1), 500_00)
    assert by(session, "won_revenue", "team", period="2026") == {"Blues": 3_000, "Reds": 1_500}


def test_a_filter_on_a_team_takes_what_its_group_holds(moved, won, session):
    ana, _ = moved
    won(ana, date(2026, 5, 1))
    won(ana, date(2026, 8, 1), 3_000_00)
    for team, amount in (("Reds", 1_000), ("Blues", 3_000)):
        where = [Filter(field="team", value=team)]
        found = measure(context(session), "won_revenue", period="2026", where=where)
        assert found.figures[0].value == amount
        assert find_records(context(session), "deals", where=where).facts["total"] == 1


def test_an_open_deal_counts_for_the_team_of_the_day_that_is_looked_from(moved, make, session):
    ana, _ = moved
    make("opportunity", owner_id=ana.id, amount_cents=100_00, created_on=date(2026, 2, 1))
    where = [Filter(field="team", value="Reds")]
    then = measure(context(session, today=date(2026, 6, 1)), "open_deals", where=where)
    now = measure(context(session), "open_deals", where=where)
    assert (then.figures[0].value, now.figures[0].value) == (1, 0)


def test_activities_leads_and_quotas_count_for_the_team_of_their_own_day(moved, make, session):
    ana, _ = moved
    make("activity", owner_id=ana.id, occurred_at=datetime(2026, 6, 30, 23, tzinfo=UTC))
    make("activity", owner_id=ana.id, occurred_at=datetime(2026, 7, 1, 1, tzinfo=UTC))
    make("lead", owner_id=ana.id, created_on=date(2026, 3, 1))
    make("quota", user_id=ana.id, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))
    assert by(session, "count_activities", "team") == {"Blues": 1, "Reds": 1}
    assert by(session, "count_leads", "team") == {"Reds": 1}
    assert by(session, "quota", "team", period="2026-Q2") == {"Reds": 100_000}


def test_the_manager_of_then_counts_too(make, won, session):
    boss, chief = make("user", name="Old Boss"), make("user", name="New Chief")
    ana = make("user", name="Ana Ruiz", manager_id=chief.id)
    make("team_membership", user_id=ana.id, manager_id=boss.id, starts_on=date(2026, 1, 1),
         ends_on=date(2026, 6, 30))  # fmt: skip
    won(ana, date(2026, 5, 1))
    won(ana, date(2026, 8, 1), 3_000_00)
    assert by(session, "won_revenue", "manager", period="2026") == {
        "New Chief": 3_000, "Old Boss": 1_000,
    }  # fmt: skip


def test_a_deal_that_reps_share_is_credited_to_each_and_the_parts_add_up(make, won, session):
    ana, bo, cy = (make("user", name=name) for name in ("Ana Ruiz", "Bo Lee", "Cy Fox"))
    deal = won(ana, date(2026, 8, 1), 100_01)
    for rep in (ana, bo, cy):
        make("deal_split", opportunity_id=deal.id, user_id=rep.id, share=1 / 3)
    won(bo, date(2026, 8, 2), 50_00)
    parts = by(session, "won_revenue", "owner", period="2026")
    assert sum(parts.values()) == Decimal("150.01")
    assert {parts["Ana Ruiz"], parts["Cy Fox"]} <= {Decimal("33.33"), Decimal("33.34")}
    assert measure(context(session), "won_revenue", period="2026").figures[0].value == Decimal(
        "150.01"
    )
    mine = measure(context(session), "won_revenue", period="2026",
                   where=[Filter(field="owner", value="Bo Lee")])  # fmt: skip
    assert mine.figures[0].value == parts["Bo Lee"]


def test_credits_of_any_shares_add_up_to_the_cent(make, won, session):
    dice = random.Random(4)
    reps = [make("user", name=f"Rep {n}") for n in range(5)]
    total, wanted = 0, dict.fromkeys((r.id for r in reps), 0)
    for _ in range(30):
        cents = dice.randrange(1, 9_999_999)
        deal, total = won(reps[0], date(2026, 8, 1), cents), total + cents
        cuts = sorted(dice.sample(range(1, 1000), 2))
        shares = [cuts[0], cuts[1] - cuts[0], 1000 - cuts[1]]
        for rep, share in zip(dice.sample(reps, 3), shares, strict=True):
            make("deal_split", opportunity_id=deal.id, user_id=rep.id, share=share / 1000)
            wanted[rep.id] += Decimal(cents) * share / 1000
    parts = by(session, "won_revenue", "owner", period="2026")
    assert sum(parts.values()) * 100 == total
    for n, rep in enumerate(reps):
        assert abs(parts[f"Rep {n}"] * 100 - wanted[rep.id]) <= 30


def test_a_shared_deal_counts_towards_the_quota_of_each_rep(make, won, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    for rep in (ana, bo):
        make("quota", user_id=rep.id, amount_cents=600_00)
    deal = won(ana, date(2026, 10, 5), 1_200_00)
    before = measure(context(session), "quota_attainment", period="2026-Q4").figures[0].value
    for rep in (ana, bo):
        make("deal_split", opportunity_id=deal.id, user_id=rep.id, share=0.5)
    after = measure(context(session), "quota_attainment", period="2026-Q4").figures[0].value
    assert (before, after) == (Decimal("0.5"), 1)


def test_a_split_of_another_workspace_changes_nothing(make, won, session):
    ana = make("user", name="Ana Ruiz")
    won(ana, date(2026, 8, 1))
    there = type(make)(session, "another")
    rep = there("user", name="Zed")
    deal = there("opportunity", owner_id=rep.id)
    there("deal_split", opportunity_id=deal.id, user_id=rep.id, share=0.5)
    assert by(session, "won_revenue", "owner", period="2026") == {"Ana Ruiz": 1_000}
    assert TODAY.year == 2026


@pytest.mark.parametrize(("metric", "variant"), [
    ("open_pipeline", None), ("pipeline_created", None), ("lost_revenue", None),
])  # fmt: skip
def test_every_sum_of_money_by_owner_is_credited_by_share(make, session, metric, variant):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    status = {"lost_revenue": {"status": "lost", "closed_on": TODAY}}.get(metric, {})
    deal = make("opportunity", owner_id=ana.id, amount_cents=1_000_01, created_on=date(2026, 11, 2),
                **({"status": "open"} | status))  # fmt: skip
    for user, share in ((ana, Decimal("0.5")), (bo, Decimal("0.5"))):
        make("deal_split", opportunity_id=deal.id, user_id=user.id, share=share)
    result = measure(context(session), metric, by=["owner"], variant=variant)
    told = {row[0]: row[1] for row in result.tables[0].rows}
    assert sum(told.values()) == Decimal("1000.01") == result.figures[0].value
    assert set(told) == {"Ana Ruiz", "Bo Lee"}
    assert max(told.values()) - min(told.values()) == Decimal("0.01")


def test_coverage_of_a_rep_counts_their_share_against_their_quota(make, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    for user in (ana, bo):
        make("quota", user_id=user.id, amount_cents=1_000_00)
    deal = make("opportunity", owner_id=ana.id, status="open", amount_cents=4_000_00,
                created_on=date(2026, 9, 1), expected_close_on=date(2026, 12, 1))  # fmt: skip
    for user, share in ((ana, Decimal("0.25")), (bo, Decimal("0.75"))):
        make("deal_split", opportunity_id=deal.id, user_id=user.id, share=share)
    told = by(session, "pipeline_coverage", "owner", period="this quarter")
    assert told == {"Ana Ruiz": 1, "Bo Lee": 3}


def test_a_rate_by_value_weighs_what_each_rep_is_credited(make, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    for n in range(6):
        deal = make("opportunity", owner_id=ana.id, amount_cents=1_000_00,
                    status="won" if n < 3 else "lost", created_on=date(2026, 9, 1),
                    closed_on=date(2026, 11, 2))  # fmt: skip
        shares = ((ana, Decimal("0.2")), (bo, Decimal("0.8"))) if n == 0 else ((ana, Decimal(1)),)
        for user, share in shares:
            make("deal_split", opportunity_id=deal.id, user_id=user.id, share=share)
    result = measure(context(session), "win_rate", by=["owner"], variant="by_value")
    rows = {row[0]: row[1] for row in result.tables[0].rows}
    assert round(rows["Ana Ruiz"], 6) == round(Decimal("2.2") / Decimal("5.2"), 6)
