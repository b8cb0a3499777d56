"""A table that is exported, edited elsewhere and imported again changes what was edited only."""

from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from store.crm import Account, Contact, Opportunity
from tests.api.fakes import FakeOffice
from tests.api.test_cli import run
from tests.makers import Make


def brought_back(office: FakeOffice, table: str, path: Path, **edits: str) -> str:
    """Export a table, replace some words in the file, import it; what the import says."""
    run(office, "export", table, "--to", str(path))
    text = path.read_text(encoding="utf-8-sig")
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    ran = run(office, "import", str(path), "--as", table, "--yes")
    assert ran.exit_code == 0, ran.exception
    return " ".join(ran.stdout.split())


def test_a_file_that_comes_back_names_its_rows_by_the_stores_own_ids(
    office: FakeOffice, session: Session, make: Make, tmp_path: Path
) -> None:
    make("account", name="Acme", external_id="crm-1", city="Rome")
    make("account", name="Acme", city="Oslo")
    said = brought_back(office, "account", tmp_path / "a.csv", Oslo="Bergen")
    assert "0 added, 1 changed, 1 same" in said
    rows = {row.city: row for row in session.exec(select(Account))}
    assert set(rows) == {"Rome", "Bergen"}
    assert [rows["Rome"].external_id, rows["Bergen"].external_id] == ["crm-1", None]
    assert rows["Rome"].extra is None


def test_a_reference_stays_where_several_bear_the_name_and_a_closing_day_is_no_flag(
    office: FakeOffice, session: Session, make: Make, tmp_path: Path
) -> None:
    make("account", name="Acme")
    second = make("account", name="Acme")
    make("contact", first_name="Ann", last_name="Lee", account_id=second.id)
    make("opportunity", name="Deal", account_id=second.id, status="won", stage="Won",
         expected_close_on=date(2026, 3, 31), closed_on=date(2026, 2, 3))  # fmt: skip
    for table in ("contact", "opportunity"):
        assert "0 added, 0 changed, 1 same" in brought_back(office, table, tmp_path / "f.csv")
    assert session.exec(select(Contact.account_id)).all() == [second.id]
    assert [deal.closed_on for deal in session.exec(select(Opportunity))] == [date(2026, 2, 3)]


def test_what_was_merged_meanwhile_is_left_alone(
    office: FakeOffice, session: Session, make: Make, tmp_path: Path
) -> None:
    stays = make("account", name="Acme", city="Rome")
    gone = make("account", name="Acme Inc", city="Oslo", state="merged", merged_into=stays.id)
    session.commit()
    path = tmp_path / "f.csv"
    path.write_text(f"Account ID,Account Name,City\n{gone.id},Acme Inc,Bergen\n")
    said = run(office, "import", str(path), "--as", "account", "--yes").stdout
    assert "merged into others before" in " ".join(said.split())
    assert {row.city for row in session.exec(select(Account))} == {"Rome", "Oslo"}
