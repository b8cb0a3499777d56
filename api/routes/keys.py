"""API keys over HTTP: one's own, and for admins everybody's."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import granting
from api.given import Text
from api.office import Known, Store, TheOffice
from store import keys, members
from store.access import ApiKey

router = APIRouter(prefix="/keys", tags=["keys"])
Scope = Literal["read", "propose", "decide", "admin"]
KeyId = Annotated[Text, Path(max_length=64)]


class NewKey(BaseModel):
    """What a key is for."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(min_length=1, max_length=100, examples=["nightly report"])
    scopes: list[Scope] = Field(min_length=1, max_length=4, examples=[["read"]])
    days: int = Field(default=90, ge=1, le=keys.MOST_DAYS)


class KeyView(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    member: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    holds: bool


class Made(KeyView):
    """A new key; its secret is shown this once."""

    key: str


@router.get("")
def listing(office: TheOffice, session: Store, who: Known) -> list[KeyView]:
    """One's own keys, or for an admin all of them, the newest first."""
    names = {m.id: m.email for m in members.every(session, office.settings.workspace)}
    mine = None if granting.is_admin(who) else who.member or ""
    found = keys.listing(session, office.settings.workspace, mine)
    return [_view(key, names[key.member_id]) for key in found]


@router.post("", status_code=201)
def create(wanted: NewKey, office: TheOffice, who: Known, response: Response) -> Made:
    """Make a key that acts as oneself, within its scopes."""
    terms = keys.Wanted(wanted.name, tuple(wanted.scopes), wanted.days)
    made, secret = granting.make_key(office, who, terms)
    response.headers["cache-control"] = "no-store"
    return Made(**_view(made, who.actor.id).model_dump(), key=secret)


@router.delete("/{key}", status_code=204)
def revoke(key: KeyId, office: TheOffice, who: Known) -> None:
    """End a key; whoever still shows it is refused from now on."""
    granting.revoke_key(office, who, key)


def _view(key: ApiKey, member: str) -> KeyView:
    holds = key.revoked_at is None and key.expires_at > datetime.now(UTC)
    fields = set(KeyView.model_fields) - {"member", "holds"}
    return KeyView(**key.model_dump(include=fields), member=member, holds=holds)
