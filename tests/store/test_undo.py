"""Undo in three buckets: what is reversed, what is kept because of somebody's word, what cannot."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.changes import Draft
from store.engine import writing
from store.errors import Conflict, Refused
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import ANN, approve, carry_out, contents, propose, sound, undo


def edit(engine: Engine, row_id: str, **fields: Any) -> None:
    with writing(engine) as mine:
        changes.edit(mine, WORKSPACE, "account", row_id, fields, actor="bo@example.com", now=NOW)


def report(header: ChangeSet) -> dict[str, Any]:
    assert header.undo_report is not None
    return header.undo_report


def test_what_nobody_touched_comes_back_exactly(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1", extra={"fax": "9"})
    goes = make("account", name="Gone")
    before = contents(engine)
    made = propose(
        session,
        Draft("update", "account", row.id, {"phone": None, "extra": None, "city": "Rome"}),
        Draft("delete", "account", goes.id),
    )
    carry_out(engine, made)
    inverse, outcome = undo(engine, made)
    assert contents(engine) == before
    assert report(inverse)["exact"]
    assert report(inverse)["reversed"] == {"rows": 2, "fields": 4}
    assert outcome.status == "applied"
    assert sound(engine)


def test_a_field_edited_since_is_kept_and_its_editor_named(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1", city="Rome")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2", "city": "Bonn"}))
    carry_out(engine, made)
    edit(engine, row.id, phone="3")
    inverse, _ = undo(engine, made)
    fresh = make.fresh(row)
    assert (fresh.phone, fresh.city) == ("3", "Rome")
    assert not report(inverse)["exact"]
    assert report(inverse)["kept"] == [
        {"table": "account", "row_id": row.id, "field": "phone", "now": "3",
         "by": "bo@example.com", "at": NOW.isoformat()}
    ]  # fmt: skip


def test_a_value_that_somebody_confirmed_since_is_kept(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, made)
    edit(engine, row.id, phone="2")
    undo(engine, made)
    assert make.fresh(row).phone == "2"


def test_a_created_row_goes_unless_somebody_worked_on_it(
    engine: Engine, session: Session, make: Make
) -> None:
    made = propose(
        session,
        Draft("create", "account", "acc_1", {"name": "Acme"}),
        Draft("create", "account", "acc_2", {"name": "Umbra"}),
        Draft("create", "account", "acc_3", {"name": "Orbit"}),
    )
    carry_out(engine, made)
    edit(engine, "acc_2", city="Rome")
    late = make("contact", account_id="acc_3")
    inverse, _ = undo(engine, made)
    after = contents(engine)
    assert [after["account", f"acc_{n}"]["state"] for n in (1, 2, 3)] == ["deleted", "live", "live"]
    assert report(inverse)["kept"][0]["row_id"] == "acc_2"
    assert late.id in report(inverse)["errored"][0]["why"]


def test_a_row_that_was_merged_away_since_has_its_old_value_when_it_comes_back(
    engine: Engine, session: Session, make: Make
) -> None:
    row, other = make("account", phone="1"), make("account")
    before = contents(engine)
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, made)
    merge = propose(session, Draft("merge", "account", row.id, {"merged_into": other.id}))
    carry_out(engine, merge)
    inverse, outcome = undo(engine, made)
    assert (outcome.status, outcome.applied) == ("applied", 1)
    [kept] = report(inverse)["kept"]
    assert not report(inverse)["exact"]
    assert (kept["row_id"], kept["by"]) == (row.id, "ann@example.com")
    assert kept["why"].startswith(f"merged into {other.id} since")
    undo(engine, merge)
    assert contents(engine) == before
    assert sound(engine)


def test_a_row_that_was_deleted_since_cannot_be_taken_back(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, made)
    carry_out(engine, propose(session, Draft("delete", "account", row.id)))
    inverse, outcome = undo(engine, made)
    assert report(inverse)["errored"] == [
        {"table": "account", "row_id": row.id, "why": "the row was deleted since"}
    ]
    assert (outcome.status, outcome.applied) == ("applied", 0)


def test_undo_can_be_previewed_again_but_done_only_once(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, made)
    first = changes.undo(engine, WORKSPACE, made.id, by="ann", now=NOW)
    second = changes.undo(engine, WORKSPACE, made.id, by="ann", now=NOW)
    with pytest.raises(Conflict, match="already rejected"):
        approve(engine, first)
    carry_out(engine, second)
    with pytest.raises(Conflict, match="has undone it already"):
        undo(engine, made)
    again, _ = undo(engine, second)
    assert make.fresh(row).phone == "2"
    assert again.undo_of == second.id


def test_what_was_never_applied_cannot_be_undone(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    with pytest.raises(Refused, match="it is draft"):
        undo(engine, made)
    edit(engine, row.id, phone="3")
    carry_out(engine, made)
    with pytest.raises(Refused, match="none of it was applied"):
        undo(engine, made)


def test_a_change_that_was_itself_undone_does_not_stand_in_the_way(
    engine: Engine, session: Session, make: Make
) -> None:
    row = make("account", phone="1")
    first = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, first)
    second = propose(session, Draft("update", "account", row.id, {"phone": "3"}))
    carry_out(engine, second)
    undo(engine, second)
    undo(engine, first)
    assert make.fresh(row).phone == "1"


def test_an_undone_set_that_was_done_again_does_stand_in_the_way(
    engine: Engine, session: Session, make: Make
) -> None:
    first = propose(session, Draft("create", "account", "acc_1", {"name": "Acme"}))
    carry_out(engine, first)
    second = propose(session, Draft("update", "account", "acc_1", {"phone": "3"}))
    carry_out(engine, second)
    back, _ = undo(engine, second)
    undo(engine, back)
    inverse, _ = undo(engine, first)
    assert contents(engine)["account", "acc_1"]["state"] == "live"
    assert report(inverse)["kept"][0]["field"] == "phone"


def test_only_a_person_may_undo(engine: Engine, session: Session, make: Make) -> None:
    row = make("account", phone="1")
    made = propose(session, Draft("update", "account", row.id, {"phone": "2"}))
    carry_out(engine, made)
    bot = changes.Approver(ANN.email, ANN.role, kind="agent")
    with pytest.raises(Refused, match="not a person"):
        changes.undo_now(engine, WORKSPACE, made.id, by=bot, now=NOW, worker="test")
