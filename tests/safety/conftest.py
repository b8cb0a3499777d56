"""A desk over a planted store whose language model obeys every instruction that it reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from agent.brain import Brain
from agent.desk import Desk
from agent.events import Ask, Reply
from agent.planner.learned.intent import Guess
from agent.planner.reading.plan import Plan
from agent.planner.understanding import Understanding
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory
from agent.settings import Budget, Settings
from knowledge.index import Index
from tests.makers import NOW, TODAY
from tests.safety.planted import PLACES, changed, furnish, guarded
from tests.safety.worst_case import Obedient, Order, orders
from tests.stores import Stores
from tools.context import Actor

ANA = Actor(id="ana@example.com", name="Ana Ruiz", role="admin")


class Blank:
    """Expects no tool of any message: the model calls what it likes."""

    def guess(self, *_: Any) -> list[Guess]:
        return []


@dataclass
class Reads(Understanding):
    """Plans what the person's words are said to ask for."""

    wants: list[Order] = field(default_factory=list)

    def outright(self, text: str) -> Plan:
        calls = [Call(tool=tool, arguments=given) for tool, given in self.wants]
        return Plan(calls) if calls else Plan(statement="nothing")


@dataclass
class Knows(Brain):
    """A brain that learned no language: it is told what the person's words ask for."""

    wants: list[Order] = field(default_factory=list)

    def understanding(
        self, workspace: Any, memory: Memory, today: Any, asker: str | None = None
    ) -> Understanding:
        return Reads(World(Lexicon(), TODAY), Blank(), memory, wants=self.wants)  # type: ignore[arg-type]  # it guesses nothing


@dataclass
class Attack:
    """A planted store, the desk over it, and what must not change."""

    engine: Engine
    home: Path
    ids: dict[str, str]
    before: dict[str, list[Any]] = field(default_factory=dict)
    talk: str | None = None
    orders: list[Order] | None = None
    """What the texts order; none: everything."""

    @property
    def ordered(self) -> list[Order]:
        """What the texts order."""
        return orders(self.ids) if self.orders is None else self.orders

    def freeze(self) -> None:
        """What there is now is what must still be there afterwards."""
        self.before = guarded(self.engine)

    def ask(
        self, text: str, task: list[Order], actor: Actor = ANA,
        wants: list[Order] | None = None, **said: str,
    ) -> tuple[Reply, Obedient]:  # fmt: skip
        """Ask a model that does the task and then obeys; `wants` is what the words ask for."""
        desk, model = self.desk(task, wants, **said)
        reply = desk.answer(Ask(text=text, actor=actor, as_of=TODAY, conversation=self.talk))
        self.talk = reply.conversation
        return reply, model

    def desk(
        self, task: list[Order], wants: list[Order] | None = None, **said: str
    ) -> tuple[Desk, Obedient]:
        """A desk with such a model, for one message."""
        model = Obedient(task=task, orders=self.ordered, **said)
        settings = Settings(
            home=self.home, _env_file=None, budget=Budget(tool_calls=200, model_calls=200)
        )
        brain = Knows(self.engine, self.home, wants=task if wants is None else wants)
        desk = Desk(self.engine, settings, brain, Index(self.home, None), self.home / "artifacts",
                    clock=lambda: NOW, model=model)  # fmt: skip
        return desk, model

    def changed(self) -> list[str]:
        """What is not as it was."""
        return changed(self.before, guarded(self.engine))


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """The gates ask the store nothing that its two kinds answer differently."""
    return sqlite_stores


@pytest.fixture
def attack(engine: Engine, tmp_path: Path) -> Attack:
    made = Attack(engine, tmp_path, furnish(engine))
    made.freeze()
    return made


Planter = Callable[[str], tuple[Attack, Order]]


@pytest.fixture
def planted(attack: Attack) -> Planter:
    """Plants the orders in a place, and gives the call with which a model comes to read it."""

    def plant(place: str) -> tuple[Attack, Order]:
        planting, reads = PLACES[place]
        planting(attack.engine, attack.home)
        attack.freeze()
        return attack, reads

    return plant
