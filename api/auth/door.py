"""What every request passes after the gate: it is known who asks, or nothing is answered.

Everything is closed unless it is listed here as open, so that a new route is closed by itself.
"""

import logging
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth.identity import Identity, Shown, identify
from api.auth.secrets import same
from api.errors import STATUS, problem
from api.gate import READS
from store.errors import NotSignedIn

if TYPE_CHECKING:
    from agent.setup import Office

log = logging.getLogger(__name__)

PAGE = frozenset({"/", "/index.html", "/mark.svg", "/favicon.ico"})
OPEN = frozenset(
    {
        ("GET", "/health"), ("GET", "/ready"), ("GET", "/metrics"), ("GET", "/v1/session"),
        ("POST", "/v1/session"), ("POST", "/v1/invitations"), ("GET", "/v1/session/oidc"),
        ("GET", "/v1/session/oidc/callback"), ("POST", "/slack/events"),
    }
)  # fmt: skip
"""What answers before anybody has signed in: how to sign in, and that the service is there; and
the door whose callers are known by their signature."""
ABOUT_PEOPLE = ("/v1/me", "/v1/keys", "/v1/users", "/v1/session")
OPEN_UNDER = ("/assets/",)
"""Folders of the page; and of doors that know their callers by a signature of their own."""


class SignedIn:
    """Finds out who asks, and refuses whom it does not know."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        office: Office = scope["app"].state.office
        loopback: bool = scope["app"].state.loopback
        headers, is_open = Headers(scope=scope), _is_open(scope["method"], scope["path"])
        shown = Shown(headers.get("authorization", ""), cookie_of(scope, office, headers))
        try:
            who: Identity | None = await run_in_threadpool(
                identify, office, shown, loopback=loopback
            )
        except NotSignedIn as error:
            if not is_open:
                told = {"method": scope["method"], "code": error.code}
                log.info("a stranger was refused", extra=told)
                refusal = problem(error.code, error.message, error.hint, STATUS[NotSignedIn])
                refusal.headers["www-authenticate"] = "Bearer"
                await refusal(scope, receive, send)
                return
            who = None
        if who is not None and not is_open and _is_forged(who, scope["method"], headers):
            why = "The page did not send the token that changes need."
            await problem("refused", why, "Reload the page.", 403)(scope, receive, send)
            return
        if who is not None and not is_open and not _may_look(who, scope["path"]):
            why = "This takes a key with the scope read."
            await problem("refused", why, "Use a key with that scope.", 403)(scope, receive, send)
            return
        scope.setdefault("state", {})["identity"] = who
        await self.app(scope, receive, send)


def cookie_name(scope: Scope, office: "Office") -> str:
    """The session cookie's name; with TLS a browser takes it from this host and path alone."""
    return "__Host-pitcrew" if is_secure(scope, office) else "pitcrew"


def is_secure(scope: Scope, office: "Office") -> bool:
    """Whether the browser reached us by TLS."""
    public = office.settings.public_url or ""
    return scope["scheme"] == "https" or public.startswith("https://")


def cookie_of(scope: Scope, office: "Office", headers: Headers) -> str:
    """The session's token that the browser sent; empty without one."""
    try:
        sent = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    name = cookie_name(scope, office)
    return sent[name].value if name in sent else ""


def _is_open(method: str, path: str) -> bool:
    if method in {"GET", "HEAD"} and (path in PAGE or path.startswith(OPEN_UNDER)):
        return True
    return (method, path) in OPEN


def _may_look(who: Identity, path: str) -> bool:
    """Whether a key may look at all; those for looking after people reach what is about them."""
    return "read" in who.actor.scopes or path.startswith(ABOUT_PEOPLE)


def _is_forged(who: Identity, method: str, headers: Headers) -> bool:
    """Whether a change rides on a browser's cookie without the page's own word."""
    if who.how != "session" or method in READS:
        return False
    return not same(who.csrf, headers.get("x-csrf-token", ""))
