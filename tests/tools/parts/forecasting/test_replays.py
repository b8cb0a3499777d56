"""What replays of the past are made of: the book as it was, its moves, ages counted."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.parts.forecasting.test_methods import NOW, invented
from tools.parts.forecasting.book import Moves
from tools.parts.forecasting.ended import age_quantiles
from tools.parts.forecasting.methods import Window, views


@pytest.mark.parametrize("moves", [False, True])
def test_a_replayed_book_is_the_one_that_was_seen_with_the_ended_deals_in_front(moves):
    book = invented(moves=moves)
    seen, replayed = book.seen_on(NOW - 120), book.replayed(NOW - 120)
    assert (replayed.ended[: replayed.over] <= NOW - 120).all()
    assert replayed.is_open[replayed.over :].all()
    names = ("created", "ended", "won", "cents", "price", "stage")
    one, two = (
        sorted(map(repr, zip(*(getattr(each, n).tolist() for n in names), strict=True)))
        for each in (seen, replayed)
    )
    assert one == two
    window = Window(NOW - 120, NOW - 60)
    one, two = views(seen, window), views(replayed, window)
    assert one.cents == pytest.approx(two.cents, rel=1e-12)
    np.testing.assert_array_equal(np.sort(one.yields.chance), np.sort(two.yields.chance))


def test_the_last_move_up_to_a_day_is_found_for_deals_with_any_number_of_moves():
    random = np.random.default_rng(3)
    deal = np.sort(random.integers(0, 40, 150))
    day = random.integers(0, 30, 150)
    order = np.lexsort((day, deal))
    moves = Moves(deal[order], day[order], np.zeros(150, dtype=np.int64), np.zeros(150))
    asked = np.arange(45)
    for until in (-1, 0, 7, 15, 29, 99):
        known = moves.day <= until
        expected = [max(np.flatnonzero((moves.deal == n) & known), default=-1) for n in asked]
        assert moves.last_before(asked, until).tolist() == expected


def test_a_planted_amount_of_later_is_not_seen_in_a_replay():
    """The leak test: deals still open then are moved on the next day, to a thousandfold amount."""
    book, day = invented(moves=True), NOW - 120
    moved = np.flatnonzero((book.created <= day) & (book.ended > day))
    deal = np.r_[book.moves.deal, moved]
    order = np.argsort(deal, kind="stable")
    planted = Moves(
        deal[order], np.r_[book.moves.day, np.full(len(moved), day + 1)][order],
        np.zeros(len(deal), dtype=np.int64),
        np.r_[book.moves.cents, book.moves.cents[moved] * 1000][order],
    )  # fmt: skip
    window = Window(day, day + 60)
    honest = views(book.replayed(day), window).yields
    leaky = views(replace(book, moves=planted).replayed(day), window).yields
    np.testing.assert_array_equal(honest.chance, leaky.chance)
    assert honest.cents == leaky.cents


@given(st.lists(st.integers(0, 400), min_size=1, max_size=80))
def test_quantiles_by_counting_are_those_of_numpy(ages):
    shares = [0.2, 0.4, 0.5, 0.6, 0.8, 0.99]
    assert (age_quantiles(np.array(ages), shares) == np.quantile(ages, shares)).all()
