"""An empty cell is filled only where the store knows the value, with its source, over nobody."""

from datetime import timedelta

import pytest
from sqlmodel import select

from store import changes
from store.engine import writing
from store.errors import BadInput
from store.ledger import Change
from tests.makers import NOW, Make
from tools.arguments import Filter, Ranking
from tools.cleanup.fill_missing_fields import fill_missing_fields


def filled(ctx, result):
    """Each change of the proposal, as (row, field) -> value."""
    if not result.change_sets:
        return {}
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    return {(c.row_id, f): v for c in ctx.session.exec(query) for f, v in c.after.items()}


def test_an_industry_is_taken_from_accounts_with_the_same_domain(ctx, make):
    make("account", name="Acme", domain="acme.com", industry="Retail")
    bare = make("account", name="Acme West", website="https://www.acme.com/west")
    result = fill_missing_fields(ctx, "account", fields=["industry"])
    assert filled(ctx, result) == {(bare.id, "industry"): "Retail"}
    assert "the account with the domain acme.com" in result.tables[0].rows[0][3]


def test_accounts_that_disagree_fill_nothing(ctx, make):
    for industry in ("Retail", "Energy"):
        make("account", name="Acme", domain="acme.com", industry=industry)
    make("account", name="Acme West", domain="acme.com")
    assert filled(ctx, fill_missing_fields(ctx, "account", fields=["industry"])) == {}


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"phone": "+493012345678"}, "Germany"), ({"phone": "+14165550123"}, "Canada"),
        ({"domain": "acme.fr"}, "France"), ({"domain": "acme.co.uk"}, "United Kingdom"),
        ({"domain": "acme.io"}, None), ({"domain": "acme.com"}, None), ({"phone": "030 12"}, None),
    ],
)  # fmt: skip
def test_a_country_is_read_from_the_phone_or_the_domain(ctx, make, fields, country):
    row = make("account", name="Acme", **fields)
    found = filled(ctx, fill_missing_fields(ctx, "account", fields=["country"]))
    assert found == ({(row.id, "country"): country} if country else {})


def test_a_country_is_written_as_its_column_writes_countries(ctx, make):
    for n in range(3):
        make("account", name=f"Firm {n}", country="US")
    row = make("account", name="Acme", phone="+493012345678")
    assert filled(ctx, fill_missing_fields(ctx, "account", fields=["country"])) == {
        (row.id, "country"): "DE"
    }


def test_sources_that_disagree_leave_it_empty_and_are_shown(ctx, make):
    make("account", name="Acme", phone="+493012345678", domain="acme.fr")
    result = fill_missing_fields(ctx, "account", fields=["country"])
    assert result.change_sets == []
    assert "Germany by" in str(result.tables[0].rows[0][2])


def test_a_contacts_company_account_and_owner_come_from_the_emails_domain(ctx, make):
    dana = make("user", name="Dana Reed")
    acme = make("account", name="Acme", domain="acme.com", owner_id=dana.id)
    ann = make("contact", first_name="Ann", last_name="Lee", email="ann.lee@mail.acme.com")
    bob = make("contact", first_name="Bob", last_name="Ray", email="bob@gmail.com")
    found = filled(ctx, fill_missing_fields(ctx, "contact"))
    assert found == {(ann.id, "account_id"): acme.id, (ann.id, "company_name"): "Acme"}
    assert not any(row == bob.id for row, _ in found)


def test_two_accounts_with_one_domain_say_nothing_of_a_contact(ctx, make):
    for name in ("Acme North", "Acme South"):
        make("account", name=name, domain="acme.com")
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com")
    assert filled(ctx, fill_missing_fields(ctx, "contact")) == {}


def test_an_accounts_domain_is_that_of_its_contacts(ctx, make):
    acme = make("account", name="Acme")
    for name in ("ann", "bob"):
        make("contact", first_name=name.title(), last_name="Lee", account_id=acme.id,
             email=f"{name}@acme.com")  # fmt: skip
    assert filled(ctx, fill_missing_fields(ctx, "account", fields=["domain"])) == {
        (acme.id, "domain"): "acme.com"
    }


def test_a_name_is_read_from_a_personal_mailbox_only(ctx, make):
    ann = make("lead", email="ann.lee@acme.com", last_name="Lee")
    make("lead", email="info@acme.com")
    make("lead", email="sales.team@acme.com")
    make("lead", email="ann.lee@acme.com", last_name="Smith")
    found = filled(ctx, fill_missing_fields(ctx, "lead", fields=["first name"]))
    assert found == {(ann.id, "first_name"): "Ann"}


