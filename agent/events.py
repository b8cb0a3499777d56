"""What a run says about itself as it happens; every door draws the same stream."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from tools.context import Actor
from tools.result import ChangeSetRef, Chart, Figure, Question, Table

Ending = Literal["answered", "needs_approval", "needs_answer", "refused", "failed"]


class Ask(BaseModel):
    """One message to the desk."""

    text: str
    actor: Actor
    conversation: str | None = Field(default=None, description="None starts a new one.")
    as_of: date | None = Field(default=None, description="The day to take as today.")


class Step(BaseModel):
    """One tool call of the plan."""

    n: int
    tool: str
    title: str
    arguments: dict[str, Any]
    status: Literal["planned", "running", "done", "refused", "failed"] = "planned"
    ms: int = 0
    said: str = ""
    error: dict[str, str] | None = None


class Reply(BaseModel):
    """The whole answer to one message: what `pitcrew ask --json` prints."""

    conversation: str
    run: str
    answer: str
    plan: list[Step] = []
    receipts: list[Figure] = []
    tables: list[Table] = []
    charts: list[Chart] = []
    change_sets: list[ChangeSetRef] = []
    questions: list[Question] = []
    notes: list[str] = []
    ended: Ending
    planner: str = "embedded"
    usage: dict[str, Any] = {}


class Started(BaseModel):
    """A run began."""

    kind: Literal["started"] = "started"
    conversation: str
    run: str
    planner: str


class Planned(BaseModel):
    """The steps as they are known now; sent again when the plan grows."""

    kind: Literal["planned"] = "planned"
    steps: list[Step]


class Stepped(BaseModel):
    """A step started or ended; `step.status` says which."""

    kind: Literal["stepped"] = "stepped"
    step: Step


class Shown(BaseModel):
    """Something to look at that a step produced."""

    kind: Literal["shown"] = "shown"
    n: int
    figures: list[Figure] = []
    tables: list[Table] = []
    charts: list[Chart] = []
    change_sets: list[ChangeSetRef] = []


class Said(BaseModel):
    """A piece of the answer's text, in order."""

    kind: Literal["said"] = "said"
    text: str


class Ended(BaseModel):
    """The last event of every stream: the whole reply, however the run ended."""

    kind: Literal["ended"] = "ended"
    reply: Reply


class Waiting(BaseModel):
    """Too many chats are under way; this one begins when those before it are done."""

    kind: Literal["waiting"] = "waiting"
    ahead: int


Event = Annotated[
    Waiting | Started | Planned | Stepped | Shown | Said | Ended, Field(discriminator="kind")
]
