import pytest

from store.changes import approve, audit
from store.engine import reading, working
from store.errors import Conflict, Refused
from tests.tools.changes.making import OLGA, decided, edited, phones, proposal, status
from tests.tools.lists.making import NOW, WORKSPACE, consent, context
from tools.changes.approve_changes import approve_changes
from tools.context import Consent


def test_a_yes_applies_reads_back_and_names_the_way_back(engine):
    made, ids = proposal(engine)
    result = decided(engine, approve_changes, "approve", made)
    assert phones(engine, ids) == ["new"] * 3
    assert (result.facts["applied"], result.facts["skipped"]) == (3, 0)
    assert "Read back" in result.say
    assert f"undo {made.id}" in result.say
    assert result.change_sets[0].status == "applied"
    with reading(engine) as session:
        assert audit(session, WORKSPACE) == []


def test_without_a_persons_word_nothing_is_decided(engine):
    made, ids = proposal(engine)
    with working(engine) as session, pytest.raises(Refused):
        approve_changes.run(context(session), {"change_set": made.id})
    with working(engine) as session:
        agent = context(session, kind="agent", consent=consent("approve", made))
        with pytest.raises(Refused):
            approve_changes.run(agent, {})
    assert phones(engine, ids) == ["old"] * 3


def test_a_word_about_something_else_decides_nothing(engine):
    made, ids = proposal(engine)
    other, _ = proposal(engine, title="Other")
    for given in (
        consent("reject", made), consent("undo", made),
        Consent("approve", made.id, other.digest),
    ):  # fmt: skip
        with working(engine) as session, pytest.raises(Refused):
            approve_changes.run(context(session, consent=given), {})
    with working(engine) as session, pytest.raises(Refused, match="was about"):
        approve_changes.run(
            context(session, consent=consent("approve", made)), {"change_set": other.id}
        )
    assert phones(engine, ids) == ["old"] * 3


@pytest.mark.parametrize("role", ["viewer", "rep", "analyst"])
def test_a_role_that_is_too_low_decides_nothing(engine, role):
    made, ids = proposal(engine)
    with pytest.raises(Refused):
        decided(engine, approve_changes, "approve", made, role=role)
    assert phones(engine, ids) == ["old"] * 3
    assert status(engine, made) == "draft"


def test_a_row_that_changed_since_the_preview_is_skipped_and_named(engine):
    made, ids = proposal(engine)
    edited(engine, ids[1], {"phone": "typed"})
    result = decided(engine, approve_changes, "approve", made)
    assert phones(engine, ids) == ["new", "typed", "new"]
    assert result.facts["skipped"] == 1
    skipped = next(t for t in result.tables if t.name == "skipped")
    assert skipped.rows[0][0] == "account A1"


def test_a_second_yes_is_a_conflict_and_changes_nothing(engine):
    made, ids = proposal(engine)
    decided(engine, approve_changes, "approve", made)
    with pytest.raises(Conflict):
        decided(engine, approve_changes, "approve", made)
    assert phones(engine, ids) == ["new"] * 3


def test_an_approval_that_was_interrupted_is_carried_on(engine):
    made, ids = proposal(engine)
    approve(engine, WORKSPACE, made.id, digest=made.digest, by=OLGA, now=NOW)
    result = decided(engine, approve_changes, "approve", made)
    assert result.facts["applied"] == 3
    assert phones(engine, ids) == ["new"] * 3
