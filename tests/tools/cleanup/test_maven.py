"""The same on data that nobody here made; skipped where the data is absent."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from store import workspace as workspaces
from store.engine import open_engine, upgrade, working, writing
from tests.tools.cleanup.conftest import context
from tools.cleanup.find_duplicates import find_duplicates
from tools.cleanup.find_stale_deals import find_stale_deals
from tools.cleanup.normalise_fields import normalise_fields
from tools.cleanup.score_data_quality import score_data_quality

DATA = Path(__file__).parents[4] / "shared" / "data" / "maven"
NOW = datetime(2017, 12, 31, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the Maven files are not here"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    from connectors import files

    home = tmp_path_factory.mktemp("maven")
    engine = open_engine(f"sqlite:///{home / 'store.db'}")
    upgrade(engine)
    with writing(engine) as session:
        workspaces.ensure(session)
        session.commit()
    with working(engine) as session:
        workspace = workspaces.read(session)
    plans = [files.plan(path, workspace=workspace) for path in sorted(DATA.glob("*.csv"))]
    files.load(engine, "main", plans, by="test", now=NOW, home=home)
    yield engine
    engine.dispose()


@pytest.fixture
def maven(engine):
    with working(engine) as session:
        yield context(session, today=date(2017, 12, 31), now=NOW)
        session.rollback()


def test_exactly_three_values_are_misspelled(maven):
    result = normalise_fields(maven)
    rows = {(row[1], row[2], row[3]) for row in result.tables[0].rows}
    assert rows == {
        ("GTXPro", "GTX Pro", 1480), ("technolgy", "technology", 12),
        ("Philipines", "Philippines", 1),
    }  # fmt: skip


def test_deals_without_account_or_date_are_flagged(maven):
    result = score_data_quality(maven, "opportunity")
    found = {row[0]: row[1] for t in result.tables if t.name == "faults" for row in t.rows}
    assert found["deals without account"] == 1425
    assert found["deals without created date"] == 500


def test_open_deals_older_than_any_that_was_won_are_named(maven):
    result = find_stale_deals(maven)
    assert (result.facts["longest_days"], result.facts["won"]) == (138, 4238)
    assert any("500 open deals have no created date" in note for note in result.notes)


def test_no_two_accounts_are_one(maven):
    assert find_duplicates(maven, "account").say == "No duplicates among 85 accounts."
