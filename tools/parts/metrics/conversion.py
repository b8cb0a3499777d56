"""Stage conversion: of the deals that entered a stage, how many went further."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from tools.parts.dimensions import DIMENSIONS, named
from tools.parts.metrics.shape import Answer, Key, Metric, Part, Variant, both
from tools.parts.metrics.slices import Raw, Slice, keys_of, labelled, raw_key
from tools.parts.metrics.words import words
from tools.parts.paths import Joins, alive, table_of
from tools.parts.periods import Span
from tools.parts.query import where

HISTORY = table_of("stage_history").c
MINIMUM = 5
WON_LAST, LOST_NOWHERE = 1_000_000, -1

ENTERED = Part(
    "entered", lambda m: m.within(HISTORY.entered_at, instant=True), table="stage_history",
    day="entered_at",
)  # fmt: skip


def _cohort(resolved_only: bool) -> Callable[[Slice], dict[Key, Answer]]:  # noqa: FBT001 - names the variant
    def own(cut: Slice) -> dict[Key, Answer]:
        found = {key: _answer(parts, resolved_only) for key, parts in _entries(cut).items()}
        if found or cut.by:
            return labelled(found)
        return {(): Answer(None, 0, "no stage history is recorded for it")}

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
    joins = cut.joins("stage_history")
    keys = list(keys_of(cut, joins, ENTERED))
    moves = _moves(cut, joins, keys)
    first = moves.c.entry == 1
    further = or_(moves.c.furthest > moves.c.position, moves.c.status == "won")
    columns = [moves.c[f"k{i}"] for i in range(len(keys))]
    rows = select(
        *columns, func.count(), func.count(case((further, 1))),
        func.count(case((and_(~further, moves.c.status == "open"), 1))),
    ).where(first, moves.c.asked, moves.c.position.between(0, WON_LAST - 1))  # fmt: skip
    found: dict[Raw, dict[str, Decimal]] = {}
    for row in cut.ctx.session.execute(rows.group_by(*columns) if columns else rows):
        entered, advanced, still = (Decimal(n) for n in row[len(keys) :])
        if entered:
            found[raw_key(cut, row)] = {
                "entered": entered, "advanced": advanced, "still_in_stage": still
            }  # fmt: skip
    return found


def _moves(cut: Slice, joins: Joins, keys: list[ColumnElement[Any]]) -> Subquery:
    """Every move, with the furthest stage the deal reached after it."""
    workspace_id = cut.ctx.workspace.id
    of_stage = [f for f in cut.filters if named(f.field) is DIMENSIONS["stage"]]
    deal, stage = table_of("opportunity").alias(), _stages(workspace_id)
    position = func.coalesce(stage.c.position, LOST_NOWHERE)
    later = (HISTORY.entered_at, position)
    return (
        select(
            *(key.label(f"k{i}") for i, key in enumerate(keys)),
            position.label("position"),
            both(ENTERED.rows(cut.moment), where(cut.ctx, "stage_history", of_stage)).label(
                "asked"
            ),
            deal.c.status.label("status"),
            func.row_number()
            .over(partition_by=(HISTORY.opportunity_id, HISTORY.stage), order_by=later)
            .label("entry"),
            func.max(position)
            .over(partition_by=HISTORY.opportunity_id, order_by=later, rows=(1, None))
            .label("furthest"),
        )
        .select_from(
            joins.source()
            .join(deal, both(deal.c.id == HISTORY.opportunity_id, alive(deal, workspace_id)))
            .outerjoin(stage, stage.c.name == HISTORY.stage)
        )
        .where(_seen(cut))
        .subquery()
    )


def _seen(cut: Slice) -> ColumnElement[bool]:
    ever = replace(cut.moment, span=Span(None, cut.ctx.today, "all time"))
    # A condition on the stage chooses entries, not the moves that come after them.
    others = [f for f in cut.filters if named(f.field) is not DIMENSIONS["stage"]]
    return both(
        where(cut.ctx, "stage_history", others), ever.within(HISTORY.entered_at, instant=True)
    )


def _stages(workspace_id: str) -> Subquery:
    """Each stage's place in the process: won is furthest, lost is nowhere."""
    stage = table_of("stage").alias()
    place = case(
        (stage.c.status == "won", WON_LAST), (stage.c.status == "lost", LOST_NOWHERE),
        else_=stage.c.position,
    )  # fmt: skip
    return (
        select(stage.c.name, func.max(place).label("position"))
        .where(alive(stage, workspace_id))
        .group_by(stage.c.name)
        .subquery()
    )


STAGE_CONVERSION = Metric(
    name="stage_conversion",
    label="stage conversion",
    words=words("""stage conversion|stage conversion rate|stage conversion rates|conversion by stage
        |stage-to-stage conversion|stage to stage conversion|funnel conversion|conversion rates
        |conversion rate|pipeline conversion|funnel|where do deals drop off|drop-off by stage
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
            formula="advanced / entered", parts=(ENTERED,),
            caveats=("Deals still in the stage count as not advanced yet.",),
        ),
        Variant(
            name="resolved", label="stage conversion of resolved deals", shape="own",
            own=_cohort(resolved_only=True), words=words("resolved|resolved only|of decided deals"),
            definition="As the cohort, over the deals that have left the stage either way.",
            formula="advanced / (entered - still_in_stage)", parts=(ENTERED,),
        ),
    ),
)  # fmt: skip
