"""The same model past one machine: Spark's workers score the pairs with the engine's own functions.

Values are read, keys drawn, weights learnt and groups built where the program runs; comparing the
candidate pairs, which is most of the work, is spread out. All pairs of a record go to one worker.
The Python of the workers must be able to import this project.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from store.errors import NotReady
from tools.parts.matching.encode import Codes
from tools.parts.matching.engine import scored_here
from tools.parts.matching.grouping import Scored
from tools.parts.matching.outcome import Subject
from tools.parts.matching.weights import Model

_SCHEMA = "place bigint, bits float, conflict boolean, guarded boolean"
_NEAR = 20_000
"""Fewer pairs than these are scored where the program runs: sending them costs more."""


@dataclass(frozen=True)
class OnSpark:
    """Scores pairs on the workers of a Spark session; `near` is where that begins to pay."""

    session: Any
    near: int = _NEAR

    def __call__(self, subject: Subject, model: Model, left: Codes, right: Codes) -> Scored:
        """Score pairs, in the order given."""
        if len(left) < self.near:
            return scored_here(subject, model, left, right)
        shared = self.session.sparkContext.broadcast((subject, model))

        def scored(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            known, learnt = shared.value
            for batch in batches:
                place, one, two = (batch.column(n).to_numpy() for n in range(3))
                yield _batch(place, scored_here(known, learnt, one, two))

        # A number of parts that is said is kept: Spark would join parts so small into one.
        parts = self.session.sparkContext.defaultParallelism
        pairs = pa.table({"place": np.arange(len(left)), "one": left, "two": right})
        spread = self.session.createDataFrame(pairs).repartition(parts, "one")
        found = spread.mapInArrow(scored, _SCHEMA).toArrow()
        shared.destroy()
        return _in_order(found)


def _batch(place: Any, scored: Scored) -> pa.RecordBatch:
    columns = [pa.array(column) for column in (place, *scored)]
    return pa.RecordBatch.from_arrays(columns, names=["place", "bits", "conflict", "guarded"])


def _in_order(found: pa.Table) -> Scored:
    order = np.argsort(found["place"].to_numpy())
    bits, conflict, guarded = (
        found[name].to_numpy()[order] for name in ("bits", "conflict", "guarded")
    )
    return bits, conflict, guarded


def spark(master: str | None = None) -> Any:
    """The Spark session of this program, begun if there is none.

    Args:
        master: The cluster's address; None for the one that Spark is set up with, or else all
            cores of this machine.

    Raises:
        NotReady: Spark is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NotReady(
            "Spark is not installed.", hint="Install the extra `spark`; it also needs Java 17."
        ) from error
    # Workers on this machine would otherwise be whichever Python comes first on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    start = SparkSession.builder.appName("Pitcrew").config("spark.ui.enabled", "false")
    return (start.master(master) if master else start).getOrCreate()
