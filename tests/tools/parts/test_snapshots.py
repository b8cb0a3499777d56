"""The open pipeline of a past day: exact where it was noted or journaled, honest elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest

from store import journal
from store import workspace as workspaces
from store.engine import writing
from store.snapshots import take
from tests.tools.numbers.world import NOW, TODAY, context
from tools.arguments import Filter
from tools.parts.snapshots import days, open_on

OLD = datetime(2026, 10, 1, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


def at(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def ctx(session):
    return context(session)


@pytest.fixture
def write(engine, session):
    """Changes a row and journals it, as the store's writers do."""

    def changed(row, when, **after):
        before = {name: getattr(row, name) for name in after}
        for name, value in after.items():
            setattr(row, name, value)
        row.version += 1
        session.add(row)
        session.commit()
        with writing(engine) as opened:
            line = journal.Line("ana", "opportunity", row.id, row.version, row.version - 1,
                                before, after)  # fmt: skip
            journal.append(opened, "main", [line], when)

    return changed


@pytest.fixture
def note(engine):
    def noted(day):
        with writing(engine) as session:
            take(session, workspaces.read(session), at(day, 20))

    return noted


def amounts(book):
    return {deal.id: deal.amount_cents for deal in book.deals}


def test_today_is_what_the_store_says(ctx, make):
    deal = make("opportunity", amount_cents=500, stage="Talk")
    make("opportunity", status="won", amount_cents=9)
    book = open_on(ctx, TODAY)
    assert (book.basis, book.exact, amounts(book)) == ("today", True, {deal.id: 500})
    assert book.total_cents("USD") == 500


def test_a_day_to_come_cannot_be_told(ctx, make):
    make("opportunity")
    book = open_on(ctx, TODAY + timedelta(days=1))
    assert book.basis == "none"
    assert "21 Nov 2026" in (book.reason or "")
    assert book.total_cents("USD") is None


def test_a_noted_day_is_exact_though_nothing_was_journaled(ctx, session, make, note):
    deal = make("opportunity", amount_cents=500, stage="Talk", recorded_at=OLD)
    note(MONDAY)
    deal.amount_cents, deal.stage, deal.status = 900, "Offer", "lost"
    session.add(deal)
    session.commit()
    book = open_on(ctx, MONDAY)
    assert (book.basis, book.exact, amounts(book)) == ("snapshot", True, {deal.id: 500})
    assert book.deals[0].stage == "Talk"
    assert days(ctx) == [MONDAY]


def test_a_noted_day_says_which_deals_came_into_the_store_later(ctx, make, note):
    make("opportunity", recorded_at=OLD, created_on=date(2026, 9, 1))
    note(MONDAY)
    make("opportunity", created_on=date(2026, 9, 2), recorded_at=NOW)
    book = open_on(ctx, MONDAY)
    assert len(book.deals) == 1
    [note_made] = book.notes
    assert note_made == (
        "1 deal that existed then came into the store after 16 Nov 2026 and is not counted."
    )


def test_without_a_note_the_journal_is_read_backwards(ctx, make, write):
    raised = make("opportunity", amount_cents=500, stage="Talk", recorded_at=OLD,
                  expected_close_on=date(2026, 12, 1))  # fmt: skip
    lost = make("opportunity", amount_cents=70, recorded_at=OLD)
    won_before = make("opportunity", amount_cents=6, recorded_at=OLD)
    write(won_before, at(date(2026, 11, 10)), status="won")
    write(raised, at(date(2026, 11, 12)), amount_cents=600)
    write(raised, at(date(2026, 11, 17)), amount_cents=800, stage="Offer")
    write(raised, at(date(2026, 11, 18)), expected_close_on=date(2027, 1, 31), amount_cents=900)
    write(lost, at(date(2026, 11, 18)), status="lost", amount_cents=0)
    book = open_on(ctx, MONDAY)
    assert (book.basis, book.exact) == ("journal", True)
    assert amounts(book) == {raised.id: 600, lost.id: 70}
    then = next(deal for deal in book.deals if deal.id == raised.id)
    assert (then.stage, then.expected_close_on) == ("Talk", date(2026, 12, 1))


def test_a_merge_since_is_taken_back(ctx, make, write):
    kept = make("opportunity", amount_cents=1, recorded_at=OLD)
    copy = make("opportunity", amount_cents=2, recorded_at=OLD)
    write(copy, at(date(2026, 11, 18)), state="merged", merged_into=kept.id)
    assert amounts(open_on(ctx, MONDAY)) == {kept.id: 1, copy.id: 2}
    assert amounts(open_on(ctx, date(2026, 11, 19))) == {kept.id: 1}


