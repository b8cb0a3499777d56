"""Every metric by the periods of a calendar of weeks, and every shared sum by rep.

The periods are laid out here by counting weeks. What a metric says of one of them in a breakdown is
what it says when it is asked for those days alone, and won deals of them are counted by hand.
"""

import itertools
from datetime import date, timedelta

import pytest

from store import workspace as workspaces
from store.errors import BadInput
from tests.makers import NOW
from tests.tools.numbers.company import DAY, TODAY, companies, few
from tests.tools.numbers.test_attribution_oracle import Shifting
from tests.tools.numbers.world import NoShelf
from tools.context import Actor, Context
from tools.numbers.measure import measure
from tools.parts.metrics import METRICS

pytestmark = pytest.mark.slow
WEEKS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}
FIRST, LAST = date(2026, 3, 2), date(2026, 10, 30)
SPAN = f"{FIRST}..{LAST}"
SHARED = ("won_revenue", "lost_revenue", "pipeline_created", "open_pipeline")


def edges(first_month, pattern, *, grain):
    """The first days of periods or quarters, counted in weeks from each year's first Monday."""
    found = []
    for year in (2024, 2025, 2026, 2027):
        first = date(year, first_month, 1)
        day = min((first + timedelta(days=n) for n in range(-6, 7)
                   if (first + timedelta(days=n)).weekday() == 0),
                  key=lambda d: abs((d - first).days))  # fmt: skip
        for _ in range(4):
            for place, weeks in enumerate(WEEKS[pattern]):
                found += [day] if grain == "month" or place == 0 else []
                day += timedelta(weeks=weeks)
    return found


def spans(first_month, pattern, grain):
    """The periods that `SPAN` touches, cut off at its ends."""
    days = edges(first_month, pattern, grain=grain)
    pairs = [(a, b - DAY) for a, b in itertools.pairwise(days)]
    return [(max(a, FIRST), min(b, LAST)) for a, b in pairs if b >= FIRST and a <= LAST]


@pytest.fixture
def weekly(session):
    made = []

    def of(seed, first_month, pattern):
        company, name = Shifting(seed), f"k{len(made)}"
        made.append(name)
        company.write(session, name)
        workspace = workspaces.read(session, name)
        workspace.fiscal_start_month, workspace.fiscal_weeks = first_month, pattern
        session.commit()
        return company, Context(session=session, workspace=workspaces.read(session, name),
                                today=TODAY, now=NOW, actor=Actor("a", "Ana", "analyst"),
                                shelf=NoShelf())  # fmt: skip

    return of


def cells(ctx, metric, by):
    """The values of a breakdown by time; None when the metric has none."""
    try:
        tables = measure(ctx, metric, by=[by], period=SPAN).tables
    except BadInput:
        return None
    return [
        row[1] for row in (tables[0].rows if tables else ()) if not str(row[0]).startswith("(no ")
    ]


UNDATED = frozenset({"count_reps"})
"""Counted as of now, whatever the period; by month, by the day they began."""


@pytest.mark.parametrize("grain", ["month", "quarter"])
def test_each_period_of_weeks_says_what_its_days_alone_say(weekly, grain):
    _, ctx = weekly(11, 2, "4-4-5")
    periods, seen = spans(2, "4-4-5", grain), 0
    for metric in METRICS.keys() - UNDATED:
        found = cells(ctx, metric, grain)
        if not found or METRICS[metric].natural_by:
            continue
        alone = [measure(ctx, metric, period=f"{a}..{b}").figures for a, b in periods]
        said = [each[0].value for each in alone if each]
        # A rate leaves out the periods that have no row, a sum says 0 of them.
        assert [value for value in found if value] == [value for value in said if value], metric
        seen += any(found)
    assert seen >= 34, seen


@few
@companies
def test_won_deals_of_each_period_of_weeks_are_those_of_its_days(weekly, seed):
    pattern, first_month = sorted(WEEKS)[seed % 3], seed % 12 + 1
    company, ctx = weekly(seed, first_month, pattern)
    for grain in ("month", "quarter"):
        wanted = [
            sum(d["status"] == "won" and a <= d["closed_on"] <= b
                for d in company.live("opportunity"))
            for a, b in spans(first_month, pattern, grain)
        ]  # fmt: skip
        assert cells(ctx, "deals_won", grain) == wanted


@few
@companies
def test_every_sum_that_reps_share_adds_up_by_rep_team_and_manager(weekly, seed):
    _, ctx = weekly(seed, 2, "4-4-5")
    for metric in SHARED:
        whole = measure(ctx, metric, period=SPAN).figures[0].value
        for by in ("owner", "team", "manager"):
            rows = measure(ctx, metric, by=[by], period=SPAN).tables[0].rows
            parts = [row[1] for row in rows if row[1] is not None]
            assert (sum(parts) if parts else None) == whole, (metric, by)
