"""Amounts are set and told in the currency of their deals, and owners' figures say all of it."""

from decimal import Decimal

import pytest

from store.errors import BadInput, Refused
from store.ledger import ChangeSet
from tests.tools.cleanup.ordering import after, of, to
from tools.arguments import FieldValue
from tools.cleanup.set_fields import set_fields


@pytest.fixture
def euro(make, reps, stages):
    return make("opportunity", name="Euro", stage="Discovery", currency="EUR", amount_cents=100,
                owner_id=reps["Ann Navarro"].id)  # fmt: skip


def effects(ctx, result):
    return ctx.session.get(ChangeSet, ("main", result.change_sets[0].id)).effects


def test_an_amount_without_a_currency_is_of_the_workspaces(ctx, euro):
    with pytest.raises(Refused, match="1 is in another currency than the amount"):
        set_fields(ctx, "opportunity", values=to("amount", "48k"), records=[euro.id])


def test_an_amount_is_shown_in_its_own_currency(ctx, euro):
    result = set_fields(ctx, "opportunity", values=to("amount", "48000 EUR"), records=[euro.id])
    assert after(ctx, result) == {euro.id: {"amount_cents": 48_000_00}}
    [shown] = result.tables
    assert shown.units == ["text", "EUR", "EUR"]
    assert shown.rows == [["Euro", Decimal(1), Decimal(48_000)]]


def test_amounts_of_several_currencies_are_counted_apart_and_shown_as_plain_numbers(
    ctx, deals, euro
):
    ids = [deals["open"].id, deals["bare"].id, euro.id]
    emptied = set_fields(ctx, "opportunity", values=to("amount", None), records=ids)
    assert emptied.tables[0].units == ["text", "number", "number"]
    moved = set_fields(ctx, "opportunity", values=to("owner", "Mei Park"), records=ids)
    sums = {f.unit: (f.value, f.n) for f in moved.figures if f.metric == "amount_to_change"}
    assert sums == {"EUR": (1, 1), "USD": (500, 1)}
    told = effects(ctx, moved)
    assert told["open pipeline of Mei Park in EUR"] == {"before": "€0", "after": "€1"}
    assert told["open pipeline of Mei Park in USD"] == {"before": "$0", "after": "$500"}


@pytest.mark.parametrize("amount", ["1e30", "nan", "Infinity"])
def test_an_amount_that_no_column_holds_is_refused(ctx, deals, amount):
    with pytest.raises(BadInput):
        set_fields(ctx, "opportunity", values=to("amount", amount), records=[deals["open"].id])


def test_a_deal_that_is_won_for_its_new_owner_is_none_of_their_open_pipeline(ctx, deals, make):
    other = make("opportunity", name="Mine", stage="Discovery", amount_cents=70_00,
                 owner_id=deals["open"].owner_id)  # fmt: skip
    values = [FieldValue(field="owner", value="Mei Park"), FieldValue(field="stage", value="Won")]
    told = effects(ctx, set_fields(ctx, "opportunity", values=values, records=[deals["open"].id]))
    assert told["open pipeline of Ann Navarro"] == {"before": "$570", "after": "$70"}
    assert "open pipeline of Mei Park" not in told
    assert other.id != deals["open"].id


def test_owners_beyond_the_first_few_are_counted(ctx, make, reps):
    for place in range(8):
        user = make("user", name=f"Rep {place}")
        make("account", name=f"Account {place}", industry="Retail", owner_id=user.id)
    result = set_fields(
        ctx, "account", values=to("owner", "Mei Park"), where=of("industry", "Retail")
    )
    told = effects(ctx, result)
    assert told["accounts of Mei Park"] == {"before": 0, "after": 8}
    assert told["other owners whose figures change"] == "3"
    assert len(told) == 7
