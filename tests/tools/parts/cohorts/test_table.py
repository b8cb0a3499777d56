"""Cohorts by hand: what has come by each age, and what has not come yet."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tools.parts.calendars import Calendar, add_months
from tools.parts.cohorts.reading import Life, Rep
from tools.parts.cohorts.table import deal_cohorts, rep_cohorts

TODAY = date(2026, 11, 20)
CALENDAR = Calendar(1)


def life(began, ended=None, status="open", cents=None):
    return Life("x", None, began, ended, status, cents)


def won(one):
    return 1 if one.status == "won" else None


def test_a_cohort_by_hand():
    some = [
        life(date(2026, 8, 3), date(2026, 9, 3), "won"),
        life(date(2026, 8, 3), date(2026, 9, 4), "won"),
        life(date(2026, 8, 3), date(2026, 8, 9), "lost"),
        life(date(2026, 8, 20)),
    ]
    [found] = deal_cohorts(some, "month", CALENDAR, TODAY, won, 4)
    assert (found.label, found.size) == ("August 2026", 4)
    assert found.cells == (Decimal("0.25"), Decimal("0.5"), None, None)


def test_an_age_is_blank_until_the_youngest_member_can_have_it():
    [found] = deal_cohorts([life(date(2026, 9, 1))], "month", CALENDAR, TODAY, won, 3)
    assert found.cells == (Decimal(0), None, None)


@given(st.lists(st.tuples(st.integers(0, 500), st.none() | st.integers(0, 400), st.booleans())))
def test_shares_never_fall_with_age_and_sizes_add_up(some):
    lives = []
    for back, lasted, was_won in some:
        began = date.fromordinal(TODAY.toordinal() - back)
        ended = None if lasted is None else date.fromordinal(began.toordinal() + lasted)
        over = ended is not None and ended <= TODAY
        status = ("won" if was_won else "lost") if over else "open"
        lives.append(life(began, ended if over else None, status))
    found = deal_cohorts(lives, "quarter", CALENDAR, TODAY, won, 6)
    assert sum(c.size for c in found) == len(lives)
    for cohort in found:
        known = [cell for cell in cohort.cells if cell is not None]
        assert known == sorted(known)
        assert cohort.cells[: len(known)] == tuple(known)
        if len(known) == 6:
            assert all(add_months(cohort.last, 6) <= TODAY for _ in known)


def test_a_month_of_tenure_counts_the_reps_who_worked_all_of_it():
    ana = Rep("ana", "Ana", date(2026, 1, 10), None)
    bo = Rep("bo", "Bo", date(2026, 2, 1), date(2026, 3, 15))
    wins = [("ana", date(2026, 1, 20), 100_00), ("bo", date(2026, 2, 2), 50_00),
            ("ana", date(2026, 2, 10), 30_00), ("bo", date(2026, 3, 10), 999_00)]  # fmt: skip
    [found] = rep_cohorts([ana, bo], wins, "quarter", CALENDAR, date(2026, 4, 1), 3)
    assert found.size == 2
    assert found.cells == (Decimal(75), Decimal(30), None)
