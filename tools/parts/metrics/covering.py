"""Coverage: is there enough pipeline, and how much is enough by the company's own record."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from tools.parts.calendars import calendar_for
from tools.parts.comparing import CENTS
from tools.parts.metrics import closing
from tools.parts.metrics.asof import NO_HISTORY, amount_then, due_then, said_then
from tools.parts.metrics.keys import Raw, keys_of, labelled, raw_key
from tools.parts.metrics.open_deals import (
    CREDITED_OPEN,
    CREDITED_OPEN_AMOUNT,
    CREDITED_OPEN_PRICED,
    OPEN,
    open_amount,
    open_priced,
)
from tools.parts.metrics.quotas import NO_QUOTA, quotas
from tools.parts.metrics.shape import Answer, Key, Metric, Moment, Part, Variant
from tools.parts.metrics.slices import Slice, collect, gather
from tools.parts.metrics.words import words
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span

DEAL = closing.DEAL
UNWEIGHTED = "no stage has a probability to weight by"
NO_AMOUNT = "none of the {n:,} open deals has an amount"
LOOKED_BACK, LEAST_QUARTERS = 8, 4
"""Past quarters from which the yield of a pipeline is learned, and the fewest that will do."""
BASIS_POINTS = 10_000


def _chance() -> ColumnElement[int]:
    """The probability that somebody typed for the deal's stage, in hundredths of a percent."""
    stage = table_of("stage").alias()
    found = select(func.max(func.round(stage.c.win_rate * BASIS_POINTS))).where(
        stage.c.workspace_id == DEAL.workspace_id, stage.c.state == "live",
        stage.c.name == DEAL.stage,
    )  # fmt: skip
    return found.correlate_except(stage).scalar_subquery()


def _weighted(moment: Moment) -> ColumnElement[int]:
    return open_amount(moment) * func.coalesce(_chance(), 0)


WEIGHTED = Part("weighted_amount", open_priced, "sum", _weighted, money=True,
                day="expected_close_on", scale=BASIS_POINTS, as_of=True, credited=True)  # fmt: skip
SEEN = (CREDITED_OPEN, CREDITED_OPEN_AMOUNT, CREDITED_OPEN_PRICED)
PARTS = (CREDITED_OPEN_AMOUNT, CREDITED_OPEN, CREDITED_OPEN_PRICED, closing.CREDITED_AMOUNT)


def _gathered(cut: Slice, *more: Part) -> dict[Raw, dict[str, Decimal | None]]:
    opened = collect(cut, (*PARTS, *more))
    targets = quotas(cut)
    keys = set(opened) | set(targets) or {()}
    return {key: {**opened.get(key, {}), "quota": targets.get(key)} for key in keys}


def _coverage(cut: Slice) -> dict[Key, Answer]:
    """Open amount expected to close in the period over the quota of the period."""
    return labelled({k: _over(p, p["quota"], "open_amount") for k, p in _gathered(cut).items()})


def _over(parts: dict[str, Decimal | None], target: Decimal | None, top: str) -> Answer:
    amount, n = parts.get(top), int(parts.get("open") or 0)
    if not parts.get("quota") or not target:
        return Answer(None, n, NO_QUOTA, dict(parts))
    if amount is None and n:
        return Answer(None, n, NO_AMOUNT.format(n=n), dict(parts))
    return Answer((amount or Decimal(0)) / target, n, None, dict(parts))


def _remaining_coverage(cut: Slice) -> dict[Key, Answer]:
    return labelled({key: _remaining(parts) for key, parts in _gathered(cut).items()})


def _remaining(parts: dict[str, Decimal | None]) -> Answer:
    quota, done = parts.get("quota"), parts.get("won_amount") or Decimal(0)
    if quota and done >= quota:
        reached = "its quota has been reached already"
        return Answer(None, int(parts.get("open") or 0), reached, dict(parts))
    return _over(parts, quota - done if quota else None, "open_amount")


def _has_chances(cut: Slice) -> bool:
    """Whether somebody typed a probability for a stage of open deals."""
    stage = table_of("stage")
    known = select(stage.c.id).where(
        alive(stage, cut.ctx.workspace.id), stage.c.status == "open", stage.c.win_rate.is_not(None)
    )
    return cut.ctx.session.execute(known.limit(1)).first() is not None


def weighted_pipeline(cut: Slice) -> dict[Key, Answer]:
    """What is open, each deal times the probability typed for its stage."""
    if not _has_chances(cut):
        return {(): Answer(None, 0, UNWEIGHTED)}
    found = gather(cut, (WEIGHTED, *SEEN))
    return {key: _weighed(parts) for key, parts in (found or {(): {}}).items()}


def _weighed(parts: dict[str, Decimal | None]) -> Answer:
    amount, n = parts.get("weighted_amount"), int(parts.get("open") or 0)
    if amount is None and n:
        return Answer(None, n, NO_AMOUNT.format(n=n), dict(parts))
    return Answer(amount or Decimal(0), n, None, dict(parts))


def _weighted_coverage(cut: Slice) -> dict[Key, Answer]:
    if not _has_chances(cut):
        return {(): Answer(None, 0, UNWEIGHTED)}
    found = _gathered(cut, WEIGHTED)
    return labelled({key: _over(p, p["quota"], "weighted_amount") for key, p in found.items()})


