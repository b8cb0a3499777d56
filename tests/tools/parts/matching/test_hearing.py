"""People's decisions on doubtful pairs move pairs like those, a little, and never to be merged."""

import numpy as np
import polars as pl
import pytest

from tools.parts.matching.agreement import noted
from tools.parts.matching.engine import Said, marks, matched, scored_here
from tools.parts.matching.grouping import SAFE, USUAL
from tools.parts.matching.hearing import Accepted
from tools.parts.matching.kinds import kind_of
from tools.parts.matching.remembering import Memory, match

FIRST = ("Olga", "Bram", "Carla", "Derek", "Ilse", "Tomas", "Noor", "Elif", "Petra", "Hugo")
LAST = ("Leeuw", "Hale", "Okafor", "Ruiz", "Brandt", "Quist", "Maro", "Vance")
PAIRS = len(FIRST) * len(LAST)


@pytest.fixture
def movers() -> pl.DataFrame:
    """Everybody twice, at two employers with two mailboxes: perhaps they moved, perhaps not."""
    people = [(FIRST[n % len(FIRST)], LAST[n // len(FIRST)], n) for n in range(PAIRS)]
    rows = [
        {"first_name": first, "last_name": last, "company_name": firm, "city": "Boston",
         "email": f"{first}.{last}@{firm}.com".lower(), "title": "Analyst"}
        for first, last, n in people for firm in (f"Firm{n}", f"Works{n}")
    ]  # fmt: skip
    return pl.DataFrame(rows)


def found(frame, apart=(), accepted=()):
    subject = kind_of(frame, of_companies=False).read(frame, None)
    return matched(subject, Said(apart, accepted=accepted), USUAL, marks(frame))


def pair(matches, n):
    return matches.explain(np.array([2 * n], np.int32), np.array([2 * n + 1], np.int32))[0]


def approved(matches, count):
    told = [noted(pair(matches, n)) for n in range(count)]
    return [Accepted(f"cs/{n}", one["bits"], one["said"]) for n, one in enumerate(told)]


def test_pairs_like_those_that_were_approved_score_more_and_it_is_said(movers):
    before = found(movers)
    after = found(movers, accepted=approved(before, 30))
    was, now = pair(before, 50), pair(after, 50)
    assert now.bits > was.bits + 0.2
    assert "like pairs that people decided on (+" in now.sentence
    assert "people" not in was.sentence
    assert sum(r.bits for r in now.reasons if r.respect == "people") == pytest.approx(
        now.bits - was.bits, abs=0.06
    )


def test_pairs_like_those_that_were_told_apart_score_less(movers):
    before, after = found(movers), found(movers, apart=[(2 * n, 2 * n + 1) for n in range(30)])
    assert pair(after, 50).bits < pair(before, 50).bits - 0.5
    assert "like pairs that people decided on (-" in pair(after, 50).sentence


def test_more_decisions_move_more_and_never_more_than_two_bits_up(movers):
    before = found(movers)
    doubted = [Accepted(one.key, -8.0, one.said) for one in approved(before, 60)]
    few, many = found(movers, accepted=doubted[:3]), found(movers, accepted=doubted)
    bits = [pair(one, 70).bits for one in (before, few, many)]
    assert bits[0] < bits[1] < bits[2] <= bits[0] + 2.01


def test_one_decision_on_a_group_counts_once_however_many_pairs_it_holds(movers):
    one = found(movers, apart=[(0, 1)])
    crowd = found(movers, apart=[(0, 1), (0, 7), (1, 7), (0, 9), (1, 9), (7, 9)])
    assert pair(crowd, 50).bits == pytest.approx(pair(one, 50).bits, abs=0.05)


def test_a_pair_that_scores_well_by_other_pairs_alone_is_still_looked_at(movers):
    before = found(movers)
    doubted = [Accepted(one.key, -8.0, one.said) for one in approved(before, 60)]
    after = found(movers, accepted=doubted)
    bits, _, guarded = scored_here(
        after.subject, after.model, after.judged.left, after.judged.right
    )
    was = scored_here(before.subject, before.model, after.judged.left, after.judged.right)[0]
    lifted = (bits > was) & (was < SAFE)
    assert lifted.any()
    assert guarded[lifted].all()


def test_words_that_are_no_longer_in_use_say_nothing(movers):
    odd = [Accepted(f"cs/{n}", 2.0, {"aura": "same", "name": "same soul"}) for n in range(30)]
    mute = found(movers, accepted=[Accepted(one.key, one.bits, {}) for one in odd])
    assert pair(found(movers, accepted=odd), 50).bits == pair(mute, 50).bits


def test_after_twenty_decisions_the_weights_are_learnt_anew(movers, tmp_path, monkeypatch):
    monkeypatch.setattr("tools.parts.matching.remembering.FEW", 0)
    told = approved(found(movers), 30)
    memory = Memory(tmp_path)
    assert match(movers, of_companies=False, memory=memory).changed is None
    few = match(movers, of_companies=False, memory=memory, accepted=told[:19])
    assert few.changed == 0
    assert not few.matches.model.heard
    assert match(movers, of_companies=False, memory=memory, accepted=told).changed is None
    again = match(movers, of_companies=False, memory=memory, accepted=told)
    assert again.changed == 0
    assert pair(again.matches, 50).bits == pair(found(movers, accepted=told), 50).bits
