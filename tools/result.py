"""What every tool gives back: words composed by code, figures with receipts, tables, charts.

A door renders a `Result` without knowing which tool made it, and the planner that works without a
language model answers with `say` as it stands.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

Cell = str | int | Decimal | bool | date | None


class Figure(BaseModel):
    """One number and the receipt that it stands on."""

    id: str = Field(description="The receipt's id.")
    metric: str
    label: str
    value: Decimal | None = Field(
        description="Money in major units; shares 0 to 1. None: no value."
    )
    unit: str = Field(description="ISO currency, `rate`, `days`, `count`, `ratio`, `USD/day`.")
    text: str = Field(description="The value as a reply may write it.")
    n: int | None = None
    variant: str = "default"
    reason: str | None = Field(default=None, description="Why there is no value.")


class Table(BaseModel):
    """Rows for people to read; `total` counts those that were cut off as well."""

    name: str
    title: str = ""
    columns: list[str]
    units: list[str] = Field(
        default_factory=list, description="For each column: text, USD, rate, days, count, date."
    )
    rows: list[list[Cell]]
    total: int
    artifact: str | None = Field(default=None, description="The file that holds all the rows.")
    row_table: str | None = Field(default=None, description="The store's table behind the rows.")
    row_ids: list[str] = Field(default_factory=list, description="For each row: its id there.")


class Chart(BaseModel):
    """A Vega-Lite specification with its data inside."""

    title: str
    spec: dict[str, Any]


class ChangeSetRef(BaseModel):
    """A change set as a reply shows it; nothing has been applied when `status` is draft."""

    id: str
    summary: str
    counts: dict[str, Any]
    risk: str
    status: str
    digest: str


class Question(BaseModel):
    """What Pitcrew must know before it can go on; `options` can be answered with a word."""

    text: str
    options: list[str] = Field(default_factory=list)
    slot: str | None = Field(default=None, description="The argument that the answer fills.")


class Result(BaseModel):
    """What a tool found, proposed or did.

    `say` is one or a few sentences whose every number is in `figures`, `tables`, `notes` or
    `facts`. `reading` says how an open wording was taken. `notes` are caveats, exclusions and
    what was cut off.
    """

    say: str
    reading: str = ""
    figures: list[Figure] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    charts: list[Chart] = Field(default_factory=list)
    change_sets: list[ChangeSetRef] = Field(default_factory=list)
    questions: list[Question] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    facts: dict[str, Any] = Field(
        default_factory=dict, description="Typed values of this tool that others build on."
    )
