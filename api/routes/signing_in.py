"""Signing in and out over HTTP, and who one is."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from api.auth import signing_in
from api.auth.door import cookie_name, cookie_of, is_secure
from api.auth.identity import How, actor_of, is_needed
from api.auth.secrets import derived
from api.given import Text, storable
from api.office import Known, MaybeKnown, Store, TheOffice
from store.access import SCOPES, Member
from store.errors import Refused

router = APIRouter(tags=["signing in"])


def _typed(secret: SecretStr) -> SecretStr:
    storable(secret.get_secret_value())
    return secret


Secret = Annotated[SecretStr, AfterValidator(_typed)]


class Ways(BaseModel):
    """Whether one must sign in here, and how one can."""

    needed: bool
    signed_in: bool
    single_sign_on: str | None = Field(description="What the page calls it; None: there is none.")


class Given(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(extra="forbid")

    email: Text = Field(max_length=254, examples=["ana@example.com"])
    password: Secret = Field(max_length=1000)


class Accepted(BaseModel):
    """An invitation's code, and the password that the person chose."""

    model_config = ConfigDict(extra="forbid")

    code: Text = Field(max_length=200)
    password: Secret = Field(max_length=1000)


class NewPassword(BaseModel):
    """The password as it was, and as it shall be."""

    model_config = ConfigDict(extra="forbid")

    old: Secret = Field(max_length=1000)
    new: Secret = Field(max_length=1000)


class Me(BaseModel):
    """Who one is here, and what one may do."""

    email: str
    name: str
    role: str
    scopes: list[str]
    how: How = Field(description="operator: whoever is at this machine, before there are accounts.")
    csrf: str = Field(description="A page sends it as X-CSRF-Token with each change; else empty.")


@router.get("/session")
def ways(office: TheOffice, session: Store, who: MaybeKnown, request: Request) -> Ways:
    """Whether one must sign in, and how one can."""
    oidc = office.settings.oidc
    needed = is_needed(office, session, loopback=request.app.state.loopback)
    return Ways(
        needed=needed, signed_in=who is not None, single_sign_on=oidc.name if oidc.issuer else None
    )


@router.post("/session")
def sign_in(given: Given, office: TheOffice, request: Request, response: Response) -> Me:
    """Sign in with an e-mail and a password; the answer sets the session's cookie."""
    token, member = signing_in.by_password(
        office, given.email, given.password.get_secret_value(), address_of(request)
    )
    return _signed_in(office, request, response, token, member)


@router.post("/invitations")
def accept(given: Accepted, office: TheOffice, request: Request, response: Response) -> Me:
    """Set a first password with an invitation's code, and sign in."""
    token, member = signing_in.by_invitation(
        office, given.code, given.password.get_secret_value(), address_of(request)
    )
    return _signed_in(office, request, response, token, member)


@router.delete("/session", status_code=204)
def sign_out(office: TheOffice, request: Request, response: Response) -> None:
    """Sign this browser out; the cookie's value is worth nothing from now on."""
    end_old(office, request)
    response.delete_cookie(
        cookie_name(request.scope, office), path="/", httponly=True, samesite="lax",
        secure=is_secure(request.scope, office),
    )  # fmt: skip


@router.get("/me")
def me(who: Known) -> Me:
    """Who one is, and with a session the token that changes need."""
    actor = who.actor
    return Me(
        email=actor.id, name=actor.name, role=actor.role, how=who.how, csrf=who.csrf,
        scopes=[scope for scope in SCOPES if scope in actor.scopes],
    )  # fmt: skip


@router.put("/me/password")
def change_password(
    given: NewPassword, who: Known, office: TheOffice, request: Request, response: Response
) -> Me:
    """Change one's own password; every other browser is signed out."""
    if who.how != "session":
        raise Refused("Only a signed-in person changes their password.", hint="Sign in first.")
    member = signing_in.change_password(
        office, who.actor.id, given.old.get_secret_value(), given.new.get_secret_value()
    )
    token = signing_in.begin(office, member, "password")
    return _signed_in(office, request, response, token, member)


def address_of(request: Request) -> str:
    """Whence a request comes; behind a trusted proxy, where the proxy says."""
    return request.client.host if request.client else "unknown"


def set_cookie(response: Response, office: TheOffice, request: Request, token: str) -> None:
    """Hand a browser its session; no script can read it, and no other site sends it along."""
    response.set_cookie(
        cookie_name(request.scope, office), token, path="/", httponly=True, samesite="lax",
        secure=is_secure(request.scope, office), max_age=office.settings.sign_in.days * 86_400,
    )  # fmt: skip
    response.headers["cache-control"] = "no-store"


def end_old(office: TheOffice, request: Request) -> None:
    """End the session that the browser came with; a new one never goes on with it."""
    old = cookie_of(request.scope, office, request.headers)
    if old:
        signing_in.end(office, old)


def _signed_in(
    office: TheOffice, request: Request, response: Response, token: str, member: Member
) -> Me:
    end_old(office, request)
    set_cookie(response, office, request, token)
    actor = actor_of(member)
    return Me(
        email=actor.id, name=actor.name, role=actor.role, how="session", scopes=list(SCOPES),
        csrf=derived(token, "csrf"),
    )  # fmt: skip
