"""One peer on one set, in a process of its own, so that its time and memory are its own.

Run by `evals.bench.matching`; prints one JSON object.
"""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evals.bench._matching_cleaning import cleaned, hanging_together
from evals.bench._matching_sets import LabelledSet, Labels, b_cubed, f1, pair_count, pairwise

CHANGED = 100
"""One record in so many is changed before the second run."""
_EXACT: dict[str, tuple[tuple[str, ...], ...]] = {
    "contacts": (("email",), ("first_name", "last_name", "company_name"),
                 ("first_name", "last_name", "phone"), ("first_name", "last_name", "postal_code"),
                 ("first_name", "last_name", "city")),
    "accounts": (("website",), ("name", "city"), ("name", "phone"), ("name", "postal_code")),
    "febrl": (("identity_number",), ("first_name", "last_name", "born_on")),
    "history": (("first_name", "last_name", "born_on"),),
}  # fmt: skip
_EDITED = ("title", "city", "phone")


@dataclass(frozen=True)
class Marks:
    """How good the groups are, and what they cost; None is what a peer does not have."""

    set: str
    peer: str
    records: int
    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    cpu_seconds: float
    peak_mb: int
    auto_precision: float | None = None
    auto_recall: float | None = None
    blocked_recall: float | None = None
    first_seconds: float | None = None
    again_seconds: float | None = None


def cpu() -> float:
    """The CPU seconds of this process so far, all threads, its start included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> int:
    """The most memory that this process has held.

    Linux hands a parent's peak down in `ru_maxrss`; its own is in the process's status.
    """
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else []:
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def marked(labelled: LabelledSet, peer: str, label: Labels, cost: tuple[float, int]) -> Marks:
    """The marks of a peer's groups."""
    real = labelled.real()
    pairs, cubed = pairwise(label, real), b_cubed(label, real)
    return Marks(
        labelled.name, peer, len(real), pairs[0], pairs[1], f1(*pairs), cubed[0], cubed[1],
        f1(*cubed), cost[0], cost[1],
    )  # fmt: skip


def pitcrew(labelled: LabelledSet, *, again: bool = True) -> Marks:
    """The engine as it is, with one configuration for everything."""
    frame = labelled.frame()
    with TemporaryDirectory() as kept:
        return _pitcrew(labelled, frame, Path(kept), again=again)


def _pitcrew(labelled: LabelledSet, frame: pl.DataFrame, home: Path, *, again: bool) -> Marks:
    from tools.parts.matching.remembering import Memory, match

    of_companies = labelled.kind == "accounts"
    before = cpu()
    found = match(frame, of_companies=of_companies, memory=Memory(home)).matches
    cost = cpu(), peak_mb()
    first = cost[0] - before
    real = labelled.real()
    safe = pairwise(found.safe, real)
    kept = int((real[found.links.left] == real[found.links.right]).sum())
    marks = replace(
        marked(labelled, "Pitcrew", found.likely, cost), first_seconds=first,
        auto_precision=safe[0], auto_recall=safe[1],
        blocked_recall=kept / max(pair_count(np.bincount(real)), 1),
    )  # fmt: skip
    del found
    if not again:
        return marks
    changed = _changed(frame)
    before = cpu()
    match(changed, of_companies=of_companies, memory=Memory(home))
    return replace(marks, again_seconds=cpu() - before)


def _changed(frame: pl.DataFrame) -> pl.DataFrame:
    """One record in a hundred with the title, town and number of the record before it."""
    here = pl.int_range(pl.len()) % CHANGED == CHANGED - 1
    return frame.with_columns(
        pl.when(here).then(pl.col(c).shift(1)).otherwise(pl.col(c)).alias(c)
        for c in _EDITED if c in frame.columns
    )  # fmt: skip


def exact(labelled: LabelledSet) -> Marks:
    """Records that are equal in a key, letter case and blanks aside, and what hangs together."""
    frame = labelled.frame()
    ends: list[NDArray[np.int64]] = [np.zeros((2, 0), np.int64)]
    for fields in _EXACT[labelled.kind]:
        clean = frame.select(cleaned(field) for field in fields)
        keyed = clean.with_row_index("place").drop_nulls()
        first = keyed.select("place", first=pl.col("place").min().over(list(fields)))
        ends.append(first.to_numpy().T.astype(np.int64))
    left, right = np.concatenate(ends, axis=1)
    label = hanging_together(left, right, frame.height)
    return marked(labelled, "exact keys", label, (cpu(), peak_mb()))


def splink(labelled: LabelledSet, *, tuned: bool) -> Marks:
    """Splink on DuckDB."""
    from evals.bench._matching_splink import run

    peak = 0

    def spent() -> float:
        nonlocal peak
        peak = peak_mb()
        return cpu()

    label, seconds = run(labelled, tuned=tuned, spent=spent)
    name = "Splink, tuned" if tuned else "Splink, tutorial"
    return marked(labelled, name, label, (seconds, peak))


def library(labelled: LabelledSet, name: str) -> Marks:
    """A record-linkage library."""
    from evals.bench import _matching_libraries as libraries

    run = libraries.with_dedupe if name == "dedupe" else libraries.with_recordlinkage
    label = run(labelled)
    return marked(labelled, _CALLED[name], label, (cpu(), peak_mb()))


_CALLED = {"dedupe": "dedupe, 500 told", "recordlinkage": "recordlinkage ECM"}
PEERS: dict[str, Callable[[LabelledSet], Marks]] = {
    "pitcrew": pitcrew,
    "splink-tutorial": lambda labelled: splink(labelled, tuned=False),
    "splink-tuned": lambda labelled: splink(labelled, tuned=True),
    "dedupe": lambda labelled: library(labelled, "dedupe"),
    "recordlinkage": lambda labelled: library(labelled, "recordlinkage"),
    "exact": exact,
}


def missing(peer: str) -> str | None:
    """Why a peer cannot run here."""
    needed = peer.partition("-")[0]
    if needed in {"splink", *_CALLED} and find_spec(needed) is None:
        return f"{needed} is not installed (the extra `bench`)"
    return None


def main() -> None:
    """Run the peer of the first argument on the set of the others, and print its marks.

    The last argument is how many CPU seconds it may take; the system ends it then.
    """
    peer, name, records, truth, entity, limit = sys.argv[1:]
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), most))
    labelled = LabelledSet(name, Path(records), Path(truth), entity)
    print(json.dumps(asdict(PEERS[peer](labelled))))


if __name__ == "__main__":
    main()
