"""Which schedule somebody means, and how each is told."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from store import firing, resting
from store.delivered import deliveries
from store.errors import BadInput, NotFound
from store.schedule import Schedule, ScheduleDelivery, ScheduleRun, ScheduleState
from tools.context import Context
from tools.parts.recurrence import next_times, rule_of, said
from tools.result import Cell, Table

_SMALL = frozenset(
    [
        "the", "a", "an", "my", "our", "that", "this", "it", "every", "each", "at", "on", "of",
        "for", "to", "me", "us", "and", "please", "schedule", "scheduled", "schedules", "job",
        "run", "runs", "running", "now", "pause", "resume", "cancel", "stop", "delete", "start",
        "again", "up", "show", "send", "one", "recurring", "automatic",
    ]
)  # fmt: skip
_STEM = 5


def named(ctx: Context, words: str | None) -> Schedule:
    """The schedule that some words mean: by its id, or by words of its name and its times.

    Raises:
        NotFound: There is none, or none like that.
        BadInput: It could be several.
    """
    every = firing.standing(ctx.session, ctx.workspace.id)
    if not every:
        raise NotFound(
            "Nothing is scheduled here.", hint="Say: every Friday at 4pm clean up the CRM."
        )
    by_id = re.search(r"\bsch_[a-z2-7]+\b", (words or "").lower())
    if by_id:
        return resting.find(ctx.session, ctx.workspace.id, by_id[0])
    wanted = _stems(words or "")
    if not wanted:
        if len(every) == 1:
            return every[0]
        raise _several(every, "Several things are scheduled")
    scores = {s.id: len(wanted & _stems(f"{s.name} {_when(s)}")) for s in every}
    best = max(scores.values())
    likely = [s for s in every if scores[s.id] == best]
    if not best:
        raise NotFound(f"Nothing that is scheduled sounds like “{words}”.", hint=_list(every))
    if len(likely) > 1:
        raise _several(likely, f"“{words}” could be any of several")
    return likely[0]


def title_of(ask: str, when: str) -> str:
    """A schedule's name: what is done and when, short enough for a line.

    >>> title_of("clean up the CRM.", "every Friday at 16:00")
    'Clean up the CRM, every Friday at 16:00'
    """
    short = " ".join(ask.split()).rstrip(".! ")
    cut = short if len(short) <= 80 else f"{short[:77].rstrip()}..."  # noqa: PLR2004 - a line
    return f"{cut[:1].upper()}{cut[1:]}, {when}"


def local(at: datetime, zone: str) -> str:
    """An instant on the clocks of a zone.

    >>> from datetime import UTC
    >>> local(datetime(2026, 11, 27, 15, tzinfo=UTC), "Europe/Berlin")
    'Fri 2026-11-27 16:00'
    """
    return f"{at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def schedules_table(session: Session, workspace_id: str, now: datetime) -> Table:
    """Every schedule that stands, with its next time and how it last went."""
    states = resting.states(session, workspace_id)
    rows: list[list[Cell]] = []
    for schedule in firing.standing(session, workspace_id):
        last = next(iter(firing.runs(session, workspace_id, schedule.id, 1)), None)
        state = states.get(schedule.id)
        rows.append([
            schedule.id, schedule.name, schedule.timezone, _next(schedule, state, now),
            schedule.owner, _went(last, schedule), schedule.destination,
        ])  # fmt: skip
    return Table(
        name="schedules", title="What is scheduled",
        columns=["Id", "What and when", "Zone", "Next", "For", "Last time", "Digest goes to"],
        units=["text"] * 7, rows=rows, total=len(rows),
    )  # fmt: skip


def runs_table(session: Session, schedule: Schedule, limit: int = 20) -> Table:
    """The runs of one schedule, the newest first, and how far an unfinished one is."""
    found = firing.runs(session, schedule.workspace_id, schedule.id, limit)
    sent = deliveries(session, schedule.workspace_id, [run.id for run in found])
    rows: list[list[Cell]] = []
    for run in found:
        lease = firing.lease_of(session, run.workspace_id, run.id)
        told = run.reason or (lease.progress if lease and run.ended_at is None else "")
        rows.append([
            local(run.fire_at, schedule.timezone), run.state, run.cause.replace("_", " "),
            run.missed, told or None, run.conversation_id, run.artifact_id,
            "; ".join(map(_arrived, sent.get(run.id, ()))) or None,
        ])  # fmt: skip
    return Table(
        name="schedule_runs", title=f"Runs of {schedule.name}",
        columns=["Due", "Became", "Why then", "Missed before", "What is said", "Conversation",
                 "Digest", "Digest sent to"],
        units=["text", "text", "text", "count", "text", "text", "text", "text"], rows=rows,
        total=len(found),
    )  # fmt: skip


def _next(schedule: Schedule, state: ScheduleState | None, now: datetime) -> str:
    if state is not None and state.paused_at is not None:
        why = f": {state.paused_why}" if state.paused_why else ""
        return f"paused by {state.paused_by}{why}"
    times = next_times(rule_of(schedule.recurrence), schedule.timezone, now, 1)
    return local(times[0], schedule.timezone) if times else "never"


def _went(run: ScheduleRun | None, schedule: Schedule) -> str | None:
    if run is None:
        return None
    why = f": {run.reason}" if run.reason else ""
    return f"{run.state}, {local(run.fire_at, schedule.timezone)}{why}"


def _arrived(one: ScheduleDelivery) -> str:
    """Where a digest went, or why it did not."""
    address = one.destination.partition(":")[2]
    if one.state == "sent":
        return address
    how = "could not be sent" if one.state == "failed" else "not yet"
    return f"{address}: {how}{f' ({one.error})' if one.error else ''}"


def _when(schedule: Schedule) -> str:
    return said(rule_of(schedule.recurrence))


def _stems(text: str) -> set[str]:
    low = re.sub(r"\bclean(?:ing)?[ -]up\b|\btidy(?:ing)?[ -]up\b", "cleanup", text.lower())
    low = re.sub(r"\b(daily)\b", "day", low.replace("'s", ""))
    return {w[:_STEM] for w in re.findall(r"[a-z0-9:]+", low) if w not in _SMALL}


def _several(found: Sequence[Schedule], message: str) -> BadInput:
    return BadInput(f"{message}.", hint=f"Say which: {_list(found)}")


def _list(found: Sequence[Schedule]) -> str:
    return "; ".join(f"{s.name} ({s.id})" for s in found[:6]) + "."
