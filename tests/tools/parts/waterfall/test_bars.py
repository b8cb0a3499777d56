"""The bars of a waterfall lead from the first pipeline to the second, to the cent."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tools.parts.waterfall.bars import BARS, Passage, Side, Step, Target, walk

QUARTER = Target(date(2026, 10, 1), date(2026, 12, 31))
INSIDE, LATER = date(2026, 11, 30), date(2027, 2, 1)

cents = st.none() | st.integers(0, 10**12)
days = st.none() | st.integers(-60, 200).map(lambda n: date(2026, 10, 1) + timedelta(days=n))
sides = st.none() | st.builds(Side, cents, days, st.booleans())
targets = st.none() | st.builds(Target, st.none() | st.just(QUARTER.start), st.just(QUARTER.end))


@st.composite
def passages(draw):
    """A deal's way as a store can hold it: what is open at the end has not ended."""
    before, after = draw(sides), draw(sides)
    ended = None if after is not None else draw(st.none() | st.sampled_from(["won", "lost"]))
    return Passage(
        str(draw(st.integers(0, 10**9))), before, after, ended, draw(days) if ended else None,
        draw(cents) if ended else None, draw(st.sampled_from(["new", "reopened"])),
    )  # fmt: skip


@given(st.lists(passages(), max_size=30), targets)
def test_the_bars_lead_from_one_pipeline_to_the_other_without_a_rest(deals, target):
    found = walk(deals, target)
    assert found.rest == 0
    assert found.before + sum(found.cents(bar) for bar in BARS) == found.after


@given(st.lists(passages(), max_size=30), targets)
def test_each_pipeline_is_what_a_second_count_of_it_gives(deals, target):
    def weigh(side):
        if side is None:
            return 0
        known = target is None or (side.due_known and target.holds(side.due))
        return (side.cents or 0) if known else 0

    found = walk(deals, target)
    assert found.before == sum(weigh(d.before) for d in deals)
    assert found.after == sum(weigh(d.after) for d in deals)


@given(st.lists(passages(), max_size=30))
def test_without_a_target_nothing_is_pulled_in_or_pushed(deals):
    found = walk(deals)
    assert not any(s.bar in {"pulled_in", "pushed", "undated"} for s in found.steps)


@given(st.lists(passages(), max_size=30), targets)
def test_bars_that_add_never_take_away_and_the_other_way_round(deals, target):
    for step in walk(deals, target).steps:
        if step.bar in {"new", "reopened", "pulled_in", "up"}:
            assert (step.cents or 0) >= 0
        elif step.bar != "undated":
            assert (step.cents or 0) <= 0


def steps(*deals, target=None):
    return [(s.bar, s.cents) for s in walk(deals, target).steps]


def test_every_way_a_deal_can_go_has_its_bar():
    assert steps(Passage("a", None, Side(5))) == [("new", 5)]
    assert steps(Passage("a", None, Side(5), entered="reopened")) == [("reopened", 5)]
    assert steps(Passage("a", Side(5), Side(8))) == [("up", 3)]
    assert steps(Passage("a", Side(8), Side(5))) == [("down", -3)]
    assert steps(Passage("a", Side(8), None)) == [("scrubbed", -8)]
    assert steps(Passage("a", Side(8), None, "lost", end_cents=8)) == [("lost", -8)]


def test_a_deal_that_grew_and_was_won_goes_up_and_then_leaves_at_what_it_was_won_for():
    won = Passage("a", Side(5), None, "won", INSIDE, 9)
    assert steps(won) == [("up", 4), ("won", -9)]


def test_a_deal_created_and_won_in_between_shows_in_both_bars():
    assert steps(Passage("a", None, None, "won", INSIDE, 9)) == [("new", 9), ("won", -9)]


def test_close_dates_move_deals_in_and_out_of_the_target():
    push = Passage("a", Side(5, INSIDE), Side(9, LATER))
    pull = Passage("b", Side(5, LATER), Side(9, INSIDE))
    assert steps(push, target=QUARTER) == [("pushed", -5)]
    assert steps(pull, target=QUARTER) == [("pulled_in", 5), ("up", 4)]


def test_a_deal_whose_close_date_then_is_not_recorded_has_a_bar_of_its_own():
    one = Passage("a", Side(5, None, due_known=False), Side(9, INSIDE))
    assert steps(one, target=QUARTER) == [("undated", 5), ("up", 4)]


def test_a_deal_won_early_enters_the_target_before_it_leaves_as_won():
    early = Passage("a", Side(5, LATER), None, "won", INSIDE, 5)
    assert steps(early, target=QUARTER) == [("pulled_in", 5), ("won", -5)]
    elsewhere = Passage("a", Side(5, LATER), None, "won", date(2026, 9, 1), 5)
    assert steps(elsewhere, target=QUARTER) == []


def test_an_amount_that_is_missing_is_counted_as_a_deal_and_not_as_zero():
    found = walk(
        [Passage("a", Side(None), None, "lost", INSIDE, None), Passage("b", None, Side(7))]
    )
    assert found.of("lost") == [Step("lost", "a", None)]
    assert found.count("lost") == 1
    assert found.cents("new") == 7
