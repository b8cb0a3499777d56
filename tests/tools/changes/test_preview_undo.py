"""An undo is shown before it is done, whole or of a part, and approved like any proposal."""

from dataclasses import replace

import pytest

from store.changes import find, undo_now
from store.engine import reading, working
from store.errors import BadInput, Conflict, NotFound, Refused
from tests.tools.changes.making import OLGA, applied, decided, edited, phones, proposal
from tests.tools.changes.merging import carried_out, proposed
from tests.tools.lists.making import NOW, WORKSPACE, context
from tools.arguments import Filter
from tools.changes.approve_changes import approve_changes
from tools.changes.preview_undo import preview_undo


def preview(engine, **arguments):
    with working(engine) as session:
        result = preview_undo(context(session), **arguments)
        session.commit()
        return result


def done(engine, result):
    with reading(engine) as session:
        undo = find(session, WORKSPACE, result.facts["change_set"])
    return decided(engine, approve_changes, "approve", undo)


def test_what_an_undo_would_give_back_is_shown_and_nothing_is_undone(engine):
    _, ids = applied(engine)
    edited(engine, ids[0], {"phone": "mine"})
    result = preview(engine)
    assert "2 records would be as before." in result.say
    assert "1 field would be kept, edited since by rep@example.com" in result.say
    assert "(last on 2026-11-20 at 13:00 UTC)" in result.say
    assert phones(engine, ids) == ["mine", "new", "new"]
    done(engine, result)
    assert phones(engine, ids) == ["mine", "old", "old"]


def test_only_one_of_many_is_undone_and_the_rest_later(engine):
    _, ids = applied(engine)
    part = preview(engine, keep=[Filter(field="name", value="A1")])
    assert part.change_sets[0].summary == "Undo: Fix phones (only 1 of 3)"
    done(engine, part)
    assert phones(engine, ids) == ["new", "old", "new"]
    with pytest.raises(BadInput, match="nothing that still stands"):
        preview(
            engine, keep=[Filter(field="name", value="A1")], change_set=part.facts["would_undo"]
        )
    rest = preview(engine, change_set=part.facts["would_undo"])
    done(engine, rest)
    assert phones(engine, ids) == ["old", "old", "old"]


def test_only_the_changes_of_a_field_or_a_table_are_taken_back(engine):
    _, ids = applied(engine)
    with pytest.raises(BadInput, match="nothing that still stands"):
        preview(engine, fields=["name"])
    with pytest.raises(BadInput, match="nothing that still stands"):
        preview(engine, drop_table="account")
    with pytest.raises(BadInput, match="nothing that still stands"):
        preview(engine, drop_fields=["phone"])
    assert preview(engine, fields=["phone"], tables=["account"]).facts["reversed"]["rows"] == 3
    assert phones(engine, ids) == ["new", "new", "new"]


def test_one_merge_of_a_batch_is_taken_back(engine):
    made = proposed(engine, tables=["account"])
    carried_out(engine, made)
    part = preview(engine, keep=[Filter(field="account", op="contains", value="Bolt")])
    assert part.facts["reversed"]["rows"] >= 1
    result = done(engine, part)
    assert result.facts["unverified"] == 0
    left = preview(engine, change_set=made.id, drop=[Filter(field="account", value="Core Labs")])
    assert left.facts["groups"] is not None
    assert len(left.facts["groups"]) == 1


def test_what_is_undone_already_is_said_at_once(engine):
    made, _ = applied(engine)
    undo_now(engine, WORKSPACE, made.id, by=OLGA, now=NOW, worker="test")
    with pytest.raises(Conflict, match=r"olga@example\.com has undone it already on 2026-11-20"):
        preview(engine, change_set=made.id)


def test_a_draft_is_not_what_can_be_undone(engine):
    done_one, _ = applied(engine)
    waiting, _ = proposal(engine, title="Another")
    assert preview(engine, change_set=waiting.id).facts["would_undo"] == done_one.id
    with pytest.raises((Refused, BadInput)):
        preview(engine, groups=[7])


def test_a_proposal_that_only_waits_is_not_undone_as_something_else(engine):
    applied(engine)
    waiting, _ = proposal(engine, title="Another")
    with working(engine) as session:
        find(session, WORKSPACE, waiting.id).conversation_id = "conv_here"
        session.commit()
        ctx = replace(context(session), conversation_id="conv_here")
        with pytest.raises(Refused, match="there is nothing to undo: it only waits"):
            preview_undo(ctx, change_set=waiting.id)


def test_an_undo_is_found_by_when_it_was_applied(engine):
    made, _ = applied(engine)
    found = preview(engine, period="this week")
    assert found.facts["would_undo"] == made.id
    with pytest.raises(NotFound, match="Nothing was applied in"):
        preview(engine, period="2020")


def test_of_several_that_were_applied_then_it_asks_which(engine):
    applied(engine)
    applied(engine, title="Second")
    asked = preview(engine, period="this week")
    assert len(asked.questions[0].options) == 2
