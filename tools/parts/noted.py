"""Open deals as they were noted on a past day, to be counted in place of the deals as they are now.

A day is exact when it was noted (`store.snapshots`), or when nothing was written to a deal from the
last noted day before it until its end. Of any other day nothing is put together here: whoever asks
is told which days are noted.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Subquery, case, literal, or_, select

from store import snapshots
from store.journal import JOURNAL
from store.snapshots import DAY, KEPT
from tools.context import Context
from tools.parts.paths import table_of
from tools.parts.periods import written_day
from tools.parts.snapshots import end_of


@dataclass(frozen=True, slots=True)
class Noted:
    """How the open deals of a past day are known.

    Attributes:
        day: The day.
        root: Those deals with the columns of `opportunity`; None when the day is not exact.
        said: How that is known, or why it is not, in a sentence.
    """

    day: date
    root: Subquery | None
    said: str


def noted_on(ctx: Context, day: date) -> Noted | None:
    """The open deals of a day as they were; None of a day that is not over yet."""
    if day >= ctx.now.astimezone(ZoneInfo(ctx.workspace.timezone)).date():
        return None
    days = snapshots.days(ctx.session, ctx.workspace.id)
    before = max((noted for noted in days if noted <= day), default=None)
    after = min((noted for noted in days if noted > day), default=None)
    if before is None or not (before == day or _unchanged(ctx, before, day)):
        if day == ctx.today:
            return None  # a run as of the last day of its data, which nothing has changed since
        near = " and ".join(written_day(noted) for noted in (before, after) if noted is not None)
        lacking = f"the nearest noted days are {near}" if before and after else (
            f"the nearest noted day is {near}" if near else "no day is noted"
        )  # fmt: skip
        said = (
            f"The pipeline was not noted on {written_day(day)} ({lacking}; `pitcrew snapshot`"
            " notes one): deals open then are counted with what they carry now."
        )
        return Noted(day, None, said)
    how = f"noted on {written_day(before)}"
    if before != day:
        how += f"; nothing was written to a deal from then until {written_day(day)}"
    return Noted(day, _deals(ctx.workspace.id, before, day),
                 f"Stages, amounts, dates and owners are those {how}.")  # fmt: skip


def _unchanged(ctx: Context, noted: date, day: date) -> bool:
    """Whether no deal was written between a snapshot and the end of a later day."""
    mine = ctx.workspace.id
    taken = ctx.session.execute(
        select(DAY.c.taken_at).where(DAY.c.workspace_id == mine, DAY.c.day == noted)
    ).scalar_one()
    line = select(JOURNAL.c.n).where(
        JOURNAL.c.workspace_id == mine, JOURNAL.c.at > taken, JOURNAL.c.at < end_of(ctx, day),
        or_(JOURNAL.c.table_name == "opportunity", JOURNAL.c.table_name == "import_batch"),
    )  # fmt: skip
    return ctx.session.execute(line.limit(1)).first() is None


def _deals(workspace_id: str, noted: date, day: date) -> Subquery:
    """The columns of `opportunity` for the deals open then, with what was noted of them.

    They close on the day that is looked at only in so far as people count for the team that they
    had on it; a deal that was merged or deleted since was live then, and a first day that lies
    after the note is left out.
    """
    deal, entry = table_of("opportunity"), snapshots.entries_on(workspace_id, noted)
    told = {
        **{name: entry.c[name] for name in KEPT}, "status": literal("open"),
        "state": literal("live"), "closed_on": literal(day, Date()),
        "created_on": case((deal.c.created_on <= day, deal.c.created_on)),
    }  # fmt: skip
    return (
        select(*(told[c.name].label(c.name) if c.name in told else c for c in deal.c))
        .select_from(deal.join(entry, entry.c.opportunity_id == deal.c.id))
        .where(deal.c.workspace_id == workspace_id)
        .subquery("noted_deal")
    )
