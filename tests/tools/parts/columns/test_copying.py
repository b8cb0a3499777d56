"""Every value is in the copy as it is in the store, and it is known when the copy is behind."""

from datetime import UTC, datetime

import duckdb
import pytest

from store import journal
from store.engine import reading, writing
from store.trail import ImportBatch
from tests.makers import NOW
from tools.parts.columns import is_behind, keep_in_step
from tools.parts.columns.copying import path_of


@pytest.mark.parametrize(
    "name",
    ["", '"', 'a ""b", c', "two\r\nlines\n", "\\N", "NULL", "Æther 东京 \U0001f600", " a ", "1,2"],
)
def test_any_text_is_copied_as_it_is(name, make, copied):
    deal = make("opportunity", name=name, product=name, stage="x", next_step=None)
    make("team", name="Last", region=None)
    with duckdb.connect(str(path_of(copied(), "main")), read_only=True) as copy:
        found = copy.execute("SELECT id, name, product, next_step FROM opportunity").fetchall()
        regions = copy.execute("SELECT region FROM team").fetchall()
    assert found == [(deal.id, name, name, None)]
    assert regions == [(None,)]


def test_a_text_is_not_cut_at_its_first_nul(make, copied, engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no NUL.")
    make("opportunity", name="a\0b", product="c")
    with duckdb.connect(str(path_of(copied(), "main")), read_only=True) as copy:
        assert copy.execute("SELECT name, product FROM opportunity").fetchall() == [("a\0b", "c")]


def test_numbers_and_times_are_copied_to_the_last_digit(make, copied):
    at = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC)
    make("stage", name="Offer", position=2, status="open", win_rate=0.1 + 0.2, recorded_at=at)
    make("stage", name="Asked", position=1, status="open", win_rate=None)
    with duckdb.connect(str(path_of(copied(), "main")), read_only=True) as copy:
        copy.execute("SET TimeZone = 'UTC'")
        found = copy.execute("SELECT win_rate, epoch_us(recorded_at) FROM stage ORDER BY position")
        rates, instants = zip(*found.fetchall(), strict=True)
    assert rates == (None, 0.1 + 0.2)
    assert instants[1] == round(at.timestamp() * 1_000_000)


def test_a_copy_is_behind_until_it_is_made_and_again_after_an_import(make, engine, tmp_path):
    def behind(large=0):
        with reading(engine) as session:
            return is_behind(session, tmp_path, "main", large=large)

    make("opportunity")
    assert behind()
    assert not behind(large=1_000_000)
    told = []
    with reading(engine) as session:
        keep_in_step(session, tmp_path, "main", large=0, progress=lambda *seen: told.append(seen))
    assert told[-1][0] == 1
    assert not behind()
    with writing(engine) as opened:
        journal.append(opened, "main", [journal.Line("ana", "account", "a", 1)], NOW)
    assert not behind()  # few enough that the next question copies them
    with writing(engine) as opened:
        opened.add(
            ImportBatch(
                workspace_id="main",
                id="imp_1",
                file_name="a.csv",
                file_hash="a",
                table_name="account",
                imported_by="ana",
                started_at=NOW,
                ended_at=NOW,
            )
        )
    assert behind()
