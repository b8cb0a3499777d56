"""Pausing a schedule, letting it go on, ending it, running it at once, or moving its times."""

from typing import Annotated, Literal

from store import firing, resting
from store.changes import Draft
from store.errors import BadInput, Refused
from store.people import ROLES
from store.schedule import Schedule
from tools.arguments import Recurrence, ScheduleWords, choice
from tools.contract import Context, Result, tool
from tools.parts.recurrence import next_times, rule_of
from tools.parts.scheduling.moments import when_of
from tools.parts.scheduling.naming import local, named, title_of

Action = Annotated[
    Literal["pause", "resume", "cancel", "run", "move"],
    choice(
        pause=("pause", "suspend", "hold", "stop for now", "put on hold", "freeze", "halt",
               "take a break", "until",
               "switch off for now", "disable", "turn off", "switch off", "off",
               "snooze", "skip"),
        resume=("resume", "unpause", "continue", "reactivate", "switch back on", "turn back on",
                "go on with", "restart", "enable", "switch on again", "turn on again", "on again",
                "start again", "start up again", "start it up again", "back on", "bring back"),
        cancel=("cancel", "stop", "end", "delete", "remove", "drop", "get rid of", "kill",
                "unschedule", "no longer", "don't run", "do not run", "discontinue", "retire",
                "scrap", "abolish", "no more"),
        run=("run now", "right now", "now", "at once", "immediately", "trigger", "run", "start",
             "fire", "kick off", "straight away", "extra run"),
        move=("move", "reschedule", "shift", "change to", "postpone", "delay", "put off",
              "bring forward", "instead of", "rather than", "should run", "set the timing",
              "change the time"),
    ),
]  # fmt: skip
MAY = "ops_manager"
"""Who may change the schedules of others."""


@tool(effect="proposes", at_once=("pause", "resume", "cancel", "run"))
def change_schedule(
    ctx: Context,
    *,
    action: Action,
    schedule: ScheduleWords | None = None,
    when: Recurrence | None = None,
) -> Result:
    """Pause, resume, cancel, run at once, or move a schedule.

    Pausing, resuming, cancelling and an extra run take effect at once, as they change no record;
    new times are proposed and need approval.

    Args:
        action: What to do with it.
        schedule: Which, by its id or words of its name; the only one there is unless said.
        when: For moving: the new times, such as `every Monday at 9`.

    Raises:
        NotFound: There is no such schedule.
        BadInput: It could be several, or no new times are given.
        Refused: It is somebody else's, and the asker may not change it.
        Conflict: It is so already.
    """
    found = named(ctx, schedule)
    _permit(ctx, found)
    if action == "move":
        return _moved(ctx, found, when)
    say = {"pause": _pause, "resume": _resume, "cancel": _cancel, "run": _run}[action](ctx, found)
    return Result(say=say, facts={"schedule": found.id, "action": action})


def _permit(ctx: Context, schedule: Schedule) -> None:
    if schedule.owner != ctx.actor.id and ROLES.index(ctx.actor.role) < ROLES.index(MAY):
        raise Refused(
            f"{schedule.name} runs for {schedule.owner}; changing it needs the role {MAY}.",
            hint=f"Ask {schedule.owner}, or somebody with that role.",
        )


def _pause(ctx: Context, schedule: Schedule) -> str:
    resting.pause(ctx.session, schedule, by=ctx.actor.id, why="", now=ctx.now)
    return f"Paused: {schedule.name}. Nothing of it begins until you say “resume {schedule.id}”."


def _resume(ctx: Context, schedule: Schedule) -> str:
    resting.resume(ctx.session, schedule, ctx.now)
    return f"It goes on: {schedule.name}. {_next(ctx, schedule)}"


def _cancel(ctx: Context, schedule: Schedule) -> str:
    resting.end(ctx.session, schedule, by=ctx.actor.id, now=ctx.now)
    return f"Cancelled: {schedule.name}. What it proposed and applied so far stays as it is."


def _run(ctx: Context, schedule: Schedule) -> str:
    firing.fire_now(ctx.session, schedule, ctx.now)
    return (
        f"{schedule.name} runs as soon as a worker is free. Its digest comes in a conversation of "
        f"its own; “show the runs of {schedule.id}” says how far it is."
    )


def _moved(ctx: Context, schedule: Schedule, when: str | None) -> Result:
    if when is None:
        raise BadInput(
            f"It is not said to when {schedule.name} is to move.",
            hint="Say for example: move it to every Monday at 9.",
        )
    moment = when_of(ctx, when, schedule.timezone)
    title = title_of(schedule.ask, moment.words)
    draft = Draft(
        kind="update", table="schedule", row_id=schedule.id, reason="new times",
        after={"name": title, "recurrence": str(moment.rule), "timezone": moment.zone},
    )  # fmt: skip
    made = ctx.propose(f"Move {schedule.name} to {moment.words}", "change_schedule", [draft])
    times = moment.table(ctx.now)
    return Result(
        say=f"{schedule.name} would run {moment.words}, {moment.zone} time, first on "
        f"{times.rows[0][0]}.",
        tables=[times], change_sets=[made],
        notes=[f"As for the time: {assumed}." for assumed in moment.assumed],
        facts={"schedule": schedule.id, "action": "move", "recurrence": str(moment.rule)},
    )  # fmt: skip


def _next(ctx: Context, schedule: Schedule) -> str:
    times = next_times(rule_of(schedule.recurrence), schedule.timezone, ctx.now, 1)
    return f"Next: {local(times[0], schedule.timezone)}." if times else ""
