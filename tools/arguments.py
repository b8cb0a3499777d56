"""The kinds of argument that tools take.

A tool annotates its parameters with these; the kind tells a person what to give, the model what
to write, and the embedded planner which words of a request may fill it. A new tool made of known
kinds needs nothing else.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Slot(StrEnum):
    """What an argument means; the planner has one reader for each."""

    METRIC = "metric"
    DIVISOR = "divisor"
    VARIANT = "variant"
    DIMENSION = "dimension"
    FILTER = "filter"
    LINK = "link"
    PERIOD = "period"
    RANKING = "ranking"
    BOUND = "bound"
    TABLE = "table"
    FIELD = "field"
    COUNT = "count"
    MONEY = "money"
    INDUSTRY = "industry"
    FUNDING_STAGE = "funding_stage"
    GEOGRAPHY = "geography"
    TITLE = "title"
    KEYWORD = "keyword"
    NUMBER_RANGE = "number_range"
    CHANGE_SET = "change_set"
    GROUPS = "groups"
    RECEIPT = "receipt"
    RECORDS = "records"
    VALUES = "values"
    RECURRENCE = "recurrence"
    SCHEDULE = "schedule"
    FILE_FORMAT = "file_format"
    FLAG = "flag"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Words:
    """The words that mean a flag is set, or that choose one of several values.

    Attributes:
        slot: What the argument means.
        words: Of a flag or choice: value -> phrases that mean it.
        about: Of a number range: employees, founded, raised.
    """

    slot: Slot
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""

    def __hash__(self) -> int:
        # Python 3.11 hashes the parts of `X | None`, and a dictionary has no hash.
        return hash((self.slot, self.about, tuple(self.words.items())))


Operator = Literal[
    "is", "is_not", "contains", "starts_with", "gt", "gte", "lt", "lte", "between", "before",
    "after", "missing", "present",
]  # fmt: skip


class Filter(BaseModel):
    """One condition on a record: a field or a dimension, an operator and a value.

    `field` is a dimension (owner, team, region, product, series, segment, industry, stage, status,
    source, account ...) or a field of the table. A list of values with `is` means any of them;
    `between` takes two values. Money is in major units, dates are ISO, or the name of another such
    field. Of those in `either` (`field` is `either` too) one must be met.
    """

    model_config = ConfigDict(extra="forbid")

    field: str
    op: Operator = "is"
    value: str | int | float | bool | list[str] | list[float] | None = None
    either: list["Filter"] = Field(default_factory=list, exclude_if=lambda given: not given)


class Link(BaseModel):
    """One condition on the records that a record is linked to, such as `without open deals`.

    `table` is the linked table, or what the reference to it is called: deals of an account, the
    account of a deal, the owner of anything. `without` and `at_most` also take records that have
    none at all. `links` are conditions on what the linked records are linked to in their turn.
    """

    model_config = ConfigDict(extra="forbid")

    table: str
    op: Literal["with", "without", "at_least", "at_most", "exactly"] = "with"
    count: int | None = Field(default=None, ge=0, le=1_000_000)
    where: list[Filter] = Field(default_factory=list)
    period: str | None = None
    links: list["Link"] = Field(default_factory=list)


class FieldValue(BaseModel):
    """One field and the value that it is to hold; null empties it."""

    model_config = ConfigDict(extra="forbid")

    field: str
    value: str | int | float | None = None


class NumberRange(BaseModel):
    """A range of numbers, both ends included; leave one out for "at least" or "at most"."""

    model_config = ConfigDict(extra="forbid")

    at_least: float | None = None
    at_most: float | None = None


class Ranking(BaseModel):
    """Only the first or last so many, by the figure asked for."""

    model_config = ConfigDict(extra="forbid")

    order: Literal["top", "bottom"] = "top"
    count: int = Field(default=10, ge=1, le=1000)


class Bound(BaseModel):
    """Only groups whose figure lies within these; rates as parts of 1, money in major units."""

    model_config = ConfigDict(extra="forbid")

    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None


def _slot(slot: Slot, about: str = "") -> Words:
    return Words(slot=slot, about=about)


def flag(*phrases: str) -> Words:
    """Mark a boolean argument: any of the phrases turns it on."""
    return Words(slot=Slot.FLAG, words={"true": phrases})


def choice(**phrases: tuple[str, ...]) -> Words:
    """Mark an argument with a few values: each value and the phrases that mean it."""
    return Words(slot=Slot.CHOICE, words=phrases)


MetricName = Annotated[str, _slot(Slot.METRIC)]
VariantName = Annotated[str, _slot(Slot.VARIANT)]
"""A named way to compute the metric that is asked for, such as `median` or `by_value`."""
DivisorName = Annotated[str, _slot(Slot.DIVISOR)]
"""A count or a sum that another is divided by: `per won deal`, `ratio of calls to meetings`."""
DimensionName = Annotated[str, _slot(Slot.DIMENSION)]
Filters = Annotated[list[Filter], _slot(Slot.FILTER)]
Links = Annotated[list[Link], _slot(Slot.LINK)]
Period = Annotated[str, _slot(Slot.PERIOD)]
"""Words such as `last quarter`, `2017-Q3`, `March 2017`, `2017-01-01..2017-06-30`, or
`last 90 days`."""
Rank = Annotated[Ranking, _slot(Slot.RANKING)]
GroupBound = Annotated[Bound, _slot(Slot.BOUND)]
"""What the figure of a group must be: `under 50%`, `more than ten`, `at least $1m`."""
TableName = Annotated[str, _slot(Slot.TABLE)]
FieldName = Annotated[str, _slot(Slot.FIELD)]
Count = Annotated[int, _slot(Slot.COUNT), Field(ge=1, le=10_000)]
Days = Annotated[int, _slot(Slot.COUNT, "days"), Field(ge=1, le=10_000)]
"""A number of days: `45 days`, `two weeks`; a bare number is not one."""
Industry = Annotated[str, _slot(Slot.INDUSTRY)]
FundingStage = Annotated[str, _slot(Slot.FUNDING_STAGE)]
Geography = Annotated[str, _slot(Slot.GEOGRAPHY)]
"""A country, a state, a city, or a region such as `North America`, `Europe`, `DACH`."""
TitleWords = Annotated[str, _slot(Slot.TITLE)]
"""A job title as people write it: `VP of Engineering`, `head of sales`."""
Keyword = Annotated[str, _slot(Slot.KEYWORD)]
Employees = Annotated[NumberRange, _slot(Slot.NUMBER_RANGE, "employees")]
FoundedYears = Annotated[NumberRange, _slot(Slot.NUMBER_RANGE, "founded")]
MoneyRaised = Annotated[NumberRange, _slot(Slot.NUMBER_RANGE, "raised")]
"""In major units of the currency."""
ChangeSetId = Annotated[str, _slot(Slot.CHANGE_SET)]
ReceiptId = Annotated[str, _slot(Slot.RECEIPT)]
RecordIds = Annotated[list[str], _slot(Slot.RECORDS)]
Values = Annotated[list[FieldValue], _slot(Slot.VALUES), Field(min_length=1, max_length=20)]
"""Fields with the values that they are to hold: owner Dana Okafor, close date 2026-12-15."""
Recurrence = Annotated[str, _slot(Slot.RECURRENCE)]
"""How often and when: `every Friday at 16:00`, `on the 1st of each month at 9, Berlin time`."""
ScheduleWords = Annotated[str, _slot(Slot.SCHEDULE)]
"""A schedule by its id or by words of its name: `the Friday clean-up`."""
FileFormat = Annotated[Literal["csv", "xlsx"], _slot(Slot.FILE_FORMAT)]


Direction = Annotated[
    Literal["descending", "ascending"],
    choice(
        descending=(
            "biggest", "largest", "highest", "newest", "latest", "most recent", "descending",
            "desc", "most valuable", "longest", "high to low", "most first", "biggest first",
            "largest first", "highest first", "newest first", "latest first", "the most first",
            "most recent first", "highest to lowest", "largest to smallest", "newest to oldest",
        ),
        ascending=(
            "smallest", "lowest", "oldest", "earliest", "ascending", "asc", "first",
            "alphabetical", "shortest", "low to high", "lowest to highest",
            "smallest to largest", "oldest to newest", "fewest first",
        ),
    ),
]  # fmt: skip
"""Which end comes first when records are sorted."""


def slot_of(metadata: list[Any]) -> Words | None:
    """The kind that an argument's annotation carries, if any."""
    return next((m for m in metadata if isinstance(m, Words)), None)
