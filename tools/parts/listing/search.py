"""Searching a universe by all conditions at once, and counting what each of them costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, select

from tools.context import Context
from tools.parts.listing.criterion import Criterion
from tools.parts.listing.overlap import Known, already_known
from tools.parts.listing.universe import Universe


@dataclass(frozen=True, slots=True)
class Cost:
    """What one condition keeps out: companies that meet all the others.

    `unknown` are those among them that it cannot judge because their record is silent.
    """

    criterion: Criterion
    kept_out: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """As much of a company as it takes to tell whether the CRM has it."""

    id: str
    name: str
    domain: str | None
    website: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """The companies that meet every condition, and those that are in the CRM already.

    `overlap` is whether these are what is wanted, and not the others.
    """

    companies: list[Candidate]
    known: dict[str, Known]
    namesakes: list[str]
    overlap: bool = False

    @property
    def fresh(self) -> list[str]:
        """The ids of those that are wanted, in order: those that are not in the CRM, as a rule."""
        return [c.id for c in self.companies if (c.id in self.known) is self.overlap]


ListOrder = Literal["newest_funding", "most_raised", "most_employees", "youngest", "name"]
_BY = {"newest_funding": "last_funded_on", "most_raised": "raised_cents",
       "most_employees": "employee_count", "youngest": "founded_year"}  # fmt: skip


def search(
    ctx: Context, universe: Universe, criteria: Sequence[Criterion], *, exclude_crm: bool,
    order: ListOrder = "newest_funding", overlap: bool = False,
    most: ColumnElement[int] | None = None,
) -> Match:  # fmt: skip
    """The companies that meet every condition, in order; `most` is a figure to order by instead."""
    chosen = (universe.live(ctx), *(c.test for c in criteria))
    columns = [universe.column(name) for name in ("id", "name", "domain", "website")]
    query = select(*columns).where(*chosen).order_by(*_order(universe, order, most))
    rows = [Candidate(*row) for row in ctx.session.connection().execute(query)]
    if not (exclude_crm or overlap) or universe.source == "accounts":
        return Match(rows, {}, [])
    known, namesakes = already_known(ctx, rows)
    return Match(rows, known, namesakes, overlap)


def costs(ctx: Context, universe: Universe, criteria: Sequence[Criterion]) -> list[Cost]:
    """What each condition keeps out on its own, the most costly first."""
    kinds = _kinds(ctx, universe, criteria)
    found = []
    for place, criterion in enumerate(criteria):
        failing = [kind for kind in kinds if kind.failed == (place,)]
        silent = [kind for kind in failing if place in kind.unknown]
        found.append(Cost(criterion, sum(k.rows for k in failing), sum(k.rows for k in silent)))
    return sorted(found, key=lambda cost: -cost.kept_out)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Companies that fail, and are silent about, the same conditions."""

    failed: tuple[int, ...]
    unknown: frozenset[int]
    rows: int


def _kinds(ctx: Context, universe: Universe, criteria: Sequence[Criterion]) -> list[_Kind]:
    # Grouping by the outcomes lets the database judge each condition once per company.
    met = [case((c.test, 1), else_=0).label(f"met_{i}") for i, c in enumerate(criteria)]
    silent = [case((c.unknown, 1), else_=0).label(f"silent_{i}") for i, c in enumerate(criteria)]
    if not criteria:
        return []
    query = (
        select(*met, *silent, func.count())
        .select_from(universe.model)
        .where(universe.live(ctx))
        .group_by(*met, *silent)
    )
    size = len(criteria)
    return [
        _Kind(
            tuple(i for i in range(size) if not row[i]),
            frozenset(i for i in range(size) if row[size + i]),
            int(row[-1]),
        )
        for row in ctx.session.connection().execute(query)
    ]


def _order(
    universe: Universe, order: ListOrder, most: ColumnElement[int] | None
) -> list[ColumnElement[Any]]:
    by_name: list[ColumnElement[Any]] = [
        func.lower(universe.column("name")),
        universe.column("id"),
    ]
    if most is None and not universe.has(_BY.get(order, "")):
        return by_name
    first = universe.column(_BY[order]) if most is None else most
    return [first.is_(None), first.desc(), *by_name]
