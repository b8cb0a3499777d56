"""What webhooks are told of a change set: that something happened to it, and how large it is.

No value of a record leaves by this way; who wants to know more asks with their own rights.
"""

from datetime import datetime

from sqlmodel import Session

from store import webhooks
from store.ledger import ChangeSet


def tell(session: Session, header: ChangeSet, event: str, now: datetime) -> None:
    """Queue an event of a change set for the webhooks that want it."""
    facts = {
        "change_set": header.id, "kind": header.kind, "status": header.status,
        "risk": header.risk, "counts": header.counts, "undo_of": header.undo_of,
        "run": header.run_id,
    }  # fmt: skip
    webhooks.note(session, header.workspace_id, event, facts, now)
