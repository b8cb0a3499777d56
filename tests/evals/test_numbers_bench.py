"""What the benchmark writes by hand computes the very figures that it is compared with."""

from decimal import Decimal

import duckdb
import pytest
from sqlalchemy import text

from evals.bench import _numbers_by_hand as by_hand
from evals.bench import _numbers_stores as stores
from evals.bench import numbers
from store import workspace as workspaces
from store.engine import working
from tools.context import Actor, Context
from tools.parts.columns import beside
from tools.parts.columns.copying import path_of
from tools.parts.measuring.asked import understand
from tools.parts.metrics.slices import compute


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    [store] = stores.made(tmp_path_factory.mktemp("bench"), 400, 3, sqlite=False, postgresql=None)
    yield store.engine, store.copies
    store.engine.dispose()


@pytest.fixture
def ours(made):
    engine, copies = made

    def answers(metric, by=""):
        with working(engine) as session:
            beside(session, copies, "main", large=0)
            context = Context(
                session=session, workspace=workspaces.read(session), today=numbers.TODAY,
                now=numbers.data.NOW, actor=Actor("bench", "Bench", "analyst"),
                shelf=numbers.NoShelf(),
            )  # fmt: skip
            asked = understand(context, metric, [by] if by else [])
            return compute(asked.cut, asked.metric, asked.variant)

    return answers


@pytest.fixture
def hand(made):
    def rows(metric, by=""):
        with duckdb.connect(str(path_of(made[1], "main")), read_only=True) as copy:
            return copy.execute(by_hand.statement(metric, by)).fetchall()

    return rows


@pytest.mark.parametrize("metric", ["won_revenue", "lost_revenue", "open_pipeline"])
def test_money_by_hand_is_ours(ours, hand, metric):
    [(cents, n)] = hand(metric)
    assert n
    assert ours(metric)[()].value == Decimal(cents) / 100


@pytest.mark.parametrize(
    "metric",
    [
        "deals_won",
        "deals_created",
        "open_deals",
        "deals_lost",
        "deals_closed",
        "count_deals",
        "overdue_deals",
        "count_stage_changes",
    ],
)
def test_counts_by_hand_are_ours_in_every_industry(ours, hand, metric):
    assert {key[0]: a.value for key, a in ours(metric, "industry").items()} == dict(
        hand(metric, "industry")
    )


def test_the_median_by_hand_is_ours(ours, hand):
    assert ours("sales_cycle")[()].value == Decimal(hand("sales_cycle")[0][0])


@pytest.mark.parametrize("by", ["", "owner", "industry"])
def test_hygiene_by_hand_is_ours(ours, hand, by):
    found = ours("hygiene_index", by)
    rows = hand("hygiene_index", by)
    assert len(rows) == len(found)
    for *key, n, no_amount, no_day, late, no_owner, quiet in rows:
        answer = found[(key[-1],) if by else ()]
        assert answer.n == n
        assert answer.inputs["failed"] == no_amount + no_day + late + no_owner + quiet


def test_velocity_by_hand_is_ours(ours, hand):
    [(opened, won, cents, days, lost)] = hand("sales_velocity")
    inputs = ours("sales_velocity")[()].inputs
    assert [inputs[name] for name in ("open_qualified", "won", "won_amount", "cycle_days", "lost")
            ] == [opened, won, Decimal(cents) / 100, days, lost]  # fmt: skip


def test_the_median_age_by_hand_is_ours(ours, hand):
    age, n = hand("deal_age")[0]
    assert (ours("deal_age")[()].value, ours("deal_age")[()].n) == (Decimal(age), n)


def test_stage_conversion_by_hand_is_ours(ours, hand):
    [found] = hand("stage_conversion")
    pairs = dict(zip(by_hand.STAGES, zip(found[::2], found[1::2], strict=True), strict=True))
    entered = {key[0]: a for key, a in ours("stage_conversion", "stage").items()}
    assert set(entered) == {stage for stage, (n, _) in pairs.items() if n}
    for stage, answer in entered.items():
        n, advanced = pairs[stage]
        assert answer.inputs["entered"] == n
        assert answer.inputs["advanced"] == advanced


def test_filling_postgresql_leaves_its_keys_and_indexes_as_they_were(postgresql_stores, tmp_path):
    looks = [
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
        "SELECT indexdef FROM pg_indexes",
    ]
    raw = tmp_path / "rows.duckdb"
    numbers.data.write_columns(raw, 60, 3)
    with postgresql_stores.one() as engine:

        def held():
            with engine.connect() as connection:
                return [sorted(map(tuple, connection.execute(text(look)))) for look in looks]

        before = held()
        numbers.data.fill(engine, raw)
        assert held() == before
        with engine.connect() as connection:
            counts = [connection.scalar(text(f'SELECT count(*) FROM "{name}"'))
                      for name in ("opportunity", "stage_history", "activity")]  # fmt: skip
    assert counts == [60, 600, 300]
