"""A noted day stays as it was, whatever happens to its deals afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from store import workspace as workspaces
from store.engine import writing
from store.errors import Conflict
from store.snapshots import DAY, ENTRY, days, entries_on, take
from tests.makers import Make

MONDAY = datetime(2026, 11, 16, 20, tzinfo=UTC)


@pytest.fixture
def note(engine):
    """Takes a snapshot so many days after Monday."""

    def at(later=0, workspace_id="main"):
        with writing(engine) as session:
            found = workspaces.ensure(session, workspace_id)
            return take(session, found, MONDAY + timedelta(days=later))

    return at


@pytest.fixture
def seen(engine):
    """The deals of a noted day: id -> (stage, amount)."""

    def on(later=0, workspace_id="main"):
        day = (MONDAY + timedelta(days=later)).date()
        with writing(engine) as session:
            entry = entries_on(workspace_id, day)
            rows = session.execute(select(entry.c["opportunity_id", "stage", "amount_cents"]))
            return {row[0]: (row[1], row[2]) for row in rows}

    return on


def change(session, row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    session.add(row)
    session.commit()


def test_a_noted_day_keeps_its_deals_as_they_were(session, make, note, seen):
    moving = make("opportunity", stage="Talk", amount_cents=100)
    closing = make("opportunity", stage="Talk", amount_cents=200)
    make("opportunity", status="won", amount_cents=900)
    taken = note(0)
    assert (taken.day, taken.open_deals, taken.changed) == (date(2026, 11, 16), 2, 2)
    change(session, moving, stage="Offer", amount_cents=150)
    change(session, closing, status="lost")
    new = make("opportunity", stage="Lead")
    assert note(1).changed == 3
    assert seen(0) == {moving.id: ("Talk", 100), closing.id: ("Talk", 200)}
    assert seen(1) == {moving.id: ("Offer", 150), new.id: ("Lead", None)}
    change(session, closing, status="open")
    note(2)
    assert seen(2) == seen(1) | {closing.id: ("Talk", 200)}


def test_a_quiet_day_writes_no_deal_and_is_noted_all_the_same(session, make, note, seen):
    deal = make("opportunity", stage="Talk")
    note(0)
    assert note(1).changed == 0
    assert seen(1) == {deal.id: ("Talk", None)}
    assert days(session, "main") == [date(2026, 11, 16), date(2026, 11, 17)]


def test_the_last_note_of_a_day_is_the_one_that_stays(session, make, note, seen):
    deal = make("opportunity", stage="Talk", amount_cents=1)
    note(0)
    change(session, deal, amount_cents=2)
    assert note(0).changed == 1
    assert seen(0) == {deal.id: ("Talk", 2)}
    assert session.execute(select(func.count()).select_from(DAY)).scalar_one() == 1


def test_an_earlier_day_cannot_be_noted_afterwards(make, note):
    make("opportunity")
    note(1)
    with pytest.raises(Conflict, match="2026-11-17"):
        note(0)


def test_the_day_is_the_one_where_the_workspace_is(engine):
    with writing(engine) as session:
        found = workspaces.read(session)
        found.timezone = "Asia/Tokyo"
        assert take(session, found, MONDAY).day == date(2026, 11, 17)


def test_another_workspace_is_not_noted(session, make, note, seen):
    with_neighbour = Make(session, "another")
    workspaces.ensure(session, "another")
    session.commit()
    with_neighbour("opportunity", stage="Talk")
    mine = make("opportunity", stage="Talk")
    note(0)
    assert list(seen(0)) == [mine.id]
    assert seen(0, "another") == {}


def test_deals_that_are_merged_away_are_open_no_more(session, make, note, seen):
    kept, copy = make("opportunity"), make("opportunity")
    note(0)
    change(session, copy, state="merged", merged_into=kept.id)
    note(1)
    assert set(seen(0)) == {kept.id, copy.id}
    assert set(seen(1)) == {kept.id}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["open", "won"]), st.integers(0, 2)),
                 max_size=3),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_every_noted_day_reads_back_as_it_was_noted(sqlite_stores, history):
    """Against plain copies of the rows, taken at the same moments."""
    with sqlite_stores.one() as engine, writing(engine) as session:
        make = Make(session)
        deals = [make("opportunity", amount_cents=0) for _ in range(3)]
        found = workspaces.read(session)
        copies = []
        for later, steps in enumerate(history):
            for which, status, amount in steps:
                change(session, deals[which], status=status, amount_cents=amount)
            take(session, found, MONDAY + timedelta(days=later))
            copies.append({d.id: d.amount_cents for d in deals if d.status == "open"})
            session.commit()
        for later, expected in enumerate(copies):
            entry = entries_on("main", (MONDAY + timedelta(days=later)).date())
            rows = session.execute(select(entry.c["opportunity_id", "amount_cents"]))
            assert {row[0]: row[1] for row in rows} == expected
        session.execute(delete(ENTRY))
