"""The owner of this machine: whoever can run a command here has the store's files anyway."""

from typing import TYPE_CHECKING

from api.auth.identity import Identity

if TYPE_CHECKING:
    from agent.setup import Office


def owner(office: "Office", email: str | None = None) -> Identity:
    """Who gives a command; with an e-mail, that member.

    Raises:
        NotFound: Nobody has that e-mail.
        Refused: They may no longer act.
    """
    from store.engine import reading
    from store.members import find

    actor = office.actor_for(email)
    with reading(office.engine) as session:
        member = find(session, office.settings.workspace, actor.id)
    return Identity(actor, "operator", member.id if member else None)
