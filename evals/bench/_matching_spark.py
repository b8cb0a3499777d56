"""Whether Spark's workers come to the very result that one process comes to, on one set.

Run by `evals.bench.matching` in a process of its own; prints one line.
"""

import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evals.bench._matching_sets import LabelledSet

WORKERS = "local[2]"


def missing() -> str | None:
    """Why Spark cannot run here."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed (the extra `spark`)"
    return "there is no Java" if shutil.which("java") is None else None


def parity(labelled: LabelledSet) -> str:
    """Match a set here and on Spark's workers on this machine, and say what differs."""
    from tools.parts.matching import distributed
    from tools.parts.matching.remembering import match

    frame, of_companies = labelled.frame(), labelled.kind == "accounts"
    started = time.monotonic()
    here = match(frame, of_companies=of_companies).matches
    between = time.monotonic()
    session = distributed.spark(WORKERS)
    try:
        scorer = distributed.OnSpark(session, near=0)
        there = match(frame, of_companies=of_companies, scorer=scorer).matches
    finally:
        session.stop()
    done = time.monotonic()
    one, two = here.judged, there.judged
    same = {
        "pairs": np.array_equal(one.left, two.left) and np.array_equal(one.right, two.right),
        "bits": np.array_equal(one.bits, two.bits),
        "contradictions": np.array_equal(one.conflict, two.conflict),
        "guards": np.array_equal(one.guarded, two.guarded),
        "auto tier": np.array_equal(here.safe, there.safe),
        "groups": np.array_equal(here.likely, there.likely),
    }  # fmt: skip
    differing = [name for name, equal in same.items() if not equal]
    verdict = f"differs in {', '.join(differing)}" if differing else f"the same {', '.join(same)}"
    return (
        f"{labelled.name}: Spark ({WORKERS}) on {len(one.left):,} pairs: {verdict};"
        f" {done - between:.1f} s with Spark's start, {between - started:.1f} s in one process"
    )


def main() -> None:
    """Compare on the set of the arguments."""
    name, records, truth, entity = sys.argv[1:]
    print(parity(LabelledSet(name, Path(records), Path(truth), entity)))


if __name__ == "__main__":
    main()
