"""The people who may sign in, over HTTP; for admins."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import granting, signing_in
from api.given import Text
from api.office import Known, Store, TheOffice
from store import members
from store.access import Member

router = APIRouter(prefix="/users", tags=["users"])
Role = Literal["viewer", "rep", "analyst", "ops_manager", "admin"]
MemberId = Annotated[Text, Path(max_length=254, description="Their id, or their e-mail.")]


class NewMember(BaseModel):
    """Somebody who shall be able to sign in."""

    model_config = ConfigDict(extra="forbid")

    email: Text = Field(max_length=254, examples=["ana@example.com"])
    name: Text = Field(default="", max_length=200, examples=["Ana Ruiz"])
    role: Role


class Changed(BaseModel):
    """What becomes of a member; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    disabled: bool | None = None


class MemberView(BaseModel):
    """A member, without anything secret."""

    id: str
    email: str
    name: str
    role: str
    has_password: bool
    invited: bool
    added_by: str
    added_at: datetime
    disabled_at: datetime | None


class Invitation(BaseModel):
    """A code with which somebody sets their password; it is shown this once."""

    code: str
    member: MemberView


@router.get("")
def listing(office: TheOffice, session: Store, who: Known) -> list[MemberView]:
    """All members, by e-mail."""
    granting.need_admin(who)
    return [view(member) for member in members.every(session, office.settings.workspace)]


@router.post("", status_code=201)
def add(given: NewMember, office: TheOffice, who: Known, response: Response) -> Invitation:
    """Add somebody; the code lets them set a password within a week."""
    member = granting.add(office, who, members.Invited(given.email, given.name, given.role))
    response.headers["cache-control"] = "no-store"
    return Invitation(code=signing_in.invite(office, member.id, who.actor.id), member=view(member))


@router.patch("/{user}")
def change(user: MemberId, given: Changed, office: TheOffice, who: Known) -> MemberView:
    """Give somebody another role, shut them out, or let them in again."""
    granting.need_admin(who)
    if given.role is not None:
        granting.set_role(office, who, user, given.role)
    if given.disabled is not None:
        granting.set_disabled(office, who, user, disabled=given.disabled)
    return view(granting.find(office, user))


@router.post("/{user}/invitation", status_code=201)
def invite(user: MemberId, office: TheOffice, who: Known, response: Response) -> Invitation:
    """A new code, with which somebody sets a new password within a week."""
    granting.need_admin(who)
    code = signing_in.invite(office, user, who.actor.id)
    response.headers["cache-control"] = "no-store"
    return Invitation(code=code, member=view(granting.find(office, user)))


def view(member: Member) -> MemberView:
    """A member as the API shows them."""
    fields = set(MemberView.model_fields) - {"has_password", "invited"}
    return MemberView(
        **member.model_dump(include=fields), has_password=member.password_hash is not None,
        invited=member.invite_hash is not None,
    )  # fmt: skip
