from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from agent.brain import Brain
from agent.desk import Desk
from agent.events import Ask, Reply
from agent.settings import Settings
from knowledge.index import Index
from tests.agent.company import furnish
from tests.makers import NOW, TODAY
from tests.stores import Stores
from tools.context import Actor

ANA = Actor(id="ana@example.com", name="Ana Ruiz", role="admin")


def brain_over(engine: Engine, folder: Path) -> Brain:
    """A planner with a store of its own; what it has learned is shared by all tests."""
    return Brain(engine, folder)


class Office:
    """A desk over a test's store; `ask` goes on with the same conversation."""

    def __init__(
        self, engine: Engine, home: Path, folder: Path, brain: Brain | None = None, **chosen: Any
    ) -> None:
        settings = Settings(home=home, _env_file=None, **chosen)
        known = brain or brain_over(engine, folder)
        self.desk = Desk(
            engine, settings, known, Index(home, None), home / "artifacts",
            clock=lambda: NOW,
        )  # fmt: skip
        self.conversation: str | None = None

    def ask(self, text: str, actor: Actor = ANA) -> Reply:
        asked = Ask(text=text, actor=actor, conversation=self.conversation, as_of=TODAY)
        reply = self.desk.answer(asked)
        self.conversation = reply.conversation
        return reply


@pytest.fixture(scope="session")
def planner_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the planner's training is kept, once for all tests."""
    return tmp_path_factory.mktemp("planner")


@pytest.fixture
def engine(sqlite_stores: Stores) -> Iterator[Engine]:
    with sqlite_stores.one() as made:
        yield made


@pytest.fixture
def office(engine: Engine, tmp_path: Path, planner_cache: Path) -> Office:
    return Office(engine, tmp_path, planner_cache)


@pytest.fixture(scope="session")
def company(sqlite_stores: Stores, planner_cache: Path) -> Iterator[Brain]:
    """A planner that knows the small company, for tests that change no record of it."""
    with sqlite_stores.one() as made:
        furnish(made)
        yield brain_over(made, planner_cache)


@pytest.fixture
def asked(company: Brain, tmp_path: Path) -> Office:
    """A new conversation at a desk over the small company; its rows are shared, so look only."""
    return Office(company.engine, tmp_path, tmp_path, company)
