from datetime import timedelta

from store.engine import working
from tests.tools.changes.making import applied, ask, decided, proposal, table
from tests.tools.lists.making import NOW, context
from tools.changes.list_changes import list_changes
from tools.changes.reject_changes import reject_changes


def test_what_waits_is_listed_newest_first_with_its_size_and_risk(engine):
    made, _ = proposal(engine)
    done, _ = applied(engine, title="Done already")
    waiting = ask(engine, list_changes)
    assert waiting.facts["change_sets"] == [made.id]
    assert table(waiting, "change_sets").rows[0][1:4] == [
        "Fix phones", "3 updates on 3 records", "low"]  # fmt: skip
    assert ask(engine, list_changes, which="applied").facts["change_sets"] == [done.id]
    assert ask(engine, list_changes, which="all").facts["total"] == 2
    decided(engine, reject_changes, "reject", made)
    assert ask(engine, list_changes, which="rejected").facts["change_sets"] == [made.id]
    nothing = ask(engine, list_changes)
    assert nothing.say == "Nothing is waiting for approval."
    assert done.id in nothing.notes[0]


def test_a_preview_that_expired_waits_no_longer(engine):
    proposal(engine)
    with working(engine) as session:
        ctx = context(session)
        later = type(ctx)(**{s: getattr(ctx, s) for s in ctx.__slots__} | {
            "now": NOW + timedelta(days=30)})  # fmt: skip
        assert list_changes(later).facts["total"] == 0
