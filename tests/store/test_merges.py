"""Merging and un-merging: children of every table move along and come back."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store import changes
from store.changes import Draft, merge_drafts, resolve
from store.crm import Account, Activity, Contact, Lead, Opportunity
from store.engine import reading, writing
from store.errors import BadInput, NotFound
from store.ledger import ChangeSet, NotDuplicate
from store.schema import CHILDREN, ENTITIES
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import carry_out, contents, propose, sound, undo


def merge(session: Session, table: str, survivor: str, *losers: str, **after: object) -> ChangeSet:
    drafts = merge_drafts(
        session, WORKSPACE, table, survivor, losers, after=after, reason="same domain",
        evidence={"domain": "acme.com"}, confidence=0.99,
    )  # fmt: skip
    return propose(session, *drafts, title="Merge duplicates")


@pytest.fixture
def twins(make: Make) -> tuple[Account, Account]:
    """Two accounts that are one, the second with a child in every table that can have one."""
    first = make("account", name="Acme", external_id="crm-1")
    second = make("account", name="ACME Inc.", external_id="crm-2", phone="1")
    contact = make("contact", account_id=second.id, last_name="Okoye")
    deal = make("opportunity", account_id=second.id)
    make("activity", account_id=second.id, contact_id=contact.id, opportunity_id=deal.id)
    make("contact", account_id=first.id, last_name="Park")
    return first, second


def test_a_merge_moves_every_child_and_leaves_a_tombstone(
    engine: Engine, session: Session, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    outcome = carry_out(engine, merge(session, "account", first.id, second.id, phone="1"))
    assert (outcome.status, outcome.unverified) == ("applied", [])
    with reading(engine) as fresh:
        for model in (Contact, Opportunity, Activity):
            owners = set(fresh.exec(select(model.account_id)))
            assert owners == {first.id}, model
        gone = fresh.get_one(Account, (WORKSPACE, second.id))
        assert (gone.state, gone.merged_into) == ("merged", first.id)
        assert fresh.get_one(Account, (WORKSPACE, first.id)).phone == "1"
    assert sound(engine)


def test_old_ids_lead_to_the_survivor(
    engine: Engine, session: Session, make: Make, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    third = make("account", name="Acme Group")
    carry_out(engine, merge(session, "account", first.id, second.id))
    carry_out(engine, merge(session, "account", third.id, first.id))
    with reading(engine) as fresh:
        for old in (first.id, second.id, third.id, "crm-1", "crm-2"):
            assert resolve(fresh, WORKSPACE, "account", old) == third.id
        with pytest.raises(NotFound, match="is not in the store"):
            resolve(fresh, WORKSPACE, "account", "crm-3")


def test_an_unmerge_restores_every_row_children_included(
    engine: Engine, session: Session, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    before = contents(engine)
    made = merge(session, "account", first.id, second.id, phone="1", name="Acme Inc.")
    carry_out(engine, made)
    assert contents(engine) != before
    inverse, outcome = undo(engine, made)
    assert contents(engine) == before
    assert inverse.undo_report is not None
    assert inverse.undo_report["exact"]
    assert outcome.status == "applied"
    assert sound(engine)


def test_undoing_an_undo_merges_again(
    engine: Engine, session: Session, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    made = merge(session, "account", first.id, second.id, phone="1")
    carry_out(engine, made)
    merged = contents(engine)
    apart, _ = undo(engine, made)
    undo(engine, apart)
    assert contents(engine) == merged
    assert sound(engine)


def test_an_unmerge_says_that_they_are_no_duplicates(
    engine: Engine, session: Session, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    made = merge(session, "account", first.id, second.id)
    carry_out(engine, made)
    apart, _ = undo(engine, made)
    with reading(engine) as fresh:
        said = fresh.exec(select(NotDuplicate)).one()
        assert {said.first_id, said.second_id} == {first.id, second.id}
        assert (said.table_name, said.said_by) == ("account", "ann@example.com")
    undo(engine, apart)
    with reading(engine) as fresh:
        assert fresh.exec(select(NotDuplicate)).all() == []


def test_a_child_added_to_the_survivor_since_stays_there(
    engine: Engine, session: Session, make: Make, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    made = merge(session, "account", first.id, second.id)
    carry_out(engine, made)
    late = make("contact", account_id=first.id)
    undo(engine, made)
    assert make.fresh(late).account_id == first.id
    assert make.fresh(second).state == "live"


def test_a_child_moved_elsewhere_since_stays_there_and_is_named(
    engine: Engine, session: Session, make: Make, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    elsewhere = make("account", name="Umbra")
    made = merge(session, "account", first.id, second.id)
    carry_out(engine, made)
    with writing(engine) as mine:
        deal = mine.exec(select(Opportunity)).one()
        changes.edit(
            mine, WORKSPACE, "opportunity", deal.id, {"account_id": elsewhere.id}, actor="bo",
            now=NOW,
        )  # fmt: skip
    inverse, _ = undo(engine, made)
    assert make.fresh(second).state == "live"
    with reading(engine) as fresh:
        assert fresh.exec(select(Opportunity.account_id)).one() == elsewhere.id
    assert inverse.undo_report is not None
    kept = inverse.undo_report["kept"]
    assert [(k["row_id"], k["field"], k["by"]) for k in kept] == [(deal.id, "account_id", "bo")]


def test_a_child_added_to_a_loser_since_the_preview_stops_the_merge(
    engine: Engine, session: Session, make: Make, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    before_rows = merge(session, "account", first.id, second.id)
    late = make("contact", account_id=second.id)
    outcome = carry_out(engine, before_rows)
    assert outcome.applied == 0
    assert f"contact {late.id} points at" in outcome.conflicts[0].reason
    assert make.fresh(second).state == "live"


def test_a_merge_of_managers_never_makes_a_person_their_own_manager(
    engine: Engine, session: Session, make: Make
) -> None:
    boss = make("user", name="Bo")
    twin = make("user", name="Bo Chen", manager_id=boss.id)
    rep = make("user", name="Cy", manager_id=boss.id)
    before = contents(engine)
    made = merge(session, "user", twin.id, boss.id)
    assert carry_out(engine, made).status == "applied"
    assert make.fresh(twin).manager_id is None
    assert make.fresh(rep).manager_id == twin.id
    undo(engine, made)
    assert contents(engine) == before


def test_two_merges_may_move_the_same_child(engine: Engine, session: Session, make: Make) -> None:
    accounts = [make("account") for _ in range(2)]
    owners = [make("user") for _ in range(2)]
    deal = make("opportunity", account_id=accounts[1].id, owner_id=owners[1].id)
    before = contents(engine)
    drafts = [
        draft
        for table, (stays, goes) in (("account", accounts), ("user", owners))
        for draft in merge_drafts(
            session, WORKSPACE, table, stays.id, [goes.id], after={}, reason="same"
        )
    ]
    made = propose(session, *drafts)
    assert carry_out(engine, made).status == "applied"
    fresh = make.fresh(deal)
    assert (fresh.account_id, fresh.owner_id) == (accounts[0].id, owners[0].id)
    undo(engine, made)
    assert contents(engine) == before
    assert sound(engine)


def test_a_merge_needs_another_row(session: Session, make: Make) -> None:
    row = make("account")
    with pytest.raises(BadInput, match="needs other rows"):
        merge(session, "account", row.id, row.id)


def test_a_row_cannot_be_merged_into_a_tombstone(
    engine: Engine, session: Session, make: Make, twins: tuple[Account, Account]
) -> None:
    first, second = twins
    third = make("account")
    stale = propose(session, Draft("merge", "account", third.id, {"merged_into": second.id}))
    carry_out(engine, merge(session, "account", first.id, second.id))
    outcome = carry_out(engine, stale)
    assert f"{second.id}, which is merged" in outcome.conflicts[0].reason


def test_a_deleted_parent_leaves_no_child_behind(
    engine: Engine, session: Session, make: Make
) -> None:
    account = make("account")
    contact = make("contact", account_id=account.id)
    alone = propose(session, Draft("delete", "account", account.id))
    assert "would be left behind" in carry_out(engine, alone).conflicts[0].reason
    both = propose(
        session,
        Draft("delete", "account", account.id, group=1),
        Draft("delete", "contact", contact.id, group=1),
    )
    assert carry_out(engine, both).status == "applied"
    lead = make("lead", converted_contact_id=None)
    pointing = propose(session, Draft("update", "lead", lead.id, {"converted_contact_id": "con_x"}))
    assert "not there" in carry_out(engine, pointing).conflicts[0].reason
    undo(engine, both)
    assert make.fresh(contact).state == "live"
    assert make.fresh(account).state == "live"


def test_every_reference_of_every_table_is_one_that_a_merge_moves() -> None:
    for name, entity in ENTITIES.items():
        table = entity.model.__table__  # type: ignore[attr-defined]  # SQLModel adds it
        for key in table.foreign_keys:
            if key.parent.name != "workspace_id":
                assert (name, key.parent.name) in CHILDREN[key.column.table.name]
    assert Lead.__tablename__ == "lead"


def test_taking_back_a_whole_batch_says_nothing_of_its_single_pairs(
    engine: Engine, session: Session, make: Make
) -> None:
    drafts = []
    for group in range(21):
        kept, lost = make("account", name=f"A{group}"), make("account", name=f"B{group}")
        drafts += merge_drafts(
            session, WORKSPACE, "account", kept.id, [lost.id], after={}, reason="same domain",
            evidence={}, confidence=0.99, group=group,
        )  # fmt: skip
    merged = propose(session, *drafts, title="Merge many")
    carry_out(engine, merged)
    undo(engine, merged)
    with reading(engine) as fresh:
        assert fresh.exec(select(NotDuplicate)).all() == []
