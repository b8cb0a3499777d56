"""Running totals beside a breakdown by time."""

from datetime import date

import pytest

from store.errors import BadInput
from tests.tools.numbers.world import context
from tools.arguments import Bound, Ranking
from tools.numbers.measure import measure


def test_a_running_total_stands_beside_the_months_and_ends_at_the_whole(make, session):
    for month, cents in ((1, 1_000_00), (2, 2_000_00), (3, 500_00)):
        make("opportunity", status="won", closed_on=date(2026, month, 5), amount_cents=cents)
    result = measure(context(session), "won_revenue", by=["month"], period="Q1 2026", running=True)
    assert result.tables[0].columns[-1] == "running total"
    assert [row[-1] for row in result.tables[0].rows] == [1000, 3000, 3500]


@pytest.mark.parametrize(("metric", "by"), [("win_rate", "month"), ("won_revenue", "region")])
def test_there_is_no_running_total_of_what_does_not_add_up(session, metric, by):
    with pytest.raises(BadInput, match="no running total"):
        measure(context(session), metric, by=[by], running=True)


def test_a_running_total_counts_the_months_that_are_not_shown(make, session):
    for month, cents in ((1, 1_000_00), (2, 2_000_00), (3, 500_00)):
        make("opportunity", status="won", closed_on=date(2026, month, 5), amount_cents=cents)
    asked = {"by": ["month"], "period": "Q1 2026", "running": True}
    best = measure(context(session), "won_revenue", rank=Ranking(count=2), **asked)
    assert [row[1 :: len(row) - 2] for row in best.tables[0].rows] == [[2000, 3000], [1000, 1000]]
    small = measure(context(session), "won_revenue", having=Bound(below=1_500), **asked)
    assert [row[-1] for row in small.tables[0].rows] == [1000, 3500]
