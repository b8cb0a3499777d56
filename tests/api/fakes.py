"""An office whose desk says what a test tells it to; the store is a real one."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from agent.events import Ask, Ended, Event, Planned, Reply, Said, Shown, Started, Step, Stepped
from agent.planner.reading.plan import Plan
from agent.settings import Settings
from knowledge.index import Index
from store.people import Workspace
from tools.context import Actor
from tools.result import Figure, Question, Table

ANA = Actor(id="ana@example.com", name="Ana", role="ops_manager")
VIC = Actor(id="vic@example.com", name="Vic", role="viewer")

WON = Figure(
    id="rec_won", metric="won_revenue", label="Won revenue", value=Decimal("2355928.00"),
    unit="USD", text="$2,355,928", n=987,
)  # fmt: skip
STEP = Step(n=1, tool="measure", title="Won revenue", arguments={"metric": "won_revenue"})
BY_REGION = Table(
    name="by_region", title="By region", columns=["Region", "Won"], units=["text", "USD"],
    rows=[["East", Decimal("1200000.50")], ["=West", None]], total=2,
)  # fmt: skip


def reply(**fields: object) -> Reply:
    """A reply that answers with one figure, unless told otherwise."""
    said = {
        "conversation": "cnv_1", "run": "run_1", "answer": "You won $2,355,928.",
        "plan": [STEP.model_copy(update={"status": "done", "ms": 41})], "receipts": [WON],
        "tables": [BY_REGION], "ended": "answered",
    }  # fmt: skip
    return Reply.model_validate(said | fields)


ASKS_BACK = Question(text="Which quarter do you mean?", options=["Q3", "Q4"])


@dataclass
class ScriptedBrain:
    """Foresees the same plan for every message."""

    plan_for: Plan = field(default_factory=lambda: Plan(statement="nothing"))

    def understanding(self, *_: object) -> "ScriptedBrain":
        return self

    def plan(self, _text: str) -> Plan:
        return self.plan_for


@dataclass
class ScriptedDesk:
    """Answers every message with the same reply, and remembers what it was asked."""

    says: Reply = field(default_factory=reply)
    asked: list[Ask] = field(default_factory=list)
    brain: ScriptedBrain = field(default_factory=ScriptedBrain)

    def answer(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        return self.says

    async def reply(self, ask: Ask) -> AsyncIterator[Event]:
        for event in self._events(ask):
            yield event

    def _events(self, ask: Ask) -> Iterator[Event]:
        self.asked.append(ask)
        said = self.says
        yield Started(conversation=said.conversation, run=said.run, planner="embedded")
        yield Planned(steps=[STEP])
        yield Stepped(step=STEP.model_copy(update={"status": "running"}))
        yield Stepped(step=said.plan[0])
        yield Shown(n=1, figures=said.receipts, tables=said.tables)
        yield Said(text=said.answer)
        yield Ended(reply=said)


@dataclass
class FakeOffice:
    """What `agent.setup.Office` gives the doors."""

    settings: Settings
    engine: Engine
    workspace: Workspace
    desk: ScriptedDesk = field(default_factory=ScriptedDesk)
    people: dict[str | None, Actor] = field(
        default_factory=lambda: {None: ANA, ANA.id: ANA, VIC.id: VIC}
    )

    @cached_property
    def index(self) -> Index:
        return Index(self.settings.home, None)

    @property
    def artifacts(self) -> Path:
        return self.settings.home / "artifacts"

    def actor_for(self, email: str | None) -> Actor:
        return self.people[email]
