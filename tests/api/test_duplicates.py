"""`pitcrew duplicates`: a table or a file in, a file with every clustered record out."""

import csv
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from typer.testing import CliRunner, Result

from agent.settings import Settings
from api import cli
from store.errors import BadInput, NotFound
from store.ledger import NotDuplicate
from store.people import Workspace
from tests.api.fakes import FakeOffice
from tests.makers import NOW, Make
from tools.parts.matching import remembering

COLUMNS = ["external_id", "cluster", "tier", "probability", "reason"]


def run(office: FakeOffice, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["duplicates", *words], obj={"office": office})


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def office(engine: Engine, workspace: Workspace, tmp_path: Path) -> FakeOffice:
    return FakeOffice(Settings(_env_file=None, home=tmp_path), engine, workspace)


def test_every_clustered_record_is_a_row_with_its_tier_and_reason(
    office: FakeOffice, make: Make, tmp_path: Path
) -> None:
    firm = make("account", name="Brightwater", domain="brightwater.com")
    for number, first in enumerate(["Robert", "Bob"]):
        make("contact", external_id=f"C{number}", first_name=first, last_name="Hale",
             email="rhale@brightwater.com", account_id=firm.id)  # fmt: skip
    make("contact", external_id="C9", first_name="Ilse", last_name="Brandt")
    out = tmp_path / "found.csv"
    ran = run(office, "contact", "--out", str(out))
    rows = written(out)
    assert ran.exit_code == 0
    assert list(rows[0]) == COLUMNS
    assert [(r["external_id"], r["cluster"], r["tier"]) for r in rows] == [
        ("C0", "1", "auto"), ("C1", "1", "auto"),
    ]  # fmt: skip
    assert rows[0]["reason"].startswith("like C1: ")
    assert "same mailbox (+" in rows[0]["reason"]
    assert 0.98 < float(rows[0]["probability"]) <= 1
    assert "2 of 3 records" in ran.stdout


def test_values_with_separators_and_quotes_are_read_as_they_are(
    office: FakeOffice, make: Make, tmp_path: Path
) -> None:
    for number in (1, 2):
        make("contact", external_id=f'a"{number},\n', first_name="Ann\x1f", last_name="Le\x1ee",
             email="ann@acme.com", title='VP, "Sales"\nEMEA')  # fmt: skip
    out = tmp_path / "found.csv"
    run(office, "contact", "--out", str(out))
    assert sorted(row["external_id"] for row in written(out)) == ['a"1,\n', 'a"2,\n']


def test_other_workspaces_and_merged_rows_are_not_read(
    office: FakeOffice, make: Make, tmp_path: Path
) -> None:
    kept = make("account", name="Acme Foods", domain="acme.com")
    make("account", name="Acme Foods", domain="acme.com", state="merged", merged_into=kept.id)
    out = tmp_path / "found.csv"
    assert "no duplicates among 1 records" in run(office, "account", "--out", str(out)).stdout
    assert out.read_text().strip() == ",".join(COLUMNS)


def test_a_person_s_word_that_two_differ_is_kept(
    office: FakeOffice, make: Make, session: Session, tmp_path: Path
) -> None:
    same = {"first_name": "Ann", "last_name": "Lee", "email": "ann@acme.com"}
    one, two = make("lead", **same), make("lead", **same)
    session.add(NotDuplicate(workspace_id="main", id="nd_1", table_name="lead", said_by="ana",
                             first_id=one.id, second_id=two.id, said_at=NOW))  # fmt: skip
    session.commit()
    out = tmp_path / "found.csv"
    run(office, "lead", "--out", str(out))
    assert written(out) == []


