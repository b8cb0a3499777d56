"""The arithmetic of a forecast, on books whose laws are known."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.parts.calendars import ORDINARY, PATTERNS, Calendar
from tools.parts.forecasting.book import NEVER, Book, Moves, quarter_ends
from tools.parts.forecasting.bookings import bookings
from tools.parts.forecasting.combining import Memory, combine, same_points
from tools.parts.forecasting.groups import _shares
from tools.parts.forecasting.histories import _pushes
from tools.parts.forecasting.methods import Window, stage_weighted, views
from tools.parts.forecasting.newcomers import month_of_quarter
from tools.parts.forecasting.simulation import simulate
from tools.parts.forecasting.survival import survival
from tools.parts.forecasting.yields import historical_yield

NOW = date(2026, 11, 20).toordinal()


def invented(seed=1, *, days=720, a_day=2.0, win_rate=0.3, median=35.0, moves=False):
    """Deals that begin evenly, end after a log-normal time, and are won at one rate."""
    random = np.random.default_rng(seed)
    n = int(days * a_day)
    created = NOW - random.integers(0, days, n)
    lasts = np.maximum(1, np.round(random.lognormal(np.log(median), 0.6, n))).astype(np.int64)
    over = created + lasts <= NOW
    won = over & (random.random(n) < win_rate)
    price = random.integers(0, 2, n)
    cents = np.where(price == 0, 100_000.0, 800_000.0) * random.lognormal(0, 0.2, n)
    stage = np.zeros(n, dtype=np.int64)
    ended = np.where(over, created + lasts, NEVER)
    history = None
    if moves:
        order = np.arange(n)
        history = Moves(order, created[order], stage, cents)
    return Book(created, ended, won, cents, price, stage, history, NOW)


def test_a_book_seen_earlier_knows_nothing_of_later():
    book = invented(moves=True)
    then = book.seen_on(NOW - 100)
    assert then.created.max() <= NOW - 100
    assert then.ended[~then.is_open].max() <= NOW - 100
    assert not (then.won & then.is_open).any()
    assert np.isnan(book.only(book.created <= NOW - 100).seen_on(NOW - 100).cents).sum() == 0


def test_an_amount_without_history_is_not_known_earlier():
    then = invented().seen_on(NOW - 100)
    assert np.isnan(then.cents[then.is_open]).all()
    assert not np.isnan(then.cents[~then.is_open]).any()


def test_seeing_twice_is_seeing_once():
    book = invented(moves=True)
    once, twice = book.seen_on(NOW - 120), book.seen_on(NOW - 60).seen_on(NOW - 120)
    for name in ("created", "ended", "won", "cents", "price", "stage"):
        np.testing.assert_array_equal(getattr(once, name), getattr(twice, name))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 90), st.integers(1, 120))
def test_chances_are_chances_and_longer_windows_hold_more(seed, gap, length):
    book = invented(seed, days=300, a_day=1.0)
    short = historical_yield(book, NOW + gap, NOW + gap + length)
    longer = historical_yield(book, NOW + gap, NOW + gap + length + 30)
    assert ((short.chance >= -1e-12) & (short.chance <= 1)).all()
    assert (longer.chance >= short.chance - 1e-9).all()
    assert longer.new_wins >= short.new_wins - 1e-9
    assert short.cents >= 0


def test_windows_that_follow_each_other_add_up():
    book = invented()
    whole = historical_yield(book, NOW, NOW + 90)
    first, second = (
        historical_yield(book, NOW, NOW + 40),
        historical_yield(book, NOW + 40, NOW + 90),
    )
    np.testing.assert_allclose(first.chance + second.chance, whole.chance, rtol=1e-9)


@pytest.mark.parametrize("days", [30, 60, 90])
def test_the_yield_finds_the_law_that_made_the_deals(days):
    """On an even company the windows to come bring what such windows always brought."""
    told, came = 0.0, 0.0
    for seed in range(4):
        book = invented(seed, a_day=4.0, moves=True)
        for back in (95, 125, 155):
            then = book.seen_on(NOW - back)
            told += historical_yield(then, NOW - back, NOW - back + days).cents
            came += book.won_between(NOW - back, NOW - back + days)
    assert told == pytest.approx(came, rel=0.12)


def test_old_deals_that_nobody_wins_count_for_little():
    book = invented()
    dead = Book(
        np.full(200, NOW - 700), np.full(200, NEVER), np.zeros(200, dtype=bool),
        np.full(200, 800_000.0), np.ones(200, dtype=np.int64), np.zeros(200, dtype=np.int64),
        None, NOW,
    )  # fmt: skip
    both = Book(
        *(np.concatenate([getattr(book, n), getattr(dead, n)])
          for n in ("created", "ended", "won", "cents", "price", "stage")), None, NOW,
    )  # fmt: skip
    clean = historical_yield(book, NOW, NOW + 60).open_cents
    assert historical_yield(both, NOW, NOW + 60).open_cents < clean * 1.15
    assert stage_weighted(both, {}) > stage_weighted(book, {}) * 2


def test_weights_add_up_and_only_near_methods_count():
    made = combine(invented(), Window(NOW, NOW + 41))
    assert sum(made.weights.values()) == pytest.approx(1)
    assert set(made.weights) <= set(made.views.cents)
    low, high = made.interval
    assert low < made.cents < high


def test_a_range_of_next_to_nothing_is_wide_and_finite():
    book = invented(days=400, a_day=0.3, win_rate=0.05)
    low, high = combine(book, Window(NOW, NOW + 3)).interval
    assert np.isfinite([low, high]).all()


def test_going_by_one_method_alone_gives_it_all_the_weight():
    made = combine(invented(), Window(NOW, NOW + 41), only="run_rate")
    assert made.weights == {"run_rate": 1.0}


def test_a_replay_never_looks_past_its_own_day():
    book = invented()
    made = combine(book, Window(NOW, NOW + 41))
    assert made.replays
    assert all(replay.window.until <= NOW for replay in made.replays)
    assert all(replay.day <= replay.window.after for replay in made.replays)


def test_the_same_points_lie_whole_quarters_back():
    end = quarter_ends(NOW)
    backs = same_points(invented(), Window(NOW, end))
    assert backs[0] == date(2026, 9, 30).toordinal() - end
    assert all(quarter_ends(end + back) == end + back for back in backs)


def test_the_draws_have_the_forecasts_mean_and_repeat():
    made = combine(invented(), Window(NOW, NOW + 41))
    once, again = simulate(made), simulate(made)
    assert once.draws.mean() == pytest.approx(made.cents)
    assert (once.p10, once.p90) == (again.p10, again.p90)
    assert once.p10 < once.p50 < once.p90
    assert once.chance_of(0) == 1
    assert once.chance_of(once.p50) == pytest.approx(0.5, abs=0.01)


@given(st.integers(0, 10**12), st.lists(st.floats(0, 1e9), min_size=1, max_size=30))
def test_shares_are_whole_cents_that_add_up(total, raw):
    parts = _shares(total, raw)
    assert sum(parts) == (total if sum(raw) > 0 else 0)
    assert all(part >= 0 for part in parts)


def test_too_short_a_history_has_no_run_rate():
    book = invented(days=30)
    assert set(views(book, Window(NOW, NOW + 30)).cents) == {"historical_yield", "survival"}


@pytest.mark.parametrize("days", [30, 60, 90])
def test_a_life_table_finds_the_law_that_made_the_deals(days):
    told, came = 0.0, 0.0
    for seed in range(4):
        book = invented(seed, a_day=4.0)
        for back in (95, 125, 155):
            then = book.seen_on(NOW - back)
            told += survival(then, NOW - back, NOW - back + days, ORDINARY)
            came += book.won_between(NOW - back, NOW - back + days)
    assert told == pytest.approx(came, rel=0.12)


def test_windows_of_a_life_table_add_up():
    book = invented()
    parts = survival(book, NOW, NOW + 40, ORDINARY) + survival(book, NOW + 40, NOW + 90, ORDINARY)
    assert parts == pytest.approx(survival(book, NOW, NOW + 90, ORDINARY), rel=1e-9)


def pushed_book(seed=2, n=3000):
    """One stage; every second deal is pushed once in its first week, and those are seldom won."""
    random = np.random.default_rng(seed)
    created = NOW - random.integers(0, 720, n)
    lasts = np.maximum(9, np.round(random.lognormal(np.log(35), 0.4, n))).astype(np.int64)
    pushed = np.arange(n) % 2 == 1
    over = created + lasts <= NOW
    won = over & (random.random(n) < np.where(pushed, 0.1, 0.5))
    deal, first = np.repeat(np.arange(n), 2), np.tile([0, 7], n)
    moves = Moves(
        deal, created[deal] + first, np.zeros(2 * n, dtype=np.int64), np.full(2 * n, 100_000.0),
        pushed[deal] * (first > 0), np.full(2 * n, NEVER),
    )  # fmt: skip
    ended = np.where(over, created + lasts, NEVER)
    zeros = np.zeros(n, dtype=np.int64)
    return Book(created, ended, won, np.full(n, 100_000.0), zeros, zeros, moves, NOW), pushed


def test_deals_that_were_pushed_are_expected_less_of_where_they_are_won_less():
    book, pushed = pushed_book()
    chance = historical_yield(book, NOW, NOW + 60).chance
    old = (NOW - book.created > 8)[book.is_open]
    mine = pushed[book.is_open]
    assert chance[old & mine].mean() < 0.5 * chance[old & ~mine].mean()


def test_an_overdue_promise_is_a_broken_one():
    at = np.array([0, 1, 2, -1])
    none = np.zeros(3, dtype=np.int64)
    moves = Moves(none, none, none, none * 1.0, np.array([0, 1, 5]), np.array([NEVER, 90, 200]))
    assert moves.slips(at, 100).tolist() == [0, 2, 2, 0]


def test_pushes_are_counted_for_each_deal_by_itself():
    deal, promised = np.array([0, 0, 0, 1, 1]), np.array([10, 20, 30, 5, NEVER])
    assert _pushes(deal, promised).tolist() == [0, 1, 2, 0, 0]


def test_even_takings_go_on_as_a_series():
    book = invented(a_day=6.0)
    told = bookings(book, NOW, NOW + 28)
    assert told == pytest.approx(book.won_between(NOW - 28, NOW), rel=0.35)
    parts = bookings(book, NOW, NOW + 10) + bookings(book, NOW + 10, NOW + 28)
    assert parts == pytest.approx(told)


def test_nothing_won_is_no_series():
    assert bookings(invented(win_rate=0.0), NOW, NOW + 28) is None


def test_a_business_that_has_moved_is_less_sure_of_itself():
    """Ever more deals begin: each level method was too low in every replay."""
    random = np.random.default_rng(5)
    even = invented(5, a_day=2.0)
    day = np.sort(NOW - (720 * (1 - np.sqrt(random.random(len(even)))).astype(np.float64)))
    lasts = np.maximum(np.where(even.is_open, 40, even.ended - even.created), 1)
    created = day.astype(np.int64)
    over = created + lasts <= NOW
    ramp = Book(
        created, np.where(over, created + lasts, NEVER), over & (random.random(len(day)) < 0.3),
        even.cents, even.price, even.stage, None, NOW,
    )  # fmt: skip
    steady, moved = (combine(b, Window(NOW, NOW + 60)) for b in (even, ramp))
    assert moved.bias["last_quarter"] < steady.bias["last_quarter"] - 0.02


@pytest.mark.slow
def test_four_ranges_in_five_hold_what_came():
    held, n = 0, 0
    for seed in range(12):
        book = invented(seed, a_day=1.5, moves=seed % 2 == 0)
        memory = Memory(book)
        for back in range(92, 330, 34):
            made = combine(book.seen_on(NOW - back), Window(NOW - back, NOW - back + 60), memory)
            low, high = made.interval
            held += low <= book.won_between(NOW - back, NOW - back + 60) <= high
            n += 1
    assert 0.68 <= held / n <= 0.95


@given(
    st.integers(1, 12), st.sampled_from([None, *PATTERNS]),
    st.integers(date(2020, 1, 1).toordinal(), date(2030, 1, 1).toordinal()), st.integers(1, 400),
)  # fmt: skip
def test_each_day_is_in_the_month_of_the_quarter_that_the_calendar_says(month, weeks, first, n):
    calendar = Calendar(month, weeks)
    days = np.arange(first, first + n)
    places = month_of_quarter(days, calendar)
    for day, place in zip(days[:: max(n // 7, 1)], places[:: max(n // 7, 1)], strict=True):
        here = date.fromordinal(int(day))
        begins = calendar.holding(here, "quarter")[0]
        steps, at = 0, calendar.holding(begins, "month")[1]
        while at < here:
            steps, at = steps + 1, calendar.holding(at + timedelta(days=1), "month")[1]
        assert place == steps
        assert quarter_ends(int(day), calendar) == calendar.holding(here, "quarter")[1].toordinal()


def test_the_same_point_of_past_quarters_is_by_the_calendar_of_weeks():
    calendar = Calendar(2, "4-4-5")
    end = quarter_ends(NOW, calendar)
    backs = same_points(invented(), Window(NOW, end, calendar))
    assert len(backs) == 6
    assert all(quarter_ends(end + back, calendar) == end + back for back in backs)
