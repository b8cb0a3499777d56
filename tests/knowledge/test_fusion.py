import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fusion import Signals, contenders, rarity, wording

share = st.floats(0, 1)


def test_all_of_the_words_outweigh_a_near_meaning() -> None:
    assert Signals(wording=1.0, cosine=0.2).score > Signals(wording=0.2, cosine=0.7).score


def test_a_few_words_do_not_outweigh_a_near_meaning() -> None:
    assert Signals(wording=0.3, cosine=0.4).score < Signals(wording=0.0, cosine=0.55).score


@given(share, st.floats(-1, 1))
def test_a_score_is_between_nothing_and_one(words: float, cosine: float) -> None:
    assert 0 <= Signals(words, cosine).score <= 1 + 1e-12


@given(share, share, share)
def test_more_of_the_words_never_lowers_a_score(low: float, high: float, cosine: float) -> None:
    low, high = sorted((low, high))
    assert Signals(low, cosine).score <= Signals(high, cosine).score


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    assert rarity(1_000, 1) > rarity(1_000, 10) > rarity(1_000, 1_000) > 0


def test_a_word_that_no_passage_holds_lowers_every_share() -> None:
    with_it = wording(10, {"refund": np.array([3]), "zebra": np.array([], np.int64)})
    without = wording(10, {"refund": np.array([3])})
    assert with_it[0].tolist() == without[0].tolist() == [3]
    assert with_it[1][0] < without[1][0] == pytest.approx(1.0)


def test_no_words_give_no_passages() -> None:
    numbers, shares = wording(10, {})
    assert (numbers.size, shares.size) == (0, 0)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), share),
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), min_size=1),
    st.integers(1, 4),
)
def test_what_is_no_contender_could_not_have_been_among_the_best(
    shares: dict[str, float], cosines: dict[str, float], k: int
) -> None:
    hopeful = contenders(shares, cosines, k)
    known = sorted(Signals(shares.get(i, 0.0), c).score for i, c in cosines.items())
    for out in set(shares) - set(cosines) - set(hopeful):
        best_it_could_be = Signals(shares[out], min(cosines.values())).score
        assert len([each for each in known if each > best_it_could_be]) >= k
