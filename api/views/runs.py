"""Runs as the doors show them: who asked what, what was done for it, and how it ended."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.views.paging import Newest, cut
from store import conversation
from store.ledger import ChangeSet
from store.trail import Artifact, Conversation, Receipt, Run, Step
from tools.context import Actor
from tools.parts.formats import written

Kept = TypeVar("Kept", Receipt, ChangeSet, Artifact)


class Heading(BaseModel):
    """A run in a list."""

    id: str
    conversation_id: str
    asked: str
    actor: str
    planner: str
    as_of: date
    status: str = Field(description="`running`, or how it ended.")
    started_at: datetime
    ended_at: datetime | None
    ms: int | None = Field(description="How long it took; None: it goes on.")
    tools: list[str] = Field(description="What was called, in order.")
    receipts: int
    change_sets: int


class Listing(BaseModel):
    """Some runs, the newest first."""

    runs: list[Heading]
    total: int
    next: str | None = Field(default=None, description="The cursor of the page after this.")


class StepView(BaseModel):
    """One tool call of a run."""

    position: int
    tool: str
    arguments: dict[str, Any]
    status: str
    ms: int
    said: str
    error: dict[str, Any] | None


class Made(BaseModel):
    """A receipt, a change set or a file of a run."""

    id: str
    name: str
    status: str | None = None
    text: str | None = Field(default=None, description="A figure's value, as it is written.")


class View(Heading):
    """A run with everything that came of it."""

    steps: list[StepView]
    usage: dict[str, Any]
    figures: list[Made]
    proposed: list[Made]
    files: list[Made]
    has_conversation: bool = Field(description="Whether what was said is still there.")


def listing(  # noqa: PLR0913 - which ones, and from where on
    session: Session, workspace_id: str, asker: Actor, limit: int, after: Newest | None, *,
    status: str | None = None, actor: str | None = None, words: str | None = None,
) -> Listing:  # fmt: skip
    """One's own runs, or for an admin everybody's, the newest first."""
    wanted = [col(Run.workspace_id) == workspace_id, *conversation.runs_of(asker, workspace_id)]
    if status is not None:
        wanted.append(col(Run.status) == status)
    if actor is not None:
        wanted.append(col(Run.actor) == actor)
    if words is not None:
        wanted.append(col(Run.asked).icontains(words, autoescape=True))
    query = select(Run).where(*wanted)
    if after is not None:
        query = query.where(after.older(col(Run.started_at), col(Run.id)))
    newest = query.order_by(col(Run.started_at).desc(), col(Run.id)).limit(limit + 1)
    rows, following = cut(
        session.exec(newest).all(), limit, lambda row: Newest(at=row.started_at, id=row.id)
    )
    total = session.exec(select(func.count()).select_from(Run).where(*wanted)).one()
    return Listing(runs=_headings(session, workspace_id, rows), total=total, next=following)


def view(session: Session, workspace_id: str, run_id: str, asker: Actor) -> View:
    """One run.

    Raises:
        NotFound: There is none with that id, or it is not the asker's to see.
    """
    run = conversation.read_run(session, workspace_id, run_id, by=asker)
    [heading] = _headings(session, workspace_id, [run])
    talk = session.get(Conversation, (workspace_id, run.conversation_id))
    return View(
        **heading.model_dump(), usage=run.usage, has_conversation=talk is not None,
        steps=[
            StepView(**step.model_dump(include=set(StepView.model_fields)))
            for step in conversation.steps(session, workspace_id, run.id)
        ],
        figures=[
            Made(id=each.id, name=each.label, text=_text(each))
            for each in _of(session, Receipt, run)
        ],
        proposed=[
            Made(id=each.id, name=each.title, status=each.status)
            for each in _of(session, ChangeSet, run)
        ],
        files=[Made(id=each.id, name=each.name) for each in _of(session, Artifact, run)],
    )  # fmt: skip


def _text(receipt: Receipt) -> str:
    return written(None if receipt.value is None else Decimal(receipt.value), receipt.unit)


def _headings(session: Session, workspace_id: str, runs: Sequence[Run]) -> list[Heading]:
    ids = [run.id for run in runs]
    tools: dict[str, list[str]] = defaultdict(list)
    for run_id, tool in session.exec(
        select(Step.run_id, Step.tool)
        .where(col(Step.workspace_id) == workspace_id, col(Step.run_id).in_(ids))
        .order_by(col(Step.position))
    ):
        tools[run_id].append(tool)
    receipts, sets = (_counted(session, table, workspace_id, ids) for table in (Receipt, ChangeSet))
    return [
        Heading(
            **run.model_dump(include=set(Heading.model_fields)), ms=_ms(run), tools=tools[run.id],
            receipts=receipts[run.id], change_sets=sets[run.id],
        )
        for run in runs
    ]  # fmt: skip


def _counted(
    session: Session, table: type[Receipt | ChangeSet], workspace_id: str, ids: Sequence[str]
) -> Counter[str]:
    rows = session.exec(
        select(table.run_id, func.count())
        .where(col(table.workspace_id) == workspace_id, col(table.run_id).in_(ids))
        .group_by(col(table.run_id))
    )
    return Counter({str(run): count for run, count in rows})


def _of(session: Session, table: type[Kept], run: Run) -> Sequence[Kept]:
    mine = (col(table.workspace_id) == run.workspace_id, col(table.run_id) == run.id)
    return session.exec(select(table).where(*mine).order_by(col(table.id))).all()


def _ms(run: Run) -> int | None:
    if run.ended_at is None:
        return None
    return round((run.ended_at - run.started_at).total_seconds() * 1000)
