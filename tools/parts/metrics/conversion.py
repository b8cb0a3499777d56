"""Stage conversion: of the deals that entered a stage, how many went further."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from tools.arguments import Filter
from tools.parts.dimensions import DIMENSIONS, Dimension, named
from tools.parts.links import linked
from tools.parts.metrics.keys import Raw, keys_of, labelled, raw_key, time_key
from tools.parts.metrics.shape import Answer, Key, Metric, Part, Variant, both
from tools.parts.metrics.slices import Slice
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span
from tools.parts.query import where

HISTORY = table_of("stage_history").c
MINIMUM = 5
WON_LAST, LOST_NOWHERE = 1_000_000, -1
NOTHING = (
    "no stage history is recorded for it: import a file with `pitcrew import FILE --as"
    " stage_history`"
)
COUNTED = ("entered", "advanced", "still_in_stage")

ENTERED = Part(
    "entered", lambda m: m.within(HISTORY.entered_at, instant=True), table="stage_history",
    day="entered_at",
)  # fmt: skip


def _cohort(resolved_only: bool) -> Callable[[Slice], dict[Key, Answer]]:  # noqa: FBT001 - names the variant
    def own(cut: Slice) -> dict[Key, Answer]:
        found = {key: _answer(parts, resolved_only) for key, parts in _entries(cut).items()}
        if found or cut.by:
            return labelled(found)
        return {(): Answer(None, 0, NOTHING)}

    return own


def _answer(parts: dict[str, Decimal], resolved_only: bool) -> Answer:  # noqa: FBT001 - as above
    entered, still = parts["entered"], parts["still_in_stage"]
    whole = entered - still if resolved_only else entered
    inputs: dict[str, Decimal | None] = {**parts}
    if whole < MINIMUM:
        few = f"it needs at least {MINIMUM} deals that entered the stage; there are {whole}"
        return Answer(None, int(whole), few, inputs)
    return Answer(parts["advanced"] / whole, int(whole), None, inputs)


def _entries(cut: Slice) -> dict[Raw, dict[str, Decimal]]:
    """For every group: deals that entered, that went further, and that are still there."""
    places = _places(cut)
    steps = [name for name, place in places.items() if 0 <= place < WON_LAST]
    if not steps:
        return {}
    deals = _deals(cut, steps, places)
    stages = union_all(*(_of_stage(cut, deals, i, name) for i, name in enumerate(steps)))
    found: dict[Raw, dict[str, Decimal]] = {}
    for row in cut.ctx.session.execute(stages):
        if not row[-len(COUNTED)]:
            continue
        sums = found.setdefault(raw_key(cut, row), dict.fromkeys(COUNTED, Decimal(0)))
        for name, n in zip(COUNTED, row[-len(COUNTED) :], strict=True):
            sums[name] += n
    return found


def _places(cut: Slice) -> dict[str, int]:
    """Each stage's place in the process: won is furthest, lost is nowhere."""
    stage = table_of("stage").c
    place = case((stage.status == "won", WON_LAST), (stage.status == "lost", LOST_NOWHERE),
                 else_=stage.position)  # fmt: skip
    rows = select(stage.name, func.max(place)).where(alive(table_of("stage"), cut.ctx.workspace.id))
    found = cut.ctx.session.execute(rows.group_by(stage.name))
    return dict(sorted(((name, place) for name, place in found), key=lambda pair: pair[::-1]))


def _deals(cut: Slice, steps: Sequence[str], places: Mapping[str, int]) -> CTE:
    """Each deal with its groups, when it first entered each stage, and when last one beyond it."""
    deal = HISTORY.opportunity_id
    of_stage = where(cut.ctx, "stage_history", [f for f in cut.filters if _is_of_stage(f)])
    moves: list[ColumnElement[Any]] = [deal]
    for i, name in enumerate(steps):
        beyond = [other for other, place in places.items() if place > places[name]]
        moves += [_moment(func.min, both(HISTORY.stage == name, of_stage)).label(f"first{i}"),
                  _moment(func.max, HISTORY.stage.in_(beyond)).label(f"last{i}")]  # fmt: skip
    path = select(*moves).where(_seen(cut)).group_by(deal).subquery("path")
    joins = cut.joins("stage_history", path)
    others = replace(cut, by=tuple(d for d in cut.by if not _is_of_entry(d)))
    keys = [key.label(f"key{i}") for i, key in enumerate(keys_of(others, joins, ENTERED))]
    status = joins.value((("opportunity_id", "status"),))
    times = [path.c[f"{name}{i}"] for i in range(len(steps)) for name in ("first", "last")]
    rows = select(*keys, status.label("status"), *times).select_from(joins.source())
    return rows.where(status.is_not(None)).cte("deal_path")


