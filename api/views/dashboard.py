"""The dashboard as the doors show it: sections made by the tools, each figure with its receipt."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from api.by_hand import context_for
from tools.context import Actor
from tools.parts.showing.frame import frame
from tools.parts.showing.sections import RECIPES, Section, section
from tools.result import Chart, Figure, Table

if TYPE_CHECKING:
    from agent.setup import Office


class SectionView(BaseModel):
    """One part of the dashboard."""

    name: str
    title: str
    said: list[str] = Field(description="What its tools say, a sentence or a few for each.")
    figures: list[Figure]
    charts: list[Chart]
    tables: list[Table]
    notes: list[str]
    missing: str | None = Field(description="Why there is nothing to show.")
    ms: int


class DashboardView(BaseModel):
    """The sections that were asked for, in the order of reading."""

    company: str
    as_of: date
    period: str
    label: str
    beside: str = Field(description="The days that results are set beside.")
    names: list[str] = Field(description="Every section there is.")
    sections: list[SectionView]


def dashboard(
    office: "Office", actor: Actor, period: str, as_of: date | None, only: list[str]
) -> DashboardView:
    """Make the sections, each in a context of its own, so that no reader waits for the slowest.

    Args:
        office: The deployment.
        actor: Who looks; the tools check the role.
        period: The period of the results, in words.
        as_of: The day to look from; None: today.
        only: Names of sections; empty: all.

    Raises:
        BadInput: The period cannot be read.
        NotFound: There is no section of a name.
    """
    made: list[SectionView] = []
    with context_for(office, actor) as context:
        day = as_of or context.today
        around = frame(replace(context, today=day), period, [])
    for name in only or list(RECIPES):
        with context_for(office, actor) as context:
            made.append(_view(section(replace(context, today=day), name, around)))
    return DashboardView(
        company=office.workspace.name, as_of=day, period=around.results, label=around.label,
        beside=around.beside, names=list(RECIPES), sections=made,
    )  # fmt: skip


def _view(made: Section) -> SectionView:
    return SectionView(
        name=made.name, title=made.title, said=made.said, figures=made.figures,
        charts=made.charts, tables=made.tables, notes=made.notes, missing=made.missing, ms=made.ms,
    )  # fmt: skip
