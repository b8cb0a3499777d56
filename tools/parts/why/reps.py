"""Quota attainment as rows: one for each rep with a quota, in each of two periods."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tools.parts.comparing import CENTS
from tools.parts.dimensions import DIMENSIONS, Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.metrics import variant_of
from tools.parts.metrics.shape import Answer
from tools.parts.metrics.slices import compute
from tools.parts.why.rows import Rows, tie

NAMED = 12


def reps_behind(
    now: Asked, then: Asked, values: tuple[Answer, Answer], dimensions: Sequence[Dimension]
) -> Rows | None:
    """The reps behind both figures; None when they do not add up to them."""
    owner = DIMENSIONS["owner"]
    others = tuple(d for d in dimensions if d.name != owner.name and "quota" in d.paths)
    counted = now.variant.name == "reps_at_quota"
    shown = (owner, *others)
    found = Rows(shown, cells=[[] for _ in shown], noun=("rep with a quota", "reps with a quota"),
                 scale=(1, 1) if counted else (CENTS, CENTS))  # fmt: skip
    for asked, later in ((then, False), (now, True)):
        _fill(found, asked, others, later=later, counted=counted)
    return found if tie(found, *values, rated=True) else None


def _fill(
    found: Rows, asked: Asked, others: Sequence[Dimension], *, later: bool, counted: bool
) -> None:
    owner, measured = DIMENSIONS["owner"], variant_of(asked.metric, "to_quota")
    by_rep = compute(replace(asked.cut, by=(owner,)), asked.metric, measured)
    places = [
        dict(compute(replace(asked.cut, by=(owner, d)), asked.metric, measured)) for d in others
    ]
    where = [{rep: group for (rep, group), a in place.items() if a.inputs.get("quota")}
             for place in places]  # fmt: skip
    for key, answer in sorted(by_rep.items(), key=lambda pair: str(pair[0])):
        quota = answer.inputs.get("quota") or Decimal(0)
        won = answer.inputs.get("won_amount") or Decimal(0)
        if quota <= 0 and (counted or not won):
            continue
        found.ids.append(str(key[0]))
        found.later.append(later)
        for cells, cell in zip(found.cells, (key[0], *(w.get(key[0]) for w in where)), strict=True):
            cells.append(cell)
        found.top.append(int(won >= quota) if counted else int(won * CENTS))
        found.bottom.append(1 if counted else int(quota * CENTS))


def crossed(now: Asked, then: Asked) -> list[str]:
    """Who reached quota in one period only, when the share of reps at quota is what changed."""
    if (now.metric.name, now.variant.name) != ("quota_attainment", "reps_at_quota"):
        return []
    here, there = _at_quota(now), _at_quota(then)
    pairs = ((now, then, here - there), (then, now, there - here))
    return [
        f"Reached quota in {one.cut.span.label} and not in {other.cut.span.label}:"
        f" {len(names):,}: {_few(sorted(names))}."
        for one, other, names in pairs if names
    ]  # fmt: skip


def _at_quota(asked: Asked) -> set[str]:
    measured = variant_of(asked.metric, "to_quota")
    by_rep = compute(replace(asked.cut, by=(DIMENSIONS["owner"],)), asked.metric, measured)
    return {str(key[0]) for key, a in by_rep.items() if a.value is not None and a.value >= 1}


def _few(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
