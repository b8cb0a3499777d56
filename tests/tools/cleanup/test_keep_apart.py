"""A person's word that records are different: kept to by every later proposal, and removable."""

from dataclasses import replace

import pytest
from sqlmodel import select

from store import changes
from store.errors import BadInput, NotFound, Refused
from store.ledger import ChangeSet, NotDuplicate
from tests.makers import NOW
from tests.tools.cleanup.conftest import context
from tools.arguments import Filter
from tools.cleanup.keep_apart import keep_apart
from tools.cleanup.merge_duplicates import merge_duplicates

ANA = changes.Approver("ana@example.com", "ops_manager")


@pytest.fixture
def pairs(make):
    """Two companies, each there twice."""
    return [
        make("account", name=name + end, domain=domain, city="Boston", street="1 Main St")
        for name, domain in (("Acme Foods", "acmefoods.com"), ("Bolt Steel", "boltsteel.com"))
        for end in ("", " Inc")
    ]


def names(*given):
    return [Filter(field="name", value=list(given))]


def test_records_that_are_said_to_differ_are_not_proposed_again(ctx, session, pairs):
    assert merge_duplicates(ctx, ["account"]).facts["merges"] == 2
    session.commit()
    result = keep_apart(ctx, table="account", where=names("Acme Foods", "Acme Foods Inc"))
    assert result.facts == {"table": "account", "pairs": 1, "new": 1}
    session.commit()
    assert merge_duplicates(ctx, ["account"]).facts["merges"] == 1
    assert merge_duplicates(ctx, ["account"], tier="review").facts["merges"] == 1
    again = keep_apart(ctx, table="account", where=names("Acme Foods", "Acme Foods Inc"))
    assert "That was known" in again.say


def test_pairs_are_listed_and_forgotten(ctx, session, pairs):
    keep_apart(ctx, table="account", records=[pairs[0].id, pairs[1].id])
    listed = keep_apart(ctx, action="list")
    assert set(listed.tables[0].rows[0][1:3]) == {"Acme Foods", "Acme Foods Inc"}
    assert listed.tables[0].rows[0][3] == "ana@example.com"
    assert "1 pair" in keep_apart(ctx, action="forget", where=names("Acme Foods")).say
    assert keep_apart(ctx, action="list").say == "Nobody has said so of any."
    with pytest.raises(NotFound):
        keep_apart(ctx, action="forget", where=names("Acme Foods"))
    session.commit()
    assert merge_duplicates(ctx, ["account"]).facts["merges"] == 2


def test_said_of_a_proposal_it_holds_for_its_merges(ctx, session, pairs):
    made = merge_duplicates(ctx, ["account"]).change_sets[0]
    session.commit()
    result = keep_apart(ctx)
    session.commit()
    assert result.facts["pairs"] == 2
    assert session.get(ChangeSet, ("main", made.id)).status == "rejected"
    assert merge_duplicates(ctx, ["account"]).facts["merges"] == 0


def test_a_merge_that_was_taken_back_is_not_proposed_again(ctx, session, engine, pairs):
    made = merge_duplicates(ctx, ["account"]).change_sets[0]
    session.commit()
    changes.approve(engine, "main", made.id, digest=made.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", made.id, worker="test", now=NOW)
    undone, _ = changes.undo_now(engine, "main", made.id, by=ANA, worker="test", now=NOW,
                                 groups=[1])  # fmt: skip
    session.commit()
    fresh = context(session)
    assert merge_duplicates(fresh, ["account"]).facts["merges"] == 0
    listed = keep_apart(fresh, action="list")
    assert listed.tables[0].rows[0][5] == undone.id
    session.commit()
    changes.undo_now(engine, "main", undone.id, by=ANA, worker="test", now=NOW)
    session.commit()
    assert keep_apart(context(session), action="list").facts["pairs"] == 0


def test_every_pair_of_an_unmerged_group_is_told_apart(ctx, session, engine, make):
    rows = [make("account", name="Acme", domain="acme.com") for _ in range(3)]
    drafts = changes.merge_drafts(
        session, "main", "account", rows[0].id, [r.id for r in rows[1:]], after={}, reason="same"
    )
    made = changes.propose(session, "main", title="M", kind="k", drafts=drafts, proposed_by="x",
                           now=NOW)  # fmt: skip
    session.commit()
    changes.approve(engine, "main", made.id, digest=made.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", made.id, worker="test", now=NOW)
    back, _ = changes.undo_now(engine, "main", made.id, by=ANA, worker="test", now=NOW)
    session.commit()
    assert len(session.exec(select(NotDuplicate)).all()) == 3
    assert changes.told_apart(session, "main", "account") == changes.pairs_of(r.id for r in rows)
    session.commit()
    changes.undo_now(engine, "main", back.id, by=ANA, worker="test", now=NOW)
    session.commit()
    assert session.exec(select(NotDuplicate)).all() == []


def test_what_a_record_was_told_apart_from_holds_for_the_one_it_becomes(ctx, session, engine, make):
    one, two, three = (make("account", name=f"Acme {n}") for n in range(3))
    keep_apart(ctx, table="account", records=[one.id, two.id])
    drafts = changes.merge_drafts(session, "main", "account", three.id, [one.id], after={},
                                  reason="same")  # fmt: skip
    made = changes.propose(session, "main", title="M", kind="k", drafts=drafts, proposed_by="x",
                           now=NOW)  # fmt: skip
    session.commit()
    changes.approve(engine, "main", made.id, digest=made.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", made.id, worker="test", now=NOW)
    session.commit()
    assert changes.told_apart(session, "main", "account") == changes.pairs_of([two.id, three.id])


def test_nothing_is_guessed_when_no_records_are_named(ctx, make):
    make("account", name="Acme")
    with pytest.raises(BadInput, match="not said which records"):
        keep_apart(ctx)
    with pytest.raises(BadInput, match="1 accounts are meant"):
        keep_apart(ctx, table="account", where=names("Acme"))


def test_nothing_is_forgotten_unless_it_is_said_of_whom(ctx, pairs):
    keep_apart(ctx, table="account", records=[pairs[0].id, pairs[1].id])
    with pytest.raises(BadInput, match="not said which"):
        keep_apart(ctx, action="forget")
    assert keep_apart(ctx, action="list").facts["pairs"] == 1


def test_records_that_are_not_there_are_not_told_apart(ctx, pairs):
    with pytest.raises(NotFound, match="acc_nobody"):
        keep_apart(ctx, table="account", records=[pairs[0].id, "acc_nobody"])


def test_a_rep_decides_nothing_about_what_is_a_duplicate(ctx, pairs):
    rep = replace(ctx, actor=replace(ctx.actor, role="rep"))
    with pytest.raises(Refused):
        keep_apart.run(rep, {"table": "account", "records": [pairs[0].id, pairs[1].id]})