@pytest.mark.parametrize("kind", ["csv", "parquet", "semicolons"])
def test_a_file_with_columns_of_its_own_needs_no_store(tmp_path: Path, kind: str) -> None:
    frame = pl.DataFrame({
        "Contact ID": ["7", "8", "9"], "Full Name": ["Ann Lee", "Lee, Ann", "Tom Ray"],
        "Email 1": ["ann@acme.com", None, "tom@acme.com"],
        "Email 2": [None, "Ann@Acme.com", None], "Shoe size": ["38", "38", "44"],
    })  # fmt: skip
    source, out = tmp_path / f"people.{kind}", tmp_path / "found.csv"
    if kind == "parquet":
        frame.write_parquet(source)
    else:
        frame.write_csv(source, separator=";" if kind == "semicolons" else ",")
    ran = CliRunner().invoke(
        cli.app, ["duplicates", "contact", "--from", str(source), "--out", str(out)], obj={}
    )
    assert ran.exit_code == 0, ran.output
    assert [row["external_id"] for row in written(out)] == ["7", "8"]


def test_a_file_without_ids_calls_records_by_their_row(tmp_path: Path) -> None:
    source, out = tmp_path / "firms.csv", tmp_path / "found.csv"
    source.write_text("Company,URL\nAcme Foods,acme.com\nUmbra,umbra.io\nACME Foods Inc,acme.com\n")
    ran = CliRunner().invoke(
        cli.app, ["duplicates", "accounts", "--from", str(source), "--out", str(out)], obj={}
    )
    assert [row["external_id"] for row in written(out)] == ["row 1", "row 3"]
    assert "called by their row" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["deals", "--out", "x.csv"], "accounts, contacts and leads"),
        (["contact", "--out", "no/such/folder/x.csv"], "no folder"),
        (["contact", "--out", "x.csv", "--map", "a=email"], "are about a file"),
        (["contact", "--out", "x.csv", "--from", "gone.csv"], "no file"),
        (["contact", "--out", "x.csv", "--engine", "abacus"], "no engine 'abacus'"),
    ],
)
def test_what_cannot_be_done_is_said(office: FakeOffice, words: list[str], said: str) -> None:
    fault = run(office, *words).exception
    assert isinstance(fault, BadInput | NotFound)
    assert said in fault.message


def test_a_file_is_never_written_over_itself(tmp_path: Path) -> None:
    given = tmp_path / "people.csv"
    text = "id,first name,last name,email\n1,Ana,Ruiz,ana@x.com\n2,Ana,Ruiz,ana@x.com\n"
    given.write_text(text, "utf-8")
    result = CliRunner().invoke(
        cli.app, ["duplicates", "contact", "--from", str(given), "--out", str(given)]
    )
    assert isinstance(result.exception, BadInput)
    assert given.read_text("utf-8") == text


def test_a_folder_is_no_file_to_write(office: FakeOffice, tmp_path: Path) -> None:
    assert isinstance(run(office, "contact", "--out", str(tmp_path)).exception, BadInput)


def test_a_second_run_matches_what_has_changed_and_says_so(
    office: FakeOffice, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "FEW", 0)
    monkeypatch.setattr(remembering, "MOVED", 0.5)
    for number in range(6):
        make("contact", external_id=f"C{number}", first_name=f"Ann{number}", last_name="Hale",
             email=f"a{number}@acme.com")  # fmt: skip
    out = tmp_path / "found.csv"
    first = run(office, "contact", "--out", str(out))
    nothing = run(office, "contact", "--out", str(out))
    make("contact", external_id="C9", first_name="Ann1", last_name="Hale", email="a1@acme.com")
    again = run(office, "contact", "--out", str(out))
    found = [row["external_id"] for row in written(out)]
    afresh = run(office, "contact", "--out", str(out), "--fresh")
    assert "since" not in first.stderr
    assert "1 record has changed or come since the weights were learnt" in again.stderr
    assert found == ["C1", "C9"]
    assert "Nothing has changed since" in nothing.stderr
    assert "since" not in afresh.stderr
    assert (office.settings.home / "matching" / office.workspace.id / "contact").is_dir()
