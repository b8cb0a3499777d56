"""Signed-in browsers, and the failed attempts that slow an attacker down."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from store.access import Member, SignInTries, WebSession
from store.identity import new_id

NOTED_EVERY = timedelta(minutes=1)
"""When a session was last seen is kept to the minute, so that reading does not write each time."""
KEPT = timedelta(days=30)
"""How long a session that has ended is still told of."""
WINDOW = timedelta(minutes=15)
"""How long failed attempts are counted together."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a browser stays signed in: without a request, and at most."""

    idle: timedelta
    whole: timedelta


def begin(
    session: Session, member: Member, token_hash: str, how: str, now: datetime, lasting: Lasting
) -> WebSession:
    """A browser that has just signed in."""
    made = WebSession(
        workspace_id=member.workspace_id, id=new_id("ses"), member_id=member.id,
        token_hash=token_hash, how=how, began_at=now, seen_at=now, ends_at=now + lasting.whole,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def holding(
    session: Session, workspace_id: str, token_hash: str, now: datetime, idle: timedelta
) -> tuple[WebSession, Member] | None:
    """The session with this token and its member, while it holds."""
    query = select(WebSession, Member).where(
        col(WebSession.workspace_id) == workspace_id, col(WebSession.token_hash) == token_hash,
        col(WebSession.ended_at).is_(None), col(WebSession.ends_at) > now,
        col(WebSession.seen_at) > now - idle,
        col(Member.workspace_id) == workspace_id, col(Member.id) == col(WebSession.member_id),
    )  # fmt: skip
    return session.exec(query).first()


def is_due(found: WebSession, now: datetime) -> bool:
    """Whether it should be noted again that the session was seen."""
    return now - found.seen_at >= NOTED_EVERY


def end(session: Session, workspace_id: str, token_hash: str, now: datetime) -> None:
    """Sign a browser out."""
    session.connection().execute(
        update(WebSession)
        .where(
            col(WebSession.workspace_id) == workspace_id,
            col(WebSession.token_hash) == token_hash,
            col(WebSession.ended_at).is_(None),
        )
        .values(ended_at=now)
    )


def end_all(session: Session, member: Member, now: datetime) -> None:
    """Sign a member out everywhere: after a new password, and when they are disabled."""
    session.connection().execute(
        update(WebSession)
        .where(
            col(WebSession.workspace_id) == member.workspace_id,
            col(WebSession.member_id) == member.id,
            col(WebSession.ended_at).is_(None),
        )
        .values(ended_at=now)
    )


def attempt(session: Session, workspace_id: str, who: str, now: datetime, most: int) -> bool:
    """Count an attempt before it is looked at; False when too many have failed already.

    Counting first is what keeps attempts that come at once from all being let through.

    Args:
        session: A session that writes.
        workspace_id: Where.
        who: Whom it is about, or whence it came; kept as a hash.
        now: The time.
        most: How many may fail within the window.
    """
    found = _tries(session, workspace_id, _of(who), now)
    if found.began_at <= now - WINDOW:
        found.failures, found.began_at = 0, now
    if found.failures >= most:
        return False
    found.failures += 1
    session.add(found)
    session.flush()
    return True


def succeeded(session: Session, workspace_id: str, who: str, *, wholly: bool) -> None:
    """Take the last attempt back as it did not fail; wholly: those before it as well."""
    found = session.get(SignInTries, (workspace_id, _of(who)), with_for_update=True)
    if found is not None:
        found.failures = 0 if wholly else max(0, found.failures - 1)
        session.add(found)
        session.flush()


def sweep(session: Session, workspace_id: str, now: datetime) -> int:
    """Forget sessions that ended long ago and attempts that no longer count; how many."""
    gone = session.connection().execute(
        delete(WebSession).where(
            col(WebSession.workspace_id) == workspace_id,
            or_(col(WebSession.ends_at) < now - KEPT, col(WebSession.ended_at) < now - KEPT),
        )
    )
    tries = session.connection().execute(
        delete(SignInTries).where(
            col(SignInTries.workspace_id) == workspace_id, col(SignInTries.began_at) < now - WINDOW
        )
    )
    return gone.rowcount + tries.rowcount


def _tries(session: Session, workspace_id: str, key: str, now: datetime) -> SignInTries:
    """The count of a key, made when there is none; two who make it at once get the same one."""
    for _ in range(2):
        found = session.get(SignInTries, (workspace_id, key), with_for_update=True)
        if found is not None:
            return found
        with suppress(IntegrityError), session.begin_nested():
            session.add(SignInTries(workspace_id=workspace_id, id=key, began_at=now))
            session.flush()
    return session.exec(
        select(SignInTries).where(
            col(SignInTries.workspace_id) == workspace_id, col(SignInTries.id) == key
        )
    ).one()


def _of(who: str) -> str:
    return "try_" + hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
