import numpy as np
import pytest

from agent.planner.learned.attention import Part, attended, bent, log_softmax, softmax
from agent.planner.learned.learning import Matrix


def drawn(*shape: int) -> Matrix:
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def looped(query: Matrix, keys: Matrix, values: Matrix, heads: int) -> Matrix:
    """Attention, a head and a row at a time."""
    out, size = np.zeros_like(query), query.shape[1] // heads
    for start in range(0, query.shape[1], size):
        part = slice(start, start + size)
        for row, asked in enumerate(query[:, part]):
            raised = np.exp([asked @ key / size**0.5 for key in keys[:, part]])
            shares = raised / raised.sum()
            out[row, part] = sum(s * v for s, v in zip(shares, values[:, part], strict=True))
    return out


@pytest.mark.parametrize("heads", [1, 3, 12])
def test_attention_is_what_a_plain_loop_gives(heads: int) -> None:
    query, keys, values = drawn(5, 24), drawn(7, 24), drawn(7, 24) * 2
    assert np.allclose(
        attended(query, keys, values, heads), looped(query, keys, values, heads), atol=1e-5
    )


def test_what_is_asked_together_is_answered_as_if_asked_alone() -> None:
    query, keys, values = drawn(3, 2, 8), drawn(3, 4, 8), drawn(3, 4, 8)
    each = [attended(q, k, v, 2) for q, k, v in zip(query, keys, values, strict=True)]
    assert np.allclose(attended(query, keys, values, 2), np.stack(each), atol=1e-6)


def test_shares_sum_to_one_however_large_the_scores_are() -> None:
    scores = np.array([[1000.0, 999.0, -1000.0]], np.float32)
    assert softmax(scores).sum() == pytest.approx(1)
    assert np.allclose(np.exp(log_softmax(scores)), softmax(scores))


def test_a_bent_value_is_nothing_far_below_and_itself_far_above() -> None:
    found = bent(np.array([-9.0, 0.0, 1.0, 9.0], np.float32))
    assert np.allclose(found, [0, 0, 0.841345, 9], atol=1e-5)


def test_a_part_knows_its_weights_by_the_ends_of_their_names() -> None:
    part = Part({"a.b.x.weight": drawn(3, 2), "a.b.x.bias": drawn(2)}).within("a").within("b")
    states = drawn(4, 3)
    assert np.allclose(part.linear(states, "x"), states @ drawn(3, 2) + drawn(2))


def test_normalised_rows_have_mean_nothing_and_spread_one() -> None:
    part = Part({"n.weight": np.ones(16, np.float32), "n.bias": np.zeros(16, np.float32)})
    found = part.normalised(drawn(4, 16) * 3 + 2, "n")
    assert np.allclose(found.mean(1), 0, atol=1e-5)
    assert np.allclose(found.std(1), 1, atol=1e-3)
