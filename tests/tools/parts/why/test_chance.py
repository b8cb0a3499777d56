"""Shuffling says how often chance makes a gap as wide; it cries wolf no more often than it says."""

import random

import pytest

from tools.parts.dimensions import DIMENSIONS
from tools.parts.why.chance import of_median, of_rate, of_sum
from tools.parts.why.rows import Rows

REGIONS = ("East", "West", "North", "South")
SHOWN = (DIMENSIONS["region"], DIMENSIONS["segment"])


def rows(dice, n, value, region=lambda dice, later: dice.choice(REGIONS)):
    made = Rows(SHOWN, cells=[[], []])
    for i in range(n):
        later = i >= n // 2
        made.ids.append(str(i))
        made.later.append(later)
        made.cells[0].append(region(dice, later))
        made.cells[1].append(dice.choice(("SMB", "Enterprise", None)))
        made.top.append(value(dice, later, made.cells[0][-1]))
        made.bottom.append(1)
    return made


def alarms(test, value, worlds=60):
    """The share of worlds without any planted cause in which a part is called more than chance."""
    found = [test(rows(random.Random(seed), 90, value)) for seed in range(worlds)]
    return sum(min(one.p.values()) <= 0.05 for one in found) / worlds


@pytest.mark.slow
def test_a_world_without_a_cause_seldom_raises_an_alarm():
    assert alarms(of_sum, lambda d, later, r: round(d.lognormvariate(9, 1))) <= 0.12
    assert alarms(of_rate, lambda d, later, r: int(d.random() < 0.3)) <= 0.12
    assert alarms(of_median, lambda d, later, r: round(d.lognormvariate(4, 0.6))) <= 0.12


def test_groups_that_differ_but_do_not_change_are_no_cause():
    level = {"East": 0.1, "West": 0.7, "North": 0.3, "South": 0.5}
    assert alarms(of_rate, lambda d, later, r: int(d.random() < level[r])) <= 0.12


def test_a_planted_cause_is_found_in_sums_rates_and_medians():
    dice = random.Random(5)

    def fewer(dice, later):
        names = ("East", "North", "South") if later and dice.random() < 0.9 else REGIONS
        return dice.choice(names)

    by_sum = of_sum(rows(dice, 400, lambda d, later, r: 1000, fewer))
    worse = of_rate(rows(dice, 400, lambda d, later, r: int(
        d.random() < (0.1 if later and r == "West" else 0.6))))  # fmt: skip
    slower = of_median(rows(dice, 400, lambda d, later, r: round(
        d.lognormvariate(4, 0.4) * (2 if later and r == "West" else 1))))  # fmt: skip
    for found in (by_sum, worse, slower):
        assert found.widest == ("region", "West")
        assert found.p[("region", "West")] <= 0.01
    assert worse.gap[("region", "West")] < 0 < slower.gap[("region", "West")]


def test_the_same_rows_always_give_the_same_chance():
    made = rows(random.Random(1), 100, lambda d, later, r: d.randrange(100))
    assert of_sum(made) == of_sum(made)


def test_an_even_rise_of_every_group_leaves_no_gap():
    made = Rows(SHOWN[:1], cells=[[]])
    for n, region in enumerate(REGIONS * 30):
        for later in (False, True):
            made.ids.append(f"{n}{later}")
            made.later.append(later)
            made.cells[0].append(region)
            made.top.append(200 if later else 100)
            made.bottom.append(1)
    assert max(abs(gap) for gap in of_sum(made).gap.values()) < 1e-6
    assert of_rate(made) is None


def test_what_cannot_be_shuffled_is_not_tested():
    nothing = Rows(SHOWN, cells=[[], []])
    assert of_sum(nothing) is None
    assert of_rate(nothing) is None
    assert of_median(nothing) is None
    alike = rows(random.Random(1), 20, lambda d, later, r: 1)
    assert of_rate(alike) is None


def test_a_row_at_both_moments_counts_by_what_it_changed():
    made = Rows(SHOWN[:1], cells=[["East", "East", "West", "West", "East"]],
                ids=["a", "b", "a2", "b", "c"], later=[False, False, False, True, True],
                top=[5, 7, 3, 7, 4], bottom=[1] * 5)  # fmt: skip
    assert of_sum(made).n == 3
