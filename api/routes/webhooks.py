"""Webhooks over HTTP: who is told of what, and how the telling went. Admins only."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api.deliveries import allowed
from api.given import Cursor, Limit, Text
from api.office import Asker, Store, TheOffice
from api.views.paging import Newest, cut
from connectors.outgoing.address import check
from store import webhooks
from store.doors import EVENTS, Webhook, WebhookDelivery
from store.engine import writing
from store.errors import Refused

NEEDED = "admin"


def admin(actor: Asker) -> None:
    """Who adds a webhook sends what happens here elsewhere.

    Raises:
        Refused: The asker is no admin, or came with a key for less.
    """
    if actor.role != NEEDED:
        raise Refused(f"{actor.name} has the role {actor.role}; webhooks need {NEEDED}.")
    if NEEDED not in actor.scopes:
        raise Refused(
            "Webhooks need the scope admin, which is not among those of this request.",
            hint="Use a key with that scope, or sign in.",
        )


router = APIRouter(prefix="/webhooks", tags=["webhooks"], dependencies=[Depends(admin)])


class Wanted(BaseModel):
    """A webhook to be."""

    model_config = ConfigDict(extra="forbid")

    url: Text = Field(max_length=2000, examples=["https://hooks.example.com/pitcrew"])
    events: list[Text] = Field(
        min_length=1, max_length=len(EVENTS), examples=[["change_set.proposed"]],
        description=f"Of {', '.join(EVENTS)}.",
    )  # fmt: skip


class View(BaseModel):
    """A webhook, without its secret."""

    id: str
    url: str
    events: list[str]
    state: str
    why_off: str | None
    made_by: str
    made_at: datetime


class Made(View):
    """A new webhook. Its secret is shown here and never again."""

    secret: str


class Delivery(BaseModel):
    """One event, and how far its telling is."""

    id: str
    event: str
    payload: dict[str, Any]
    state: str
    attempts: int
    due_at: datetime
    made_at: datetime
    ended_at: datetime | None
    last_answer: dict[str, Any] | None


class Listing(BaseModel):
    """Deliveries, the newest first."""

    deliveries: list[Delivery]
    next: str | None = Field(default=None, description="The cursor of the page after this.")


@router.post("", status_code=201)
def add(wanted: Wanted, office: TheOffice, actor: Asker, response: Response) -> Made:
    """Tell an address of events from now on; every message is signed with the secret given here."""
    check(wanted.url, allowed(office.settings))
    with writing(office.engine) as session:
        made = webhooks.add(
            session, office.workspace.id, url=wanted.url, events=wanted.events, by=actor.id,
            now=datetime.now(UTC),
        )  # fmt: skip
    response.headers["cache-control"] = "no-store"
    return Made(**_shown(made).model_dump(), secret=made.secret)


@router.get("")
def listing(office: TheOffice, session: Store) -> list[View]:
    """The webhooks, the oldest first."""
    return [_shown(row) for row in webhooks.every(session, office.workspace.id)]


@router.delete("/{webhook}", status_code=204)
def remove(webhook: Text, office: TheOffice) -> None:
    """Tell it nothing more, not even what is waiting."""
    with writing(office.engine) as session:
        webhooks.remove(session, office.workspace.id, webhook)


@router.post("/{webhook}/test", status_code=202)
def test(webhook: Text, office: TheOffice) -> Delivery:
    """Send it a message that tells of nothing."""
    with writing(office.engine) as session:
        hook = webhooks.read(session, office.workspace.id, webhook)
        made = webhooks.delivery(hook, "test", {}, datetime.now(UTC))
        session.add(made)
    return _told(made)


@router.get("/{webhook}/deliveries")
def deliveries(
    webhook: Text, office: TheOffice, session: Store, limit: Limit = 50, cursor: Cursor = None
) -> Listing:
    """What it was told, and what it is still to be told."""
    hook = webhooks.read(session, office.workspace.id, webhook)
    query = select(WebhookDelivery).where(
        col(WebhookDelivery.workspace_id) == hook.workspace_id,
        col(WebhookDelivery.webhook_id) == hook.id,
    )
    after = Newest.read(cursor)
    if after is not None:
        query = query.where(after.older(col(WebhookDelivery.made_at), col(WebhookDelivery.id)))
    newest = query.order_by(col(WebhookDelivery.made_at).desc(), col(WebhookDelivery.id))
    found = session.exec(newest.limit(limit + 1)).all()
    rows, following = cut(found, limit, lambda row: Newest(at=row.made_at, id=row.id))
    return Listing(deliveries=[_told(row) for row in rows], next=following)


def _shown(row: Webhook) -> View:
    return View(**row.model_dump(include=set(View.model_fields)))


def _told(row: WebhookDelivery) -> Delivery:
    return Delivery(**row.model_dump(include=set(Delivery.model_fields)))
