"""What a metric is: a declared definition, its variants, and the parts it is computed from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, FromClause, and_, case, or_, select

from tools.parts.comparing import between_days, between_instants, until
from tools.parts.metrics.sql import converted
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span

if TYPE_CHECKING:
    from tools.parts.metrics.slices import Slice

Key = tuple[str | date | None, ...]
"""The values of the dimensions that a group of rows shares; empty for all rows together."""
Fold = Literal["count", "sum", "median", "p90", "trimmed"]
Shape = Literal["sum", "ratio", "spread", "own"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a part looks: the asked period and today, and the money that may be added up.

    `rated` are the foreign currencies that the workspace has exchange rates of.
    """

    span: Span
    today: date
    currency: str
    timezone: str
    workspace_id: str = ""
    rated: frozenset[str] = frozenset()

    @property
    def all_time(self) -> bool:
        return self.span.start is None and self.span.end >= self.today

    @property
    def past(self) -> bool:
        """Whether the period is over."""
        return self.span.end < self.today

    @property
    def last_day(self) -> date:
        """The last day of the period that has been seen."""
        return min(self.span.end, self.today)

    def within(self, day: ColumnElement[Any], *, instant: bool = False) -> ColumnElement[bool]:
        """Rows whose day lies in the period and is not after today; all time takes undated ones."""
        first, last = self.span.start, self.last_day
        if self.all_time:
            return until(day, last, self.timezone if instant else None)
        if instant:
            return between_instants(day, first, last, self.timezone)
        return between_days(day, first, last)

    def own_money(
        self, table: str, day: ColumnElement[Any] | date | None = None
    ) -> ColumnElement[bool]:
        """Rows in the workspace's currency, or that have a rate on `day`; none are ever mixed."""
        currency = table_of(table).c.currency
        own = or_(currency.is_(None), currency == self.currency)
        if day is None or not self.rated:
            return own
        return or_(own, self._rate(currency, day, "rate_e8").is_not(None))

    def cents(self, table: str, column: str, day: ColumnElement[Any] | date) -> ColumnElement[int]:
        """An amount in the workspace's currency, by the rate of a day; `own_money` says if any."""
        return self.exchanged(table, table_of(table).c[column], day)

    def exchanged(
        self, table: str, amount: ColumnElement[int], day: ColumnElement[Any] | date
    ) -> ColumnElement[int]:
        """As `cents`, for an amount from elsewhere in the currency of a row of `table`."""
        if not self.rated:
            return amount
        currency = table_of(table).c.currency
        own = or_(currency.is_(None), currency == self.currency)
        rate = self._rate(currency, day, "rate_e8")
        return case((own, amount), else_=converted(amount, rate))

    def rate_day(self, table: str, day: ColumnElement[Any] | date) -> ColumnElement[date]:
        """The day of the rate by which a row's amount is converted."""
        return self._rate(table_of(table).c.currency, day, "rate_on")

    def _rate(
        self, currency: ColumnElement[str], day: ColumnElement[Any] | date, column: str
    ) -> ColumnElement[Any]:
        """Of the latest rate on or before a day, a column."""
        rate = _rates()
        latest = (
            select(rate.c[column])
            .where(
                alive(rate, self.workspace_id), rate.c.currency == currency, rate.c.rate_on <= day
            )
            .order_by(rate.c.rate_on.desc(), rate.c.id)
            .limit(1)
        )
        return latest.correlate_except(rate).scalar_subquery()


