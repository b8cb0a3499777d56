"""What people grant each other: membership, roles and keys; and who may do that."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.auth.identity import Identity
from api.auth.secrets import hashed, new_key
from store import keys, members, sessions
from store.access import ApiKey, Member
from store.engine import reading, writing
from store.errors import Refused
from store.granting import note

if TYPE_CHECKING:
    from agent.setup import Office


def is_admin(who: Identity) -> bool:
    """Whether somebody looks after people: by role, and by what their key is for."""
    return who.actor.role == "admin" and "admin" in who.actor.scopes


def need_admin(who: Identity) -> None:
    """Refuse everybody else.

    Raises:
        Refused: The role or the key's scopes do not reach so far.
    """
    if not is_admin(who):
        raise Refused(
            f"{who.actor.name} has the role {who.actor.role}; looking after people needs admin.",
            hint="Ask an admin; a key needs the scope admin as well.",
        )


def add(office: "Office", who: Identity, invited: members.Invited) -> Member:
    """Add a member, who is invited next.

    Raises:
        Refused: Only admins may.
        Conflict: There is a member with that e-mail.
    """
    need_admin(who)
    now = datetime.now(UTC)
    with writing(office.engine, durable=True) as session:
        made = members.add(session, office.settings.workspace, invited, by=who.actor.id, now=now)
        told = {"email": made.email, "name": made.name, "role": made.role}
        note(session, made, by=who.actor.id, now=now, after=told)
        return made


def set_role(office: "Office", who: Identity, member: str, role: str) -> Member:
    """Give a member another role.

    Raises:
        Refused: Only admins may.
        Conflict: It would leave no admin.
    """
    need_admin(who)
    with writing(office.engine, durable=True) as session:
        found = members.read(session, office.settings.workspace, member)
        before = {"role": found.role}
        members.set_role(session, found, role)
        note(session, found, by=who.actor.id, now=datetime.now(UTC), before=before,
             after={"role": role})  # fmt: skip
        return found


def set_disabled(office: "Office", who: Identity, member: str, *, disabled: bool) -> Member:
    """Shut a member out, or let them in again; shutting out ends their sessions and keys.

    Raises:
        Refused: Only admins may.
        Conflict: It would leave no admin.
    """
    need_admin(who)
    now = datetime.now(UTC)
    with writing(office.engine, durable=True) as session:
        found = members.read(session, office.settings.workspace, member)
        before = {"disabled": found.disabled_at is not None}
        note(session, found, by=who.actor.id, now=now, before=before, after={"disabled": disabled})
        if not disabled:
            members.enable(session, found)
            return found
        members.disable(session, found, by=who.actor.id, now=now)
        sessions.end_all(session, found, now)
        for key in keys.listing(session, found.workspace_id, found.id):
            keys.revoke(session, key, by=who.actor.id, now=now)
        return found


def make_key(
    office: "Office", who: Identity, wanted: keys.Wanted, member: str | None = None
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown once and kept nowhere.

    Args:
        office: Where.
        who: Who makes it.
        wanted: Its name, scopes and days.
        member: Whose key it is; one's own when left out.

    Raises:
        Refused: A key cannot make a wider one, and only admins make keys of others.
    """
    whose = member or who.member
    if whose is None:
        raise Refused(
            "A key is a member's, and you are not one yet.",
            hint="`pitcrew users add EMAIL --role admin`, then `pitcrew keys create --for EMAIL`.",
        )
    if who.how == "key" or whose not in {who.member, who.actor.id}:
        need_admin(who)
    wider = sorted(set(wanted.scopes) - who.actor.scopes)
    if wider:
        raise Refused(f"A key cannot hand on the scope {wider[0]}, which it has not itself.")
    secret, prefix = new_key()
    with writing(office.engine, durable=True) as session:
        found = members.read(session, office.settings.workspace, whose)
        if not members.is_active(session, found):
            raise Refused(f"{found.email} is disabled.", hint="Enable them first.")
        made = keys.make(
            session, found, wanted, prefix=prefix, secret_hash=hashed(secret), by=who.actor.id,
            now=(now := datetime.now(UTC)),
        )  # fmt: skip
        told = {"member": found.email, "name": made.name, "scopes": made.scopes}
        note(session, made, by=who.actor.id, now=now, after=told)
    return made, secret


def revoke_key(office: "Office", who: Identity, key: str) -> ApiKey:
    """End a key: one's own, or as an admin anybody's.

    Raises:
        NotFound: There is none like that, or it is somebody else's.
    """
    among = None if is_admin(who) else {who.member or ""}
    with writing(office.engine, durable=True) as session:
        found = keys.read(session, office.settings.workspace, key, among)
        now = datetime.now(UTC)
        keys.revoke(session, found, by=who.actor.id, now=now)
        note(session, found, by=who.actor.id, now=now, after={"revoked": True})
        return found


def find(office: "Office", member: str) -> Member:
    """A member by id or e-mail.

    Raises:
        NotFound: There is none like that.
    """
    with reading(office.engine) as session:
        return members.read(session, office.settings.workspace, member)
