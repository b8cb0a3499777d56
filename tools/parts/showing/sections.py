"""The sections of the dashboard and of the exec pack, each made by tools that people can ask too.

A section holds what its tools answered, with their receipts. One without an answer says why.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.errors import NotFound, PitcrewError
from tools.context import Context
from tools.parts.showing import funnel
from tools.parts.showing.behind import give_rows
from tools.parts.showing.frame import Frame
from tools.result import Chart, Figure, Result, Table

TOP_REPS = 10
Call = tuple[str, dict[str, Any]]
Finish = Callable[[Context, list[Result]], None]


@dataclass(slots=True)
class Section:
    """What one part of the page or the document shows.

    Attributes:
        name: Its name, for links.
        title: Its heading.
        said: The sentences of its tools.
        figures: Figures, the first of them the headline.
        charts: Charts.
        tables: Tables.
        notes: What a careful reader should know.
        missing: Why there is nothing, or None.
        ms: How long its tools took.
    """

    name: str
    title: str
    said: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: str | None = None
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a section is made: the calls of tools, and what is done with their results.

    Attributes:
        title: Its heading, with `{period}` for the period.
        calls: The tools and what they are asked.
        finish: Rearranges the results for showing.
    """

    title: str
    calls: Callable[[Frame], list[Call]]
    finish: Finish | None = None


def section(ctx: Context, name: str, frame: Frame) -> Section:
    """Make one section with the tools, under their own checks of roles and arguments.

    Raises:
        NotFound: There is no section of that name.
    """
    if name not in RECIPES:
        raise NotFound(f"There is no section {name!r}.", hint=f"Sections: {', '.join(RECIPES)}.")
    recipe, started = RECIPES[name], time.perf_counter()
    made = Section(name, recipe.title.format(period=frame.label))
    calls = recipe.calls(frame)
    results, faults = _answered(ctx, calls)
    if recipe.finish is not None and results:
        recipe.finish(ctx, results)
    for result in results:
        _add(made, result)
    made.notes = list(dict.fromkeys([*made.notes, *faults]))
    if all(figure.value is None for figure in made.figures):
        made.missing = _lacking(made.figures, faults, made.said)
        made.said, made.figures, made.charts, made.tables = [], [], [], []
        made.notes = [note for note in made.notes if note not in faults]
    made.ms = round((time.perf_counter() - started) * 1000)
    return made


def _answered(ctx: Context, calls: list[Call]) -> tuple[list[Result], list[str]]:
    from tools.catalog import find

    results, faults = [], []
    for name, arguments in calls:
        try:
            result = find(name).run(ctx, arguments)
            if name == "measure":
                give_rows(ctx, result, arguments)
            results.append(result)
        except PitcrewError as error:
            faults.append(f"{error.message} {error.hint or ''}".strip())
    return results, list(dict.fromkeys(faults))


def _lacking(figures: list[Figure], faults: list[str], said: list[str]) -> str:
    """Why a section is empty, each reason once: four figures often lack the same file."""
    reasons = dict.fromkeys(each.reason for each in figures if each.reason)
    told = [f"{reason[:1].upper()}{reason[1:]}." for reason in reasons]
    return " ".join(dict.fromkeys([*told, *faults])) or " ".join(said)


def _add(made: Section, result: Result) -> None:
    made.said.append(result.say)
    made.figures += result.figures
    made.charts += result.charts
    made.tables += result.tables
    made.notes += result.notes


def _measure(metric: str, frame: Frame, **arguments: Any) -> Call:
    where = [each.model_dump() for each in frame.where]
    return "measure", {"metric": metric, "where": where, **arguments}


def _health(frame: Frame) -> list[Call]:
    return [
        _measure("open_pipeline", frame),
        _measure("pipeline_coverage", frame),
        _measure("pipeline_coverage", frame, variant="remaining"),
        _measure("pipeline_coverage", frame, variant="required"),
        _measure("overdue_deals", frame),
        _measure("sales_velocity", frame),
    ]


def _enough_said(_: Context, results: list[Result]) -> None:
    """Without a value, coverage to go and coverage needed only say again why there is none."""
    results[:] = [
        each for each in results
        if each.facts.get("variant") not in {"remaining", "required"}
        or each.figures[0].value is not None
    ]  # fmt: skip


def _forecast(frame: Frame) -> list[Call]:
    when = "this quarter" if frame.is_over else frame.span.key
    return [("forecast", {"period": when, "where": [f.model_dump() for f in frame.where]})]


def _walk(frame: Frame) -> list[Call]:
    where = [f.model_dump() for f in frame.where]
    return [("pipeline_changes", {"period": frame.walk, "where": where})]


def _results(frame: Frame) -> list[Call]:
    both = {"period": frame.results, "compare_to": frame.beside}
    names = ("won_revenue", "win_rate", "deal_size", "sales_cycle")
    return [_measure(name, frame, **both) for name in names]


def _recurring(frame: Frame) -> list[Call]:
    year = {"period": frame.year}
    return [
        _measure("arr", frame, period=frame.results),
        _measure("arr_bridge", frame, period=frame.results),
        _measure("net_revenue_retention", frame, **year),
        _measure("gross_revenue_retention", frame, **year),
    ]


def _customers(frame: Frame) -> list[Call]:
    names = ("cac", "cac_payback", "ltv_to_cac")
    return [_measure(name, frame, period=frame.whole) for name in names]


def _reps(frame: Frame) -> list[Call]:
    rank = {"order": "top", "count": TOP_REPS}
    return [_measure("won_revenue", frame, period=frame.results, by=["owner"], rank=rank)]


def _funnel(frame: Frame) -> list[Call]:
    return [
        _measure("open_pipeline", frame, by=["stage"]),
        _measure("open_deals", frame, by=["stage"]),
        _measure("stage_conversion", frame, by=["stage"], period="the last 12 months"),
    ]


def _quality(_: Frame) -> list[Call]:
    return [("score_data_quality", {})]


RECIPES: Mapping[str, Recipe] = {
    "health": Recipe("Pipeline health", _health, finish=_enough_said),
    "forecast": Recipe("Forecast", _forecast),
    "changes": Recipe("What changed in the pipeline", _walk),
    "results": Recipe("Results, {period}", _results),
    "recurring": Recipe("Recurring revenue, {period}", _recurring),
    "customers": Recipe("What new customers cost", _customers),
    "reps": Recipe("Top reps, {period}", _reps),
    "funnel": Recipe("Funnel", _funnel, finish=funnel.in_stage_order),
    "quality": Recipe("Data quality", _quality),
}
"""Every section, in the order of reading."""
