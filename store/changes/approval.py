"""Approving: one person, or one standing policy, says yes to exactly what was shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, Engine, select, update
from sqlmodel import Session, col

from store import members
from store.canonical import stored_digest
from store.changes.policy import allowing, person_behind
from store.changes.telling import tell
from store.engine import writing
from store.errors import Conflict, NotFound, Refused
from store.ledger import ChangeSet
from store.people import ROLES, User

NEEDED_ROLE = "ops_manager"


@dataclass(frozen=True, slots=True)
class Approver:
    """Who decides. An agent may hold nobody's pen; a policy acts for the person who granted it."""

    email: str
    role: str
    kind: Literal["person", "policy", "agent", "clock"] = "person"


def approve(
    engine: Engine, workspace_id: str, change_set_id: str, *, digest: str, by: Approver,
    now: datetime,
) -> ChangeSet:  # fmt: skip
    """Say yes to a change set as it was shown.

    Args:
        engine: The store.
        workspace_id: Whose rows they are.
        change_set_id: Which change set.
        digest: The hash of what the approver was shown.
        by: Who says yes.
        now: The time.

    Raises:
        NotFound: There is no such change set.
        Refused: The approver may not, it has expired, or it is not what they were shown.
        Conflict: Somebody else has decided already; the message says who, and when.
    """
    with writing(engine, durable=True) as session:
        header = find(session, workspace_id, change_set_id)
        entitled(session, workspace_id, by)
        if header.status != "draft":
            raise _decided(header)
        expired = header.expires_at <= now
        if not expired:
            matches(session, header, digest)
            name = by.email if by.kind != "policy" else allowing(session, header, now)
            still_entitled(session, workspace_id, name)
            _decide(session, header, approved_by=name, approved_digest=digest, approved_at=now,
                    status="approved")  # fmt: skip
        elif header.status == "draft":
            _decide(session, header, status="expired", finished_at=now)
        session.refresh(header)
    if expired:
        raise Refused(
            f"{header.title}: the preview expired on {header.expires_at:%Y-%m-%d}.",
            hint="Ask for it again, so that it shows the rows as they are now.",
        )
    return header


def reject(
    engine: Engine, workspace_id: str, change_set_id: str, *, by: str, now: datetime,
    note: str = "",
) -> ChangeSet:  # fmt: skip
    """Say no to a draft; it stays in the store, and can no longer be approved.

    Raises:
        NotFound: There is no such change set.
        Conflict: It has been decided already; the message says by whom.
    """
    with writing(engine, durable=True) as session:
        header = find(session, workspace_id, change_set_id)
        return rejected(session, header, by=by, now=now, note=note)


def rejected(
    session: Session, header: ChangeSet, *, by: str, now: datetime, note: str = ""
) -> ChangeSet:
    """Reject a draft within a session that writes."""
    if header.status != "draft":
        raise _decided(header)
    _decide(session, header, status="rejected", rejected_by=by, decided_note=note, finished_at=now)
    session.refresh(header)
    tell(session, header, "change_set.rejected", now)
    return header


def find(session: Session, workspace_id: str, change_set_id: str) -> ChangeSet:
    """A change set by its id.

    Raises:
        NotFound: The workspace has none with that id.
    """
    found = session.get(ChangeSet, (workspace_id, change_set_id), populate_existing=True)
    if found is None:
        raise NotFound(
            f"There is no change set {change_set_id!r}.", hint="List the change sets to see ids."
        )
    return found


def matches(session: Session, header: ChangeSet, digest: str) -> None:
    """Refuse a hash that is not that of the content as it lies in the store now.

    Raises:
        Refused: It is not.
    """
    if digest != header.digest or stored_digest(session, header) != digest:
        raise Refused(
            f"{header.title}: this is not the content that was shown.",
            hint="Show the change set again and approve what it says.",
        )


def still_entitled(session: Session, workspace_id: str, approved_by: str) -> None:
    """Refuse the word of somebody whose role, as the store knows it, was taken away.

    Raises:
        Refused: They, or the person who granted the policy, may no longer approve.
    """
    behind = person_behind(approved_by)
    entitled(session, workspace_id, Approver(behind, NEEDED_ROLE))


def entitled(session: Session, workspace_id: str, by: Approver) -> None:
    """Refuse an agent, and a person whose role is too low: as they say, or as the store says.

    Raises:
        Refused: They may not approve.
    """
    if by.kind not in {"person", "policy"}:
        raise Refused(
            f"{by.email} is not a person and cannot approve changes.",
            hint="Ask a person with the role ops_manager or admin.",
        )
    if by.kind == "policy":
        return
    needed = ROLES.index(NEEDED_ROLE)
    roles = [by.role, *_roles_kept(session, workspace_id, by.email)]
    lowest = min(roles, key=lambda role: ROLES.index(role) if role in ROLES else -1)
    if lowest not in ROLES[needed:]:
        raise Refused(
            f"{by.email} has the role {lowest}; approving changes needs {NEEDED_ROLE}.",
            hint="Ask somebody with that role, or an admin for the role.",
        )


def _roles_kept(session: Session, workspace_id: str, who: str) -> list[str]:
    """What the store says of somebody: a member's role, else a user's; the gone decide nothing."""
    query = select(User).where(col(User.workspace_id) == workspace_id, col(User.state) == "live")
    users = list(session.scalars(query.where((col(User.email) == who) | (col(User.id) == who))))
    gone = [ROLES[0] for user in users if not user.active]
    member = members.find(session, workspace_id, who)
    if member is not None:
        return [*gone, member.role if member.disabled_at is None else ROLES[0]]
    return [*gone, *(user.role for user in users)]


def _decided(header: ChangeSet) -> Conflict:
    who = header.approved_by or header.rejected_by
    by = f" by {who}" if who else ""
    at = header.approved_at or header.finished_at
    when = f" on {at:%Y-%m-%d at %H:%M} UTC" if at is not None else ""
    return Conflict(
        f"{header.title}: it was already {_word(header)}{by}{when}.",
        hint="Show the change set to see what became of it.",
    )


def _word(header: ChangeSet) -> str:
    return header.status if header.approved_by is None else "approved"


def _decide(session: Session, header: ChangeSet, **values: object) -> None:
    """Decide a draft; of two who try at once, the second finds that it is no longer one."""
    done = session.connection().execute(
        update(ChangeSet)
        .where(
            col(ChangeSet.workspace_id) == header.workspace_id,
            col(ChangeSet.id) == header.id,
            col(ChangeSet.status) == "draft",
        )
        .values(**values)
    )
    if cast(CursorResult[Any], done).rowcount != 1:
        session.refresh(header)
        raise _decided(header)
