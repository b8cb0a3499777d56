"""The copy says what the store says, or it says nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store import journal
from store.engine import working, writing
from store.errors import PitcrewError
from tests.makers import Make
from tests.tools.numbers.world import TODAY, World, context
from tools.numbers.measure import measure
from tools.parts.columns import (
    Texts,
    beside,
    coded,
    columns,
    keep_in_step,
    numbers,
    routing,
)
from tools.parts.columns.copying import path_of
from tools.parts.dimensions import BANDED, DIMENSIONS
from tools.parts.metrics import METRICS
from tools.parts.paths import table_of

DEAL = table_of("opportunity")
PERIODS = (None, "this quarter", "last year")


@pytest.fixture
def world(session):
    World(5, 200).write(session)
    World(99, 30).write(session, "another")


@pytest.fixture
def asked(engine, tmp_path, monkeypatch):
    """Runs something in a session beside the copy; counts the selects that the copy answered."""
    run = routing._run

    class Counting:
        answered = 0

        def __call__(self, *given, **how):
            found = run(*given, **how)
            self.answered += found is not None
            return found

    counting = Counting()
    monkeypatch.setattr(routing, "_run", counting)

    def ask(look):
        with working(engine) as session:
            beside(session, tmp_path, "main", large=0)
            return look(session)

    ask.counting = counting
    return ask


def total(session):
    mine = (DEAL.c.workspace_id == "main", DEAL.c.state == "live")
    return session.execute(select(func.count(), func.sum(DEAL.c.amount_cents)).where(*mine)).one()


def figures(session, metric, by, period):
    """What a measure says, to the last digit."""
    try:
        found = measure(context(session), metric, by=by, period=period)
    except PitcrewError as error:
        return error.message
    values = [(f.metric, f.value, f.n, f.reason) for f in found.figures]
    return values, [table.rows for table in found.tables], found.notes


@pytest.mark.slow
@pytest.mark.parametrize("metric", sorted(METRICS))
def test_every_metric_says_the_same_by_every_dimension(metric, world, copied, asked, engine):
    copied()
    cuts = [[]] + [[name] for name in (*DIMENSIONS, *BANDED)]
    for by in cuts:
        for period in PERIODS if not by else PERIODS[:1]:
            with working(engine) as session:
                expected = figures(session, metric, by, period)
            assert asked(lambda s: figures(s, metric, by, period)) == expected, (by, period)  # noqa: B023 - called at once
    assert asked.counting.answered


def test_what_was_changed_since_is_copied_again_before_it_is_asked_for(
    make, session, engine, copied, asked
):
    deal = make("opportunity", amount_cents=100)
    make("opportunity", amount_cents=1)
    copied()
    assert asked(total) == (2, 101)
    deal.amount_cents = 500
    session.add(deal)
    session.commit()
    with writing(engine) as opened:
        line = journal.Line("ana", "opportunity", deal.id, 2, 1, {}, {"amount_cents": 500})
        journal.append(opened, "main", [line], datetime.now(UTC))
    before = asked.counting.answered
    assert asked(total) == (2, 501)
    assert asked.counting.answered == before + 1


def test_rows_of_an_import_are_copied_by_its_instant(make, engine, copied, asked, tmp_path):
    make("opportunity", amount_cents=1)
    copied()
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    make("opportunity", amount_cents=7, recorded_at=at, changed_at=at)
    with writing(engine) as opened:
        line = journal.Line("ana", "import_batch", "imp_1", 1, after={"rows_added": 1})
        journal.append(opened, "main", [line], at)
    before = asked.counting.answered
    assert asked(total) == (2, 8)  # too much for a question to copy: the store answers
    assert asked.counting.answered == before
    copied()
    assert asked(total) == (2, 8)
    assert asked.counting.answered == before + 1


def test_a_session_that_sees_an_older_store_is_answered_by_the_store(
    make, engine, copied, asked, tmp_path
):
    make("opportunity", amount_cents=1)
    copied()
    with working(engine) as old:
        beside(old, tmp_path, "main", large=0)
        assert total(old) == (1, 1)
        with writing(engine) as opened:
            Make(opened)("opportunity", amount_cents=2)
        with writing(engine) as opened:
            line = journal.Line("ana", "import_batch", "imp_1", 1)
            journal.append(opened, "main", [line], datetime(2026, 11, 20, 12, tzinfo=UTC))
        copied()
        before = asked.counting.answered
        assert total(old) == (1, 1)
        assert asked.counting.answered == before
    assert asked(total) == (2, 3)


def test_numbers_come_as_the_same_arrays_from_the_store_and_from_the_copy(
    make, copied, asked, engine
):
    for cents in (5, None, 7):
        make("opportunity", amount_cents=cents)
    some = select(DEAL.c.amount_cents, func.count().over().label("n")).where(
        DEAL.c.workspace_id == "main"
    )
    nobody = some.where(DEAL.c.state == "merged")
    copied()
    with working(engine) as session:
        stored = [numbers(session, each.order_by(DEAL.c.id)) for each in (some, nobody)]
    before = asked.counting.answered
    found = [asked(lambda s: numbers(s, each.order_by(DEAL.c.id))) for each in (some, nobody)]  # noqa: B023 - called at once
    assert asked.counting.answered == before + 2
    for whole, again in zip(stored, found, strict=True):
        assert [repr(column.tolist()) for column in whole] == [
            repr(column.tolist()) for column in again
        ]
    assert sorted(map(repr, stored[0][0].tolist())) == ["5.0", "7.0", "nan"]
    assert [len(column) for column in stored[1]] == [0, 0]


def test_texts_come_by_the_same_numbers_from_the_store_and_from_the_copy(
    make, copied, asked, engine
):
    for name, product in (("A", "Hat"), ("B", None), ("C", "Coat"), ("D", "Hat")):
        make("opportunity", name=name, product=product, owner_id=None)
    some = (
        select(DEAL.c.name, DEAL.c.product, DEAL.c.owner_id)
        .where(DEAL.c.workspace_id == "main")
        .order_by(DEAL.c.name)
    )

    def read(session):
        names, *others = columns(session, some)
        return list(Texts(names)), [(c.codes.tolist(), c.texts) for c in map(coded, others)]

    copied()
    with working(engine) as session:
        stored = read(session)
    assert stored == (["A", "B", "C", "D"], [([0, -1, 1, 0], ("Hat", "Coat")), ([-1] * 4, ())])
    assert asked(read) == stored


def test_selects_that_differ_in_their_values_alone_get_answers_of_their_own(make, copied, asked):
    for cents in (1, 2, 3, 3):
        make("opportunity", amount_cents=cents)
    copied()

    def count(test):
        every = select(func.count()).where(DEAL.c.workspace_id == "main", test)
        return asked(lambda s: s.execute(every).scalar_one())

    before = asked.counting.answered
    amount = DEAL.c.amount_cents
    assert [count(amount == cents) for cents in (1, 3, 9)] == [1, 2, 0]
    assert [count(amount.in_(some)) for some in ([1], [2, 3], [])] == [1, 3, 0]
    assert asked.counting.answered == before + 6


def test_a_copy_holds_no_other_tenants_rows(world, copied, asked):
    folder = copied()
    every = select(func.count()).select_from(DEAL)
    mine = every.where(DEAL.c.workspace_id == "main")
    assert asked(lambda s: s.execute(every).scalar_one()) == asked(
        lambda s: s.execute(mine).scalar_one()
    )
    assert path_of(folder, "another") != path_of(folder, "main")
    assert path_of(folder, "../x").parent == Path(folder)


def test_small_stores_are_not_copied(make, session, tmp_path):
    make("opportunity")
    assert not keep_in_step(session, tmp_path, "main")
    assert list(tmp_path.iterdir()) == []


def test_a_select_that_the_copy_cannot_run_is_answered_by_the_store(make, copied, asked, caplog):
    make("opportunity", name="Deal")
    copied()
    strange = select(func.quote(DEAL.c.name)).where(DEAL.c.workspace_id == "main")
    if asked(lambda s: s.get_bind().dialect.name) == "sqlite":
        assert asked(lambda s: s.execute(strange).scalar_one()) == "'Deal'"
        assert "The store answers" in caplog.text


def test_selects_without_a_large_table_stay_with_the_store(make, session, copied, tmp_path):
    make("user", name="Ana")
    folder = copied()
    beside(session, folder, "main", large=10)
    user = table_of("user")
    assert session.execute(select(user.c.name)).scalars().all() == ["Ana"]
    assert TODAY
