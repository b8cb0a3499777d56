"""What the records do not say is said to be missing, and is never nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tools.numbers.world import TODAY, context
from tools.numbers.measure import measure
from tools.numbers.pipeline_changes import pipeline_changes


@pytest.fixture
def bare(make):
    """Open deals that carry neither an amount nor a day on which they should close."""
    for n in range(3):
        make("opportunity", name=f"Deal {n}", status="open", created_on=TODAY - timedelta(days=9),
             amount_cents=None, expected_close_on=None)  # fmt: skip


@pytest.mark.parametrize("metric", ["open_pipeline", "open_deals", "pipeline_coverage"])
def test_what_is_due_is_unknown_when_no_open_deal_says_when_it_closes(metric, bare, session):
    found = measure(context(session), metric, period="this quarter").figures[0]
    assert found.value is None


def test_no_deal_is_known_to_be_overdue_when_none_says_when_it_closes(bare, session):
    found = measure(context(session), "overdue_deals").figures[0]
    assert found.value is None
    assert found.reason == "none of the 3 open deals has an expected close date"


def test_one_day_that_is_known_makes_none_due_a_count(bare, make, session):
    make("opportunity", name="Dated", status="open", created_on=date(2026, 9, 1),
         amount_cents=1_00, expected_close_on=TODAY + timedelta(days=300))  # fmt: skip
    assert measure(context(session), "overdue_deals").figures[0].value == 0
    assert measure(context(session), "open_pipeline", period="this quarter").figures[0].value == 0


def test_a_pipeline_without_amounts_is_walked_in_deals_though_its_wins_have_amounts(
    bare, make, session
):
    yesterday = TODAY - timedelta(days=1)
    make("opportunity", name="Won", status="won", created_on=date(2026, 9, 1),
         closed_on=yesterday, amount_cents=500_00)  # fmt: skip
    walked = pipeline_changes(context(session), "the last 7 days")
    assert walked.figures[-1].unit == "count"
    assert (walked.facts["open0"], walked.facts["open1"]) == ("4", "3")
    assert Decimal(walked.facts["bars"]["won"]) == -1
    assert any("counted in deals" in note for note in walked.notes)


def test_groups_without_a_value_are_not_said_to_have_what_the_first_of_them_has(make, session):
    owners = [make("user", name=name, role="rep") for name in ("Ann", "Bea")]
    for owner, deals in zip(owners, (4, 2), strict=True):
        for n in range(deals):
            make("opportunity", name=f"{owner.name} {n}", status="won", owner_id=owner.id,
                 created_on=date(2026, 7, 1), closed_on=date(2026, 8, 1))  # fmt: skip
    notes = measure(context(session), "win_rate", by=["owner"], period="2026-Q3").notes
    said = "2 groups have no value: it needs at least 5 closed deals, and they have fewer."
    assert said in notes
