import pytest
from sqlmodel import select

from store.changes import Approver, apply, approve, show, verify
from store.crm import Account, Contact
from store.engine import reading
from store.errors import BadInput, Refused
from tests.tools.lists.making import NOW, account, company, contact, context, person
from tools.lists.load_list import load_list


def test_nothing_is_created_before_a_person_approves(engine, ctx, session):
    firm = company(session, "Acme", domain="acme.com", industry="finance", city="Boston")
    result = load_list(ctx, records=[firm.id, person(session, firm, "CTO").id])
    session.commit()
    made = result.change_sets[0]
    assert (result.facts["accounts"], result.facts["contacts"]) == (1, 1)
    assert made.counts["creates"] == 2
    with reading(engine) as after:
        assert after.exec(select(Account)).all() == []
    approver = Approver("olga@example.com", "ops_manager")
    approve(engine, "main", made.id, digest=made.digest, by=approver, now=NOW)
    outcome = apply(engine, "main", made.id, worker="test", now=NOW)
    assert (outcome.status, outcome.applied, outcome.unverified) == ("applied", 2, [])
    with reading(engine) as after:
        loaded = after.exec(select(Account)).one()
        assert (loaded.name, loaded.domain, loaded.city) == ("Acme", "acme.com", "Boston")
        assert loaded.source == "prospect list"
        assert after.exec(select(Contact)).one().account_id == loaded.id
        assert verify(after, "main", made.id) == []


def test_those_in_the_crm_are_left_out_and_new_people_join_their_account(ctx, session):
    firm = company(session, "Acme, Inc.")
    held = account(session, "Acme")
    known = person(session, firm, first="Known", email="k@acme.com")
    contact(session, held, first_name="K", last_name="N", email="k@acme.com")
    new = person(session, firm, first="New")
    result = load_list(ctx, records=[firm.id, known.id, new.id])
    assert (result.facts["accounts"], result.facts["contacts"]) == (0, 1)
    assert (result.facts["known_companies"], result.facts["known_people"]) == (1, 1)
    session.commit()
    changes = show(session, "main", result.change_sets[0].id).changes
    assert changes[0].after["account_id"] == held.id


def test_a_person_brings_their_company(ctx, session):
    result = load_list(ctx, records=[person(session, company(session, "Acme")).id])
    assert (result.facts["accounts"], result.facts["contacts"]) == (1, 1)
    assert result.change_sets[0].counts["groups"] == 1


def test_one_company_twice_on_the_list_is_one_account(ctx, session):
    first = company(session, "Acme", domain="acme.com")
    second = company(session, "Acme Corp", website="http://www.acme.com")
    result = load_list(ctx, records=[first.id, second.id])
    assert result.facts["accounts"] == 1
    assert result.facts["repeated"] == 1


def test_nothing_new_proposes_nothing(ctx, session):
    account(session, "Acme")
    result = load_list(ctx, records=[company(session, "Acme").id])
    assert result.change_sets == []
    assert "Nothing to load" in result.say


def test_accounts_cannot_be_loaded_and_a_viewer_may_not(session, ctx):
    with pytest.raises(BadInput):
        load_list(ctx, records=[account(session).id])
    assert load_list(ctx).questions
    with pytest.raises(Refused):
        load_list.run(context(session, role="viewer"), {"records": ["pco_x"]})


def test_only_the_first_so_many_are_loaded_and_the_rest_is_counted(session, ctx):
    ids = [company(session, name).id for name in ("Acme", "Brill", "Corvo")]
    result = load_list(ctx, records=ids, how_many=2)
    assert result.facts["accounts"] == 2
    assert any(note.startswith("The other 1 of the list") for note in result.notes)
