"""How deals move through the stages, and where they get stuck."""

from store.errors import BadInput
from tools.arguments import DimensionName, Filter, Filters, Period
from tools.contract import Context, Result, tool
from tools.parts.calendars import calendar_for
from tools.parts.dimensions import DIMENSIONS, Dimension, dimension
from tools.parts.periods import resolve
from tools.parts.process.paths import Process, mine
from tools.parts.process.reading import Read, read_histories
from tools.parts.process.telling import result
from tools.parts.process.told import Told
from tools.parts.query import conditions, in_words

GROUPS_AT_MOST = 60


@tool(effect="reads")
def analyse_process(
    ctx: Context,
    period: Period = "the last 12 months",
    *,
    by: list[DimensionName] = [],  # noqa: B006 - pydantic copies a default
    where: Filters = [],  # noqa: B006 - as above
) -> Result:
    """Say how deals move through the stages: how long they stay, where they turn back or jump.

    From the stage history: days in each stage (median and 90th percentile), the bottleneck, moves
    and their shares, loops, skipped stages, rework, and the paths that decided deals took.

    Args:
        period: When the moves were made.
        by: Also show the process for each region, segment, owner ...; one dimension.
        where: Conditions that choose the deals; a stage that is named is told about first.

    Raises:
        BadInput: A name, period or condition cannot be read.
        NotReady: The store has no stage history in the period.
    """
    span = resolve(period, ctx.today, calendar_for(ctx.workspace))
    split = _split(by)
    stages, others = _apart(where)
    read = read_histories(ctx, span, others, split)
    start = span.start or read.first
    known = conditions(ctx, "opportunity", others)
    return result(Told(
        ctx, span, f" ({in_words(known)})" if known else "", read,
        mine(read.histories, read.stages, start), split.label if split else "",
        _parts(read, split, start) if split else {}, [f.model_dump() for f in others],
        _named(stages, read),
    ))  # fmt: skip


def _apart(where: Filters) -> tuple[list[str], list[Filter]]:
    """Stages that are named, and the other conditions.

    `How long do deals stay in Proposal` is about all deals that came there, not about those that
    are there now.
    """
    stages = [f for f in where if f.field == "stage" and f.op == "is"]
    values = [v for f in stages for v in (f.value if isinstance(f.value, list) else [f.value])]
    return [str(v) for v in values], [f for f in where if f not in stages]


def _named(stages: list[str], read: Read) -> str | None:
    """The stage that is asked about, as the store spells it."""
    asked = {name.casefold() for name in stages}
    return next((name for name in read.stages if name.casefold() in asked), None)


def _split(by: list[str]) -> Dimension | None:
    named = [d for d in map(dimension, by) if d.name != "stage"]
    if not named:
        return None
    first = named[0]
    if first.grain or "opportunity" not in first.paths:
        raise BadInput(
            f"The process cannot be shown by {first.label}.",
            hint=f"It can be by: {', '.join(d for d in _FIT if d != 'stage')}.",
        )
    return first


_FIT = tuple(d.name for d in DIMENSIONS.values() if "opportunity" in d.paths)


def _parts(read: Read, split: Dimension, start: object) -> dict[str, Process]:
    """The process of each group, the largest first."""
    groups: dict[str, list[int]] = {}
    for place, history in enumerate(read.histories):
        name = read.groups.get(history.deal) or f"(no {split.label})"
        groups.setdefault(name, []).append(place)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))[:GROUPS_AT_MOST]
    return {
        name: mine([read.histories[i] for i in groups[name]], read.stages, start)  # type: ignore[arg-type]  # a day
        for name in order
    }
