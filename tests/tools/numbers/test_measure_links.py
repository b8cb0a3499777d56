"""A figure is computed over records by what they are linked to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.arguments import Filter, Link
from tools.numbers.measure import measure


@pytest.fixture
def deals(make):
    """Two won deals of $1,000 with and one lost without a meeting; one won with only a call."""

    def one(status, kind=None, amount=1_000_00):
        deal = make("opportunity", status=status, created_on=date(2026, 9, 1),
                    closed_on=date(2026, 10, 5), amount_cents=amount)  # fmt: skip
        if kind:
            make(
                "activity",
                opportunity_id=deal.id,
                kind=kind,
                occurred_at=datetime(2026, 9, 9, tzinfo=UTC),
            )

    one("won", "meeting")
    one("won", "meeting")
    one("won", "call", 5_000_00)
    one("lost")


def met(op="with", count=None):
    return [Link(table="activity", op=op, count=count,
                 where=[Filter(field="kind", value="meeting")])]  # fmt: skip


def test_a_figure_is_over_the_records_that_have_what_is_asked(deals, session):
    result = measure(context(session), "won_revenue", links=met(), period="Q4 2026")
    assert result.figures[0].value == Decimal(2000)
    assert "with activities (type meeting)" in result.say


def test_a_rate_is_over_the_records_without_them(deals, session):
    result = measure(context(session), "deals_won", links=met("without"), period="Q4 2026")
    assert result.figures[0].value == 1


def test_the_conditions_are_told_as_facts(deals, session):
    result = measure(context(session), "deals_won", links=met("at_least", 1), period="Q4 2026")
    assert result.facts["links"][0]["table"] == "activity"


def test_a_breakdown_keeps_the_links(deals, session):
    result = measure(context(session), "deals_won", by=["month"], links=met(), period="Q4 2026")
    assert sum(row[1] for row in result.tables[0].rows) == 2


def test_a_share_is_that_of_the_records_without_the_links(deals, session):
    result = measure(context(session), "deals_won", links=met(), share=True, period="Q4 2026")
    assert "of the 3 in all" in result.say


def test_records_that_are_not_linked_are_refused(deals, session):
    with pytest.raises(BadInput):
        measure(context(session), "won_revenue", links=[Link(table="schedule")])


def test_a_quotient_takes_no_links(deals, session):
    with pytest.raises(BadInput, match="divided"):
        measure(context(session), "won_revenue", per="deals_won", links=met())
