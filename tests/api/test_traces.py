"""Traces: a run holds its tools, the tools their statements, and no span holds a value."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Tracer
from sqlalchemy import Engine, event, text

from agent import spans
from agent.watch import called
from api.watching import traces
from store.engine import reading
from store.errors import Refused


@pytest.fixture
def exporter(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What would be sent to a collector."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracer: Tracer = provider.get_tracer("test")
    monkeypatch.setattr(spans, "TRACER", tracer)
    monkeypatch.setattr(traces, "TRACER", tracer)
    traces.watch_statements(engine)
    yield kept
    event.remove(engine, "before_cursor_execute", traces._before)
    event.remove(engine, "after_cursor_execute", traces._after)
    event.remove(engine, "handle_error", traces._failed)
    provider.shutdown()


def named(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def test_statements_belong_to_the_tool_and_the_tool_to_the_run(
    engine: Engine, exporter: InMemorySpanExporter
) -> None:
    run = spans.begun("run", run="run_1")
    with spans.within(run), called("measure"), reading(engine) as session:
        session.connection().execute(
            text("SELECT name FROM account WHERE name = :name"), {"name": "Ana Ruiz"}
        )
    spans.ended(run, "answered")
    found = named(exporter)
    assert {"run", "tool measure", "SELECT account"} <= set(found)
    tool, statement = found["tool measure"], found["SELECT account"]
    assert tool.parent is not None
    assert tool.parent.span_id == found["run"].context.span_id
    assert statement.parent is not None
    assert statement.parent.span_id == tool.context.span_id
    told = str([dict(span.attributes or {}) for span in found.values()])
    assert "Ana" not in told
    assert (statement.attributes or {})["db.collection.name"] == "account"


def test_what_happens_outside_a_request_leaves_no_span(
    engine: Engine, exporter: InMemorySpanExporter
) -> None:
    with reading(engine) as session:
        session.connection().execute(text("SELECT 1"))
    assert exporter.get_finished_spans() == ()


def test_a_refusal_is_told_by_its_code_and_not_by_its_words(
    exporter: InMemorySpanExporter,
) -> None:
    with pytest.raises(Refused), called("measure"):
        raise Refused("Ana may not.")
    [span] = exporter.get_finished_spans()
    assert (span.attributes or {})["pitcrew.ending"] == "refused"
    assert span.events == ()


def test_a_statement_that_fails_ends_its_span(
    engine: Engine, exporter: InMemorySpanExporter
) -> None:
    with pytest.raises(Exception, match="nowhere"), called("x"), reading(engine) as session:
        session.connection().execute(text("SELECT * FROM nowhere"))
    span = named(exporter)["SELECT nowhere"]
    assert not span.status.is_ok
    assert span.end_time


def test_without_a_collector_nothing_is_set_up(engine: Engine, tmp_path: Path) -> None:
    from agent.settings import Settings

    assert traces.trace_to(Settings(home=tmp_path, _env_file=None), engine) is False
    assert not isinstance(trace.get_tracer_provider(), TracerProvider)
