"""What the planner learns once and keeps: its choices, and the words of each workspace."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from agent.lessons import learned
from agent.planner.understanding import Understanding
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import vocabulary
from store.engine import reading
from store.ledger import Journal
from store.people import Workspace
from store.trail import ImportBatch
from tools.parts.calendars import calendar_for


@dataclass
class Brain:
    """The planner's knowledge for one store; safe to use from several threads."""

    engine: Engine
    cache: Path
    _lexicons: dict[str, tuple[tuple[int, int], Lexicon]] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock)

    def understanding(self, workspace: Workspace, memory: Memory, today: date) -> Understanding:
        """A reader of messages for one conversation."""
        with self._turn:
            known = learned(self.cache)
            lexicon = self._words_of(workspace.id)
        world = World(
            lexicon, today, calendar_for(workspace), workspace.currency,
            known.figures, known.language.familiar,
        )  # fmt: skip
        return Understanding(world, known.tools, memory)

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
