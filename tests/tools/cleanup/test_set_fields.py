"""Fields are set as ordered and no others, what follows is shown, and undo puts all back."""

from dataclasses import replace

import pytest

from store.errors import BadInput, LimitReached, NotFound, Refused
from store.ledger import ChangeSet
from tests.tools.cleanup.ordering import after, of, to
from tools.arguments import FieldValue
from tools.cleanup.set_fields import set_fields
from tools.context import Actor
from tools.parts.editing import orders


def as_admin(ctx):
    return replace(ctx, actor=Actor("ada@example.com", "Ada", "admin"))


def test_deals_change_hands_and_the_figures_of_both_owners_are_told(ctx, deals, reps):
    result = set_fields(
        ctx, "opportunity", values=to("owner", "dana okafor"),
        where=[*of("owner", "Ann Navarro"), *of("status", "open")],
    )  # fmt: skip
    dana = reps["Dana Okafor"].id
    assert after(ctx, result) == {
        deals["open"].id: {"owner_id": dana}, deals["bare"].id: {"owner_id": dana}
    }  # fmt: skip
    assert "set owner to Dana Okafor on 2 deals (owner Ann Navarro, status open)" in result.say
    effects = ctx.session.get(ChangeSet, ("main", result.change_sets[0].id)).effects
    assert effects["open pipeline of Dana Okafor"] == {"before": "$0", "after": "$500"}
    assert effects["open pipeline of Ann Navarro"] == {"before": "$500", "after": "$0"}
    assert ["Acme new", "Ann Navarro", "Dana Okafor"] in result.tables[0].rows


def test_records_of_an_earlier_list_are_the_only_ones(ctx, deals):
    result = set_fields(
        ctx, "opportunity", values=to("next step", "call back"), records=[deals["bare"].id]
    )
    assert after(ctx, result) == {deals["bare"].id: {"next_step": "call back"}}


def test_what_holds_the_value_already_is_counted_and_not_proposed(ctx, deals):
    result = set_fields(
        ctx, "opportunity", values=to("stage", "proposal"), where=of("status", "open")
    )
    assert set(after(ctx, result)) == {deals["open"].id}
    assert any(note.startswith("1 deal has it already") for note in result.notes)
    with_nothing = set_fields(
        ctx, "opportunity", values=to("stage", "Proposal"), records=[deals["bare"].id]
    )
    assert with_nothing.change_sets == []
    assert "has stage Proposal already" in with_nothing.say


def test_days_move_by_days_and_a_later_one_is_one_push_more(ctx, deals):
    result = set_fields(
        ctx, "opportunity", values=to("close date", "+14 days"), where=of("owner", "Ann Navarro")
    )
    assert after(ctx, result) == {
        deals["open"].id: {"expected_close_on": "2026-12-15", "push_count": 2}
    }
    assert any("without a day that could be moved" in note for note in result.notes)


def test_a_month_is_no_day(ctx, deals):
    with pytest.raises(BadInput, match="Which day of"):
        set_fields(
            ctx, "opportunity", values=to("close date", "January 2027"), where=of("status", "open")
        )


def test_a_deal_cannot_have_closed_in_the_future(ctx, deals):
    with pytest.raises(BadInput, match="still to come"):
        set_fields(
            ctx, "opportunity", values=to("closed", "2026-11-23"),
            records=[deals["won"].id],
        )  # fmt: skip


def test_money_is_read_in_cents_and_in_its_own_currency(ctx, make, deals):
    euro = make("opportunity", name="Euro", stage="Discovery", currency="EUR", amount_cents=100)
    result = set_fields(
        ctx, "opportunity", values=to("amount", "$48k"),
        records=[deals["open"].id, euro.id],
    )  # fmt: skip
    assert after(ctx, result) == {deals["open"].id: {"amount_cents": 48_000_00}}
    assert any("another currency" in note for note in result.notes)
    with pytest.raises(BadInput, match="whole cents"):
        set_fields(ctx, "opportunity", values=to("amount", "1.005"), records=[euro.id])


