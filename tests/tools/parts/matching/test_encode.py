"""Text columns as codes."""

import numpy as np
import polars as pl
import pytest

from tools.parts.matching import encode
from tools.parts.matching.encode import Column


def values(size: int, gaps: float) -> list[str | None]:
    chance = np.random.default_rng(size)
    return [
        None if chance.random() < gaps else f"Café {chance.integers(0, max(size // 3, 1))}"
        for _ in range(size)
    ]


@pytest.mark.parametrize("size", [0, 1, 5, 3_000])
@pytest.mark.parametrize("gaps", [0.0, 0.3, 1.0])
def test_short_and_long_columns_are_encoded_alike(
    size: int, gaps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = values(size, gaps)
    short = Column.of(pl.Series(texts, dtype=pl.String))
    monkeypatch.setattr(encode, "_LONG", -1)
    long = Column.of(pl.Series(texts, dtype=pl.String))
    assert (short.code == long.code).all()
    assert short.code.dtype == long.code.dtype == np.int32
    assert short.values == long.values
    assert [None if code < 0 else long.values[code] for code in long.code.tolist()] == texts


def test_two_values_whose_numbers_begin_alike_are_two() -> None:
    """Rows are sorted by the upper bits of a number: below them it may differ."""
    rows = np.arange(6, dtype=np.uint32)
    number = np.array([9, 1, 9, 3, 1, 3], np.uint64)  # all alike above the three bits of a row
    order = encode._in_order(number, rows)
    assert order.tolist() == [1, 4, 3, 5, 0, 2]
