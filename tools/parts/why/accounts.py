"""Recurring revenue as rows: one for each account that paid before or at the end of a period."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from tools.parts.comparing import CENTS
from tools.parts.dimensions import Dimension
from tools.parts.measuring.asked import Asked
from tools.parts.metrics.bridge import each_account
from tools.parts.metrics.keys import raw_key
from tools.parts.metrics.shape import Answer
from tools.parts.metrics.slices import Slice
from tools.parts.periods import Span
from tools.parts.why.rows import ROWS_AT_MOST, Rows, named, tie

ACCOUNT = "account_id"
NOUN = ("customer", "customers")
Paid = Callable[[int, int], int | None]
"""What an account adds, of what it paid before and pays after, in cents; None leaves it out."""


class Counted(NamedTuple):
    """How accounts make up a figure: what each adds, and to what that is a share of, if any."""

    top: Paid
    bottom: Paid | None = None
    money: bool = True


def _new(before: int, after: int) -> int:
    return 0 if before else after


def _expansion(before: int, after: int) -> int:
    return max(after - before, 0) if before else 0


def _contraction(before: int, after: int) -> int:
    return max(before - after, 0) if after else 0


def _churn(before: int, after: int) -> int:
    return 0 if after else before


def _opening(before: int, _: int) -> int | None:
    return before or None


def _customer(before: int, _: int) -> int | None:
    return 1 if before else None


WALK: dict[str, Paid] = {
    "new": _new, "expansion": _expansion,
    "contraction": lambda b, a: -_contraction(b, a), "churn": lambda b, a: -_churn(b, a),
}  # fmt: skip
"""The steps from one ARR to another; what is lost is negative."""
COUNTED: dict[tuple[str, str], Counted] = {
    ("arr", "annual"): Counted(lambda _, after: after),
    ("arr_bridge", "net_new"): Counted(lambda before, after: after - before),
    ("arr_bridge", "new"): Counted(_new),
    ("arr_bridge", "expansion"): Counted(_expansion),
    ("arr_bridge", "contraction"): Counted(_contraction),
    ("arr_bridge", "churn"): Counted(_churn),
    ("net_revenue_retention", "net"): Counted(lambda _, after: after, _opening),
    ("gross_revenue_retention", "gross"): Counted(min, _opening),
    ("gross_revenue_retention", "churn"): Counted(lambda b, a: b - min(b, a), _opening),
    ("customer_churn", "churn"): Counted(lambda _, after: int(not after), _customer, money=False),
    ("customer_churn", "retention"): Counted(lambda _, after: int(after > 0), _customer,
                                             money=False),
}  # fmt: skip


def counted(asked: Asked, variant: str | None = None) -> Counted | None:
    """How accounts make up the figure; None for figures that they do not."""
    return COUNTED.get((asked.metric.name, variant or asked.variant.name))


def of_account(dimension: Dimension) -> bool:
    """Whether a subscription has its group from its account, so that the account is in one."""
    paths = dimension.paths.get("subscription", ())
    return bool(paths) and all(path[0] == ACCOUNT for path in paths)


def accounts_of(
    now: Asked, then: Asked, values: tuple[Answer, Answer], dimensions: Sequence[Dimension]
) -> Rows | None:
    """The accounts behind both figures; None when they do not add up to them, or are too many."""
    how = counted(now)
    if how is None:
        return None
    scale = CENTS if how.money else 1
    found = Rows(tuple(dimensions), cells=[[] for _ in dimensions], noun=NOUN, scale=(scale, scale))
    for asked, later in ((then, False), (now, True)):
        _fill(found, asked, how, later=later)
    if len(found) > ROWS_AT_MOST or not tie(found, *values, rated=how.bottom is not None):
        return None
    return named(found)


def walked(now: Asked, then: Asked) -> dict[str, tuple[int, Decimal]]:
    """From the ARR of one day to that of another: of each step how many accounts, and how much."""
    first, last = (asked.cut.moment.last_day for asked in (then, now))
    span = Span(first + timedelta(days=1), last, now.cut.span.label)
    found = dict.fromkeys(WALK, (0, Decimal(0)))
    for _, before, after in _paid(replace(now.cut.whole(), span=span, _known={})):
        for name, step in WALK.items():
            cents = step(before, after) or 0
            n, amount = found[name]
            found[name] = n + bool(cents), amount + Decimal(cents) / CENTS
    return found


def _fill(found: Rows, asked: Asked, how: Counted, *, later: bool) -> None:
    cut = replace(asked.cut, by=found.dimensions)
    for row, before, after in _paid(cut):
        bottom = 1 if how.bottom is None else how.bottom(before, after)
        if bottom is None:
            continue
        for cells, cell in zip(found.cells, raw_key(cut, row), strict=True):
            cells.append(cell)
        found.ids.append(str(row[-3]))
        found.later.append(later)
        found.top.append(how.top(before, after) or 0)
        found.bottom.append(bottom)


def _paid(cut: Slice) -> Iterator[tuple[Any, int, int]]:
    """Each account's row with what it paid before the period and pays at its end."""
    for row in cut.ctx.session.execute(each_account(cut).limit(ROWS_AT_MOST + 1)):
        before, after = int(row[-2] or 0), int(row[-1] or 0)
        if before or after:
            yield row, before, after
