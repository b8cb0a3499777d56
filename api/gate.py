"""What every request passes: only this machine's own pages may talk to a door without accounts.

A page of another site can make a browser send requests to loopback. It cannot choose the `Host`
header's name (DNS rebinding brings its own name along) and cannot hide its `Origin`.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class LoopbackGate:
    """Refuses foreign hosts and foreign origins, and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        why = _foreign(Headers(scope=scope), scope["method"])
        guarded = _with_headers(send)
        if why:
            hint = "Open http://localhost on this machine instead."
            await problem("refused", why, hint, 403)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def _foreign(headers: Headers, method: str) -> str:
    """Why the request is not this machine's own; empty when it is."""
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in LOOPBACK:
        return f"The host {host!r} is not this machine's loopback address."
    origin = headers.get("origin")
    if method in READS or origin is None:
        return ""
    if urlsplit(origin).netloc != host:
        return f"A page of {origin} may not change anything here."
    return ""


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