def _required(cut: Slice) -> dict[Key, Answer]:
    """What coverage it takes: one over what past quarters won from where they stood on this day."""
    opened: dict[Raw, Decimal] = defaultdict(Decimal)
    won: dict[Raw, Decimal] = defaultdict(Decimal)
    quarters: dict[Raw, int] = defaultdict(int)
    for quarter, day in _same_days(cut):
        before = _open_then(cut, quarter, day)
        after = collect(_from(cut, day, quarter), (closing.CREDITED_AMOUNT,))
        for key, amount in before.items():
            opened[key] += amount
            quarters[key] += 1
        for key, parts in after.items():
            won[key] += parts.get("won_amount") or Decimal(0)
    if not opened and not cut.by:
        return {(): Answer(None, 0, NO_HISTORY)}
    return labelled({key: _yielded(opened[key], won[key], quarters[key]) for key in opened})


def _yielded(opened: Decimal, won: Decimal, quarters: int) -> Answer:
    inputs: dict[str, Decimal | None] = {
        "open_then": opened, "won_after": won, "quarters": Decimal(quarters)
    }  # fmt: skip
    if quarters < LEAST_QUARTERS:
        few = f"it needs at least {LEAST_QUARTERS} past quarters with a pipeline; there are"
        return Answer(None, quarters, f"{few} {quarters}", inputs)
    if not won:
        return Answer(None, quarters, "nothing was won after this day of past quarters", inputs)
    return Answer(opened / won, quarters, None, {**inputs, "yield": won / opened})


def _same_days(cut: Slice) -> Iterator[tuple[Span, date]]:
    """The quarters before the period's own, each with the day that it was as old as this one is."""
    calendar = calendar_for(cut.ctx.workspace)
    start = cut.span.start or cut.ctx.today
    first, _, _ = calendar.holding(start, "quarter")
    into = max(cut.moment.last_day - first, timedelta(0)) if cut.span.start else timedelta(0)
    if cut.moment.past:
        into = timedelta(0)
    for _ in range(LOOKED_BACK):
        first, last, label = calendar.holding(first - timedelta(days=1), "quarter")
        yield Span(first, last, label, "quarter"), min(first + into, last)


def _open_then(cut: Slice, quarter: Span, day: date) -> dict[Raw, Decimal]:
    then, joins = said_then(cut, day), cut.joins("opportunity")
    keys = list(keys_of(cut, joins, OPEN))
    own = cut.moment.own_money("opportunity", day)
    rows = (
        select(*keys, func.sum(amount_then(cut, then, day)))
        .select_from(joins.source().join(then, then.c.opportunity_id == DEAL.id))
        .where(due_then(cut, then, day, quarter.start or day, quarter.end), own)
    )
    found = cut.ctx.session.execute(rows.group_by(*keys) if keys else rows)
    return {raw_key(cut, row): Decimal(row[-1]) / CENTS for row in found if row[-1]}


def _from(cut: Slice, day: date, quarter: Span) -> Slice:
    after = Span(day + timedelta(days=1), quarter.end, quarter.label)
    return replace(cut, span=after)


TYPED = "Probabilities that were typed for stages are seldom those that came true."
SHARED = "What coverage is needed depends on how much pipeline you usually win."

PIPELINE_COVERAGE = Metric(
    name="pipeline_coverage",
    label="pipeline coverage",
    words=words("""pipeline coverage|coverage|coverage ratio|pipeline to quota|pipeline vs quota
        |how many times quota is our pipeline|quota coverage|pipe coverage|do we have enough
         pipeline|pipeline cover|coverage of quota|enough pipeline to hit quota|pipeline multiple
        |enough pipe|required coverage|weighted coverage|weighted pipeline coverage
        |coverage we need|how much coverage do we need|needed coverage"""),
    unit="ratio",
    day="the day they are expected to close",
    ahead=True,
    noun=("open deal", "open deals"),
    required="quotas, and amounts on open deals",
    default_period="this quarter",
    variants=(
        Variant(
            name="default", label="pipeline coverage", shape="own", own=_coverage,
            words=words("of the whole quota|total quota"),
            definition="The open amount expected to close in the period over the quota of the"
                       " period.",
            formula="open_amount / quota", parts=SEEN, caveats=(SHARED,),
        ),
        Variant(
            name="remaining", label="coverage of the remaining quota", shape="own",
            own=_remaining_coverage, words=words("remaining|of remaining quota|left to go|to go"),
            definition="The open amount expected to close in the period over the quota not yet won"
                       " in it.",
            formula="open_amount / (quota - won_amount)", parts=SEEN, caveats=(SHARED,),
        ),
        Variant(
            name="weighted", label="weighted pipeline coverage", shape="own",
            own=_weighted_coverage, words=words("weighted|probability weighted|stage weighted"),
            definition="The open amount expected to close in the period, each deal times the"
                       " probability typed for its stage, over the quota of the period.",
            formula="weighted_amount / quota", parts=SEEN,
            caveats=(TYPED,),
        ),
        Variant(
            name="required", label="required pipeline coverage", shape="own", own=_required,
            words=words("required|we need|do we need|needed|is needed|should have|enough is"),
            noun=("past quarter", "past quarters"),
            definition="1 over the yield of past quarters: what was won after this day of the"
                       " quarter over what was open on it and expected to close in the quarter.",
            formula="open_then / won_after, over the last 8 quarters with a pipeline",
            parts=SEEN,
            caveats=(
                "Won deals count however young, those created later among them.",
                "Set it beside coverage of the remaining quota: both look ahead from the same day.",
            ),
        ),
    ),
)  # fmt: skip
