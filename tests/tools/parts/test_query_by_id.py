"""Conditions that name records by id: a merged one's leads to the record it became."""

import pytest

from store import changes
from store.errors import NotFound
from tests.makers import NOW
from tests.tools.cleanup.conftest import context
from tools.arguments import Filter
from tools.numbers.find_records import find_records

ANA = changes.Approver("ana@example.com", "ops_manager")


@pytest.fixture
def merged(session, engine, make):
    stays = make("account", name="Acme", external_id="crm-1")
    goes = make("account", name="Acme Inc", external_id="crm-2")
    make("opportunity", name="Deal", account_id=goes.id)
    make("opportunity", name="Other")
    drafts = changes.merge_drafts(session, "main", "account", stays.id, [goes.id], after={},
                                  reason="same")  # fmt: skip
    made = changes.propose(session, "main", title="M", kind="t", drafts=drafts, proposed_by="a",
                           now=NOW)  # fmt: skip
    session.commit()
    changes.approve(engine, "main", made.id, digest=made.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", made.id, worker="t", now=NOW)
    session.commit()
    return stays, goes, made


def found(session, table, field, value):
    where = [Filter(field=field, value=value)]
    return find_records(context(session), table, where=where).facts["ids"]


def test_a_record_is_found_by_any_id_it_ever_had(session, engine, merged):
    stays, goes, made = merged
    for field, value in (("id", goes.id), ("id", "crm-2"), ("external_id", "crm-2"),
                         ("record id", stays.id)):  # fmt: skip
        assert found(session, "account", field, value) == [stays.id]
    session.commit()
    changes.undo_now(engine, "main", made.id, by=ANA, now=NOW, worker="t")
    session.commit()
    assert found(session, "account", "external_id", "crm-2") == [goes.id]


def test_deals_are_found_by_an_id_that_their_account_had(session, merged):
    _, goes, _ = merged
    assert len(found(session, "opportunity", "account", goes.id)) == 1
    assert len(found(session, "opportunity", "account", "crm-2")) == 1


def test_a_name_that_only_a_merged_record_had_means_the_one_that_it_became(
    session, engine, make, merged
):
    stays, goes, made = merged
    assert found(session, "account", "name", "ACME inc") == [stays.id]
    assert found(session, "account", "account", "Acme Inc") == [stays.id]
    assert len(found(session, "opportunity", "account", "Acme Inc")) == 1
    assert found(session, "account", "name", "Acme") == [stays.id]
    other = make("account", name="Acme Inc")
    session.commit()
    assert found(session, "account", "name", "Acme Inc") == [other.id]  # the name is taken again
    changes.undo_now(engine, "main", made.id, by=ANA, now=NOW, worker="t")
    session.commit()
    assert set(found(session, "account", "name", "Acme Inc")) == {goes.id, other.id}


def test_an_id_that_is_nowhere_is_named(session, merged):
    with pytest.raises(NotFound, match="no account with the id 'crm-9'"):
        found(session, "account", "external_id", "crm-9")
