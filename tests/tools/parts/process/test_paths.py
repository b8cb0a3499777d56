"""Stays, moves, loops and skips of made histories, by hand and by their laws."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools.parts.process.paths import History, Move, Stage, kind_of, merged, mine
from tools.parts.quantiles import quantile

STAGES = {
    s.name: s
    for s in (Stage("Lead", 1), Stage("Talk", 2), Stage("Offer", 3), Stage("Won", 4, "won"),
              Stage("Lost", 5, "lost"))
}  # fmt: skip
START = date(2026, 1, 1)
LAST = date(2026, 12, 31)


def day(n):
    return START + timedelta(days=n)


def history(*moves, status="open", until=60, deal="a"):
    return History(deal, tuple(Move(stage, day(n)) for stage, n in moves), day(until), status)


@st.composite
def histories(draw):
    steps = draw(st.lists(st.tuples(st.sampled_from(["Lead", "Talk", "Offer", "Odd"]),
                                    st.integers(0, 300)), min_size=1, max_size=8))  # fmt: skip
    steps.sort(key=lambda step: step[1])
    return history(*steps, until=330, deal=str(draw(st.integers())),
                   status=draw(st.sampled_from(["open", "won", "lost"])))  # fmt: skip


@given(st.lists(histories(), max_size=20))
def test_the_days_of_all_stays_are_the_days_that_deals_lived(some):
    found = mine(some, STAGES, START)
    lived = sum((h.until - h.moves[0].on).days for h in some)
    assert sum(s.days for s in found.stays) == lived


@given(st.lists(histories(), max_size=20))
def test_every_move_is_counted_once(some):
    found = mine(some, STAGES, START)
    assert sum(map(len, found.steps.values())) == sum(len(merged(h.moves)) - 1 for h in some)
    assert sum(found.variants.values()) == sum(h.status != "open" for h in some)


@given(histories())
def test_a_deal_that_returns_has_moved_back_and_one_that_only_advances_has_not(one):
    found = mine([one], STAGES, START)
    places = [STAGES[m.stage].position for m in merged(one.moves) if m.stage in STAGES]
    if not found.returned and "Odd" not in {m.stage for m in one.moves}:
        assert places == sorted(places)


def test_what_moves_are_called():
    assert kind_of("Lead", "Talk", STAGES) == "next"
    assert kind_of("Lead", "Offer", STAGES) == "skip"
    assert kind_of("Offer", "Lead", STAGES) == "back"
    assert kind_of("Offer", "Won", STAGES) == "won"
    assert kind_of("Lead", "Lost", STAGES) == "lost"
    assert kind_of("Odd", "Lead", STAGES) == "other"


def test_a_history_by_hand():
    some = [
        history(("Lead", 0), ("Talk", 4), ("Lead", 6), ("Offer", 10), ("Won", 30), status="won",
                until=30),
        history(("Lead", 0), ("Lead", 3), ("Talk", 5), deal="b", until=25),
    ]  # fmt: skip
    found = mine(some, STAGES, START)
    assert [(s.stage, s.days, s.over) for s in found.stays] == [
        ("Lead", 4, True), ("Talk", 2, True), ("Lead", 4, True), ("Offer", 20, True),
        ("Lead", 5, True), ("Talk", 20, False),
    ]  # fmt: skip
    assert found.returned == found.looped == found.skipped == {"a"}
    assert found.skips == {"Talk": 1}
    assert found.variants == {("Lead", "Talk", "Lead", "Offer"): 1}
    assert (found.returned_won, found.returned_decided, found.straight_decided) == (1, 1, 0)


def test_what_began_before_the_period_is_left_out_but_is_remembered():
    one = history(("Lead", 0), ("Talk", 4), ("Lead", 40))
    found = mine([one], STAGES, day(30))
    assert [(s.stage, s.days) for s in found.stays] == [("Lead", 20)]
    assert found.looped == found.returned == {"a"}


def test_quantiles_lie_between_values():
    assert quantile([0, 10], Fraction(9, 10)) == 9