@pytest.fixture
def stages(make):
    for n, (name, status) in enumerate(
        (("Lead", "open"), ("Talk", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost"))
    ):
        make("stage", name=name, position=n, status=status)


def move(make, deal, day, stage, from_stage=None, amount=None):
    make("stage_history", opportunity_id=deal.id, stage=stage, from_stage=from_stage,
         entered_at=at(day), amount_cents=amount)  # fmt: skip


JUNE = date(2026, 6, 30)


def test_before_the_store_the_dates_and_the_stage_history_tell(ctx, make, stages):
    deal = make("opportunity", created_on=date(2026, 5, 1), stage="Offer", amount_cents=500)
    move(make, deal, date(2026, 5, 1), "Lead", amount=500)
    move(make, deal, date(2026, 6, 10), "Talk", "Lead", amount=500)
    move(make, deal, date(2026, 7, 10), "Offer", "Talk", amount=500)
    make("opportunity", created_on=date(2026, 7, 1))
    make("opportunity", created_on=date(2026, 4, 1), status="won", closed_on=date(2026, 6, 30))
    book = open_on(ctx, JUNE)
    assert book.basis == "history"
    assert [(d.id, d.stage, d.amount_cents) for d in book.deals] == [(deal.id, "Talk", 500)]


def test_an_amount_that_changed_between_two_moves_is_unknown(ctx, make, stages):
    deal = make("opportunity", created_on=date(2026, 5, 1), stage="Offer", amount_cents=500)
    move(make, deal, date(2026, 6, 10), "Talk", "Lead", amount=300)
    move(make, deal, date(2026, 7, 10), "Offer", "Talk", amount=500)
    book = open_on(ctx, JUNE)
    [then] = book.deals
    assert (then.stage, then.amount_cents) == ("Talk", None)
    assert {"amount_cents", "expected_close_on"} <= then.unknown
    assert (book.exact, book.total_cents("USD")) == (False, None)
    assert (
        "The amount on 30 Jun 2026 is not on record for 1 of the 1 deals open then." in book.notes
    )


def test_a_history_that_logs_every_amount_is_believed_at_its_last_line(ctx, make, stages):
    deal = make("opportunity", created_on=date(2026, 5, 1), stage="Talk", amount_cents=500)
    move(make, deal, date(2026, 6, 10), "Talk", "Lead", amount=300)
    move(make, deal, date(2026, 7, 10), "Talk", "Talk", amount=500)
    assert amounts(open_on(ctx, JUNE)) == {deal.id: 300}


def test_a_deal_that_was_closed_then_and_reopened_later_was_not_open(ctx, make, stages):
    deal = make("opportunity", created_on=date(2026, 5, 1), stage="Talk", amount_cents=5)
    move(make, deal, date(2026, 6, 10), "Lost", "Talk", amount=5)
    move(make, deal, date(2026, 8, 10), "Talk", "Lost", amount=5)
    assert open_on(ctx, JUNE).deals == ()
    assert len(open_on(ctx, date(2026, 8, 31)).deals) == 1


def test_a_deal_without_history_has_no_stage_and_no_amount_of_that_day(ctx, make):
    make("opportunity", created_on=date(2026, 5, 1), stage="Talk", amount_cents=5)
    [then] = open_on(ctx, JUNE).deals
    assert (then.stage, then.amount_cents) == (None, None)
    assert then.unknown >= {"stage", "amount_cents", "expected_close_on"}


def test_a_day_before_every_deal_cannot_be_told(ctx, make):
    make("opportunity", created_on=date(2026, 5, 1))
    book = open_on(ctx, date(2020, 1, 1))
    assert (book.basis, book.deals) == ("none", ())
    assert "1 Jan 2020" in (book.reason or "")


def test_undated_deals_are_counted_not_guessed(ctx, make):
    make("opportunity", created_on=date(2026, 5, 1))
    make("opportunity")
    book = open_on(ctx, JUNE)
    assert len(book.deals) == 1
    assert any(note.endswith("cannot be told: 1.") for note in book.notes)


def test_a_past_day_taken_as_today_counts_what_closed_since(session, make, stages):
    past = context(session, today=JUNE)
    still = make("opportunity", created_on=date(2026, 5, 1), amount_cents=5, stage="Talk")
    since = make("opportunity", created_on=date(2026, 5, 1), status="won", amount_cents=8,
                 closed_on=date(2026, 7, 3), stage="Won")  # fmt: skip
    move(make, since, date(2026, 5, 1), "Talk", amount=8)
    move(make, since, date(2026, 7, 3), "Won", "Talk", amount=8)
    book = open_on(past, JUNE)
    assert book.basis == "today"
    assert amounts(book) == {still.id: 5, since.id: 8}


def test_conditions_choose_deals_and_the_stage_is_the_one_then(ctx, make, note, session):
    mine = make("account", name="Acme", industry="Retail")
    deal = make("opportunity", account_id=mine.id, stage="Talk", recorded_at=OLD)
    make("opportunity", stage="Talk", recorded_at=OLD)
    note(MONDAY)
    deal.stage = "Offer"
    session.add(deal)
    session.commit()
    retail = Filter(field="industry", value="Retail")
    for filters, found in (
        ([retail], {deal.id}),
        ([retail, Filter(field="stage", value="talk")], {deal.id}),
        ([retail, Filter(field="stage", value="Offer")], set()),
        ([retail, Filter(field="status", value="open")], {deal.id}),
    ):
        assert {d.id for d in open_on(ctx, MONDAY, filters).deals} == found
    now = "Conditions are tested on the deals as they are now"
    talk = Filter(field="stage", value="talk")
    assert f"{now}, except those on the stage." in open_on(ctx, MONDAY, [retail, talk]).notes
    either = Filter(field="either", either=[talk, retail])  # of two, the stage is the one now too
    assert f"{now}." in open_on(ctx, MONDAY, [either]).notes