def test_consent_becomes_stricter_for_all_and_looser_for_an_admin_only(ctx, make):
    kept = make("contact", first_name="Ida", consent="opted_in")
    out = make("contact", first_name="Bo", consent="opted_out")
    strict = set_fields(
        ctx, "contact", values=to("consent", "do not contact"), records=[kept.id, out.id]
    )
    assert after(ctx, strict, "contact") == {kept.id: {"consent": "opted_out"}}
    with pytest.raises(Refused, match="only an admin"):
        set_fields(ctx, "contact", values=to("consent", "opted in"), records=[out.id])
    loose = set_fields(as_admin(ctx), "contact", values=to("consent", "opted in"), records=[out.id])
    assert after(ctx, loose, "contact") == {out.id: {"consent": "opted_in"}}


@pytest.mark.parametrize(
    ("field", "value", "error", "why"),
    [
        ("owner", "Zed", NotFound, "no owner called 'Zed'"),
        ("stage", "Propsal", NotFound, "no stage called 'Propsal'"),
        ("created", "2026-01-01", Refused, "not set to order"),
        ("id in the source", "x1", Refused, "not set to order"),
        ("colour", "red", BadInput, "have no field 'colour'"),
        ("stage", None, BadInput, "cannot be empty"),
        ("amount", "lots", BadInput, "not a number"),
        ("close date", "9999-01-01", BadInput, "no likely"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(ctx, deals, field, value, error, why):
    with pytest.raises(error, match=why) as raised:
        set_fields(ctx, "opportunity", values=to(field, value), where=of("status", "open"))
    assert raised.value.hint


def test_a_misspelled_list_value_names_the_near_one_and_a_new_one_is_said_to_be_new(ctx, make):
    make("account", name="Acme", industry="Healthcare")
    bolt = make("account", name="Bolt")
    with pytest.raises(NotFound) as raised:
        set_fields(ctx, "account", values=to("industry", "Helthcare"), records=[bolt.id])
    assert "Near: Healthcare" in raised.value.hint
    made = set_fields(
        ctx, "account", values=to("segment", "Strategic"), records=[bolt.id], new_value=True
    )
    assert after(ctx, made, "account") == {bolt.id: {"segment": "Strategic"}}


def test_two_people_of_one_name_are_asked_about_and_one_who_left_gets_nothing(ctx, make, deals):
    make("user", name="Dana Lee")
    make("user", name="Old Hand", active=False)
    with pytest.raises(BadInput, match=r"Which Dana: Dana Lee .*, Dana Okafor"):
        set_fields(ctx, "opportunity", values=to("owner", "Dana"), where=of("status", "open"))
    with pytest.raises(BadInput, match="does not work here any more"):
        set_fields(ctx, "opportunity", values=to("owner", "Old Hand"), where=of("status", "open"))


def test_nothing_is_set_on_everything_unless_that_is_said(ctx, make, reps):
    make("account", name="Acme")
    with pytest.raises(BadInput, match="all accounts"):
        set_fields(ctx, "account", values=to("owner", "Mei Park"))
    said = set_fields(ctx, "account", values=to("owner", "Mei Park"), everything=True)
    assert len(after(ctx, said, "account")) == 1


def test_no_two_records_are_given_one_name(ctx, make):
    for _ in range(2):
        make("account", name="Acme", industry="Retail")
    with pytest.raises(BadInput, match="would all get the name"):
        set_fields(ctx, "account", values=to("name", "Acme Ltd"), where=of("industry", "Retail"))


def test_one_order_changes_so_many_records_at_most(ctx, make, monkeypatch):
    monkeypatch.setattr(orders, "MOST", 1)
    for _ in range(2):
        make("lead", last_name="Ito", status="New")
    with pytest.raises(LimitReached, match="2 leads"):
        set_fields(ctx, "lead", values=to("source", "Webinar"), where=of("status", "New"))


def test_one_deal_that_could_be_several_is_asked_about(ctx, deals):
    with pytest.raises(BadInput, match=r"2 deals could be meant: (Acme|Bolt) new; (Acme|Bolt) new"):
        set_fields(
            ctx, "opportunity", values=to("owner", "Mei Park"), where=of("status", "open"),
            single=True,
        )  # fmt: skip


def test_accounts_that_change_hands_leave_their_deals_and_say_so(ctx, make, reps):
    acme = make("account", name="Acme", owner_id=reps["Ann Navarro"].id)
    make("opportunity", name="Deal", account_id=acme.id)
    result = set_fields(ctx, "account", values=to("owner", "Mei Park"), records=[acme.id])
    assert any("1 open deal keeps its owner" in note for note in result.notes)


def test_values_are_written_as_the_column_writes_them(ctx, make):
    make("account", name="Bolt", country="United States", phone="+1 212 555 0100")
    acme = make("account", name="Acme", country="Germany")
    values = [FieldValue(field="country", value="usa"), FieldValue(field="website", value=None)]
    result = set_fields(ctx, "account", values=values, records=[acme.id])
    assert after(ctx, result, "account") == {acme.id: {"country": "United States"}}
    with pytest.raises(BadInput, match="cannot be the phone"):
        set_fields(ctx, "account", values=to("phone", "tbd"), records=[acme.id])


def test_the_same_order_once_more_is_the_draft_that_waits(ctx, deals):
    first = set_fields(
        ctx, "opportunity", values=to("owner", "Mei Park"), where=of("status", "open")
    )
    again = set_fields(
        ctx, "opportunity", values=to("owner", "Mei Park"), where=of("status", "open")
    )
    assert again.change_sets[0].id == first.change_sets[0].id
    assert "waits already" in again.say
    other = set_fields(
        ctx, "opportunity", values=to("owner", "Dana Okafor"), records=[deals["open"].id]
    )
    assert any(first.change_sets[0].id in note for note in other.notes)


def test_a_correction_takes_the_place_of_the_draft_before(ctx, deals):
    first = set_fields(
        ctx, "opportunity", values=to("owner", "Mei Park"), where=of("status", "open")
    )
    old = first.change_sets[0].id
    second = set_fields(
        ctx, "opportunity", values=to("owner", "Dana Okafor"), where=of("status", "open"),
        instead_of=old,
    )  # fmt: skip
    row = ctx.session.get(ChangeSet, ("main", old))
    assert (row.status, second.notes) == ("rejected", [])
    with pytest.raises(Refused, match="no order of yours"):
        set_fields(
            ctx, "opportunity", values=to("owner", "Mei Park"), where=of("status", "open"),
            instead_of=old,
        )  # fmt: skip


def test_a_correction_that_is_what_another_draft_says_withdraws_the_one_it_corrects(ctx, deals):
    wrong, right = (
        set_fields(ctx, "opportunity", values=to("owner", name), where=of("status", "open"))
        .change_sets[0].id
        for name in ("Mei Park", "Dana Okafor")
    )  # fmt: skip
    again = set_fields(
        ctx, "opportunity", values=to("owner", "Dana Okafor"), where=of("status", "open"),
        instead_of=wrong,
    )  # fmt: skip
    assert again.change_sets[0].id == right
    states = {i: ctx.session.get(ChangeSet, ("main", i)).status for i in (wrong, right)}
    assert states == {wrong: "rejected", right: "draft"}


def test_words_of_a_persons_own_are_shown_as_they_are(ctx, make):
    ida = make("contact", first_name="Ida", email="ida@example.com", consent="unknown")
    values = [FieldValue(field="email", value="ida_old@example.com"),
              FieldValue(field="consent", value="opted_out")]  # fmt: skip
    [shown] = set_fields(ctx, "contact", values=values, records=[ida.id]).tables
    assert shown.rows == [
        ["Ida", "ida@example.com", "ida_old@example.com", "unknown", "opted out"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["n" * 501, "Acme\0"])
def test_a_text_that_no_column_holds_is_refused(ctx, make, name):
    acme = make("account", name="Acme")
    with pytest.raises(BadInput, match="cannot be the"):
        set_fields(ctx, "account", values=to("name", name), records=[acme.id])
