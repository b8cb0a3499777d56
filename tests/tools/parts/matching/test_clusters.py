"""How groups are built from judged pairs."""

import numpy as np
import pytest

from tools.parts.matching import joining
from tools.parts.matching.clusters import Links, cluster
from tools.parts.matching.encode import Codes, Flags, Floats
from tools.parts.matching.joining import NEVER

GROUPS = 3_000
ENDS = ((0, 1), (0, 2), (1, 2))


def judged(seed: int) -> Links:
    """Groups of three records, every pair of them judged somehow."""
    chance = np.random.default_rng(seed)
    size = 3 * GROUPS
    bits = chance.normal(2, 6, size).astype(np.float32)
    bits[chance.random(size) < 0.05] = NEVER
    bits[::7] = np.round(bits[::7])
    left, right = (
        (3 * np.arange(GROUPS)[:, None] + [pair[side] for pair in ENDS]).ravel().astype(np.int32)
        for side in (0, 1)
    )
    return Links(left, right, bits, chance.random(size) < 0.2)


def nobody_asked(left: Codes, right: Codes) -> tuple[Floats, Flags]:
    """A judge of pairs that are no links: here all are."""
    assert len(left) == len(right) == 0
    return np.zeros(0, np.float32), np.zeros(0, np.bool_)


def one_at_a_time(links: Links, least: float) -> list[set[frozenset[int]]]:
    """The groups that each three records make, built as larger groups are."""
    found = []
    for start in range(0, 3 * GROUPS, 3):
        part = slice(start, start + 3)
        bits, conflict = links.bits[part], links.conflict[part]
        order = np.argsort(-bits, kind="stable")
        worth = joining.worth_of(bits, conflict)
        groups = joining.greedy(
            links.left[part][order], links.right[part][order], bits[order], worth[order], least
        )
        found.append({frozenset(group) for group in groups})
    return found


@pytest.mark.parametrize("least", [0.0, 6.0])
def test_groups_of_three_come_out_as_larger_ones_do(least: float) -> None:
    links = judged(seed=3)
    # A record that hangs on by no link is alone from the start.
    whole = links.bits.reshape(-1, 3) >= least
    label = cluster(3 * GROUPS, links, least, nobody_asked)
    together = label.reshape(-1, 3)
    expected = one_at_a_time(links, least)
    for n in np.flatnonzero(whole.sum(axis=1) >= 2).tolist():
        mine = {
            frozenset(3 * n + i for i in range(3) if together[n][i] == one)
            for one in together[n].tolist()
        }
        assert mine == expected[n], (n, links.bits[3 * n : 3 * n + 3])
    apart = whole.sum(axis=1) == 0
    assert (np.ptp(np.sort(together[apart]), axis=1) >= 2).all()
    assert len(np.unique(label)) > GROUPS


@pytest.mark.parametrize("least", [0.0, 6.0])
@pytest.mark.parametrize("size", [4, 5, 7])
def test_many_groups_side_by_side_come_out_as_one_after_another(size: int, least: float) -> None:
    chance = np.random.default_rng(size)
    ends = np.array([(i, j) for i in range(size) for j in range(i + 1, size)])
    records = size * np.arange(300)[:, None]
    bits = chance.normal(3, 6, (300, len(ends))).astype(np.float32)
    bits[chance.random(bits.shape) < 0.04] = NEVER
    order = np.argsort(-bits, axis=1, kind="stable")
    left, right = ((records + ends[:, side]).astype(np.int32) for side in (0, 1))
    left, right, bits = (np.take_along_axis(x, order, 1).ravel() for x in (left, right, bits))
    worth = joining.worth_of(bits, chance.random(len(bits)) < 0.1)
    label = np.repeat(np.arange(300), size)
    joining.rejoin(label, (left, right), bits, worth, least)
    for n, part in enumerate(np.split(np.arange(len(left)), 300)):
        told = joining.greedy(left[part], right[part], bits[part], worth[part], least)
        mine = range(n * size, (n + 1) * size)
        found = {frozenset(i for i in mine if label[i] == label[one]) for one in mine}
        assert found == {frozenset(group) for group in told}
    assert 300 < len(np.unique(label)) < 300 * size
