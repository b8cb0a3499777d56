"""One day's work on one store, in the order in which things go wrong."""

from contextlib import suppress

import pytest
from sqlalchemy import Engine

from store import changes
from store.changes import Draft, merge_drafts
from store.crm import Account, Contact
from store.engine import reading, working, writing
from store.errors import Refused
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE
from tests.store.crash import Crash, crashing
from tests.store.steps import ANN, apply, carry_out, contents, propose, sound, undo


def live_through(engine: Engine) -> None:
    """Everything that must hold on such a day; raises where it does not."""
    shared = {"workspace_id": WORKSPACE, "recorded_at": NOW, "changed_at": NOW}
    with writing(engine) as session:
        session.add_all(Account(**shared, id=i, name=i, phone="1") for i in "abcdefgh")
        session.flush()
        session.add(Contact(**shared, id="child", account_id="b"))
    _only_what_was_shown(engine)
    _nothing_unseen_is_overwritten(engine)
    _groups_stay_whole(engine)
    _children_come_along(engine)
    _a_persons_word_stands(engine)
    _a_crash_changes_nothing(engine)
    assert sound(engine)


def _plan(engine: Engine, *drafts: Draft) -> ChangeSet:
    with working(engine) as session:
        return propose(session, *drafts)


def _phone(row_id: str, value: str, group: str | None = None) -> Draft:
    return Draft("update", "account", row_id, {"phone": value}, group=group)


def _edit(engine: Engine, row_id: str, value: str) -> None:
    with writing(engine) as session:
        changes.edit(session, WORKSPACE, "account", row_id, {"phone": value}, actor="bo", now=NOW)


def _value(engine: Engine, row_id: str) -> object:
    return contents(engine)["account", row_id]["phone"]


def _only_what_was_shown(engine: Engine) -> None:
    made = _plan(engine, _phone("a", "2"))
    with pytest.raises(Refused):
        changes.approve(engine, WORKSPACE, made.id, digest="0" * 64, by=ANN, now=NOW)
    assert carry_out(engine, made).applied == 1


def _nothing_unseen_is_overwritten(engine: Engine) -> None:
    for row_id, seen in (("b", "7"), ("c", "1")):  # another value, and the same one confirmed
        made = _plan(engine, _phone(row_id, "2"))
        _edit(engine, row_id, seen)
        assert carry_out(engine, made).applied == 0
        assert _value(engine, row_id) == seen
    assert carry_out(engine, _plan(engine, *map(_phone, "efg", "345"))).applied == 3


def _groups_stay_whole(engine: Engine) -> None:
    made = _plan(engine, _phone("d", "2", "pair"), _phone("e", "9", "pair"))
    _edit(engine, "e", "8")
    assert carry_out(engine, made).applied == 0
    assert _value(engine, "d") == "1"


def _children_come_along(engine: Engine) -> None:
    with reading(engine) as session:
        drafts = merge_drafts(session, WORKSPACE, "account", "a", ["b"], after={}, reason="same")
        late = merge_drafts(session, WORKSPACE, "account", "d", ["c"], after={}, reason="same")
    before = contents(engine)
    first, second = _plan(engine, *drafts), _plan(engine, *late)
    assert carry_out(engine, first).status == "applied"
    assert contents(engine)["contact", "child"]["account_id"] == "a"
    undo(engine, first)
    assert contents(engine) == before
    with writing(engine) as session:
        session.add(
            Contact(
                workspace_id=WORKSPACE, id="late", account_id="c", recorded_at=NOW, changed_at=NOW
            )
        )
    assert carry_out(engine, second).applied == 0


def _a_persons_word_stands(engine: Engine) -> None:
    for row_id, word in (("f", "6"), ("g", "0")):  # another value, and the same one confirmed
        made = _plan(engine, _phone(row_id, "0"))
        carry_out(engine, made)
        _edit(engine, row_id, word)
        undo(engine, made)
        assert _value(engine, row_id) == word


def _a_crash_changes_nothing(engine: Engine) -> None:
    for at in range(8, 26):
        made = _plan(engine, _phone("h", f"+{at}"), _phone("a", f"+{at}"))
        with crashing(engine, at), suppress(Crash):
            carry_out(engine, made)
        with suppress(Exception):  # it was approved already, unless the crash came first
            changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=ANN, now=NOW)
        assert apply(engine, made).applied == 2
        assert sound(engine)
