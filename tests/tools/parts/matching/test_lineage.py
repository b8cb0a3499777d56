"""Names that go together: learnt where a table holds several countries, and nowhere else."""

import itertools
import random

import numpy as np
import polars as pl
import pytest

from tests.tools.parts.matching.test_remembering import assert_same, everything
from tools.parts.matching.encode import Column
from tools.parts.matching.engine import match_people
from tools.parts.matching.grouping import USUAL
from tools.parts.matching.lineage import UNKNOWN, Lineage, lineage
from tools.parts.matching.remembering import Memory, match

NORTH, SOUTH = "north", "south"


def world(name, count):
    """First names and surnames of an invented country."""
    letters = "abcdefghijklmnopqrst"
    firsts = [
        f"{name}{a}{b}" for a, b in itertools.islice(itertools.product(letters, "xyz"), count)
    ]
    lasts = [f"{a}{b}{name}sen" for a, b in itertools.islice(itertools.product(letters, "uvw"),
                                                              count)]  # fmt: skip
    return firsts, lasts


def people(apart):
    """A table of two countries; mixed, everybody has names of either."""
    (one, two), (three, four) = world(NORTH, 40), world(SOUTH, 40)
    both = [*itertools.product(one, two), *itertools.product(three, four)]
    if not apart:
        both = [*itertools.product(one + three, two + four)]
    kept = random.Random(5).sample(both, 1600)
    return [first for first, _ in kept], [last for _, last in kept]


def columns(firsts, lasts):
    return Column.of(firsts), Column.of(lasts)


def bits(known, first, last):
    return float(known.bits(*columns([first], [last]))[0])


@pytest.fixture(scope="module")
def known():
    return lineage(*columns(*people(apart=True)))


def test_two_names_of_one_country_go_together_about_twice_as_often(known):
    (one, two), (_, four) = world(NORTH, 40), world(SOUTH, 40)
    assert bits(known, one[3], two[5]) == pytest.approx(1, abs=0.15)
    assert bits(known, one[3], four[5]) <= -0.9
    assert bits(known, "nobody", two[5]) == 0


def test_a_rare_name_belongs_where_those_belong_that_it_goes_with(known):
    firsts, lasts = people(apart=True)
    (_, two), (_, four) = world(NORTH, 40), world(SOUTH, 40)
    more = lineage(*columns([*firsts, "rare", "rare"], [*lasts, two[0], two[1]]))
    assert 0.4 < bits(more, "rare", two[7]) < 1
    assert bits(more, "rare", four[7]) < 0


def test_where_all_names_mix_nothing_is_learnt():
    assert lineage(*columns(*people(apart=False))) is UNKNOWN


def test_a_short_list_tells_nothing():
    firsts, lasts = people(apart=True)
    assert lineage(*columns(firsts[:300], lasts[:300])) is UNKNOWN


def test_the_order_of_the_records_does_not_matter(known):
    firsts, lasts = people(apart=True)
    order = np.random.default_rng(3).permutation(len(firsts))
    again = lineage(*columns([firsts[i] for i in order], [lasts[i] for i in order]))
    assert (again.bits(*columns(firsts, lasts)) == known.bits(*columns(firsts, lasts))).all()


@pytest.mark.parametrize("nothing", [True, False])
def test_what_is_kept_says_the_same(known, nothing):
    kept = UNKNOWN if nothing else known
    both = columns(*people(apart=True))
    assert (Lineage.of(kept.kept()).bits(*both) == kept.bits(*both)).all()


def records(apart):
    firsts, lasts = people(apart=apart)
    return [
        {"first_name": first.title(), "last_name": last.title(), "company_name": f"Firm {n % 90}",
         "city": "Boston"}
        for n, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]  # fmt: skip


def test_namesakes_of_one_country_are_believed_less():
    def score(apart):
        rows = records(apart)
        twin = {**rows[0], "company_name": "Elsewhere", "city": "Leeds"}
        found = match_people(pl.DataFrame([*rows, twin]))
        trace = found.explain(np.array([0], np.int32), np.array([len(rows)], np.int32))[0]
        return next(r.bits for r in trace.reasons if r.respect == "name")

    assert score(apart=True) < score(apart=False) - 0.5


def test_a_second_run_weighs_names_as_the_first_did(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.parts.matching.remembering.FEW", 0)
    rows = records(apart=True)
    match(pl.DataFrame(rows), of_companies=False, memory=Memory(tmp_path))
    fresh = [*rows[7:], {**rows[9], "company_name": "Elsewhere"},
             {**rows[0], "first_name": "Nobody"}]  # fmt: skip
    frame = pl.DataFrame(fresh)
    again = match(frame, of_companies=False, memory=Memory(tmp_path))
    assert again.changed == 2
    assert_same(again.matches, everything(tmp_path, frame, (), USUAL))
