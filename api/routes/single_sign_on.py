"""Signing in with a company's own provider: away to it, and back."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from api.auth import oidc, signing_in
from api.auth.door import is_secure
from api.office import TheOffice
from api.routes.signing_in import end_old, set_cookie
from store import members
from store.engine import reading
from store.errors import NotSignedIn

router = APIRouter(prefix="/session/oidc", tags=["signing in"])

AWAY, MINUTES = "pitcrew-away", 10
"""The cookie that a browser keeps while it is at the provider."""


@router.get("", status_code=303, response_class=RedirectResponse)
def go(office: TheOffice, request: Request) -> RedirectResponse:
    """Send the browser to the provider."""
    url, secret = oidc.start(office, _back(office, request))
    answer = RedirectResponse(url, 303)
    answer.set_cookie(
        AWAY, secret, path="/v1/session/oidc", httponly=True, samesite="lax",
        secure=is_secure(request.scope, office), max_age=MINUTES * 60,
    )  # fmt: skip
    return answer


@router.get("/callback", status_code=303, response_class=RedirectResponse)
def come_back(
    office: TheOffice, request: Request, state: str = "", code: str = "", error: str = ""
) -> RedirectResponse:
    """Take the browser back from the provider, and sign its person in if they are a member."""
    sent = {"state": state, "code": code, "error": error}
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(AWAY, path="/v1/session/oidc", httponly=True, samesite="lax")
    try:
        email = oidc.finish(office, request.cookies.get(AWAY, ""), sent, _back(office, request))
    except NotSignedIn:
        answer.headers["location"] = "/#/not-signed-in"
        return answer
    with reading(office.engine) as session:
        member = members.find(session, office.settings.workspace, email)
        known = member is not None and members.is_active(session, member)
    if member is None or not known:
        answer.headers["location"] = f"/#/not-a-member/{quote(email)}"
        return answer
    end_old(office, request)
    set_cookie(answer, office, request, signing_in.begin(office, member, "oidc"))
    return answer


def _back(office: TheOffice, request: Request) -> str:
    """Where the provider sends the browser; it must be known there."""
    here = office.settings.public_url or str(request.base_url)
    return f"{here.rstrip('/')}/v1/session/oidc/callback"
