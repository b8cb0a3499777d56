"""Every clustered record in a row: which cluster, how sure, and its best link in words."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes
from tools.parts.matching.outcome import Matches, phrase
from tools.parts.matching.weights import Respect, probability, weights

_BATCH = 1 << 17
_MOST_REASONS = 6
_FIRST = np.float32(1000)


def listing(matches: Matches, ids: pl.Series) -> pl.DataFrame:
    """The records that have duplicates, one row each, cluster by cluster.

    A cluster holds what is more likely one than not. Its records that are safely one are `auto`;
    where a cluster holds several such groups, the largest. The others are `review`.

    Args:
        matches: What the engine found.
        ids: What each record is called.
    """
    cluster = _numbered(matches.likely, ids)
    members = np.flatnonzero(cluster > 0).astype(np.int32)
    best = _best_links(matches, cluster)[members]
    a, b = matches.links.left[best], matches.links.right[best]
    pairs, where = np.unique(best, return_inverse=True)
    words = _reasons(matches, matches.links.left[pairs], matches.links.right[pairs])
    frame = pl.DataFrame({
        "external_id": ids.gather(members),
        "cluster": cluster[members],
        "tier": np.where(_safe(matches.safe, cluster)[members], "auto", "review"),
        "probability": probability(matches.links.bits[best]).astype(np.float64).round(4),
        "reason": pl.select(
            pl.concat_str(
                pl.lit("like "), ids.gather(np.where(a == members, b, a)), pl.lit(": "),
                words.gather(where),
            )
        ).to_series(),
    })  # fmt: skip
    return frame.sort("cluster", "tier", "external_id")


def _numbered(label: NDArray[np.int64], ids: pl.Series) -> NDArray[np.int64]:
    """Clusters of two and more from 1, in the order of their smallest ids; 0 for the others."""
    frame = pl.DataFrame({"label": label, "id": ids}).with_row_index("row")
    many = frame.filter(pl.len().over("label") > 1)
    order = many.group_by("label").agg(pl.col("id").min()).sort("id").with_row_index("cluster", 1)
    numbered = many.join(order.select("label", "cluster"), on="label")
    cluster = np.zeros(len(label), np.int64)
    cluster[numbered["row"].to_numpy()] = numbered["cluster"].to_numpy()
    return cluster


def _safe(safe: NDArray[np.int64], cluster: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a record is of its cluster's largest safe group."""
    frame = pl.DataFrame({"cluster": cluster, "safe": safe}).with_row_index("row")
    groups = frame.filter(pl.col("cluster") > 0).group_by("cluster", "safe")
    sizes = groups.agg(size=pl.len(), row=pl.col("row").min()).filter(pl.col("size") > 1)
    largest = sizes.sort("size", "row", descending=[True, False]).unique(
        "cluster", keep="first", maintain_order=True
    )
    chosen = frame.join(largest.select("cluster", "safe"), on=["cluster", "safe"], how="semi")
    kept = np.zeros(len(cluster), np.bool_)
    kept[chosen["row"].to_numpy()] = True
    return kept


def _best_links(matches: Matches, cluster: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each record, the strongest link to another of its cluster; -1 without one."""
    links = matches.links
    inside = np.flatnonzero(
        (cluster[links.left] > 0) & (cluster[links.left] == cluster[links.right])
    )
    inside = inside[np.argsort(links.bits[inside], kind="stable")]
    best = np.full(len(cluster), -1, np.int64)
    best[links.left[inside]] = inside  # the last assignment is the strongest
    other = np.full(len(cluster), -1, np.int64)
    other[links.right[inside]] = inside
    bits = np.append(links.bits, -np.inf)
    return np.where(bits[other] > bits[best], other, best)


def _reasons(matches: Matches, left: Codes, right: Codes) -> pl.Series:
    """For each pair, what was seen and what it weighs in bits, strongest first."""
    parts = [
        _said(matches, left[n : n + _BATCH], right[n : n + _BATCH])
        for n in range(0, len(left), _BATCH)
    ]
    return pl.concat(parts) if parts else pl.Series(dtype=pl.String)


def _said(matches: Matches, left: Codes, right: Codes) -> pl.Series:
    found = matches.subject.compare(left, right)
    weighed = list(weights(found.respects, matches.model))
    respects = [respect for respect, _ in weighed]
    bits = np.stack([each for _, each in weighed])
    level = np.stack([r.level for r in respects])
    strength = np.abs(bits)
    strength[bits == 0] = _FIRST  # a caution weighs nothing and is said before the rest
    order = np.argsort(np.where(level == 0, np.float32(1), -strength), axis=0, kind="stable")
    phrases, code = _phrases(respects, level, bits)
    slots = [
        phrases.gather(np.take_along_axis(code, order[k : k + 1], axis=0)[0])
        for k in range(min(_MOST_REASONS, len(respects)))
    ]
    return pl.select(pl.concat_str(slots, separator=", ", ignore_nulls=True)).to_series()


def _phrases(
    respects: Sequence[Respect], level: NDArray[np.int8], bits: NDArray[np.float32]
) -> tuple[pl.Series, NDArray[np.int64]]:
    """The distinct phrases, and for each respect and pair which one; a null says nothing."""
    tenths = np.round(bits * 10).astype(np.int64)
    which = np.arange(len(respects))[:, None]
    packed = np.where(level == 0, -1, (which << 40) | (level.astype(np.int64) << 32)
                      | (tenths + (1 << 20)))  # fmt: skip
    distinct, code = np.unique(packed, return_inverse=True)
    texts = [None if value < 0 else _phrase(respects, value) for value in distinct.tolist()]
    return pl.Series(texts, dtype=pl.String), code.reshape(packed.shape)


def _phrase(respects: Sequence[Respect], packed: int) -> str:
    words = respects[packed >> 40].words[(packed >> 32) & 0xFF]
    return phrase(words, ((packed & 0xFFFFFFFF) - (1 << 20)) / 10)
