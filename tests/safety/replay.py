"""Runs that are told again from what the store kept of them: their messages, steps and actors."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr
from sqlalchemy import Engine, select
from sqlmodel import SQLModel, col

from agent.desk import Desk
from agent.events import Ask, Reply
from agent.settings import Settings
from knowledge.index import Index
from store.engine import reading
from store.trail import Message, Run, Step
from tests.makers import NOW
from tests.safety.conftest import Knows
from tests.safety.worst_case import Order
from tools.context import Actor

CLOCKED = frozenset({"ms", "alive_at", "hash", "previous_hash"})
"""What the machine's own clock writes, in a row or in a reply that is kept in one: how long a call
took, when a process last said that it goes on, and the journal's chain, which is over its times.
Of every other instant the day is compared: applying adds to it the time that it has taken.
"""


@dataclass(frozen=True)
class Turn:
    """What a person wrote, and the calls that were made for it."""

    text: str
    calls: tuple[Order, ...]


class Script(BaseChatModel):
    """Makes the calls it is given, one at a time and in order, and then says that it is done."""

    calls: list[Order]
    _made: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "script"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "Script":
        """It calls what it is given."""
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any,
    ) -> ChatResult:  # fmt: skip
        said = AIMessage("Done.")
        if self._made < len(self.calls):
            tool, given = self.calls[self._made]
            self._made += 1
            call = {"name": tool, "args": given, "id": f"call_{self._made}"}
            said = AIMessage(content="", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])


@dataclass
class Teller:
    """One conversation at a desk whose model makes the calls of a turn and no others."""

    engine: Engine
    home: Path
    actor: Actor
    talk: str | None = None

    def tell(self, turn: Turn) -> Reply:
        """Put a turn to the desk; the words ask for all that is then called."""
        calls = list(turn.calls)
        settings = Settings(home=self.home, _env_file=None)
        desk = Desk(
            self.engine, settings, Knows(self.engine, self.home, wants=calls),
            Index(self.home, None), self.home / "artifacts", clock=lambda: NOW,
            model=Script(calls=calls),
        )  # fmt: skip
        asked = Ask(text=turn.text, actor=self.actor, as_of=NOW.date(), conversation=self.talk)
        reply = desk.answer(asked)
        self.talk = reply.conversation
        return reply


def recorded(engine: Engine, talk: str) -> list[Turn]:
    """The turns of a conversation, from the rows that the store keeps of it and nothing else."""
    with reading(engine) as session:
        replies = session.scalars(
            select(Message)
            .where(col(Message.conversation_id) == talk, col(Message.speaker) == "pitcrew")
            .order_by(col(Message.position))
        )
        runs = [session.get_one(Run, (said.workspace_id, said.run_id)) for said in replies]
        steps = [
            session.scalars(
                select(Step).where(col(Step.run_id) == run.id).order_by(col(Step.position))
            ).all()
            for run in runs
        ]
        return [
            Turn(run.asked, tuple((step.tool, step.arguments) for step in taken))
            for run, taken in zip(runs, steps, strict=True)
        ]


def state(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table of the store, but for what a clock on the wall wrote."""
    with reading(engine) as session:
        return {
            table.name: sorted(
                repr(_unclocked(dict(row))) for row in session.execute(select(table)).mappings()
            )
            for table in SQLModel.metadata.sorted_tables
        }


def counting() -> Callable[[int], bytes]:
    """Bytes that are drawn in the same order every time, in place of random ones."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.blake2b(drawn.to_bytes(8), digest_size=size).digest()

    return draw


def _unclocked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unclocked(each) for name, each in value.items() if name not in CLOCKED}
    if isinstance(value, datetime):
        return value.date()
    return [_unclocked(each) for each in value] if isinstance(value, list) else value
