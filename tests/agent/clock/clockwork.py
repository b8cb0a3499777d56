"""A desk over a test's store whose planner reads two sentences, and a worker that uses it."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from agent.brain import Brain
from agent.clock.worker import Worker
from agent.desk import Desk
from agent.planner.reading.plan import Plan
from agent.planner.understanding import Understanding
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory
from agent.settings import Settings
from knowledge.index import Index
from store.engine import reading, working, writing
from store.ledger import ChangeSet
from store.people import User
from store.schedule import Schedule, ScheduleRun, ScheduleStep
from tests.makers import NOW, TODAY, WORKSPACE, Make

MINUTE = timedelta(minutes=1)
DUE = NOW + timedelta(hours=1)
"""12:00 UTC is now; the schedule's first time is at 13:00."""
ASK = "clean up contacts and accounts"
CALLS = [
    Call(tool="normalise_fields", arguments={"table": "contact"}),
    Call(tool="normalise_fields", arguments={"table": "account"}),
]


@dataclass
class Reads(Understanding):
    """Plans one sentence, without learning a language first."""

    plans: Callable[[], Plan] = lambda: Plan(CALLS)

    def outright(self, text: str) -> Plan:
        return self.plans() if text == ASK else Plan(statement="nothing")


@dataclass
class Knows(Brain):
    """A brain that learned nothing but a plan."""

    plans: Callable[[], Plan] = lambda: Plan(CALLS)

    def understanding(
        self, workspace: Any, memory: Memory, today: Any, asker: str | None = None
    ) -> Understanding:
        return Reads(World(Lexicon(), TODAY), None, memory, plans=self.plans)  # type: ignore[arg-type]  # it guesses nothing


@dataclass
class Clockwork:
    """A worker, the time it is, and what lies in its store."""

    engine: Engine
    home: Path
    now: datetime = DUE
    plan: Plan = field(default_factory=lambda: Plan(CALLS))

    def worker(self, name: str = "w1", **chosen: Any) -> Worker:
        settings = Settings(home=self.home, _env_file=None)
        brain = Knows(self.engine, self.home, plans=lambda: replace(self.plan))
        index = Index(self.home, None)
        desk = Desk(self.engine, settings, brain, index, self.home / "artifacts",
                    clock=lambda: self.now)  # fmt: skip
        return Worker(desk, clock=lambda: self.now, name=name, **chosen)

    def run(self) -> ScheduleRun:
        """Everything that is due, and the newest run after it."""
        worker = self.worker()
        while worker.turn():
            pass
        return self.runs()[-1]

    def runs(self) -> list[ScheduleRun]:
        with reading(self.engine) as session:
            return list(session.exec(select(ScheduleRun).order_by(col(ScheduleRun.fire_at))))

    def sets(self) -> list[ChangeSet]:
        with reading(self.engine) as session:
            return list(session.exec(select(ChangeSet).order_by(col(ChangeSet.proposed_at))))

    def steps(self) -> int:
        with reading(self.engine) as session:
            return len(session.exec(select(ScheduleStep)).all())


def furnish(engine: Engine, **fields: Any) -> None:
    """Ana, a contact and an account to correct, and an hourly schedule of hers."""
    with working(engine) as session:
        make = Make(session)
        make("user", name="Ana Ruiz", email="ana@example.com", role="ops_manager")
        make("contact", first_name="Ada", last_name="Lee", phone="(415) 555-0123", country="US")
        make("account", name="Acme", phone="(415) 555-0199", country="US")
    with writing(engine) as session:
        session.add(Schedule(**{
            "workspace_id": WORKSPACE, "id": "sch_one", "name": "Clean-up", "ask": ASK,
            "recurrence": "0 * * * *", "timezone": "UTC", "owner": "ana@example.com",
            "recorded_at": NOW, "changed_at": NOW, **fields,
        }))  # fmt: skip


def demote(engine: Engine, **fields: Any) -> None:
    """Change Ana's row."""
    with writing(engine) as session:
        ana = session.exec(select(User).where(col(User.email) == "ana@example.com")).one()
        for name, value in fields.items():
            setattr(ana, name, value)
        session.add(ana)


def die() -> None:
    """What no `finally` sees."""
    os.kill(os.getpid(), signal.SIGKILL)
