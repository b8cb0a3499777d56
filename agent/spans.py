"""Spans of a run, its tool calls and its requests to a model, for OpenTelemetry.

Without a provider (`api/watching/traces.py` sets one up) a span is a no-op of a microsecond. A span
holds names, ids and counts; no message, argument, record or answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode

from store.errors import PitcrewError

TRACER = trace.get_tracer("pitcrew")


def begun(name: str, **told: str | int) -> Span:
    """A span that is ended by hand: of work that is handed out piece by piece."""
    return TRACER.start_span(name, attributes={f"pitcrew.{key}": v for key, v in told.items()})


@contextmanager
def within(span: Span) -> Iterator[None]:
    """Let what happens now belong to a span, without ending it."""
    with trace.use_span(span, record_exception=False, set_status_on_exception=False):
        yield


def ended(span: Span, ending: str, **told: str | int) -> None:
    """End a span with how its work ended."""
    span.set_attributes({f"pitcrew.{key}": v for key, v in {"ending": ending, **told}.items()})
    if ending == "failed":
        span.set_status(Status(StatusCode.ERROR))
    span.end()


@contextmanager
def spanned(name: str, **told: str | int) -> Iterator[Span]:
    """A span around one piece of work; of an error only its class is kept."""
    span = begun(name, **told)
    ending = "failed"
    try:
        with within(span):
            yield span
        ending = "done"
    except PitcrewError as error:
        ending = error.code
        raise
    except BaseException as error:
        span.set_attribute("error.type", type(error).__qualname__)
        raise
    finally:
        ended(span, ending)
