"""As of a past day, open deals count as they were noted on it, or it is said that they do not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from store import receipts, snapshots
from store.changes import edit
from store.crm import Opportunity
from store.row import BusinessRow
from tests.tools.numbers.world import TODAY, context
from tools.arguments import Filter
from tools.numbers.measure import measure
from tools.parts.noted import noted_on

MONDAY = date(2026, 11, 16)
AT = {"amount_cents": 1_000_00, "created_on": date(2026, 9, 1), "status": "open", "stage": "Talk",
      "expected_close_on": date(2026, 12, 1)}  # fmt: skip


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def note(session, day):
    snapshots.take(session, context(session).workspace, noon(day))
    session.commit()


def changed(session, deal: BusinessRow, day=TODAY, **fields):
    edit(session, "main", "opportunity", deal.id, fields, actor="ana@example.com", now=noon(day))
    session.commit()


@pytest.fixture
def deal(make):
    return lambda **fields: make("opportunity", **(AT | fields))


def asked(session, metric="open_pipeline", **given):
    return measure(context(session), metric, period=MONDAY.isoformat(), **given)


def test_amounts_stages_and_owners_are_those_of_the_day(deal, make, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    first, second = deal(owner_id=ana.id), deal(owner_id=ana.id, stage="Offer")
    note(session, MONDAY)
    changed(session, first, amount_cents=9_000_00, stage="Offer", owner_id=bo.id)
    changed(session, second, status="lost", closed_on=TODAY, amount_cents=0)
    deal(created_on=TODAY)
    assert asked(session).figures[0].value == 2_000
    assert asked(session, "open_deals").figures[0].value == 2
    by_stage = asked(session, by=["stage"]).tables[0].rows
    assert {row[0]: row[1] for row in by_stage} == {"Talk": 1_000, "Offer": 1_000}
    assert [row[0] for row in asked(session, by=["owner"]).tables[0].rows] == ["Ana Ruiz"]
    mine = asked(session, where=[Filter(field="owner", value="Ana Ruiz")])
    assert mine.figures[0].value == 2_000
    session.flush()
    receipt = receipts.read(session, "main", mine.figures[0].id)
    assert set(receipt.row_ids) == {first.id, second.id}
    assert any("noted on 16 Nov 2026" in caveat for caveat in receipt.caveats)
    assert measure(context(session), "open_pipeline").figures[0].value == 10_000


def test_ages_overdue_deals_and_hygiene_are_of_the_day_too(deal, session):
    late = deal(expected_close_on=date(2026, 11, 10), owner_id=None)
    for _ in range(2):
        deal()
    note(session, MONDAY)
    changed(session, late, expected_close_on=date(2027, 1, 1), created_on=date(2026, 11, 1))
    assert asked(session, "overdue_deals").figures[0].value == 1
    failed = {row[0]: row[1] for row in asked(session, "hygiene_index").tables[0].rows}
    assert failed["past their close date"] == 1
    assert measure(context(session), "overdue_deals").figures[0].value == 0


def test_a_day_between_notes_is_exact_when_nothing_was_written_since(deal, session):
    one = deal()
    note(session, MONDAY - timedelta(days=3))
    changed(session, one, amount_cents=5_000_00)
    found = asked(session)
    assert found.figures[0].value == 1_000
    assert "nothing was written" in " ".join(found.notes)


def test_a_day_that_cannot_be_told_says_so_and_names_the_days_that_can(deal, session):
    one = deal()
    note(session, MONDAY - timedelta(days=3))
    changed(session, one, MONDAY, amount_cents=5_000_00)
    note(session, MONDAY + timedelta(days=1))
    found = asked(session)
    assert "was not noted on 16 Nov 2026" in " ".join(found.notes)
    assert "13 Nov 2026 and 17 Nov 2026" in " ".join(found.notes)


def test_a_run_as_of_a_noted_day_sees_that_day(deal, session):
    one = deal()
    note(session, MONDAY)
    changed(session, one, amount_cents=5_000_00)
    then = replace(context(session), today=MONDAY)
    assert measure(then, "open_pipeline").figures[0].value == 1_000
    assert measure(then, "open_pipeline", period="this quarter").figures[0].value == 1_000


def test_a_day_that_is_not_over_is_never_taken_from_a_note(deal, session):
    note(session, TODAY)
    deal()
    assert noted_on(context(session), TODAY) is None
    assert measure(context(session), "open_pipeline").figures[0].value == 1_000


def test_a_shared_deal_is_credited_as_it_was(deal, make, session):
    ana, bo = make("user", name="Ana Ruiz"), make("user", name="Bo Lee")
    one = deal(owner_id=ana.id)
    for user, share in ((ana, Decimal("0.25")), (bo, Decimal("0.75"))):
        make("deal_split", opportunity_id=one.id, user_id=user.id, share=share)
    note(session, MONDAY)
    changed(session, one, amount_cents=8_000_00)
    rows = asked(session, by=["owner"]).tables[0].rows
    assert {row[0]: row[1] for row in rows} == {"Ana Ruiz": 250, "Bo Lee": 750}


@settings(
    max_examples=4, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["amount", "stage", "close", "reopen"]),
              st.integers(1, 99)),
    min_size=1, max_size=8,
))  # fmt: skip
def test_every_noted_day_is_told_as_it_stood(deal, session, steps):
    for row in session.exec(select(Opportunity)):
        row.state = "deleted"
    session.commit()
    deals = [deal(amount_cents=100_00 * n) for n in range(1, 5)]
    first = snapshots.days(session, "main")
    day = (first[-1] if first else date(2026, 1, 1)) + timedelta(days=1)
    stood = {}
    for which, what, number in steps:
        row = deals[which]
        match what:
            case "amount":
                row.amount_cents = number * 100
            case "stage":
                row.stage = f"Stage {number % 3}"
            case "close":
                row.status, row.closed_on = "lost", TODAY
            case _:
                row.status, row.closed_on = "open", None
        session.add(row)
        session.commit()
        note(session, day)
        stood[day] = [(d.stage, d.amount_cents) for d in deals if d.status == "open"]
        day += timedelta(days=1)
    for when, opened in stood.items():
        found = measure(context(session), "open_pipeline", by=["stage"], period=when.isoformat())
        told = {row[0]: row[1] for table in found.tables for row in table.rows}
        wanted = {}
        for stage, cents in opened:
            wanted[stage] = wanted.get(stage, 0) + cents // 100
        assert told == wanted
