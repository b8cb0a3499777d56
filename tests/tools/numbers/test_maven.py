"""The figures of a public data set that nobody here made, checked against Polars."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest

from connectors import files
from store import workspace as workspaces
from store.engine import open_engine, upgrade, working, writing
from tests.tools.numbers.world import context
from tools.arguments import Filter, Ranking
from tools.numbers.find_records import find_records
from tools.numbers.measure import measure

LAST_DAY = date(2017, 12, 31)


@pytest.fixture(scope="module")
def maven(request, tmp_path_factory):
    """A session over the imported files, and the pipeline as a frame."""
    folder = request.config.rootpath.parent / "shared" / "data" / "maven"
    if not folder.exists():
        pytest.skip("the public data sets are not beside this checkout")
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('store')}/maven.db")
    upgrade(engine)
    with writing(engine) as session:
        workspace = workspaces.ensure(session, name="Maven")
    names = ("sales_teams", "products", "accounts", "sales_pipeline")
    plans = [files.plan(folder / f"{name}.csv", workspace=workspace) for name in names]
    files.load(engine, "main", plans, by="ana@example.com", now=datetime(2017, 12, 31, tzinfo=UTC),
               home=tmp_path_factory.mktemp("home"))  # fmt: skip
    frame = pl.read_csv(folder / "sales_pipeline.csv", try_parse_dates=True)
    teams = pl.read_csv(folder / "sales_teams.csv")
    with working(engine) as session:
        yield SimpleNamespace(
            ctx=context(session, today=LAST_DAY), deals=frame.join(teams, on="sales_agent")
        )
    engine.dispose()


def won(maven, *tests):
    return maven.deals.filter(pl.col("deal_stage") == "Won", *tests)


def test_won_revenue_and_win_rate_of_all_time(maven):
    assert measure(maven.ctx, "won_revenue").figures[0].value == 10_005_534
    rate = measure(maven.ctx, "win_rate").figures[0]
    assert (rate.n, rate.text) == (6711, "63.2 %")


def test_won_revenue_by_region_in_a_quarter(maven):
    result = measure(maven.ctx, "won_revenue", by=["region"], period="Q3 2017")
    wanted = won(maven, pl.col("close_date").is_between(date(2017, 7, 1), date(2017, 9, 30)))
    sums = dict(wanted.group_by("regional_office").agg(pl.col("close_value").sum()).iter_rows())
    assert {row[0]: row[1] for row in result.tables[0].rows} == sums


def test_top_reps_of_the_year(maven):
    result = measure(
        maven.ctx, "won_revenue", by=["owner"], period="2017", rank=Ranking(order="top", count=3)
    )
    best = won(maven).group_by("sales_agent").agg(pl.col("close_value").sum())
    wanted = best.sort("close_value", descending=True).head(3).rows()
    assert [(row[0], row[1]) for row in result.tables[0].rows] == wanted


def test_the_median_cycle_by_product_counts_both_spellings_as_one(maven):
    days = won(maven).with_columns(
        (pl.col("close_date") - pl.col("engage_date")).dt.total_days().alias("days"),
        pl.col("product").replace("GTXPro", "GTX Pro"),
    )
    wanted = dict(days.group_by("product").agg(pl.col("days").median()).iter_rows())
    rows = measure(maven.ctx, "sales_cycle", by=["product"]).tables[0].rows
    assert {row[0]: float(row[1]) for row in rows} == wanted


def test_series_follow_the_catalogue_whatever_the_spelling(maven):
    rows = measure(maven.ctx, "won_revenue", by=["series"]).tables[0].rows
    gtx = won(maven, pl.col("product").str.starts_with("GTX"))["close_value"].sum()
    assert {row[0]: row[1] for row in rows}["GTX"] == gtx


def test_open_deals_carry_no_amount_so_there_is_no_pipeline_value(maven):
    result = measure(maven.ctx, "open_pipeline")
    assert result.figures[0].value is None
    assert "2,089" in result.say
    assert measure(maven.ctx, "open_deals").figures[0].value == 2089


def test_reps_are_found_by_their_manager_and_stage(maven):
    where = [
        Filter(field="owner", value="Darcel Schlecht"),
        Filter(field="stage", value="Engaging"),
    ]
    wanted = maven.deals.filter(
        pl.col("sales_agent") == "Darcel Schlecht", pl.col("deal_stage") == "Engaging"
    )
    assert find_records(maven.ctx, "opportunity", where=where).facts["total"] == wanted.height
    under = [Filter(field="manager", value="Rocco Neubert")]
    wanted = won(maven, pl.col("manager") == "Rocco Neubert")["close_value"].sum()
    assert measure(maven.ctx, "won_revenue", where=under).figures[0].value == Decimal(wanted)
