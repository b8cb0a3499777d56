"""A load as a whole: order, questions, progress, and that it is all or nothing."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.files import loading
from store.errors import BadInput, NotFound
from tests.connectors.importing import NOW, Importer

DEALS = "deal,account,owner,stage,close date\nBig,Acme,Ana,Won,03/04/2017\n"


def test_files_are_loaded_parents_first_whatever_their_order(importer):
    deals = importer.plan(importer.write("deals.csv", DEALS.replace("03/04", "13/04")))
    accounts = importer.plan(importer.write("accounts.csv", "Company,Industry\nAcme,x\n"))
    reports = importer.load(deals, accounts)
    assert [report.file for report in reports] == ["accounts.csv", "deals.csv"]
    assert "account" not in reports[1].stubs


def test_a_load_with_an_open_question_is_refused_and_nothing_is_stored(importer):
    accounts = importer.plan(importer.write("accounts.csv", "Company,Industry\nAcme,x\n"))
    deals = importer.plan(importer.write("deals.csv", DEALS))
    with pytest.raises(BadInput, match="day/month or month/day") as caught:
        importer.load(accounts, deals)
    assert 'close date=expected_close_on:dmy"' in caught.value.hint
    assert importer.rows("account") == []


@pytest.mark.parametrize(("option", "day"), [("dmy", date(2017, 4, 3)), ("mdy", date(2017, 3, 4))])
def test_a_persons_answer_decides_the_order_of_day_and_month(importer, option, day):
    importer.bring("deals.csv", DEALS, None, {"close date": f"expected_close_on:{option}"})
    assert importer.only("opportunity")["closed_on"] == day


def test_two_date_formats_in_one_column_are_never_guessed(importer):
    content = DEALS + "B,Acme,Ana,Won,31/12/2017\nC,Acme,Ana,Won,12/31/2017\n"
    with pytest.raises(BadInput, match="both orders"):
        importer.bring("deals.csv", content)
    report = importer.bring("deals.csv", content, None, {"close date": "expected_close_on:dmy"})
    assert (report.added, report.rejected) == (2, 1)
    assert (report.rejects[0]["line"], report.rejects[0]["value"]) == (4, "12/31/2017")


def test_dates_that_are_the_same_both_ways_need_no_answer(importer):
    importer.bring("deals.csv", DEALS.replace("03/04", "04/04"))
    assert importer.only("opportunity")["closed_on"] == date(2017, 4, 4)


def test_progress_counts_the_rows_of_all_files(importer):
    seen = []
    accounts = importer.plan(importer.write("accounts.csv", "Company,Industry\nA,x\nB,y\n"))
    users = importer.plan(importer.write("users.csv", "name,region\nAna,West\n"))
    importer.load(accounts, users, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (3, 3)]


def test_a_failure_halfway_leaves_nothing_of_that_file(importer, monkeypatch):
    monkeypatch.setattr(loading, "CHUNK_ROWS", 2)
    path = importer.write("accounts.csv", "Company,Owner\nbad\n" + "".join(
        f"A{n},Owner {n}\n" for n in range(9)))  # fmt: skip
    planned = importer.plan(path, "account")

    def interrupted(done, total):
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.load(planned, progress=interrupted)
    assert importer.rows("account") == []
    assert importer.rows("user") == []
    assert list((importer.folder / "home" / "imports").iterdir()) == []
    report = importer.load(planned)[0]
    assert (report.added, report.rejected) == (9, 1)


def test_a_file_after_a_failed_one_does_not_lose_those_before_it(importer, monkeypatch):
    users = importer.plan(importer.write("users.csv", "name,region\nAna,West\n"))
    accounts = importer.plan(importer.write("accounts.csv", "Company,Industry\nA,x\n"))

    def interrupted(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.load(accounts, users, progress=interrupted)
    assert len(importer.rows("user")) == 1
    assert importer.rows("account") == []


ROOT = Path(__file__).parents[2]
KILLED = """
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from connectors.files import load, loading, plan
    from store.engine import open_engine
    from store.people import Workspace

    url, path, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    loading.CHUNK_ROWS = 500

    def die(done, total):
        if done >= at:
            os.kill(os.getpid(), signal.SIGKILL)

    planned = plan(path, workspace=Workspace(id="main", name="Test"))
    load(open_engine(url), "main", [planned], by="x", now=datetime.now(UTC),
         home=path.parent / "home", progress=die)
