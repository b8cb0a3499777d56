"""The labelled sets that matching is marked on, and the marks."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

Labels = NDArray[np.int64]

SHARED = Path(__file__).parents[3] / "shared" / "data" / "dedupe"
"""Where the public sets lie when they are there; nothing is downloaded."""
_ENTITY = {"contacts": "person_id", "accounts": "company_id"}
_CRM = {"company": "company_name", "zip": "postal_code", "state": "state_region"}
_FEBRL = {
    "given_name": "first_name", "surname": "last_name", "suburb": "city",
    "postcode": "postal_code", "date_of_birth": "born_on", "soc_sec_id": "identity_number",
}  # fmt: skip
_HISTORY = {
    "surname": "last_name", "dob": "born_on", "birth_place": "city",
    "postcode_fake": "postal_code", "occupation": "title",
}  # fmt: skip


class LabelledSet(NamedTuple):
    """Records, and which of them are one."""

    name: str
    records: Path
    truth: Path
    entity: str

    @property
    def kind(self) -> str:
        """Whether it holds contacts, accounts, a FEBRL register or historical figures."""
        if self.records.stem in _ENTITY:
            return self.records.stem
        return "febrl" if "soc_sec_id" in pl.read_parquet_schema(self.records) else "history"

    def raw(self) -> pl.DataFrame:
        """The records as they came."""
        return pl.read_parquet(self.records)

    def frame(self) -> pl.DataFrame:
        """The records under Pitcrew's names of columns; nothing else is told to it."""
        return named(self.kind, self.raw())

    def real(self) -> Labels:
        """The number of the entity that each record is."""
        records = self.raw()
        key = records.columns[0]
        truth = pl.read_parquet(self.truth).select(key, self.entity)
        labels = records.select(key).join(truth, on=key, how="left", maintain_order="left")
        return labels[self.entity].rank("dense").cast(pl.Int64).to_numpy()


def named(kind: str, records: pl.DataFrame) -> pl.DataFrame:
    """A set's records under Pitcrew's names of columns."""
    if kind == "febrl":
        street = pl.concat_str("street_number", "address_1", separator=" ", ignore_nulls=True)
        return records.rename(_FEBRL).with_columns(street=street)
    names = _HISTORY if kind == "history" else _CRM
    return records.rename({old: new for old, new in names.items() if old in records.columns})


def sets(folder: Path) -> Iterator[LabelledSet]:
    """The labelled sets below a folder."""
    for truth in sorted(folder.glob("*/truth*.parquet")):
        kind = truth.stem.removeprefix("truth").removeprefix("_")
        name = f"{truth.parent.name}/{kind}".rstrip("/")
        records = truth.parent / f"{kind or 'records'}.parquet"
        yield LabelledSet(name, records, truth, _ENTITY.get(kind, "ent"))


def pairwise(label: Labels, real: Labels) -> tuple[float, float]:
    """Precision and recall over pairs of records.

    >>> pairwise(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1]))[0]
    0.5
    """
    both, _, _ = _cells(label, real)
    hits, said, true = (pair_count(x) for x in (both, np.bincount(label), np.bincount(real)))
    return hits / max(said, 1), hits / max(true, 1)


def b_cubed(label: Labels, real: Labels) -> tuple[float, float]:
    """Precision and recall of the group that each record is in, averaged over records.

    Source:
        A. Bagga and B. Baldwin, "Entity-based cross-document coreferencing using the vector
        space model", COLING-ACL (1998).

    >>> b_cubed(np.array([0, 0, 1]), np.array([0, 0, 0]))[0]
    1.0
    """
    both, group, entity = _cells(label, real)
    squared, size = both.astype(np.float64) ** 2, max(len(label), 1)
    precision = (squared / np.bincount(label)[group]).sum() / size
    recall = (squared / np.bincount(real)[entity]).sum() / size
    return float(precision), float(recall)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of the two; 0 where both are.

    >>> f1(0.5, 1.0) == 2 / 3
    True
    """
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _cells(label: Labels, real: Labels) -> tuple[Labels, Labels, Labels]:
    """How many records each group shares with each entity, and the two of each count."""
    cells, counts = np.unique(np.stack([label, real], axis=1), axis=0, return_counts=True)
    return counts, cells[:, 0], cells[:, 1]


def pair_count(sizes: Labels) -> int:
    """How many pairs there are inside groups of these sizes."""
    return int((sizes.astype(np.int64) * (sizes - 1) // 2).sum())
