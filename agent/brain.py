"""What the planner learns once and keeps: its choices, and the words of each workspace."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, func, or_
from sqlmodel import Session, col, select

from agent.lessons import learned
from agent.planner.talk.pronouns import is_plain
from agent.planner.understanding import Understanding
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import vocabulary
from store.crm import Lead, Opportunity
from store.engine import reading
from store.ledger import Journal
from store.people import Quota, User, Workspace
from store.trail import ImportBatch
from tools.parts.calendars import calendar_for


@dataclass
class Brain:
    """The planner's knowledge for one store; safe to use from several threads."""

    engine: Engine
    cache: Path
    _lexicons: dict[str, tuple[tuple[int, int], Lexicon]] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def understanding(
        self, workspace: Workspace, memory: Memory, today: date, asker: str | None = None
    ) -> Understanding:
        """A reader of messages for one conversation, of somebody whose deals are `my deals`."""
        with self._turn:
            known = learned(self.cache)
            lexicon = self._words_of(workspace.id)
        world = World(
            lexicon, today, calendar_for(workspace), workspace.currency,
            known.figures, known.language.familiar, self._name_of(workspace.id, asker),
        )  # fmt: skip
        return Understanding(world, known.tools, memory, known.reword)

    def _name_of(self, workspace_id: str, asker: str | None) -> str | None:
        """The name of somebody who sells, known by their id or address; None for all others."""
        if not asker:
            return None
        said = asker.lower()
        known = select(User).where(
            col(User.workspace_id) == workspace_id, col(User.state) == "live",
            or_(func.lower(col(User.email)) == said, col(User.id) == asker),
        )  # fmt: skip
        with reading(self.engine) as session:
            person = session.exec(known.limit(1)).first()
            if person is None or not is_plain(person.name, "owner"):
                return None  # the name is put into the request: it must not be one itself
            sells = (
                select(col(table.id))
                .where(
                    col(table.workspace_id) == workspace_id,
                    col(table.state) == "live",
                    owner == person.id,
                )
                .limit(1)
                for table, owner in (
                    (Opportunity, col(Opportunity.owner_id)),
                    (Quota, col(Quota.user_id)),
                    (Lead, col(Lead.owner_id)),
                )
            )
            return person.name if any(session.exec(each).first() for each in sells) else None

    def _words_of(self, workspace_id: str) -> Lexicon:
        with reading(self.engine) as session:
            age = _age(session, workspace_id)
            kept = self._lexicons.get(workspace_id)
            if kept is None or kept[0] != age:
                words = learned(self.cache).language
                made = vocabulary(session, workspace_id, words.ordinary, words.usual)
                self._lexicons[workspace_id] = kept = (age, made)
        return kept[1]


def _age(session: Session, workspace_id: str) -> tuple[int, int]:
    """How far the store has moved: every write of business rows leaves a line or a batch."""
    line = select(func.max(Journal.n)).where(col(Journal.workspace_id) == workspace_id)
    batches = select(func.count()).where(
        col(ImportBatch.workspace_id) == workspace_id, col(ImportBatch.ended_at).is_not(None)
    )
    return session.exec(line).one() or 0, session.exec(batches).one()