"""


@pytest.mark.parametrize("at", [500, 2000])
def test_a_process_that_is_killed_leaves_nothing_and_the_next_import_is_whole(
    sqlite_stores, tmp_path, at
):
    with sqlite_stores.one() as engine:
        importer = Importer(engine, tmp_path)
        lines = "".join(f"C{n},Berg {n},b{n}@x.com,Owner {n % 7}\n" for n in range(2000))
        path = importer.write("contacts.csv", "Contact ID,Last Name,Email,Contact Owner\n" + lines)
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-c", textwrap.dedent(KILLED), url, str(path), str(at)]
        killed = subprocess.run(
            command, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60
        )
        assert killed.returncode == -signal.SIGKILL
        assert importer.rows("contact") == importer.rows("user") == []
        (report,) = importer.load(importer.plan(path))
        assert (report.added, len(importer.rows("user"))) == (2000, 7)


def test_after_filling_an_empty_table_its_indexes_are_there(sqlite_stores, tmp_path):
    with sqlite_stores.one() as engine:
        importer = Importer(engine, tmp_path)
        count = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contact'"
        with engine.connect() as connection:
            before = connection.exec_driver_sql(count).scalar()
        lines = "".join(f"C{n},Berg,b{n}@x.com\n" for n in range(50_000))
        report = importer.bring("contacts.csv", "Contact ID,Last Name,Email\n" + lines)
        with engine.connect() as connection:
            assert connection.exec_driver_sql(count).scalar() == before
        assert report.added == 50_000


def test_an_unknown_workspace_is_not_found(importer):
    planned = importer.plan(importer.write("accounts.csv", "Company,Industry\nA,x\n"))
    with pytest.raises(NotFound):
        loading.load(importer.engine, "elsewhere", [planned], by="x", now=NOW, home=importer.folder)


def test_a_workbook_is_imported_with_its_dates_and_long_numbers(importer):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = importer.folder / "contacts.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Email", "Job Title", "Phone", "Created Date"])
        sheet.write_row(1, 0, ["a@x.com", "CFO\nActing", 5551234567])
        sheet.write_datetime(1, 3, datetime(2017, 3, 1), day)  # noqa: DTZ001 - Excel knows no zone
        sheet.write_row(3, 0, ["b@x.com", "CEO", "+1 555", "2017-03-02"])
    (report,) = importer.load(importer.plan(path))
    assert (report.read, report.added) == (2, 2)
    assert importer.rows("contact", "email", "title", "phone", "created_on") == [
        ("a@x.com", "CFO\nActing", "5551234567", date(2017, 3, 1)),
        ("b@x.com", "CEO", "+1 555", date(2017, 3, 2)),
    ]


def test_a_parquet_file_is_imported_with_its_types(importer):
    pl = pytest.importorskip("polars")
    path = importer.folder / "contacts.parquet"
    pl.DataFrame(
        {
            "email": ["a@x.com", "b@x.com"],
            "title": ["CFO", None],
            "emails": [["x@y.com", "z@y.com"], None],
            "created_at": [datetime(2017, 3, 1, 23, tzinfo=UTC), None],
        }
    ).rename({"emails": "other emails"}).write_parquet(path)
    importer.load(importer.plan(path))
    assert importer.rows("contact", "email", "other_emails", "created_on") == [
        ("a@x.com", "x@y.com; z@y.com", date(2017, 3, 1)), ("b@x.com", None, None),
    ]  # fmt: skip


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12
) | st.sampled_from(['"', '"x', "\0", "=1+1", "1,5", "31/12/2017", "\r", "a\nb", "N/A", "\u202e"])


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=12))
def test_any_text_at_all_is_imported_or_rejected_and_every_row_accounted_for(
    kind, rows, request, tmp_path
):
    stores = request.getfixturevalue(f"{kind}_stores")
    with stores.one() as engine:
        importer = Importer(engine, tmp_path)
        body = "\n".join(",".join(row) for row in rows)
        content = f"email,title,company,phone\nfirst@x.com,CEO,Acme,1\n{body}\n"
        report = importer.bring("contacts.csv", content, "contact")
        assert report.added >= 1 or report.rejected >= 1
        again = importer.bring("contacts.csv", content, "contact")
        assert (again.added, again.changed) == (0, 0)
        assert (again.read, again.rejected) == (report.read, report.rejected)


def test_rows_that_hold_nothing_are_left_out_and_counted(importer):
    report = importer.bring(
        "contacts.csv",
        "First Name,Last Name,Email\nAnn,Lee,ann@acme.com\n,,\n  , ,\t\nBob,Ray,bob@acme.com\n,,\n",
    )
    assert (report.read, report.added, report.rejected) == (2, 2, 0)
    assert "3 empty rows were left out (lines 3, 4, 6)." in report.warnings
    assert len(importer.rows("contact")) == 2


def test_a_file_of_empty_rows_adds_nothing(importer):
    report = importer.bring("contacts.csv", "First Name,Last Name,Email\n,,\n")
    assert (report.read, report.added) == (0, 0)
    assert "1 empty row was left out (line 2)." in report.warnings


def test_a_telephone_number_that_a_spreadsheet_rewrote_is_kept_as_it_is(importer):
    importer.bring("contacts.csv", "First Name,Last Name,Phone\nAnn,Lee,4.155550123E+09\n")
    assert [row["phone"] for row in importer.rows("contact")] == ["4.155550123E+09"]
