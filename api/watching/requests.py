"""Every request's line in the log, its figures, and its span; none says who asked or for what."""

import logging
from time import perf_counter

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent import spans
from api.errors import route_of

log = logging.getLogger("pitcrew.requests")
QUIET = frozenset({"/health", "/ready", "/metrics"})
"""What is asked every few seconds by machines: counted, and told in no line."""
REQUESTS = Counter("pitcrew_requests", "HTTP requests.", ["method", "route", "status"])
SECONDS = Histogram(
    "pitcrew_request_seconds", "From a request to the end of its answer.", ["route"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)  # fmt: skip
FIRST = Histogram(
    "pitcrew_first_byte_seconds", "From a request to the first of its answer.", ["route"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
OPEN = Gauge("pitcrew_requests_open", "Requests being answered now, streams among them.")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watched:
    """Watches each request from outside all that answers it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, first = perf_counter(), 500, 0.0
        span = spans.begun("request", method=_method(scope))

        async def noted(message: Message) -> None:
            nonlocal status, first
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not first:
                first = perf_counter() - began
            await send(message)

        try:
            with OPEN.track_inprogress(), spans.within(span):
                await self.app(scope, receive, noted)
        finally:
            _note(scope, status, first, perf_counter() - began)
            ended = "failed" if status >= 500 else "done"  # noqa: PLR2004 - HTTP's own number
            spans.ended(span, ended, route=route_of(scope), status=status)


def _note(scope: Scope, status: int, first: float, seconds: float) -> None:
    method, route = _method(scope), route_of(scope)
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    FIRST.labels(route).observe(first or seconds)
    if route not in QUIET:
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000)}
        log.info("a request was answered", extra=told)


def _method(scope: Scope) -> str:
    """The method; whatever somebody made up is one of them all."""
    return scope["method"] if scope["method"] in METHODS else "OTHER"
