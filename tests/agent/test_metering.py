"""What runs under way use together: at most one call each above what the workspace may."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from sqlalchemy import Engine
from sqlmodel import select

from agent import allowance
from agent.desk import Desk
from agent.events import Ask, Reply
from agent.settings import Allowance, Model, Settings
from knowledge.index import Index
from store.engine import reading, writing
from store.errors import LimitReached
from store.trail import Usage
from tests.makers import NOW, TODAY, WORKSPACE
from tests.safety.conftest import ANA, Knows
from tests.stores import Stores

PATIENCE = 60
"""Seconds after which a test that waits for something is broken."""
Hook = Callable[[], object]


class Talkative(BaseChatModel):
    """Calls a tool again and again, each time for as many tokens, and does something meanwhile."""

    tokens: int
    during: list[Hook]
    asked: int = 0

    @property
    def _llm_type(self) -> str:
        return "talkative"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "Talkative":
        """It calls what it likes."""
        return self

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any,
    ) -> ChatResult:  # fmt: skip
        self.asked += 1
        if self.during:
            self.during.pop(0)()
        call = {"name": "measure", "args": {"metric": "count_accounts"}, "id": f"c{self.asked}"}
        told = {"input_tokens": self.tokens, "output_tokens": 0, "total_tokens": self.tokens}
        said = AIMessage(content="", tool_calls=[call], usage_metadata=told)
        return ChatResult(generations=[ChatGeneration(message=said)])


@dataclass
class Work:
    """Desks over one store, each with a model of its own."""

    engine: Engine
    home: Path

    def begin(self, model: Talkative, **allowed: Any) -> tuple[Thread, list[Reply]]:
        """A message in a thread of its own."""
        prices = Model(input_price=Decimal(1), output_price=Decimal(1))
        settings = Settings(
            home=self.home, _env_file=None, allowance=Allowance(**allowed), model=prices
        )
        brain = Knows(self.engine, self.home, wants=[("measure", {"metric": "count_accounts"})])
        desk = Desk(self.engine, settings, brain, Index(self.home, None), self.home / "artifacts",
                    clock=lambda: NOW, model=model)  # fmt: skip
        replies: list[Reply] = []

        def work() -> None:
            replies.append(desk.answer(Ask(text="How many?", actor=ANA, as_of=TODAY)))

        thread = Thread(target=work)
        thread.start()
        return thread, replies

    def used(self) -> list[Usage]:
        with reading(self.engine) as session:
            return list(session.exec(select(Usage)))


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """A store of one kind will do, where it is not said otherwise."""
    return sqlite_stores


@pytest.fixture
def work(engine: Engine, tmp_path: Path) -> Work:
    return Work(engine, tmp_path)


@pytest.mark.parametrize("limit", [{"tokens_per_day": 420}, {"cost_per_month": "0.00042"}])
def test_runs_that_begin_at_once_use_one_call_each_and_no_more(work: Work, limit: Any) -> None:
    at_once = Barrier(3)
    models = [Talkative(tokens=420, during=[lambda: at_once.wait(PATIENCE)])
              for _ in range(3)]  # fmt: skip
    begun = [work.begin(model, **limit) for model in models]
    for thread, _ in begun:
        thread.join(PATIENCE)
    assert [model.asked for model in models] == [1, 1, 1]
    assert [row.input_tokens for row in work.used()] == [420] * 3
    for _, replies in begun:
        assert (replies[0].planner, replies[0].ended) == ("embedded", "answered")
        assert "so the embedded planner answered" in replies[0].notes[0]


def test_a_run_sees_what_another_that_is_still_under_way_has_used(work: Work) -> None:
    in_second, go_on = Event(), Event()

    def second() -> None:
        in_second.set()
        assert go_on.wait(PATIENCE)

    other = Talkative(tokens=600, during=[lambda: None, second])
    mine = Talkative(tokens=100, during=[lambda: in_second.wait(PATIENCE)])
    theirs = work.begin(other, tokens_per_day=700)
    ours = work.begin(mine, tokens_per_day=700)
    ours[0].join(PATIENCE)
    assert (mine.asked, ours[1][0].planner) == (1, "embedded")
    go_on.set()
    theirs[0].join(PATIENCE)
    assert other.asked == 2
    assert sum(row.input_tokens or 0 for row in work.used()) == 1300
    assert sorted(row.model_calls for row in work.used()) == [1, 2]


def test_of_several_runs_that_begin_at_once_no_more_begin_than_may(
    postgresql_stores: Stores,
) -> None:
    """SQLite lets one writer in at a time; PostgreSQL lets all of them count."""
    begun: list[str] = []
    with postgresql_stores.one() as engine:
        all_there = Barrier(4)

        def begin(name: str) -> None:
            from store import usage, workspace

            all_there.wait(PATIENCE)
            with writing(engine) as session:
                space = workspace.read(session)
                try:
                    allowance.need_run(session, space, Allowance(runs_per_day=2), ANA.id, NOW)
                except LimitReached:
                    return
                usage.begin(session, WORKSPACE, name, day=TODAY, actor=ANA.id, planner="x", now=NOW)
                session.flush()
                begun.append(name)

        threads = [Thread(target=begin, args=(f"run_{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert len(begun) == 2
