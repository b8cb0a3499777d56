"""Deals that stood at two records of one company: what they add to pipeline, coverage, forecast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from store.schema import entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.comparing import CENTS
from tools.parts.formats import money, written
from tools.parts.merging.joining import Joins
from tools.parts.metrics import METRICS
from tools.parts.metrics.open_deals import CREDITED_OPEN_AMOUNT
from tools.parts.metrics.slices import Slice, collect, compute
from tools.parts.periods import resolve
from tools.parts.sight import is_limited

QUARTER = "this quarter"
UNTOUCHED = "unchanged: no deal's amount, date or owner changes"

Deal = Mapping[str, Any]


@dataclass(frozen=True)
class Doubled:
    """Open deals with the name and amount of another at the same company, and what all come to."""

    deals: Sequence[Deal]
    open_cents: Mapping[str, int]


def doubled(accounts: Sequence[Joins], deals: Mapping[str, Sequence[Deal]]) -> list[Deal]:
    """Open deals of one name and amount that were at two records of the same company.

    Args:
        accounts: The merges of accounts.
        deals: The open deals of each account that takes part.
    """
    again: list[Deal] = []
    for merge in accounts:
        seen: dict[tuple[Any, ...], str] = {}
        for row in (merge.keep, *merge.others):
            for deal in deals.get(str(row["id"]), ()):
                key = (" ".join(str(deal["name"]).casefold().split()), deal["amount_cents"],
                       deal["currency"])  # fmt: skip
                if seen.setdefault(key, str(row["id"])) != str(row["id"]):
                    again.append(deal)
    return again


def effects_of(ctx: Context, found: Doubled) -> dict[str, Any]:
    """What such deals add to the figures: the merges keep them, so a person must close them."""
    return _pipeline(ctx, found) | _coverage(ctx, found) | {"forecast": _forecast(ctx, found)}


def _pipeline(ctx: Context, found: Doubled) -> dict[str, Any]:
    if not found.deals:
        return {}
    sums: Counter[str] = Counter()
    for deal in found.deals:
        sums[deal["currency"] or ctx.workspace.currency] += int(deal["amount_cents"] or 0)
    said = ", ".join(_money(cents, code) for code, cents in sorted(sums.items()) if cents)
    noun = "deal has" if len(found.deals) == 1 else "deals have"
    once = {
        f"open pipeline in {code}, each deal once":
            _money(found.open_cents.get(code, 0) - cents, code)
        for code, cents in sorted(sums.items()) if cents
    }  # fmt: skip
    return {
        "open pipeline counted twice": f"{said or 'no amount'}: {len(found.deals):,} open "
        f"{noun} the name and amount of another at the same company; the merge keeps both"
    } | once


def _coverage(ctx: Context, found: Doubled) -> dict[str, Any]:
    """Coverage of this quarter as it is, as the merges leave it, and with each deal counted once.

    It is measured as `measure` does; no merge of companies or people changes what it is made of.
    """
    if is_limited(ctx.actor):
        return {"coverage": UNTOUCHED}
    span = resolve(QUARTER, ctx.today, calendar_for(ctx.workspace))
    metric = METRICS["pipeline_coverage"]
    answer = compute(Slice(ctx, span), metric, metric.variants[0])[()]
    if answer.value is None:
        return {"coverage": f"not known ({answer.reason}); no deal and no quota changes"}
    now = written(answer.value, metric.unit)
    name = f"pipeline coverage, {span.label}"
    effect: dict[str, Any] = {name: {"before": now, "after": now}}
    due = _due(ctx, found)
    if due:
        quota = answer.inputs["quota"] or Decimal(1)
        once = written(answer.value - due / quota, metric.unit)
        effect[f"{name}, each deal once"] = once
    return effect


def _due(ctx: Context, found: Doubled) -> Decimal:
    """What such deals that are expected to close this quarter add to coverage."""
    if not found.deals:
        return Decimal(0)
    span = resolve(QUARTER, ctx.today, calendar_for(ctx.workspace))
    ids = [str(deal["id"]) for deal in found.deals]
    cut = Slice(ctx, span, (Filter(field="id", value=ids),))
    parts = collect(cut, (CREDITED_OPEN_AMOUNT,)).get((), {})
    return parts.get(CREDITED_OPEN_AMOUNT.name) or Decimal(0)


def _forecast(ctx: Context, found: Doubled) -> str:
    """That it stays; and what of it is counted twice, by the category that it is forecast in."""
    if not found.deals:
        return UNTOUCHED
    label = entity("opportunity").field("forecast_category").label
    sums: Counter[tuple[str, str]] = Counter()
    for deal in found.deals:
        code = deal["currency"] or ctx.workspace.currency
        sums[str(deal["forecast_category"] or f"no {label}"), code] += int(
            deal["amount_cents"] or 0
        )
    said = ", ".join(
        f"{_money(cents, code)} in {name}" for (name, code), cents in sums.most_common() if cents
    )
    return f"{UNTOUCHED}; counted twice in it: {said}" if said else UNTOUCHED


def _money(cents: int, code: str) -> str:
    return money(Decimal(cents) / CENTS, code)
