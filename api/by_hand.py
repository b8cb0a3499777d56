"""A tool's context when a person calls the tool itself, without a planner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session

from agent.reach import barrier
from store import artifacts
from store.engine import working
from store.people import Workspace
from tools.context import Actor, Context, Foreseen
from tools.parts.columns import beside

if TYPE_CHECKING:
    from agent.setup import Office


@dataclass(frozen=True, slots=True)
class Shelf:
    """Keeps a file that the tool makes among the deployment's artifacts."""

    session: Session
    office: "Office"
    now: datetime
    made_by: str

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Keep the file and return its artifact id."""
        made = artifacts.keep(
            self.session, self.office.workspace.id, self.office.artifacts, name=name,
            content=content, media_type=media_type, now=self.now, made_by=self.made_by,
        )  # fmt: skip
        return made.id


@contextmanager
def context_for(office: "Office", actor: Actor, run_id: str | None = None) -> Iterator[Context]:
    """A context over the office's store; what the tool records is kept when it ends well."""
    workspace, now = office.workspace, datetime.now(UTC)
    today = office.settings.as_of or now.astimezone(ZoneInfo(workspace.timezone)).date()
    with working(office.engine) as session:
        beside(session, office.settings.home / "columns", workspace.id)
        yield Context(
            session=session, workspace=workspace, actor=actor, today=today, now=now, run_id=run_id,
            shelf=Shelf(session, office, now, actor.id), memory=office.settings.home,
            foresee=_foresight(office, workspace, today, actor.id),
            own_words=actor.kind == "person", barrier=barrier(office.settings),
        )  # fmt: skip


def _foresight(
    office: "Office", workspace: Workspace, today: date, asker: str
) -> Callable[[str], Foreseen]:
    """What the planner would do; it is loaded only when a tool asks, as that takes seconds."""

    def foresee(text: str) -> Foreseen:
        from agent.contexts import foresight

        return foresight(office.desk.brain, workspace, today, asker)(text)

    return foresee
