"""Who makes a request: the holder of a key, a signed-in person, or the person at this machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session

from api.auth.secrets import KEY, derived, hashed
from store import keys, members, sessions
from store.access import SCOPES, ApiKey, Member, WebSession
from store.engine import reading, writing
from store.errors import NotSignedIn, Refused
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

How = Literal["operator", "session", "key"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, how that is known, and what a page must send with a change."""

    actor: Actor
    how: How
    member: str | None = None
    csrf: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of who makes it."""

    authorization: str = ""
    cookie: str = ""


def lasting(office: "Office") -> sessions.Lasting:
    """How long a browser stays signed in here."""
    chosen = office.settings.sign_in
    return sessions.Lasting(timedelta(minutes=chosen.idle_minutes), timedelta(days=chosen.days))


def is_needed(office: "Office", session: Session, *, loopback: bool) -> bool:
    """Whether everybody must sign in: once anybody has a password, or could come from elsewhere."""
    settings = office.settings
    if settings.public_url or not loopback:
        return True
    if members.any_with_password(session, settings.workspace):
        return True
    return bool(settings.oidc.issuer) and members.any_at_all(session, settings.workspace)


def identify(office: "Office", shown: Shown, *, loopback: bool) -> Identity:
    """Who asks.

    Raises:
        NotSignedIn: Nobody that is known, and here everybody must be.
    """
    now = datetime.now(UTC)
    scheme, _, secret = shown.authorization.partition(" ")
    with reading(office.engine) as session:
        needed = is_needed(office, session, loopback=loopback)
        found: Found | None = None
        if scheme.lower() == "bearer" and (needed or secret.startswith(KEY)):
            found = _by_key(office, session, secret.strip(), now)
        elif shown.cookie:
            found = _by_cookie(office, session, shown.cookie, now, needed=needed)
    if found is None:
        if needed:
            raise NotSignedIn("You are not signed in.", hint="Sign in, or show an API key.")
        return Identity(office.actor_for(None), "operator")
    identity, seen = found
    if seen is not None:
        _note(office, seen, now)
    return identity


Found = tuple[Identity, ApiKey | WebSession | None]


def actor_of(member: Member) -> Actor:
    """A member as tools know who asks."""
    return Actor(id=member.email, name=member.name, role=member.role)


def _by_key(office: "Office", session: Session, secret: str, now: datetime) -> Found:
    found = keys.holding(session, office.settings.workspace, hashed(secret), now)
    if found is None or not members.is_active(session, found[1]):
        raise NotSignedIn(
            "That API key is not known here, or no longer holds.",
            hint="`pitcrew keys create` makes one.",
        )
    key, member = found
    actor = actor_of(member).within(key.scopes)
    return Identity(actor, "key", member.id), key if keys.is_due(key, now) else None


def _by_cookie(
    office: "Office", session: Session, token: str, now: datetime, *, needed: bool
) -> Found | None:
    idle = lasting(office).idle
    found = sessions.holding(session, office.settings.workspace, hashed(token), now, idle)
    if found is None or not members.is_active(session, found[1]):
        if needed:
            raise NotSignedIn("Your sign-in has ended.", hint="Sign in again.")
        return None
    kept, member = found
    identity = Identity(actor_of(member), "session", member.id, derived(token, "csrf"))
    return identity, kept if sessions.is_due(kept, now) else None


def _note(office: "Office", seen: ApiKey | WebSession, now: datetime) -> None:
    """Keep when a key or a session was last used."""
    with writing(office.engine) as session:
        kept = session.get(type(seen), (seen.workspace_id, seen.id))
        if isinstance(kept, ApiKey):
            kept.used_at = now
        elif isinstance(kept, WebSession):
            kept.seen_at = now
        session.add(kept)


def permit(actor: Actor, scope: str) -> None:
    """Refuse a request whose key is not for this.

    Raises:
        Refused: The scope is not among its own.
    """
    if scope not in actor.scopes:
        held = ", ".join(s for s in SCOPES if s in actor.scopes) or "none"
        raise Refused(
            f"This takes a key with the scope {scope}; this one has {held}.",
            hint="Use a key with that scope, or sign in.",
        )
