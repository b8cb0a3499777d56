"""Traces of requests, runs, tools and statements, where the settings name a collector."""

import re
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from sqlalchemy import Connection, Engine, ExceptionContext, event

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

    from agent.settings import Settings

STATEMENT = re.compile(
    r"\s*(\w+)(?:.*?\b(?:FROM|INTO|UPDATE)\s+\"?(\w+))?", re.IGNORECASE | re.DOTALL
)
TRACER = trace.get_tracer("pitcrew.store")


def trace_to(settings: "Settings", engine: Engine, exporter: "SpanExporter | None" = None) -> bool:
    """Send traces to the collector that the settings name; whether there is one.

    Args:
        settings: Where they go.
        engine: The store whose statements are traced too.
        exporter: What sends them; a test hands in its own.
    """
    if exporter is None:
        if settings.traces.endpoint is None:
            return False
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter(endpoint=settings.traces.endpoint)
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "pitcrew"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    watch_statements(engine)
    return True


def watch_statements(engine: Engine) -> None:
    """A span around every statement: what it does to which table, and no value of it."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)
    event.listen(engine, "handle_error", _failed)


def named(statement: str) -> tuple[str, str]:
    """What a statement does, and the first table that it names.

    >>> named("SELECT account.id FROM account WHERE account.name = ?")
    ('SELECT', 'account')
    >>> named("BEGIN IMMEDIATE")
    ('BEGIN', '')
    """
    found = STATEMENT.match(statement)
    return (found[1].upper(), found[2] or "") if found else ("", "")


def _before(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any,
    _many: bool,  # noqa: FBT001 - as above
) -> None:  # fmt: skip
    if not trace.get_current_span().get_span_context().is_valid:
        return  # the idle looks of workers and couriers belong to nobody's request
    does, table = named(statement)
    told = {"db.system.name": connection.dialect.name, "db.operation.name": does}
    if table:
        told["db.collection.name"] = table
    span = TRACER.start_span(f"{does} {table}".strip(), kind=SpanKind.CLIENT, attributes=told)
    context.pitcrew_span = span


def _after(
    _connection: Connection, _cursor: Any, _statement: str, _parameters: Any, context: Any,
    _many: bool,  # noqa: FBT001 - as above
) -> None:  # fmt: skip
    span: Span | None = getattr(context, "pitcrew_span", None)
    if span is not None:
        span.end()


def _failed(context: ExceptionContext) -> None:
    span: Span | None = getattr(context.execution_context, "pitcrew_span", None)
    if span is not None:
        span.set_attribute("error.type", type(context.original_exception).__qualname__)
        span.set_status(Status(StatusCode.ERROR))
        span.end()
