"""What a deal's stage, status and day of closing say together, so that an order keeps them so."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from store.errors import BadInput, Refused
from tools.context import Context
from tools.parts.editing.values import Wanted
from tools.parts.paths import alive, table_of

Fields = dict[str, Any]
ENDED = frozenset({"won", "lost"})
NOT_OPEN = "closed already, so when they were expected to close is history"
NOT_LOST = "not lost, and only a lost deal has a loss reason"
STILL_OPEN = "open, and an open deal has no day on which it closed"
NO_REOPENING = "closed; reopening a deal takes a stage that it goes back to"
TO_COME = "closed on a day that would move into the future"
CLOSED = "closed already; say that the won or the lost ones are meant, or name the deal"


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of a workspace: what a deal there is, and where the deals of each status stand."""

    status: Mapping[str, str]
    usual: Mapping[str, str]
    history: bool

    def of(self, stage: str | None) -> str | None:
        """What a deal in a stage is; None where nobody knows."""
        return self.status.get(stage.casefold()) if stage else None


def stages(ctx: Context) -> Stages:
    """The stages as they are set up; where none are, as the deals have them."""
    stage, deal, move = table_of("stage"), table_of("opportunity"), table_of("stage_history")
    rows = ctx.session.execute(
        select(stage.c.name, stage.c.status).where(alive(stage, ctx.workspace.id))
    )
    status: dict[str, str] = {row.name.casefold(): row.status for row in rows}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    used = ctx.session.execute(
        select(deal.c.stage, deal.c.status, func.count())
        .where(alive(deal, ctx.workspace.id), deal.c.stage.is_not(None))
        .group_by(deal.c.stage, deal.c.status)
    )
    for name, state, count in used:
        seen[name.casefold()][state] += count
        names[state][name] += count
    for name, states in seen.items():
        status.setdefault(name, states.most_common(1)[0][0])
    usual = {state: counted.most_common(1)[0][0] for state, counted in names.items()}
    usual |= _only_ones(ctx)
    moved = select(move.c.id).where(alive(move, ctx.workspace.id)).limit(1)
    return Stages(status, usual, ctx.session.scalar(moved) is not None)


def _only_ones(ctx: Context) -> dict[str, str]:
    """The stage of each status of which there is one only."""
    stage = table_of("stage")
    rows = ctx.session.execute(
        select(stage.c.name, stage.c.status).where(alive(stage, ctx.workspace.id))
    ).all()
    counted = Counter(row.status for row in rows)
    return {row.status: row.name for row in rows if counted[row.status] == 1}


def check(settings: Sequence[Wanted], known: Stages, today: date) -> None:
    """Whether the values that an order gives can stand together.

    Raises:
        BadInput: They contradict each other, or a day of closing is still to come.
    """
    said = {one.spec.name: one for one in settings}
    stage, status, closed = (said.get(name) for name in ("stage", "status", "closed_on"))
    if stage and status and known.of(stage.value) not in {None, status.value}:
        raise BadInput(
            f"A deal in {stage.said} is {known.of(stage.value)}, not {status.said}.",
            hint="Give the stage alone: the status follows from it.",
        )
    if closed and isinstance(closed.value, date) and closed.value > today:
        raise BadInput(
            f"A deal cannot have closed on {closed.said}, which is still to come.",
            hint="The day it is expected to close is another field: the close date.",
        )
    if closed and closed.shift is None and closed.value is None:
        raise BadInput(
            "The day on which a deal closed is not emptied by itself.",
            hint="Put the deal into an open stage: that reopens it.",
        )


def coherent(
    row: Mapping[str, Any], after: Fields, known: Stages, today: date, *, named: bool
) -> Fields:
    """The fields of one deal with what follows from them.

    Args:
        row: The deal as it is.
        after: What was ordered for it.
        known: The stages.
        today: The day of closing, where a deal is closed and no day is given.
        named: Whether the order says that closed deals are meant, or names the deals.

    Raises:
        Refused: The deal may not have them; the message is why, to be said behind "is".
    """
    target = after.get("status") or known.of(after.get("stage")) or row["status"]
    moved = target != row["status"]
    if moved and row["status"] in ENDED and not named:
        raise Refused(CLOSED)
    reason = _refusal(after, target, today, moved=moved)
    if reason:
        raise Refused(reason)
    found = dict(after)
    if moved:
        found["status"] = target
        if "stage" not in after and target in known.usual:
            found["stage"] = known.usual[target]
    if moved and target in ENDED:
        found.setdefault("closed_on", row["closed_on"] or today)
    if moved and target == "open":
        found["closed_on"] = None
    if moved and target != "lost" and row["loss_reason"] is not None:
        found["loss_reason"] = None
    return _pushed(row, found)


def _refusal(after: Fields, target: str, today: date, *, moved: bool) -> str:
    if moved and target == "open" and "stage" not in after:
        return NO_REOPENING
    if target == "open" and "closed_on" in after:
        return STILL_OPEN
    if target != "lost" and after.get("loss_reason"):
        return NOT_LOST
    if target in ENDED and not moved and "expected_close_on" in after:
        return NOT_OPEN
    if after.get("closed_on") and after["closed_on"] > today:
        return TO_COME
    return ""


def _pushed(row: Mapping[str, Any], found: Fields) -> Fields:
    """A close date that moves later is one push more, where pushes are counted."""
    before, then = row["expected_close_on"], found.get("expected_close_on")
    if before and then and then > before and row["push_count"] is not None:
        found["push_count"] = row["push_count"] + 1
    return found
