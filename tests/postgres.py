"""The throw-away PostgreSQL that the tests and the benchmarks share."""

from evals.bench._postgresql import Cluster, programs

__all__ = ["Cluster", "programs"]
