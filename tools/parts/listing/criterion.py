"""One condition of a list: what was asked, how it was taken, and the evidence for each company."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from store.prospect import FundingRound
from tools.arguments import NumberRange
from tools.context import Context
from tools.parts.formats import money
from tools.parts.listing.universe import Company, Universe, absent


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one company beyond its own row."""

    rounds: Sequence[FundingRound] = ()


NO_FACTS = Facts()

Says = Callable[[Company, Facts], str]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition.

    `test` picks the companies that meet it, `unknown` those whose record cannot tell. `says` gives
    the evidence in a company's own record.
    """

    name: str
    reading: str
    test: ColumnElement[bool]
    unknown: ColumnElement[bool]
    says: Says
    notes: list[str] = field(default_factory=list)


def keyword_criterion(universe: Universe, words: Sequence[str]) -> Criterion:
    """Any of some words in the name, keywords, industry or description."""
    texts = universe.columns(*TEXTS)
    told = universe.columns("keywords", "description")
    either = " or ".join(f"“{word}”" for word in words)
    return Criterion(
        "keywords", f"{either} in the name, keywords, industry or description",
        or_(false(), *(t.icontains(w, autoescape=True) for t in texts for w in words)),
        and_(true(), *(absent(column) for column in told)),
        lambda company, _: mention(company, words),
    )  # fmt: skip


TEXTS = ("name", "keywords", "industry", "description")


def mention(company: Company, words: Sequence[str]) -> str:
    """Where a company's record says one of the words: `keywords: fintech, payments`."""
    for name in ("keywords", "description", "name", "industry"):
        text = getattr(company, name, None) or ""
        low = text.casefold()
        found = next((w for w in words if w.casefold() in low), None)
        if found is not None:
            shown = text if len(text) <= 60 else _around(text, low.index(found.casefold()))  # noqa: PLR2004 - a cell's width
            return f"{name}: {shown}"
    return ""


def _around(text: str, at: int) -> str:
    start, end = max(0, at - 25), at + 35
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def employees_criterion(universe: Universe, wanted: NumberRange) -> Criterion:
    """How many people work there."""
    column = universe.column("employee_count")
    return _in_range("employees", "{} employees", column, wanted, "{:,.0f}".format,
                     lambda company, _: f"{company.employee_count:,} employees")  # fmt: skip


def founded_criterion(universe: Universe, wanted: NumberRange) -> Criterion:
    """In which year it began."""
    return _in_range("founded", "founded in {}", universe.founded(), wanted, "{:.0f}".format,
                     lambda company, _: f"founded {founded_year(company)}")  # fmt: skip


def raised_criterion(ctx: Context, universe: Universe, wanted: NumberRange) -> Criterion:
    """How much money it has raised in all."""
    if not universe.has("raised_cents"):
        return Criterion("raised", "money raised", false(), true(), lambda *_: "",
                         ["Accounts in the CRM carry no money raised."])  # fmt: skip
    cents = NumberRange(at_least=_cents(wanted.at_least), at_most=_cents(wanted.at_most))
    currency = ctx.workspace.currency
    return _in_range(
        "raised", "{} raised in all", universe.column("raised_cents"), cents,
        lambda value: money(Decimal(round(value)) / 100, currency),
        lambda company, _: f"raised {raised(company)} in all",
    )  # fmt: skip


def outside(inside: Criterion) -> Criterion:
    """The opposite of a condition; a company whose record cannot tell is kept, and counted."""
    test = not_(func.coalesce(inside.test, false()))
    return Criterion(
        f"not {inside.name}", f"not {inside.reading}", test, false(), inside.says,
        [*inside.notes, f"Companies with no {inside.name} on record are not left out."],
    )  # fmt: skip


def status_criterion(universe: Universe) -> Criterion:
    """Still in business on its own."""
    if not universe.has("status"):
        return Criterion("status", "still operating", false(), true(), lambda *_: "",
                         ["Accounts in the CRM carry no operating status."])  # fmt: skip
    column = universe.column("status")
    return Criterion("status", "still operating", column == "operating", absent(column),
                     lambda company, _: f"status {getattr(company, 'status', '')}")  # fmt: skip


def founded_year(company: Company) -> int | None:
    """The year of founding on record."""
    day = getattr(company, "founded_on", None)
    return company.founded_year or (day.year if day else None)


def raised(company: Company) -> str | None:
    """The money raised, as a reply writes it; None when it is not on record."""
    cents = getattr(company, "raised_cents", None)
    return None if cents is None else money(Decimal(cents) / 100, company.currency or "USD")


def _cents(value: float | None) -> float | None:
    return None if value is None else float(Decimal(str(value)) * 100)


def _in_range(
    name: str,
    label: str,
    column: ColumnElement[Any],
    wanted: NumberRange,
    write: Callable[[float], str],
    says: Says,
) -> Criterion:
    low, high = wanted.at_least, wanted.at_most
    test: ColumnElement[bool] = column.is_not(None)
    if low is not None:
        test = test & (column >= low)
    if high is not None:
        test = test & (column <= high)
    words = label.format(_range(low, high, write, later="later" if name == "founded" else "more"))
    return Criterion(name, words, test, column.is_(None), says)


def _range(low: float | None, high: float | None, write: Callable[[float], str], later: str) -> str:
    if low is not None and high is not None:
        return write(low) if low == high else f"{write(low)} to {write(high)}"
    if low is not None:
        return f"{write(low)} or {later}"
    earlier = "earlier" if later == "later" else "less"
    return "any" if high is None else f"{write(high)} or {earlier}"
