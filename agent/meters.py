"""What the agent counts of its own work, for Prometheus; no label names a person or a record."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Counter, Histogram, disable_created_metrics

from agent.events import Reply
from store.errors import PitcrewError
from store.usage import Spent

# Each label's birthday doubles the page and is used by nobody.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types here
RUNS = Counter("pitcrew_runs", "Messages worked on, by how that ended.", ["planner", "ending"])
RUN_SECONDS = Histogram(
    "pitcrew_run_seconds", "From a message to its whole reply.", ["planner"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)  # fmt: skip
TOOL_SECONDS = Histogram(
    "pitcrew_tool_seconds", "Calls of tools.", ["tool", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)  # fmt: skip
MODEL_SECONDS = Histogram(
    "pitcrew_model_seconds", "Requests to the language model, tries apart.", ["outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)  # fmt: skip
TOKENS = Counter("pitcrew_tokens", "Of the language model, as far as it told.", ["direction"])


def planner_label(planner: str) -> str:
    """`embedded` or `model`: a label has few values."""
    return "embedded" if planner == "embedded" else "model"


def ran(reply: Reply, spent: Spent, seconds: float) -> None:
    """Count a run that has ended."""
    planner = planner_label(reply.planner)
    RUNS.labels(planner, reply.ended).inc()
    RUN_SECONDS.labels(planner).observe(seconds)
    TOKENS.labels("input").inc(spent.input_tokens or 0)
    TOKENS.labels("output").inc(spent.output_tokens or 0)


@contextmanager
def calling(tool: str) -> Iterator[None]:
    """Time a call of one of our tools."""
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    except PitcrewError as error:
        outcome = error.code
        raise
    finally:
        TOOL_SECONDS.labels(tool, outcome).observe(perf_counter() - began)


@contextmanager
def asking_the_model() -> Iterator[None]:
    """Time one request to the language model."""
    began, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "answered"
    finally:
        MODEL_SECONDS.labels(outcome).observe(perf_counter() - began)
