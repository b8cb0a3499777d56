"""A context as the desk makes it, and schedules as approvals leave them."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from store import workspace as workspaces
from store.schedule import Schedule
from tests.makers import NOW, TODAY, WORKSPACE
from tools.context import Actor, Context, Foreseen

ANA = Actor(id="ana@example.com", name="Ana Ruiz", role="ops_manager")


class Nowhere:
    """Keeps no file."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        return "art_none"


def context(
    session: Session, actor: Actor = ANA, foresee: Callable[[str], Foreseen] | None = None
) -> Context:
    return Context(
        session=session, workspace=workspaces.read(session), actor=actor, today=TODAY, now=NOW,
        shelf=Nowhere(), run_id="run_1", foresee=foresee,
    )  # fmt: skip


def scheduled(session: Session, **fields: Any) -> Schedule:
    """`Clean up the CRM, every Friday at 16:00`, of Ana."""
    row = Schedule(**{
        "workspace_id": WORKSPACE, "id": "sch_one", "ask": "clean up the CRM",
        "name": "Clean up the CRM, every Friday at 16:00", "recurrence": "0 16 * * 5",
        "timezone": "UTC", "owner": ANA.id, "recorded_at": NOW, "changed_at": NOW, **fields,
    })  # fmt: skip
    session.add(row)
    session.flush()
    return row
