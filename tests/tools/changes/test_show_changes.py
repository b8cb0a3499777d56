import pytest

from store.changes import Draft, propose
from store.engine import working
from store.errors import NotFound
from tests.tools.changes.making import applied, ask, proposal, table
from tests.tools.lists.making import NOW, WORKSPACE, context, deal, user
from tools.changes.show_changes import show_changes


def test_a_change_set_shows_both_values_the_reason_and_what_it_moves(engine):
    made, _ = proposal(engine)
    result = ask(engine, show_changes)
    assert result.facts["change_set"] == made.id
    first = table(result, "changes").rows[0]
    assert first == [1, "account A0", "update", "phone", "old", "new", "it was old", "90 %"]
    assert table(result, "by_field").rows == [["accounts", "phone", 3]]
    assert table(result, "effects").rows == [["valid phones", "0", "3"]]
    assert result.change_sets[0].digest == made.digest
    assert "Nothing is changed until it is approved" in result.say


def test_references_and_money_are_shown_as_people_read_them(engine):
    with working(engine) as session:
        ctx = context(session)
        dana, omar = user(session, "Dana Fox"), user(session, "Omar Ali")
        big = deal(session, name="Big", owner_id=dana.id, amount_cents=100_000)
        change = Draft("update", "opportunity", big.id,
                       {"owner_id": omar.id, "amount_cents": 250_050})  # fmt: skip
        propose(session, WORKSPACE, title="Hand over", kind="test", drafts=[change],
                proposed_by="x", now=NOW)  # fmt: skip
        session.commit()
        rows = {row[3]: row[4:6] for row in table(show_changes(ctx), "changes").rows}
    assert rows["owner"] == ["Dana Fox", "Omar Ali"]
    assert [str(value) for value in rows["amount"]] == ["1000", "2500.5"]


def test_of_several_that_wait_it_asks_which(engine):
    one, _ = proposal(engine)
    two, _ = proposal(engine, title="Second")
    result = ask(engine, show_changes)
    assert {option.split(":")[0] for option in result.questions[0].options} == {one.id, two.id}
    assert ask(engine, show_changes, change_set=two.id).facts["change_set"] == two.id


def test_one_that_was_applied_says_by_whom_and_an_unknown_one_is_not_found(engine):
    applied(engine)
    shown = ask(engine, show_changes)
    assert "approved by olga@example.com" in shown.say
    assert {row[-1] for row in table(shown, "changes").rows} == {"applied"}
    with pytest.raises(NotFound):
        ask(engine, show_changes, change_set="cs_nothere")


def test_long_previews_are_cut_and_say_so(engine):
    proposal(engine, count=60)
    result = ask(engine, show_changes)
    assert len(table(result, "changes").rows) == 50
    assert table(result, "changes").total == 60
    assert any("first 50 of 60" in note for note in result.notes)
