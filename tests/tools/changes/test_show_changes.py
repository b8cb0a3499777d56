import pytest

from store.changes import Draft, propose
from store.engine import working
from store.errors import BadInput, NotFound
from tests.tools.changes.making import applied, ask, proposal, table
from tests.tools.changes.merging import proposed
from tests.tools.lists.making import NOW, WORKSPACE, context, deal, user
from tools.changes.show_changes import show_changes
from tools.parts.ledger.grouping import Bunch, Item, drawn


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


def test_a_sample_takes_each_rule_in_turn_and_is_the_same_again(engine):
    made = proposed(engine, tables=["account", "contact"])
    one = ask(engine, show_changes, change_set=made.id, pick="sample", count=2)
    assert "A sample: 2 of 4, drawn at random, each of the 4 rules in turn." in one.notes
    again = ask(engine, show_changes, change_set=made.id, pick="sample", count=2)
    assert table(one, "changes").rows == table(again, "changes").rows
    merges = [row for row in table(one, "changes").rows if row[2] == "merge into"]
    assert len(merges) == 2


def test_a_sample_of_one_group_is_of_that_group(engine):
    made = proposed(engine, tables=["account", "contact"])
    contacts = ask(engine, show_changes, change_set=made.id, groups=[4], pick="sample")
    everything = ask(engine, show_changes, change_set=made.id, groups=[4])
    assert table(contacts, "changes").rows == table(everything, "changes").rows
    assert "A sample: 1 of 1, drawn at random." in contacts.notes
    with pytest.raises(BadInput, match="no group 9"):
        ask(engine, show_changes, change_set=made.id, groups=[9], pick="sample")


def test_who_sees_one_group_of_a_proposal_is_told_that_approving_goes_beyond_it(engine):
    made = proposed(engine, tables=["account", "contact"])
    part = ask(engine, show_changes, change_set=made.id, groups=[4])
    assert any("“approve” is for all" in note and "group 4" in note for note in part.notes)
    assert not any(
        "for all" in note for note in ask(engine, show_changes, change_set=made.id).notes
    )


def test_a_sample_differs_from_change_set_to_change_set_and_reaches_rare_rules():
    items = [Item(n, [{"kind": "update"}]) for n in range(200)]
    usual, rare = items[:199], items[199:]
    found = [Bunch(1, "a", "r", usual), Bunch(2, "a", "s", rare)]
    one, two = (drawn(found, 5, by) for by in ("cs_one", "cs_two"))
    assert items[199] in one
    assert items[199] in two
    assert {item.number for item in one} != {item.number for item in two}
    assert len(drawn(found, 500, "cs_one")) == 200


def test_records_of_one_name_are_told_apart_in_a_merge(engine):
    made = proposed(engine, tables=["contact"])
    rows = table(ask(engine, show_changes, change_set=made.id), "changes").rows
    gone = next(row for row in rows if row[2] == "merge into")
    assert gone[1] == "contact Ann Lee (ann.lee@acmefoods.com)"
    assert gone[5] == "Ann Lee (ann.lee@acmefoods.com)"


def test_some_of_the_changes_are_looked_at_and_the_rest_is_counted(engine):
    made = proposed(engine, tables=["account", "contact"])
    everything = ask(engine, show_changes, change_set=made.id)
    contacts = ask(engine, show_changes, change_set=made.id, tables=["contact"])
    assert 0 < contacts.facts["items"] < contacts.facts["of"]
    assert "approve” is for all 4." in contacts.say
    assert len(table(contacts, "changes").rows) < len(table(everything, "changes").rows)
    assert contacts.change_sets[0].digest == everything.change_sets[0].digest
    both = ask(engine, show_changes, change_set=made.id, tables=["account"], groups=[4])
    assert (contacts.facts["items"], both.facts["items"]) == (1, 0)


def test_changes_of_a_field_that_the_set_does_not_touch_are_none(engine):
    proposal(engine)
    assert ask(engine, show_changes, fields=["phone"]).facts["items"] == 3
    none = ask(engine, show_changes, fields=["email"])
    assert "nothing of it (only the fields email)" in none.say
