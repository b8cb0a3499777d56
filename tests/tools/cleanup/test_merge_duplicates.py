"""Merges are proposed whole: who stays, what it says, what moves; and they can be undone."""

import pytest
from sqlmodel import select

from store import changes
from store.crm import Account, Contact, Opportunity
from store.engine import working
from store.errors import BadInput
from store.ledger import ChangeSet
from tests.makers import NOW
from tests.tools.cleanup.conftest import context
from tools.cleanup.find_duplicates import find_duplicates
from tools.cleanup.merge_duplicates import merge_duplicates

ANA = changes.Approver("ana@example.com", "ops_manager")


def carried_out(engine, ref):
    changes.approve(engine, "main", ref.id, digest=ref.digest, by=ANA, now=NOW)
    return changes.apply(engine, "main", ref.id, worker="test", now=NOW)


@pytest.fixture
def twins(make):
    """Two records of one company, the second with an open deal, and a contact at each."""
    one = make("account", name="Acme Foods", domain="acme.com", phone="+14155550123",
               industry="Retail")  # fmt: skip
    two = make("account", name="ACME FOODS INC", domain="acme.com", city="Boston")
    make("opportunity", account_id=two.id, status="open", amount_cents=500_00)
    ann = make("contact", first_name="Ann", last_name="Lee", account_id=one.id,
               email="ann@acme.com", consent="opted_in")  # fmt: skip
    same = make("contact", first_name="Ann", last_name="Lee", account_id=two.id,
                email="ann+x@acme.com", consent="opted_out", title="CFO")  # fmt: skip
    return one, two, ann, same


def test_the_record_with_the_open_deal_stays_and_gains_what_it_lacked(ctx, session, engine, twins):
    one, two, _, _ = twins
    ref = merge_duplicates(ctx, ["account"]).change_sets[0]
    session.commit()
    assert carried_out(engine, ref).status == "applied"
    with working(engine) as after:
        kept, gone = after.get(Account, ("main", two.id)), after.get(Account, ("main", one.id))
        assert (kept.state, gone.state, gone.merged_into) == ("live", "merged", two.id)
        assert (kept.name, kept.industry, kept.city) == ("Acme Foods", "Retail", "Boston")
        people = after.exec(select(Contact.account_id)).all()
        assert set(people) == {two.id}


def test_accounts_and_contacts_are_merged_by_one_change_set_without_a_conflict(
    ctx, session, engine, twins
):
    result = merge_duplicates(ctx, ["contact", "account"])
    session.commit()
    assert len(result.change_sets) == 1
    outcome = carried_out(engine, result.change_sets[0])
    assert (outcome.status, outcome.conflicts) == ("applied", [])
    with working(engine) as after:
        found = find_duplicates(context(after))
        assert "No duplicates among 1 account." in found.say
        person = after.exec(select(Contact).where(Contact.state == "live")).one()
        assert person.consent == "opted_out"
        assert person.title == "CFO"
        assert {person.email, person.other_emails} == {"ann@acme.com", "ann+x@acme.com"}


def test_an_undone_merge_brings_everything_back(ctx, session, engine, twins):
    before = [row.model_dump(exclude={"version", "changed_at"})
              for table in (Account, Contact, Opportunity)
              for row in session.exec(select(table).order_by(table.id))]  # fmt: skip
    ref = merge_duplicates(ctx).change_sets[0]
    session.commit()
    carried_out(engine, ref)
    changes.undo_now(engine, "main", ref.id, by=ANA, worker="test", now=NOW)
    with working(engine) as after:
        assert before == [row.model_dump(exclude={"version", "changed_at"})
                          for table in (Account, Contact, Opportunity)
                          for row in after.exec(select(table).order_by(table.id))]  # fmt: skip
        assert merge_duplicates(context(after)).change_sets == []


def test_the_effects_name_records_and_the_pipeline(ctx, session, twins):
    ref = merge_duplicates(ctx).change_sets[0]
    effects = session.get(ChangeSet, ("main", ref.id)).effects
    assert effects["accounts"] == {"before": 2, "after": 1}
    assert effects["contacts"] == {"before": 2, "after": 1}
    assert effects["open pipeline in USD"] == {"before": "$500", "after": "$500"}


def test_groups_to_look_at_are_merged_only_when_asked_for(ctx, make):
    make("contact", first_name="Kumar", last_name="Kelley", company_name="Acme", city="Boston")
    make("contact", first_name="Kumar", last_name="Keley", city="Boston", phone="+14155550123")
    make("contact", first_name="Kumar", last_name="Kelley", city="Boston", phone="+14155550123")
    facts = find_duplicates(ctx, "contact").facts["contact"]
    assert facts["review"]
    assert merge_duplicates(ctx, ["contact"]).facts["merges"] == len(facts["safe"])
    assert merge_duplicates(ctx, ["contact"], tier="review").facts["merges"] >= 1


def test_without_safe_duplicates_nothing_is_proposed(ctx, make):
    make("account", name="Acme Foods")
    make("account", name="Umbrella Steel")
    result = merge_duplicates(ctx, ["account"])
    assert result.change_sets == []
    assert result.say == "There are no safe duplicates to merge among accounts."


def test_what_is_no_account_contact_or_lead_is_not_merged(ctx):
    with pytest.raises(BadInput, match="not prospect_company"):
        merge_duplicates(ctx, tables=["prospect_company"])
