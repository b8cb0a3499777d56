"""The issue's own sentence on data that nobody here made; skipped where the data is absent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.engine import open_engine, upgrade, working, writing
from store.people import Workspace
from tests.tools.lists.making import context
from tools.lists.build_list import build_list

DATA = Path(__file__).parents[4] / "shared" / "data" / "crunchbase"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the Crunchbase files are not here"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    from connectors import files

    home = tmp_path_factory.mktemp("home")
    engine = open_engine(f"sqlite:///{home / 'store.db'}")
    upgrade(engine)
    workspace = Workspace(id="main", name="Test")
    with writing(engine) as session:
        session.add(workspace)
        session.commit()
    with working(engine) as session:
        workspace = session.get(Workspace, "main")
    paths = [DATA / "crunchbase-companies.csv", DATA / "crunchbase-rounds.csv"]
    plans = [files.plan(path, workspace=workspace) for path in paths]
    files.load(engine, "main", plans, by="test", now=datetime(2026, 11, 20, tzinfo=UTC), home=home)
    yield engine
    engine.dispose()


def ask(engine, **arguments):
    with working(engine) as session:
        return build_list.run(context(session), arguments)


@pytest.mark.parametrize("industry", ["finance", "financial services", "fintech"])
@pytest.mark.parametrize("place", ["USA", "the States", "North America"])
def test_a_hundred_series_b_finance_companies_are_fifty_two(engine, industry, place):
    result = ask(engine, count=100, funding_stage=["Series B"], industry=[industry],
                 geography=[place])  # fmt: skip
    assert (result.facts["found"], result.facts["other_reading"]) == (52, 27)
    assert result.facts["short"] == 48
    assert len(result.tables[0].rows) == 52


def test_by_the_latest_round_they_are_twenty_seven(engine):
    result = ask(engine, count=100, funding_stage=["Series B"], stage_reading="latest",
                 industry=["finance"], geography=["USA"])  # fmt: skip
    assert (result.facts["found"], result.facts["other_reading"]) == (27, 52)
