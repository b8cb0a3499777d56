"""The people who may sign in: added, invited, given a role, disabled, and who of them may act."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from store.access import Member
from store.errors import BadInput, Conflict, NotFound, Refused
from store.identity import new_id
from store.people import ROLES, User

INVITED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """What an admin says of a new member."""

    email: str
    name: str
    role: str


def add(session: Session, workspace_id: str, invited: Invited, *, by: str, now: datetime) -> Member:
    """A new member, who has no way to sign in yet.

    Raises:
        BadInput: The e-mail or the role cannot be used.
        Conflict: There is a member with that e-mail.
    """
    email = plain_email(invited.email)
    known_role(invited.role)
    if find(session, workspace_id, email) is not None:
        raise Conflict(
            f"{email} is a member already.", hint="`pitcrew users role` changes the role."
        )
    made = Member(
        workspace_id=workspace_id, id=new_id("mbr"), email=email,
        name=invited.name.strip() or email, role=invited.role, added_by=by, added_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def find(session: Session, workspace_id: str, email: str) -> Member | None:
    """The member with this e-mail."""
    query = select(Member).where(
        col(Member.workspace_id) == workspace_id, col(Member.email) == email.strip().lower()
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def read(session: Session, workspace_id: str, member: str) -> Member:
    """A member by id or e-mail.

    Raises:
        NotFound: The workspace has none like that.
    """
    found = session.get(Member, (workspace_id, member)) or find(session, workspace_id, member)
    if found is None:
        raise NotFound(f"{member!r} is no member here.", hint="`pitcrew users list` shows them.")
    return found


def every(session: Session, workspace_id: str) -> list[Member]:
    """All members, by e-mail."""
    query = select(Member).where(col(Member.workspace_id) == workspace_id)
    return list(session.exec(query.order_by(col(Member.email))))


def any_with_password(session: Session, workspace_id: str) -> bool:
    """Whether somebody has, or had, a password: from then on everybody signs in."""
    query = select(Member.id).where(
        col(Member.workspace_id) == workspace_id, col(Member.password_hash).is_not(None)
    )
    return session.exec(query.limit(1)).first() is not None


def any_at_all(session: Session, workspace_id: str) -> bool:
    """Whether the workspace has members, disabled ones among them."""
    query = select(Member.id).where(col(Member.workspace_id) == workspace_id)
    return session.exec(query.limit(1)).first() is not None


def set_role(session: Session, member: Member, role: str) -> None:
    """Give a member another role; it holds from the next request on.

    Raises:
        BadInput: There is no such role.
        Conflict: The member is the last admin.
    """
    known_role(role)
    if role != "admin":
        _not_the_last_admin(session, member)
    member.role = role
    session.add(member)
    session.flush()


def disable(session: Session, member: Member, *, by: str, now: datetime) -> None:
    """Shut a member out: no session, key, schedule or approval of theirs counts any more.

    Raises:
        Conflict: The member is the last admin.
    """
    _not_the_last_admin(session, member)
    member.disabled_by, member.disabled_at = by, now
    member.invite_hash = member.invite_ends_at = None
    session.add(member)
    session.flush()


def enable(session: Session, member: Member) -> None:
    """Let a disabled member in again."""
    member.disabled_by = member.disabled_at = None
    session.add(member)
    session.flush()


def invite(session: Session, member: Member, code_hash: str, now: datetime) -> None:
    """Let whoever has the code set the member's password, once, within a week."""
    if member.disabled_at is not None:
        raise Refused(f"{member.email} is disabled.", hint="Enable them first.")
    member.invite_hash, member.invite_ends_at = code_hash, now + INVITED_FOR
    session.add(member)
    session.flush()


def invited_by(session: Session, workspace_id: str, code_hash: str, now: datetime) -> Member | None:
    """The member whom an invitation code was made for, while it holds."""
    query = select(Member).where(
        col(Member.workspace_id) == workspace_id,
        col(Member.invite_hash) == code_hash,
        col(Member.invite_ends_at) > now,
        col(Member.disabled_at).is_(None),
    )
    return session.exec(query).first()


def set_password(session: Session, member: Member, password_hash: str) -> None:
    """Keep a new password's hash; an invitation that is open is used up."""
    member.password_hash = password_hash
    member.invite_hash = member.invite_ends_at = None
    session.add(member)
    session.flush()


def is_active(session: Session, member: Member) -> bool:
    """Whether a member may act: neither disabled here, nor gone in the company's own records."""
    if member.disabled_at is not None:
        return False
    gone = select(User.id).where(
        col(User.workspace_id) == member.workspace_id, col(User.state) == "live",
        col(User.email) == member.email, col(User.active).is_(False),
    )  # fmt: skip
    return session.exec(gone.limit(1)).first() is None


def plain_email(text: str) -> str:
    """An e-mail address as it is kept: trimmed, in small letters.

    >>> plain_email(" Ana.Ruiz@Example.COM ")
    'ana.ruiz@example.com'

    Raises:
        BadInput: It is no address.
    """
    email = text.strip().lower()
    name, _, host = email.rpartition("@")
    if not name or "." not in host or len(email) > 254 or any(c.isspace() for c in email):  # noqa: PLR2004 - RFC 5321's longest address
        raise BadInput(f"{text!r} is no e-mail address.", hint="For example ana@example.com.")
    return email


def known_role(role: str) -> None:
    """Refuse a role that there is not.

    Raises:
        BadInput: There is none of that name.
    """
    if role not in ROLES:
        raise BadInput(f"There is no role {role!r}.", hint=f"Roles: {', '.join(ROLES)}.")


def _not_the_last_admin(session: Session, member: Member) -> None:
    if member.role != "admin" or member.disabled_at is not None:
        return
    others = select(Member.id).where(
        col(Member.workspace_id) == member.workspace_id, col(Member.id) != member.id,
        col(Member.role) == "admin", col(Member.disabled_at).is_(None),
    )  # fmt: skip
    if session.exec(others.limit(1)).first() is None:
        raise Conflict(
            f"{member.email} is the last admin.", hint="Make somebody else an admin first."
        )
