"""What every request passes first: it came to a name that is ours, from a page that is ours.

A page of another site can make a browser send requests to loopback. It cannot choose the `Host`
header's name (DNS rebinding brings its own name along) and cannot hide its `Origin`. Where others
can reach the service, `PITCREW_PUBLIC_URL` is the one name besides, and its scheme is held to.
"""

from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})
PROBES = frozenset({"/health", "/ready", "/metrics"})
SECURITY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
STRICT = "max-age=31536000"
"""For a year a browser asks for a name that was reached by TLS by TLS only."""


class Gate:
    """Refuses foreign hosts and foreign origins, and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope["app"].state
        public = urlsplit(state.office.settings.public_url or "")
        why = _foreign_host(scope, public, loopback=state.loopback) or _foreign_page(scope, public)
        guarded = _with_headers(send, strict=public.scheme == "https")
        if why and _is_probe(scope):
            scope["foreign"] = True
            why = ""
        if why:
            here = public.geturl() or "http://localhost on this machine"
            await problem("refused", why, f"Open {here} instead.", 403)(scope, receive, guarded)
            return
        await self.app(scope, receive, guarded)


def is_foreign(scope: Scope) -> bool:
    """Whether a probe came to a name that is not ours; it is told no more than that we live."""
    return bool(scope.get("foreign"))


def _is_probe(scope: Scope) -> bool:
    """Whether a machine asks how we are: it knows an address, not the name that people use."""
    return scope["method"] in READS and scope["path"] in PROBES


def _foreign_host(scope: Scope, public: SplitResult, *, loopback: bool) -> str:
    """Why the request came to a name that is not ours; empty when it is."""
    host = Headers(scope=scope).get("host", "")
    if public.netloc and host.lower() == public.netloc.lower():
        if public.scheme == "https" and scope["scheme"] != "https":
            return "This is only served over TLS; the proxy must send X-Forwarded-Proto."
        return ""
    if _hostname(host) not in LOOPBACK:
        return f"The host {host!r} is not a name of this service."
    caller = (scope.get("client") or ("", 0))[0]
    if not loopback and caller not in LOOPBACK:
        return f"The host {host!r} is for calls from this machine only."
    return ""


def _foreign_page(scope: Scope, public: SplitResult) -> str:
    """Why the request came from a page that is not ours; empty when it did not."""
    headers = Headers(scope=scope)
    origin, host = headers.get("origin"), headers.get("host", "")
    if scope["method"] in READS or origin is None:
        return ""
    by = _split(origin)
    if by.netloc.lower() != host.lower():
        return f"A page of {origin} may not change anything here."
    if by.netloc.lower() == public.netloc.lower() and by.scheme != public.scheme:
        return f"A page of {origin} may not change anything here."
    return ""


def _hostname(host: str) -> str | None:
    try:
        return _split(f"//{host}").hostname
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    """The parts of an address; none of an address that is none, such as `http://[`."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _with_headers(send: Send, *, strict: bool) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers.setdefault(name, value)
            if strict:
                headers.setdefault("strict-transport-security", STRICT)
        await send(message)

    return guarded