def _moment(fold: Any, rows: ColumnElement[bool]) -> ColumnElement[Any]:
    found: ColumnElement[Any] = fold(case((rows, HISTORY.entered_at)))
    return found


def _of_stage(cut: Slice, deals: CTE, number: int, name: str) -> Select[Any]:
    """The counts of one stage, over the deals that first entered it in the period."""
    first, last = deals.c[f"first{number}"], deals.c[f"last{number}"]
    keys = list(_keys(cut, deals, first, name))
    # A move at the same instant to a stage further on comes after.
    further = func.coalesce(or_(last >= first, deals.c.status == "won"), false())
    rows = select(
        *keys, func.count(), func.count(case((further, 1))),
        func.count(case((and_(~further, deals.c.status == "open"), 1))),
    ).where(first.is_not(None), cut.moment.within(first, instant=True))  # fmt: skip
    return rows.group_by(*(key for key in keys if not isinstance(key, BindParameter)))


def _keys(
    cut: Slice, deals: CTE, first: ColumnElement[Any], name: str
) -> Iterator[ColumnElement[Any]]:
    others = (column for column in deals.c if column.name.startswith("key"))
    for split in cut.by:
        if split.grain:
            yield time_key(cut, ENTERED, split.grain, first)
        elif split is DIMENSIONS["stage"]:
            yield literal(name)
        else:
            yield from islice(others, 2 if split.identity else 1)


def _seen(cut: Slice) -> ColumnElement[bool]:
    ever = replace(cut.moment, span=Span(None, cut.ctx.today, "all time"))
    # A condition on the stage chooses entries, not the moves that come after them.
    others = [f for f in cut.filters if not _is_of_stage(f)]
    linking = (each.test for each in linked(cut.ctx, "stage_history", cut.links))
    return both(
        where(cut.ctx, "stage_history", others), ever.within(HISTORY.entered_at, instant=True),
        *linking,
    )  # fmt: skip


def _is_of_stage(given: Filter) -> bool:
    return named(given.field) is DIMENSIONS["stage"]


def _is_of_entry(split: Dimension) -> bool:
    """Whether a dimension is one of the entry itself: the stage, or when it was entered."""
    return bool(split.grain) or split is DIMENSIONS["stage"]


STAGE_CONVERSION = Metric(
    name="stage_conversion",
    label="stage conversion",
    words=words("""stage conversion|stage conversion rate|stage conversion rates|conversion by stage
        |stage-to-stage conversion|stage to stage conversion|funnel conversion|conversion rates
        |conversion rate|pipeline conversion|funnel|where do deals drop off|drop-off
        |drop off|dropoff|drop-off by stage
        |how deals move through the stages|stage progression|where do we lose deals in the funnel
        |stage pass rate|conversion between stages|conversion from stage
        |conversion from|convert from|conversion out of|advance from|how many deals advance"""),
    unit="rate",
    table="stage_history",
    day="the day deals first entered the stage",
    natural_by="stage",
    noun=("deal that entered", "deals that entered"),
    required="stage history, and stages in order",
    variants=(
        Variant(
            name="cohort", label="stage conversion", shape="own", own=_cohort(resolved_only=False),
            words=words("cohort|of all that entered"),
            definition="Of the deals that first entered a stage in the period, the share that later"
                       " reached any further stage; skipped stages count as passed.",
            formula="advanced / entered", parts=(ENTERED,), nothing=NOTHING,
            caveats=("Deals still in the stage count as not advanced yet.",),
        ),
        Variant(
            name="resolved", label="stage conversion of resolved deals", shape="own",
            own=_cohort(resolved_only=True), words=words("resolved|resolved only|of decided deals"),
            definition="As the cohort, over the deals that have left the stage either way.",
            formula="advanced / (entered - still_in_stage)", parts=(ENTERED,), nothing=NOTHING,
        ),
    ),
)  # fmt: skip
