import pytest

from agent.planner.words.amounts import amounts


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("over $50k", 50_000, None),
        ("at least twelve", 12, None),
        ("between 5 and 10 million dollars", 5e6, 10e6),
        ("50-200 employees", 50, 200),
        ("under 30 days", None, 30),
        ("$1.2M", 1.2e6, 1.2e6),
        ("500 or fewer", None, 500),
        ("50+ people", 50, None),
        ("nothing under 1000 staff", 1000, None),
        ("leave out anything with fewer than 50 people", 50, None),
        ("exclude deals over 10k", None, 10_000),
        ("accounts with no deals over 50k", 50_000, None),
    ],
)
def test_a_number_is_read_in_the_ways_people_write_it(
    text: str, low: float | None, high: float | None
) -> None:
    [found] = amounts(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("text", ["series c+", "Q4", "GTX-500", "win rate by region"])
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert amounts(text) == []


def test_money_percent_and_bounds_are_told_apart() -> None:
    money, share, plain = amounts("over $5 or 15% of 20 deals")
    assert (money.money, money.compared, money.strict) == (True, True, True)
    assert (share.percent, share.compared) == (True, False)
    assert plain.exact == 20


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("three rounds or more", 3, None), ("5 open deals or fewer", None, 5),
     ("two contacts at most", None, 2), ("10 employees and up", 10, None)],
)  # fmt: skip
def test_a_bound_may_stand_behind_the_noun(text, low, high):
    [found] = amounts(text)
    assert (found.low, found.high, found.compared) == (low, high, True)


def test_a_number_with_another_one_behind_it_is_no_bound():
    first, *_ = amounts("top 5 deals and 3 or more contacts")
    assert not first.compared
