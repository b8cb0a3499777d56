"""Cohorts as a result: the latest beside the earlier ones at the same age, and the triangle."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.context import Context
from tools.parts import charts
from tools.parts.cohorts.fisher import fisher_exact
from tools.parts.cohorts.table import Cohort
from tools.parts.measuring.receipts import exact
from tools.parts.periods import Span
from tools.result import Cell, Chart, Figure, Result, Table

FEWEST = {"deals": 5, "reps": 2}
"""Members below which a cohort is not set beside the others."""
SIGNIFICANT = 0.05
AGE = {"deals": 3, "reps": 6}
"""The age in months at which cohorts are compared, when the latest has come so far."""
SHOWS = {"won": "won", "closed": "closed", "revenue": "won revenue a deal"}


@dataclass(frozen=True, slots=True)
class Told:
    """All that a comparison of cohorts is made of."""

    ctx: Context
    span: Span
    who: str
    of: str
    show: str
    cohorts: Sequence[Cohort]
    months: int
    notes: Sequence[str]
    filters: list[dict[str, Any]]

    @property
    def unit(self) -> str:
        money = self.of == "reps" or self.show == "revenue"
        return self.ctx.workspace.currency if money else "rate"

    @property
    def what(self) -> str:
        """What a cell is, in words."""
        if self.of == "reps":
            return "won a rep"
        return SHOWS[self.show]


@dataclass(frozen=True, slots=True)
class Pair:
    """The latest cohort that has come to an age, and all earlier ones together."""

    age: int
    latest: Cohort
    value: Decimal
    others: Decimal
    others_n: int
    p: float | None


def result(told: Told) -> Result:
    """The comparison as a reply shows it."""
    pair = _pair(told)
    figures = _figures(told, pair)
    drawn = _chart(told)
    return Result(
        say=_say(told, pair, figures), reading=_reading(told), figures=figures,
        tables=[_table(told)], charts=[drawn] if drawn else [], notes=list(told.notes),
        facts=_facts(told, pair),
    )  # fmt: skip


def _pair(told: Told) -> Pair | None:
    """At the age asked about, or the oldest that two cohorts have reached."""
    for age in range(min(AGE[told.of], told.months), 0, -1):
        there = [
            c for c in told.cohorts if c.cells[age - 1] is not None and c.size >= FEWEST[told.of]
        ]
        if len(there) > 1:
            return _paired(told, age, there)
    return None


def _paired(told: Told, age: int, there: Sequence[Cohort]) -> Pair:
    *earlier, latest = there
    n = sum(c.size for c in earlier)
    cells = [(c.size, c.cells[age - 1] or Decimal(0)) for c in earlier]
    others = sum((size * value for size, value in cells), Decimal(0)) / n
    p = None
    if told.unit == "rate":
        hits = sum(c.hits[age - 1] or 0 for c in earlier)
        p = fisher_exact(latest.hits[age - 1] or 0, latest.size, hits, n)
    return Pair(age, latest, latest.cells[age - 1] or Decimal(0), others, n, p)


def _figures(told: Told, pair: Pair | None) -> list[Figure]:
    if pair is None:
        return []
    age = f"within {pair.age} months" if told.of == "deals" else f"in month {pair.age}"
    means = "The share of a cohort" if told.unit == "rate" else "The mean a member of a cohort"
    made = [
        told.ctx.figure(
            "cohort", exact(value, told.unit), told.unit, label=f"{name}: {told.what} {age}",
            definition=f"{means}, {told.what} {age} of its first day, over cohorts that have all"
                       " come to that age.",
            formula=f"{told.what} / size of the cohort", n=n, variant=told.show,
            period=told.span.kept(), filters=told.filters,
        )
        for name, value, n in (
            (pair.latest.label, pair.value, pair.latest.size),
            ("Earlier cohorts", pair.others, pair.others_n),
        )
    ]  # fmt: skip
    if pair.p is not None:
        made.append(told.ctx.figure(
            "cohort_chance", Decimal(str(round(pair.p, 6))), "rate",
            label="Chance of such a difference",
            definition="The chance of shares at least as unlikely when the cohorts are alike"
                       " (Fisher's exact test, two-sided).",
            formula="sum of hypergeometric probabilities", n=pair.latest.size + pair.others_n,
            period=told.span.kept(), filters=told.filters,
        ))  # fmt: skip
    return made


def _say(told: Told, pair: Pair | None, figures: Sequence[Figure]) -> str:
    if pair is None:
        return (
            f"No two cohorts of at least {FEWEST[told.of]} {told.of}{told.who} from"
            f" {told.span.label} have come to the same age yet; the table shows what there is."
        )
    label, size, age = pair.latest.label, pair.latest.size, pair.age
    if told.of == "reps":
        return (
            f"Reps{told.who} who started in {label} won {figures[0].text} each in month {age} of"
            f" their tenure (n = {size:,}), against {figures[1].text} for those who started before"
            f" at that age (n = {pair.others_n:,})."
        )
    what = "were" if told.unit == "rate" else "brought"
    said = (
        f"Of the deals{told.who} created in {label}, {figures[0].text} {what} {told.what} within"
        f" {age} months (n = {size:,}), against {figures[1].text} of the earlier cohorts at the"
        f" same age (n = {pair.others_n:,})."
        if told.unit == "rate" else
        f"Deals{told.who} created in {label} brought {figures[0].text} each within {age} months"
        f" (n = {size:,}), against {figures[1].text} for the earlier cohorts at the same age"
        f" (n = {pair.others_n:,})."
    )  # fmt: skip
    return said + _tested(pair, figures)


def _tested(pair: Pair, figures: Sequence[Figure]) -> str:
    if pair.p is None:
        return ""
    if pair.p <= SIGNIFICANT:
        return f" That is more than chance (Fisher's exact test, p = {figures[-1].text})."
    return (
        f" Such a difference comes up by chance in {figures[-1].text} of cases (Fisher's exact"
        " test), so it says little."
    )


def _reading(told: Told) -> str:
    if told.of == "reps":
        return (
            "reps by when they started; each cell is what one of them won on average in that month"
            " of tenure, over those who worked all of it; blank months have not come yet"
        )
    return (
        f"deals created in {told.span.label} by when they were created; each cell is what had come"
        " of the cohort by that age; blank ages have not come for all of it"
    )


def _table(told: Told) -> Table:
    ages = [f"month {n}" for n in range(1, told.months + 1)]
    rows: list[list[Cell]] = [
        [c.label, c.size, *(exact(v, told.unit) for v in map(_rounded, c.cells))]
        for c in told.cohorts
    ]  # fmt: skip
    return Table(
        name="cohorts", title=f"Cohorts: {told.what}, by age",
        columns=["cohort", told.of, *ages],
        units=["text", "count", *[told.unit] * told.months], rows=rows, total=len(rows),
    )  # fmt: skip


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 4)


def _chart(told: Told) -> Chart | None:
    points = [
        (f"month {age}", c.label, value)
        for c in told.cohorts
        for age, value in enumerate(c.cells, start=1)
    ]
    return charts.lines(f"Cohorts: {told.what}", "age", told.unit, points)


def _facts(told: Told, pair: Pair | None) -> dict[str, Any]:
    return {
        "of": told.of, "show": told.show, "period": told.span.key, "where": told.filters,
        "cohorts": {c.label: [None if v is None else str(exact(v, told.unit)) for v in c.cells]
                    for c in told.cohorts},
        "age": pair.age if pair else None, "p": round(pair.p, 6) if pair and pair.p else None,
    }  # fmt: skip
