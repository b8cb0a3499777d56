"""Records are listed in full count, with names for references."""

from datetime import date
from decimal import Decimal

import pytest

from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.arguments import Filter, Ranking
from tools.numbers.find_records import find_records


@pytest.fixture
def deals(make):
    """Three deals of Ana's at Acme, $100 to $300; the largest is won."""
    ana = make("user", name="Ana Ruiz")
    acme = make("account", name="Acme", industry="Retail")
    for n in (1, 2, 3):
        make("opportunity", name=f"Deal {n}", owner_id=ana.id, account_id=acme.id,
             amount_cents=n * 100_00, status="won" if n == 3 else "open",
             created_on=date(2026, 10, n), closed_on=date(2026, 11, 1) if n == 3 else None,
             expected_close_on=date(2026, 12, n))  # fmt: skip


def test_the_biggest_come_first_and_references_are_names(deals, session):
    table = find_records(context(session), "opportunity").tables[0]
    assert [row[0] for row in table.rows] == ["Deal 3", "Deal 2", "Deal 1"]
    assert table.rows[0][:3] == ["Deal 3", "Acme", "Ana Ruiz"]
    assert table.rows[0][table.columns.index("amount")] == Decimal(300)
    assert table.units[table.columns.index("amount")] == "USD"


def test_all_are_counted_when_only_some_are_shown(deals, session):
    result = find_records(
        context(session), "deals", where=[Filter(field="status", value="open")],
        rank=Ranking(order="top", count=1),
    )  # fmt: skip
    assert result.say == ("2 deals (status open), worth $300 in all. The first 1 are shown.")
    assert (result.tables[0].total, len(result.tables[0].rows)) == (2, 1)
    assert len(result.facts["ids"]) == 2


def test_a_period_is_about_the_day_that_the_status_asks_for(deals, session):
    ctx = context(session)
    won = [Filter(field="status", value="won")]
    due = [Filter(field="status", value="open")]
    assert find_records(ctx, "opportunity", where=won, period="November 2026").facts["total"] == 1
    assert find_records(ctx, "opportunity", where=due, period="this month").facts["total"] == 0
    assert find_records(ctx, "opportunity", where=due, period="December").facts["total"] == 2
    assert find_records(ctx, "opportunity", period="October 2026").facts["total"] == 3


def test_a_deal_with_a_loss_reason_is_looked_up_by_the_day_it_closed(make, session):
    make("opportunity", name="Lost", status="lost", loss_reason="Price",
         created_on=date(2026, 8, 1), closed_on=date(2026, 10, 5))  # fmt: skip
    ctx, why = context(session), [Filter(field="loss_reason", value="Price")]
    assert find_records(ctx, "deals", where=why, period="October 2026").facts["total"] == 1
    assert find_records(ctx, "deals", where=why, period="August 2026").facts["total"] == 0


def test_a_stage_that_ends_deals_dates_them_by_the_day_they_closed(make, session):
    make("opportunity", name="Won", status="won", stage="Closed Won",
         created_on=date(2026, 8, 1), closed_on=date(2026, 10, 5))  # fmt: skip
    ctx, won = context(session), [Filter(field="stage", value="Closed Won")]
    assert find_records(ctx, "deals", where=won, period="October 2026").facts["total"] == 1
    assert find_records(ctx, "deals", where=won, period="August 2026").facts["total"] == 0


def test_columns_and_order_are_as_asked(deals, session):
    table = find_records(
        context(session), "opportunity", fields=["name", "account.industry"], sort="created",
        order="ascending",
    ).tables[0]  # fmt: skip
    assert table.columns == ["name", "account industry"]
    assert table.rows == [["Deal 1", "Retail"], ["Deal 2", "Retail"], ["Deal 3", "Retail"]]


def test_nothing_found_is_said_without_a_table(deals, session):
    result = find_records(
        context(session), "opportunity", where=[Filter(field="amount", op="gt", value="5k")]
    )
    assert result.say == "There are none: 0 deals (amount above $5,000)."
    assert result.tables == []


def test_deals_without_an_amount_are_counted_beside_the_sum(deals, make, session):
    make("opportunity", name="Blank")
    result = find_records(context(session), "opportunity")
    assert result.figures[1].value == 600
    assert "1 of the 4 deals have no amount." in result.notes


def test_an_unknown_table_or_sorting_is_refused(session):
    with pytest.raises(BadInput, match="no table 'invoices'"):
        find_records(context(session), "invoices")
    with pytest.raises(BadInput, match="cannot be sorted"):
        find_records(context(session), "account", sort="contacts")
