"""A run says every few seconds that it goes on; one that has fallen silent is ended by others.

A process that dies cannot say that its runs are over, and whoever waits for them should not wait
for ever. A scheduled run is left alone: a worker takes it up again.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from agent.events import Reply
from store import conversation, usage
from store.engine import reading, writing
from store.errors import PitcrewError
from store.schedule import UNFINISHED, ScheduleRun
from store.trail import Conversation, Run

EVERY = timedelta(seconds=4)
SILENT = timedelta(seconds=20)
"""So long after its last sign a run is taken for dead."""
CUT_OFF = (
    "Pitcrew was stopped while it worked on this, so there is no answer. Ask again. What had been "
    "applied by then is among the changes."
)


@asynccontextmanager
async def beating(engine: Engine, workspace_id: str, run: str) -> AsyncIterator[None]:
    """Say that a run goes on, for as long as it does; a short run says nothing."""
    task = asyncio.create_task(_beat(engine, workspace_id, run))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _beat(engine: Engine, workspace_id: str, run: str) -> None:
    while True:
        await asyncio.sleep(EVERY.total_seconds())
        with suppress(PitcrewError):  # the store is busy; the next sign does as well
            await asyncio.to_thread(_said_alive, engine, workspace_id, run)


def _said_alive(engine: Engine, workspace_id: str, run: str) -> None:
    mine = (col(Run.workspace_id) == workspace_id, col(Run.id) == run)
    with writing(engine) as session:
        session.connection().execute(update(Run).where(*mine).values(alive_at=datetime.now(UTC)))


def end_silent(
    engine: Engine, workspace_id: str, now: datetime, besides: Collection[str] = ()
) -> list[str]:
    """End the runs whose process died, and say so in their conversations; gives their ids.

    Args:
        engine: The store.
        workspace_id: Whose runs they are.
        now: The time.
        besides: Runs that are known to go on, such as this process's own.
    """
    with reading(engine) as session:
        if not _silent(session, workspace_id, now, besides):
            return []
    with writing(engine) as session:
        found = _silent(session, workspace_id, now, besides)
        return [run.id for run in found if _ended(session, run, now)]


def _silent(
    session: Session, workspace_id: str, now: datetime, besides: Collection[str]
) -> list[Run]:
    scheduled = select(ScheduleRun.run_id).where(
        col(ScheduleRun.workspace_id) == workspace_id, col(ScheduleRun.state).in_(UNFINISHED),
        col(ScheduleRun.run_id).is_not(None),
    )  # fmt: skip
    sign = func.coalesce(col(Run.alive_at), col(Run.started_at))
    return list(
        session.exec(
            select(Run).where(
                col(Run.workspace_id) == workspace_id, col(Run.status) == "running",
                sign < now - SILENT, col(Run.id).not_in(scheduled),
                col(Run.id).not_in(list(besides)),
            )
        )
    )  # fmt: skip


def _ended(session: Session, run: Run, now: datetime) -> bool:
    """End a run, unless somebody else just has."""
    mine = (col(Run.workspace_id) == run.workspace_id, col(Run.id) == run.id)
    first = session.connection().execute(
        update(Run).where(*mine, col(Run.status) == "running").values(status="failed")
    )
    if not first.rowcount:
        return False
    talk = session.get(Conversation, (run.workspace_id, run.conversation_id))
    if talk is not None:
        reply = Reply(
            conversation=talk.id, run=run.id, answer=CUT_OFF, ended="failed", planner=run.planner
        )
        conversation.say(
            session, run.workspace_id, talk.id, speaker="pitcrew", text=CUT_OFF, now=now,
            run_id=run.id, reply=reply.model_dump(mode="json"),
        )  # fmt: skip
    conversation.end_run(session, run.workspace_id, run.id, status="failed", now=now)
    usage.lost(session, run.workspace_id, run.id, now)
    return True
