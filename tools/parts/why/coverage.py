"""Coverage at two moments that can be set side by side.

What is due in a quarter shrinks as the quarter goes by, so the coverage of a quarter that is over
says nothing beside that of one that runs. Two quarters are compared on the same day of each, and
one quarter with itself on two days; what was open and when it was due comes from that day's book.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tools.parts.calendars import calendar_for
from tools.parts.comparing import CENTS
from tools.parts.measuring.asked import Asked
from tools.parts.metrics.quotas import quotas
from tools.parts.metrics.shape import Answer, Key
from tools.parts.metrics.slices import Raw, Slice, labelled
from tools.parts.open_deal import OpenDeal
from tools.parts.periods import Span, resolve, written_day
from tools.parts.snapshots import Book, open_on
from tools.parts.waterfall.bars import Target
from tools.parts.waterfall.groups import keys_by

WITH_QUOTAS = frozenset({"quarter", "half", "year"})
"""Periods whose coverage is compared with that of the one before."""


def comparable(now: Asked, then: Asked) -> tuple[Asked, Asked]:
    """Both questions, about moments that can be set side by side; other metrics as they are."""
    if now.metric.name != "pipeline_coverage":
        return now, then
    (span, day), (before, earlier) = _moments(now, then)
    return _seen(now, span, day), _seen(then, before, earlier)


def _moments(now: Asked, then: Asked) -> tuple[tuple[Span, date], tuple[Span, date]]:
    """The period and the day of each coverage."""
    later, sooner, today = now.cut.span, then.cut.span, now.ctx.today
    whole = later.grain in WITH_QUOTAS and sooner.grain == later.grain
    if whole and later.start is not None and sooner.start is not None:
        into = (today - later.start).days if later.start <= today <= later.end else 0
        return (
            (later, later.start + timedelta(days=into)),
            (sooner, min(sooner.start + timedelta(days=into), sooner.end)),
        )
    last = min(later.end, today)
    quarter = later if later.grain in WITH_QUOTAS else _quarter(now, last)
    first = sooner.end if sooner.end < last else (sooner.start or last) - timedelta(days=1)
    return (quarter, last), (quarter, first)


def _quarter(asked: Asked, day: date) -> Span:
    return resolve("this quarter", day, calendar_for(asked.ctx.workspace))


def _seen(asked: Asked, span: Span, day: date) -> Asked:
    """The coverage of a period as it was on a day."""
    label = f"{span.label}, seen on {written_day(day)}"
    own = replace(
        asked.variant, own=_own(day),
        definition=f"{asked.variant.definition.rstrip('.')}, both as they were on the day.",
    )  # fmt: skip
    return replace(asked.over(replace(span, label=label, relative=False)), variant=own)


def _own(day: date) -> Callable[[Slice], dict[Key, Answer]]:
    def compute(cut: Slice) -> dict[Key, Answer]:
        book = open_on(cut.ctx, day, cut.filters)
        reason = _reason(book, cut)
        if reason is not None:
            return {(): Answer(None, len(book.deals), reason)}
        groups: dict[Raw, list[OpenDeal]] = {}
        due = [d for d in book.deals if _target(cut).holds(d.expected_close_on)]
        keys = keys_by(cut.ctx, [d.id for d in due], cut.by)
        for deal in due:
            groups.setdefault(keys.get(deal.id, (None,) * len(cut.by)), []).append(deal)
        targets = quotas(cut)
        every = dict.fromkeys([*groups, *targets]) or {(): None}
        found = {key: _answer(cut, groups.get(key, []), targets.get(key)) for key in every}
        return labelled(found)

    return compute


def _target(cut: Slice) -> Target:
    return Target(cut.span.start, cut.span.end)


def _answer(cut: Slice, deals: list[OpenDeal], quota: Decimal | None) -> Answer:
    amount = Decimal(_cents(cut, deals)) / CENTS
    inputs = {"open_amount": amount, "open": Decimal(len(deals)), "quota": quota}
    if not quota:
        return Answer(None, len(deals), "no quota is recorded for it", inputs)
    return Answer(amount / quota, len(deals), None, inputs)


def _cents(cut: Slice, deals: list[OpenDeal]) -> int:
    own = (d for d in deals if d.currency in {None, cut.ctx.workspace.currency})
    return sum(d.amount_cents or 0 for d in own)


def _reason(book: Book, cut: Slice) -> str | None:
    """Why the coverage of that day cannot be told; what is not on record is not guessed."""
    if book.reason is not None:
        return book.reason
    missing = [
        d for d in book.deals
        if "expected_close_on" in d.unknown
        or ("amount_cents" in d.unknown and _target(cut).holds(d.expected_close_on))
    ]  # fmt: skip
    if not missing:
        return None
    return (
        f"the amount or close date that {len(missing):,} of the {len(book.deals):,} deals open on"
        f" {written_day(book.day)} had then is not on record, so what was due cannot be told"
    )
