"""Signing in with a password or an invitation, slowly for those who guess."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.auth import passwords
from api.auth.identity import lasting
from api.auth.secrets import hashed, new_token
from store import members, sessions
from store.access import Member
from store.engine import reading, writing
from store.errors import LimitReached, NotFound, NotSignedIn
from store.granting import note

if TYPE_CHECKING:
    from agent.setup import Office

MOST = {"both": 5, "address": 30, "email": 60}
"""Failed attempts in a quarter of an hour: of one person from one address, and of each alone.

One address may hold a whole office, and nobody should be able to lock a person out from anywhere,
so these two are wider.
"""


def by_password(office: "Office", email: str, password: str, address: str) -> tuple[str, Member]:
    """Sign a person in; the answer says the same, and takes as long, whoever is unknown.

    Returns:
        The new session's token, and whose it is.

    Raises:
        NotSignedIn: The e-mail and the password do not fit.
        LimitReached: Too many attempts have failed.
    """
    email = email.strip().lower()
    counted = {"both": f"{email} from {address}", "address": address, "email": email}
    _attempt(office, counted)
    member = _fitting(office, email, password)
    if member is None:
        raise NotSignedIn(
            "That e-mail and password do not fit.", hint="Try again, or ask an admin."
        )
    _succeeded(office, counted)
    return begin(office, member, "password"), member


def by_invitation(office: "Office", code: str, password: str, address: str) -> tuple[str, Member]:
    """Set the first password of an invited person, and sign them in; a code works once.

    Raises:
        NotFound: The code is not known, was used, or is over a week old.
        BadInput: The password is too easily guessed.
        LimitReached: Too many codes from that address did not exist.
    """
    now, workspace, counted = datetime.now(UTC), office.settings.workspace, {"address": address}
    _attempt(office, counted)
    with reading(office.engine) as session:
        member = members.invited_by(session, workspace, hashed(code), now)
    if member is None:
        raise NotFound(
            "That invitation was used, or has ended.", hint="Ask an admin for a new one."
        )
    _succeeded(office, counted)
    passwords.check(password, member.email)
    kept = passwords.hash_of(password)
    with writing(office.engine, durable=True) as session:
        again = members.invited_by(session, workspace, hashed(code), now)
        if again is None:
            raise NotFound("That invitation was just used.", hint="Sign in with the password.")
        members.set_password(session, again, kept)
        note(session, again, by=again.email, now=now, after={"password": "by invitation"})
        sessions.end_all(session, again, now)
    return begin(office, member, "invitation"), member


def change_password(office: "Office", email: str, old: str, new: str) -> Member:
    """Take a new password from somebody who knows the old one; their browsers are signed out.

    Raises:
        NotSignedIn: The old one does not fit.
        BadInput: The new one is too easily guessed.
        LimitReached: Too many attempts have failed.
    """
    counted = {"email": email}
    _attempt(office, counted)
    if _fitting(office, email, old) is None:
        raise NotSignedIn("That is not your password.", hint="Ask an admin for an invitation.")
    _succeeded(office, counted)
    return keep_password(office, email, new)


def keep_password(office: "Office", email: str, new: str, by: str | None = None) -> Member:
    """Give a member a password, and sign all their browsers out.

    Args:
        office: Where.
        email: Whose it is.
        new: The password.
        by: Who sets it; the member unless told otherwise.

    Raises:
        NotFound: There is no such member.
        BadInput: The password is too easily guessed.
    """
    with reading(office.engine) as session:
        email = members.read(session, office.settings.workspace, email).email
    passwords.check(new, email)
    kept = passwords.hash_of(new)
    now = datetime.now(UTC)
    with writing(office.engine, durable=True) as session:
        member = members.read(session, office.settings.workspace, email)
        members.set_password(session, member, kept)
        note(session, member, by=by or member.email, now=now, after={"password": "set"})
        sessions.end_all(session, member, now)
    return member


def begin(office: "Office", member: Member, how: str) -> str:
    """A new session's token: always a fresh one, so that none can be planted beforehand."""
    token = new_token()
    with writing(office.engine) as session:
        sessions.begin(session, member, hashed(token), how, datetime.now(UTC), lasting(office))
    return token


def end(office: "Office", token: str) -> None:
    """Sign a browser out."""
    with writing(office.engine) as session:
        sessions.end(session, office.settings.workspace, hashed(token), datetime.now(UTC))


def invite(office: "Office", email: str, by: str) -> str:
    """A code with which a member sets a password, once, within a week.

    Raises:
        NotFound: There is no such member.
        Refused: The member is disabled.
    """
    code, now = new_token(), datetime.now(UTC)
    with writing(office.engine, durable=True) as session:
        member = members.read(session, office.settings.workspace, email)
        members.invite(session, member, hashed(code), now)
        note(session, member, by=by, now=now, after={"invited": True})
    return code


def _fitting(office: "Office", email: str, password: str) -> Member | None:
    """The member whose password this is; it takes as long when there is no such member."""
    with reading(office.engine) as session:
        member = members.find(session, office.settings.workspace, email)
        active = member is not None and members.is_active(session, member)
    kept = member.password_hash if member is not None and active else None
    return member if passwords.fits(kept, password) else None


def _attempt(office: "Office", counted: dict[str, str]) -> None:
    """Count an attempt of each kind.

    Raises:
        LimitReached: Too many of one kind have failed.
    """
    now, workspace = datetime.now(UTC), office.settings.workspace
    with writing(office.engine) as session:
        left = [
            sessions.attempt(session, workspace, f"{kind} {who}", now, MOST[kind])
            for kind, who in counted.items()
        ]
    if not all(left):
        raise LimitReached(
            "Too many attempts have failed.",
            hint="Wait a quarter of an hour; an admin can send an invitation.",
            retry_after=int(sessions.WINDOW.total_seconds()),
        )


def _succeeded(office: "Office", counted: dict[str, str]) -> None:
    with writing(office.engine) as session:
        for kind, who in counted.items():
            sessions.succeeded(
                session, office.settings.workspace, f"{kind} {who}", wholly=kind == "both"
            )
