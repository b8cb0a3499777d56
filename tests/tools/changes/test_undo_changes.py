import pytest

from store.changes import find
from store.engine import reading
from store.errors import Conflict, Refused
from tests.tools.changes.making import applied, decided, edited, phones, proposal
from tests.tools.lists.making import WORKSPACE
from tools.changes.undo_changes import undo_changes


def test_undo_puts_everything_back_and_can_be_undone_itself(engine):
    made, ids = applied(engine)
    result = decided(engine, undo_changes, "undo", made)
    assert phones(engine, ids) == ["old"] * 3
    assert result.facts["exact"] is True
    assert "exactly as it was" in result.say
    with reading(engine) as session:
        inverse = find(session, WORKSPACE, result.facts["change_set"])
    decided(engine, undo_changes, "undo", inverse)
    assert phones(engine, ids) == ["new"] * 3


def test_undo_keeps_what_somebody_edited_since_and_says_who(engine):
    made, ids = applied(engine)
    edited(engine, ids[0], {"phone": "typed"})
    result = decided(engine, undo_changes, "undo", made)
    assert phones(engine, ids) == ["typed", "old", "old"]
    assert result.facts["kept"] == 1
    assert "rep@example.com" in result.say
    kept = next(t for t in result.tables if t.name == "kept")
    assert kept.rows[0][:4] == ["account A0", "phone", "typed", "rep@example.com"]


def test_a_draft_cannot_be_undone_nor_an_undone_set_again(engine):
    made, _ = proposal(engine)
    with pytest.raises(Refused):
        decided(engine, undo_changes, "undo", made)
    done, _ = applied(engine)
    decided(engine, undo_changes, "undo", done)
    with pytest.raises(Conflict):
        decided(engine, undo_changes, "undo", done)
