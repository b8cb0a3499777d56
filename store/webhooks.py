"""Webhooks: who is told of what, and the queue of what is still to be told.

An event is written into the queue in the transaction that it tells of: what was rolled back is not
told, and what was committed is told at least once, whatever dies in between.
"""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from store.doors import EVENTS, Webhook, WebhookDelivery
from store.engine import writing
from store.errors import BadInput, LimitReached, NotFound
from store.identity import new_id

MOST = 20
LEASE = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200))
"""Between one attempt and the next; after the last there is one more, and then no other."""
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that one worker holds for a minute."""

    id: str
    webhook_id: str
    url: str
    secret: str
    event: str
    payload: dict[str, Any]
    made_at: datetime
    attempts: int


def add(
    session: Session, workspace_id: str, *, url: str, events: Sequence[str], by: str, now: datetime
) -> Webhook:
    """A new webhook, with a secret of its own.

    Raises:
        BadInput: There is no such event.
        LimitReached: There are too many webhooks.
    """
    unknown = sorted(set(events) - set(EVENTS))
    if unknown or not events:
        raise BadInput(f"There is no event {', '.join(unknown) or 'at all'}.",
                       hint=f"There are {', '.join(EVENTS)}.")  # fmt: skip
    if len(every(session, workspace_id)) >= MOST:
        raise LimitReached(f"There are {MOST} webhooks already.", hint="Remove one first.")
    made = Webhook(
        workspace_id=workspace_id, id=new_id("whk"), url=url, made_by=by, made_at=now,
        secret=f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
        events=[event for event in EVENTS if event in events],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def every(session: Session, workspace_id: str) -> list[Webhook]:
    """The workspace's webhooks, the oldest first."""
    query = select(Webhook).where(col(Webhook.workspace_id) == workspace_id)
    return list(session.scalars(query.order_by(col(Webhook.made_at), col(Webhook.id))))


def secret_for(session: Session, workspace_id: str, url: str) -> str | None:
    """The secret of the newest webhook that is on at just this address; None: there is none."""
    query = select(col(Webhook.secret)).where(
        col(Webhook.workspace_id) == workspace_id, col(Webhook.url) == url,
        col(Webhook.state) == "on",
    )  # fmt: skip
    return session.scalars(query.order_by(col(Webhook.made_at).desc()).limit(1)).first()


def read(session: Session, workspace_id: str, webhook_id: str) -> Webhook:
    """A webhook by its id.

    Raises:
        NotFound: The workspace has none with that id.
    """
    found = session.get(Webhook, (workspace_id, webhook_id))
    if found is None:
        raise NotFound(f"There is no webhook {webhook_id!r}.", hint="List the webhooks to see ids.")
    return found


def remove(session: Session, workspace_id: str, webhook_id: str) -> None:
    """Take a webhook away, and what it was still to be told.

    Raises:
        NotFound: The workspace has none with that id.
    """
    found = read(session, workspace_id, webhook_id)
    session.connection().execute(
        delete(WebhookDelivery).where(
            col(WebhookDelivery.workspace_id) == workspace_id,
            col(WebhookDelivery.webhook_id) == webhook_id,
        )
    )
    session.delete(found)


def note(
    session: Session, workspace_id: str, event: str, facts: Mapping[str, Any], now: datetime
) -> int:
    """Queue an event for every webhook that wants it, in this transaction; how many there are."""
    wanted = [
        hook
        for hook in every(session, workspace_id)
        if hook.state == "on" and event in hook.events
    ]  # fmt: skip
    for hook in wanted:
        session.add(delivery(hook, event, facts, now))
    if wanted:
        session.flush()
    return len(wanted)


def delivery(hook: Webhook, event: str, facts: Mapping[str, Any], now: datetime) -> WebhookDelivery:
    """One event on its way to one webhook."""
    payload = {"type": event, "timestamp": now.isoformat(), "data": dict(facts)}
    return WebhookDelivery(
        workspace_id=hook.workspace_id, id=new_id("msg"), webhook_id=hook.id, event=event,
        payload=payload, due_at=now, made_at=now,
    )  # fmt: skip


def claim(engine: Engine, workspace_id: str, now: datetime, limit: int = 20) -> list[Due]:
    """Deliveries whose time has come, this worker's for a minute; each attempt is counted."""
    held = []
    with writing(engine) as session:
        rows = session.execute(
            select(WebhookDelivery, Webhook)
            .join(
                Webhook,
                (col(Webhook.workspace_id) == col(WebhookDelivery.workspace_id))
                & (col(Webhook.id) == col(WebhookDelivery.webhook_id)),
            )
            .where(
                col(WebhookDelivery.workspace_id) == workspace_id,
                col(WebhookDelivery.state) == "waiting",
                col(WebhookDelivery.due_at) <= now,
                col(Webhook.state) == "on",
            )
            .order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=WebhookDelivery)
        )
        for row, hook in rows.all():
            row.attempts += 1
            row.due_at = now + LEASE
            held.append(Due(row.id, hook.id, hook.url, hook.secret, row.event, row.payload,
                            row.made_at, row.attempts))  # fmt: skip
    return held


def settle(
    engine: Engine, workspace_id: str, due: Due, answer: Mapping[str, Any], now: datetime
) -> str:
    """Note how an attempt went; the state of the delivery from now on.

    A 2xx is the end of it, a 410 turns the webhook off, anything else is tried again later.
    """
    status = answer.get("status")
    with writing(engine) as session:
        row = session.get(WebhookDelivery, (workspace_id, due.id))
        if row is None:  # the webhook was taken away meanwhile
            return "failed"
        row.last_answer = dict(answer)
        if isinstance(status, int) and 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
            row.state, row.ended_at = "sent", now
        elif status == 410 or due.attempts > len(PAUSES):  # noqa: PLR2004 - HTTP's own number
            row.state, row.ended_at = "failed", now
        else:
            row.due_at = now + PAUSES[due.attempts - 1]
        if status == 410:  # noqa: PLR2004 - HTTP's own number
            hook = read(session, workspace_id, due.webhook_id)
            hook.state, hook.why_off = "off", "The receiver answered 410: gone."
        return row.state


def sweep(engine: Engine, workspace_id: str, now: datetime) -> None:
    """Forget what ended long ago."""
    with writing(engine) as session:
        session.connection().execute(
            delete(WebhookDelivery).where(
                col(WebhookDelivery.workspace_id) == workspace_id,
                col(WebhookDelivery.ended_at) < now - KEPT,
            )
        )
