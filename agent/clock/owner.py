"""For whom a schedule runs: with the rights that its owner has now, never with those of then."""

from sqlmodel import Session, col, select

from agent.setup import OPERATOR
from store import members
from store.errors import Refused
from store.people import User
from store.schedule import Schedule
from tools.context import Actor

MAY = frozenset({"read", "propose"})
"""The scopes of a clock: it never decides."""


def acting_for(session: Session, schedule: Schedule) -> Actor:
    """The clock, with its owner's id and the role that the owner has now.

    Raises:
        Refused: The owner is no longer here, or may no longer act.
    """
    if schedule.owner == OPERATOR.id:
        return Actor(OPERATOR.id, "The clock", OPERATOR.role, "clock", MAY)
    found = _now(session, schedule)
    if found is None:
        raise Refused(
            f"{schedule.owner}, for whom {schedule.name} runs, is no longer a user here.",
            hint="Somebody who is can set it up anew.",
        )
    name, role = found
    return Actor(schedule.owner, f"The clock for {name}", role, "clock", MAY)


def _now(session: Session, schedule: Schedule) -> tuple[str, str] | None:
    """The owner's name and role: a member's, or a user's as long as there are no members."""
    space, email = schedule.workspace_id, schedule.owner
    member = members.find(session, space, email)
    if member is not None:
        return (member.name, member.role) if members.is_active(session, member) else None
    if members.any_at_all(session, space):
        return None
    query = select(User).where(
        col(User.workspace_id) == space, col(User.email) == email, col(User.state) == "live",
        col(User.active).is_(True),
    )  # fmt: skip
    user = session.exec(query.order_by(col(User.id))).first()
    return (user.name, user.role) if user is not None else None
