"""Runs whose process died: ended as failed, so that nothing is for ever under way."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from store import conversation
from store.schedule import UNFINISHED, ScheduleRun
from store.trail import Run, Usage

SAID = "I was stopped before I could finish. Nothing was applied that was not shown as applied."


def end(session: Session, workspace_id: str, now: datetime, longest: timedelta) -> int:
    """End the runs that began longer ago than any run may last; how many there were.

    A run of a schedule is left to the worker that takes it up.

    Args:
        session: A session that writes.
        workspace_id: Where.
        now: The time.
        longest: What one run may last, with some time to spare.
    """
    going_on = (
        select(ScheduleRun.run_id)
        .where(
            col(ScheduleRun.workspace_id) == workspace_id, col(ScheduleRun.state).in_(UNFINISHED),
            col(ScheduleRun.run_id).is_not(None),
        )
        .scalar_subquery()
    )  # fmt: skip
    found = session.exec(
        select(Run)
        .where(
            col(Run.workspace_id) == workspace_id, col(Run.status) == "running",
            col(Run.started_at) < now - longest, col(Run.id).not_in(going_on),
        )
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for run in found:
        conversation.say(session, workspace_id, run.conversation_id, speaker="pitcrew", text=SAID,
                         now=now, run_id=run.id)  # fmt: skip
        conversation.end_run(session, workspace_id, run.id, status="failed", now=now)
        used = session.get(Usage, (workspace_id, run.id))
        if used is not None:
            # What it had used by then is not known.
            used.status, used.ended_at = "failed", now
            used.input_tokens = used.output_tokens = None
            session.add(used)
    return len(found)
