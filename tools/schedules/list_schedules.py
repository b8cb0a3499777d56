"""What is scheduled, when it runs next, and how it went."""

from typing import Annotated

from tools.arguments import Slot, Words
from tools.contract import Context, Result, tool
from tools.parts.scheduling.naming import named, runs_table, schedules_table

WithRuns = Annotated[str, Words(slot=Slot.SCHEDULE, about="runs")]


@tool(effect="reads")
def list_schedules(ctx: Context, *, schedule: WithRuns | None = None) -> Result:
    """List what is scheduled with its next times; of one schedule, its runs and how they went.

    Args:
        schedule: One schedule by its id or words of its name; every one unless said.

    Raises:
        NotFound: No schedule sounds like that.
        BadInput: It could be several.
    """
    if schedule is None:
        table = schedules_table(ctx.session, ctx.workspace.id, ctx.now)
        if not table.rows:
            return Result(
                say="Nothing is scheduled here. Say for example: every Friday at 4pm clean up the "
                "CRM and send me a digest.",
                facts={"schedules": 0},
            )
        noun = "thing is" if table.total == 1 else "things are"
        return Result(
            say=f"{table.total:,} {noun} scheduled.", tables=[table],
            facts={"schedules": table.total},
        )  # fmt: skip
    found = named(ctx, schedule)
    runs = runs_table(ctx.session, found)
    say = f"{found.name}, for {found.owner}: it has not run yet."
    if runs.rows:
        say = f"{found.name}, for {found.owner}: last due {runs.rows[0][0]}, {runs.rows[0][1]}."
    return Result(
        say=say, tables=[runs] if runs.rows else [],
        facts={"schedule": found.id, "runs": runs.total},
    )  # fmt: skip
