"""How well and how fast duplicates are found, on whatever labelled sets are there.

Run `python -m evals.bench.matching FOLDER`; each subfolder that holds `contacts.parquet` or
`accounts.parquet` beside its `truth_*.parquet` is one set. Nothing in it is tuned to a set.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.engine import Matches, match_companies, match_people

_CONTACT = {"company": "company_name", "zip": "postal_code", "state": "state_region"}
_ACCOUNT = {"zip": "postal_code", "state": "state_region"}


@dataclass(frozen=True)
class Marks:
    """Pairwise marks after clustering, and what they cost."""

    name: str
    records: int
    pairs: int
    precision: float
    recall: float
    f1: float
    auto_precision: float
    auto_recall: float
    blocked_recall: float
    cpu_seconds: float
    peak_mb: int


def sets(folder: Path) -> Iterator[tuple[str, Path, Path, str]]:
    """The labelled sets below a folder: name, records, truth and the truth's entity column."""
    for truth in sorted(folder.glob("*/truth_*.parquet")):
        kind = truth.stem.removeprefix("truth_")
        entity = {"contacts": "person_id", "accounts": "company_id"}[kind]
        yield f"{truth.parent.name}/{kind}", truth.parent / f"{kind}.parquet", truth, entity


def mark(name: str, records: Path, truth: Path, entity: str) -> Marks:
    """Match one set and compare with its truth."""
    frame = pl.read_parquet(records)
    key = frame.columns[0]
    labels = frame.select(key).join(pl.read_parquet(truth), on=key, how="left")
    real = labels[entity].rank("dense").cast(pl.Int64).to_numpy()
    people = records.stem == "contacts"
    before = _cpu()
    renamed = frame.rename(_CONTACT if people else _ACCOUNT)
    found = match_people(renamed) if people else match_companies(renamed)
    spent = _cpu() - before
    precision, recall = _pairwise(found.likely, real)
    auto_precision, auto_recall = _pairwise(found.safe, real)
    return Marks(
        name, frame.height, len(found.links.left), round(precision, 4), round(recall, 4),
        round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        round(auto_precision, 4), round(auto_recall, 4), round(_blocked(found, real), 4),
        round(spent, 2), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )  # fmt: skip


def _pairwise(label: NDArray[np.int64], real: NDArray[np.int64]) -> tuple[float, float]:
    both = np.unique(np.stack([label, real], axis=1), axis=0, return_counts=True)[1]
    hits, said, true = (_pairs(x) for x in (both, np.bincount(label), np.bincount(real)))
    return hits / max(said, 1), hits / max(true, 1)


def _pairs(sizes: NDArray[np.int64]) -> int:
    return int((sizes.astype(np.int64) * (sizes - 1) // 2).sum())


def _blocked(found: Matches, real: NDArray[np.int64]) -> float:
    kept = int((real[found.links.left] == real[found.links.right]).sum())
    return kept / max(_pairs(np.bincount(real)), 1)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the marks of every set, as one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="Sets whose name holds this.")
    parser.add_argument("--repeat", type=int, default=1, help="Times to run each set.")
    chosen = parser.parse_args()
    for name, records, truth, entity in sets(chosen.folder):
        for _ in range(chosen.repeat if chosen.only in name else 0):
            started = time.perf_counter()
            marks = asdict(mark(name, records, truth, entity))
            print(json.dumps({**marks, "seconds": round(time.perf_counter() - started, 2)}))


if __name__ == "__main__":
    main()
