"""API keys: made, listed, revoked, and found again by the hash of their secret."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from store.access import SCOPES, ApiKey, Member
from store.errors import BadInput, NotFound
from store.identity import new_id

MOST_DAYS = 730
NOTED_EVERY = timedelta(minutes=1)
"""A key's last use is kept to the minute, so that reading does not write each time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new key is for."""

    name: str
    scopes: tuple[str, ...]
    days: int


def make(  # noqa: PLR0913 - a key is all of these
    session: Session, member: Member, wanted: Wanted, *, prefix: str, secret_hash: str, by: str,
    now: datetime,
) -> ApiKey:  # fmt: skip
    """A new key of a member.

    Raises:
        BadInput: It has no name, no scope that there is, or lasts too long.
    """
    _check(wanted)
    made = ApiKey(
        workspace_id=member.workspace_id, id=new_id("key"), member_id=member.id,
        name=wanted.name.strip(), prefix=prefix, secret_hash=secret_hash,
        scopes=[scope for scope in SCOPES if scope in wanted.scopes], made_by=by, made_at=now,
        expires_at=now + timedelta(days=wanted.days),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def holding(
    session: Session, workspace_id: str, secret_hash: str, now: datetime
) -> tuple[ApiKey, Member] | None:
    """The key with this secret and its member, while the key holds."""
    query = select(ApiKey, Member).where(
        col(ApiKey.workspace_id) == workspace_id, col(ApiKey.secret_hash) == secret_hash,
        col(ApiKey.revoked_at).is_(None), col(ApiKey.expires_at) > now,
        col(Member.workspace_id) == workspace_id, col(Member.id) == col(ApiKey.member_id),
    )  # fmt: skip
    return session.exec(query).first()


def listing(session: Session, workspace_id: str, member_id: str | None) -> list[ApiKey]:
    """The keys of a member, or all, the newest first; the ended ones too."""
    query = select(ApiKey).where(col(ApiKey.workspace_id) == workspace_id)
    if member_id is not None:
        query = query.where(col(ApiKey.member_id) == member_id)
    return list(session.exec(query.order_by(col(ApiKey.made_at).desc(), col(ApiKey.id))))


def read(
    session: Session, workspace_id: str, key_id: str, among: Collection[str] | None = None
) -> ApiKey:
    """A key by its id, or by its prefix; only of these members, if any are named.

    Raises:
        NotFound: There is none like that.
    """
    for key in listing(session, workspace_id, None):
        if key_id in {key.id, key.prefix} and (among is None or key.member_id in among):
            return key
    raise NotFound(f"There is no key {key_id!r}.", hint="`pitcrew keys list` shows them.")


def revoke(session: Session, key: ApiKey, *, by: str, now: datetime) -> None:
    """End a key now; one that has ended stays as it was."""
    if key.revoked_at is None:
        key.revoked_by, key.revoked_at = by, now
        session.add(key)
        session.flush()


def is_due(key: ApiKey, now: datetime) -> bool:
    """Whether the key's last use should be noted again."""
    return key.used_at is None or now - key.used_at >= NOTED_EVERY


def _check(wanted: Wanted) -> None:
    strange = sorted(set(wanted.scopes) - set(SCOPES))
    if strange or not wanted.scopes:
        raise BadInput(
            f"There is no scope {strange[0]!r}." if strange else "The key has no scope.",
            hint=f"Scopes: {', '.join(SCOPES)}.",
        )
    if not wanted.name.strip() or len(wanted.name) > 100:  # noqa: PLR2004 - the column's length
        raise BadInput("A key needs a name of 1 to 100 letters.", hint="Say what it is for.")
    if not 1 <= wanted.days <= MOST_DAYS:
        raise BadInput(
            f"A key lasts 1 to {MOST_DAYS} days, not {wanted.days}.", hint="90 is usual."
        )