@cache
def _rates() -> FromClause:
    """The rates under a name of their own; making it anew for every amount takes a while."""
    return table_of("exchange_rate").alias()


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregate over the rows of a table.

    Attributes:
        name: What formulas call it.
        rows: Which rows it takes.
        fold: How their values become one.
        of: The value of a row, seen at a moment; a count has none.
        money: Whether the value is cents.
        table: The table of the rows.
        day: The column by which time dimensions split the rows.
        credited: Whether a deal that several reps share is credited to each by their share.
        beside: Rows that are joined to the table's, at most one to each, and how.
        as_of: Whether it is a level: of a past day, deals count as they were noted on it.
        scale: What the value is divided by besides, such as 60 for minutes that are told as hours.
    """

    name: str
    rows: Callable[[Moment], ColumnElement[bool]]
    fold: Fold = "count"
    of: Callable[[Moment], ColumnElement[Any]] | None = None
    money: bool = False
    table: str = "opportunity"
    day: str = "closed_on"
    credited: bool = False
    scale: int = 1
    as_of: bool = False
    beside: Callable[[Moment], tuple[FromClause, ColumnElement[bool]]] | None = None


def credited(*parts: Part) -> tuple[Part, ...]:
    """The same parts, with a deal that several reps share credited to each by their share."""
    return tuple(replace(part, credited=True) for part in parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, the number of rows it stands on, and why there is none."""

    value: Decimal | None
    n: int
    reason: str | None = None
    inputs: dict[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One named way to compute a metric.

    Attributes:
        name: Its name; `default` metrics call the first one.
        label: How a reply names it.
        words: Phrases that ask for it.
        definition: What it means, in a sentence.
        formula: How it is computed, in the names of its parts.
        parts: What it is computed from.
        shape: `sum` of `top`; `ratio` of `top` over `bottom`; `spread` of one part; or its `own`.
        top: The parts added up, or the numerator.
        bottom: The denominator; its sum is also the number of rows.
        counted: For a sum or spread, the part that counts the rows.
        own: Computes the groups when the shape is its own.
        nothing: When its own computation splits by time in one go: what is said of empty buckets.
        caveats: What a careful reader should always know.
        minimum: The least n that gives a value.
        unit: When it differs from the metric's.
        noun: What its rows are called when that differs from the metric's.
        per: A dimension and the variant that takes this one's place when broken down by it.
        grouped: Dimensions by which that variant takes its place unless this one is asked for.
        said: What else a careful reader should know, from the inputs; None when there is nothing.
        level: Whether a level counts into it that is not among its parts.
    """

    name: str
    label: str
    definition: str
    formula: str
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    shape: Shape = "sum"
    top: tuple[str, ...] = ()
    bottom: tuple[str, ...] = ()
    counted: str = ""
    own: "Callable[[Slice], dict[Key, Answer]] | None" = None
    nothing: str = ""
    caveats: tuple[str, ...] = ()
    minimum: int = 0
    unit: str | None = None
    noun: tuple[str, str] | None = None
    per: tuple[str, str] | None = None
    grouped: tuple[str, ...] = ()
    level: bool = False
    said: Callable[[Mapping[str, Decimal | None]], str | None] | None = None

    @property
    def looks_back(self) -> bool:
        """Whether it depends on how deals stood on the day that is looked at."""
        return self.level or any(part.as_of for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure of the business that can be asked for by name.

    Attributes:
        name: Its name in the registry.
        label: How a reply begins a sentence about it.
        words: What people call it.
        unit: `money`, `count`, `rate`, `days`, `hours`, `months`, `ratio` or `money/day`.
        variants: The first is the default.
        table: The table of the rows it is about.
        day: The day that a period applies to, in words.
        additive: Whether groups add up to the whole, so that shares make sense.
        stock: Whether it is a level at a moment rather than what happened in a period.
        noun: What its rows are called: one, several.
        required: What the store must hold for it.
        default_period: The period when none is asked for; None is all time, or now for a stock.
        natural_by: The dimension that it only makes sense by.
        ahead: Whether a bare `Q1` or `March` is one that has not ended.
        steps: Of a bridge or a funnel, the inputs that are shown as rows, and their labels.
        steps_mean: What each of those is, in the same order, for its receipt.
        steps_unit: The unit of those: `money` or `count`.
        version: Raised when the definition changes.
    """

    name: str
    label: str
    words: tuple[str, ...]
    unit: str
    variants: tuple[Variant, ...]
    table: str = "opportunity"
    day: str = "the day they closed"
    additive: bool = False
    stock: bool = False
    noun: tuple[str, str] = ("deal", "deals")
    required: str = ""
    default_period: str | None = None
    natural_by: str | None = None
    ahead: bool = False
    steps: tuple[tuple[str, str], ...] = ()
    steps_mean: tuple[str, ...] = ()
    steps_unit: str = "count"
    version: int = 1

    @property
    def default(self) -> Variant:
        return self.variants[0]

    @property
    def definition(self) -> str:
        return self.default.definition

    @property
    def formula(self) -> str:
        return self.default.formula

    def variant(self, name: str | None) -> Variant | None:
        """The variant of that name, or the default for None; None when there is no such one."""
        if name in (None, "default"):
            return self.default
        return next((v for v in self.variants if v.name == name), None)


def both(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """All of the conditions."""
    return and_(*conditions)