def test_a_deals_region_account_and_last_activity(ctx, make):
    dana = make("user", name="Dana Reed", region="West")
    acme = make("account", name="Acme")
    deal = make("opportunity", owner_id=dana.id)
    make("activity", opportunity_id=deal.id, account_id=acme.id, occurred_at=NOW)
    make("activity", opportunity_id=deal.id, occurred_at=NOW - timedelta(days=3))
    assert filled(ctx, fill_missing_fields(ctx, "opportunity")) == {
        (deal.id, "region"): "West", (deal.id, "account_id"): acme.id,
        (deal.id, "last_activity_on"): NOW.date().isoformat(),
    }  # fmt: skip


def test_a_value_that_is_there_is_never_touched(ctx, make):
    make("account", name="Acme", domain="acme.com", industry="Retail")
    make("account", name="Acme West", domain="acme.com", industry="Energy", country="Spain",
         phone="+493012345678")  # fmt: skip
    assert fill_missing_fields(ctx, "account", fields=["industry", "country"]).change_sets == []


def test_what_a_person_emptied_stays_empty(session, engine, ctx, make):
    row = make("account", name="Acme", phone="+493012345678", country="France")
    session.commit()
    with writing(engine) as editing:
        changes.edit(editing, "main", "account", row.id, {"country": None}, actor="ana", now=NOW)
    result = fill_missing_fields(ctx, "account", fields=["country"])
    assert result.change_sets == []
    assert any("emptied them on purpose" in note for note in result.notes)


def test_conditions_choose_the_records_and_other_workspaces_say_nothing(ctx, make):
    other = Make(ctx.session, "other")
    other("account", name="Acme", domain="acme.com", industry="Retail")
    make("account", name="Acme", domain="acme.com")
    west = make("account", name="West", phone="+493012345678", segment="SMB")
    make("account", name="East", phone="+493012345679", segment="Enterprise")
    smb = [Filter(field="segment", value="SMB")]
    assert filled(ctx, fill_missing_fields(ctx, "account", where=smb)) == {
        (west.id, "country"): "Germany"
    }


def test_accounts_missing_a_country_are_asked_for_their_country(ctx, make):
    make("account", name="Known", domain="acme.com", industry="Retail", country="France")
    row = make("account", name="Acme", domain="acme.com", phone="+493012345678")
    missing = [Filter(field="country", op="missing")]
    assert filled(ctx, fill_missing_fields(ctx, "account", where=missing)) == {
        (row.id, "country"): "Germany"
    }


def test_a_field_that_the_store_cannot_know_is_refused_with_those_it_may(ctx):
    with pytest.raises(BadInput) as error:
        fill_missing_fields(ctx, "account", fields=["employees"])
    assert "industry" in error.value.hint


def test_applied_and_asked_again_there_is_nothing_left(session, engine, ctx, make):
    make("account", name="Acme", domain="acme.de")
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.de")
    for _ in range(2):  # what was filled first may tell more the second time
        result = fill_missing_fields(ctx)
        session.commit()
        if result.change_sets:
            [ref] = result.change_sets
            by = changes.Approver("ana@example.com", "ops_manager")
            changes.approve(engine, "main", ref.id, digest=ref.digest, by=by, now=NOW)
            changes.apply(engine, "main", ref.id, worker="test", now=NOW)
            session.expire_all()
    assert fill_missing_fields(ctx).change_sets == []


def test_only_the_largest_are_filled_when_so_many_are_asked_for(ctx, make):
    make("account", name="Acme", domain="acme.com", industry="Retail", annual_revenue_cents=900)
    big = make("account", name="Acme West", domain="acme.com", annual_revenue_cents=800)
    make("account", name="Acme East", domain="acme.com", annual_revenue_cents=100)
    top = Ranking(order="top", count=2)
    result = fill_missing_fields(ctx, "account", fields=["industry"], rank=top)
    assert filled(ctx, result) == {(big.id, "industry"): "Retail"}
    assert "Only the 2 largest accounts by annual revenue." in result.notes
    with pytest.raises(BadInput, match="no order of size"):
        fill_missing_fields(ctx, "contact", fields=["country"], rank=top)


def test_a_field_that_nothing_tells_is_named_and_the_others_are_filled(ctx, make):
    make("account", name="Acme", domain="acme.com", industry="Retail")
    make("account", name="Acme West", domain="acme.com")
    result = fill_missing_fields(ctx, "account", fields=["industry", "employee_count"])
    assert len(filled(ctx, result)) == 1
    assert "Nothing in the store tells employees: that stays empty here." in result.notes
