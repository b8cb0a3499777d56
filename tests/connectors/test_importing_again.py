"""The same file twice, a newer file, and what people did in between."""

from sqlmodel import select

from store.changes.verification import audit
from store.engine import reading, writing
from store.ledger import Journal
from store.trail import ImportBatch

ACCOUNTS = "Account ID,Account Name,Industry,Employees\nA1,Acme,Tools,10\nA2,Beta,,20\n"


def test_the_same_file_twice_changes_nothing(importer):
    first = importer.bring("accounts.csv", ACCOUNTS)
    before = importer.rows("account")
    second = importer.bring("accounts.csv", ACCOUNTS)
    assert (first.added, second.added, second.changed, second.same) == (2, 0, 0, 2)
    assert importer.rows("account") == before


def test_a_newer_file_updates_and_the_journal_has_before_and_after(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    report = importer.bring("accounts.csv", ACCOUNTS.replace("Tools,10", "Toys,10"))
    assert (report.changed, report.same) == (1, 1)
    assert report.changes[0]["before"] == {"industry": "Tools"}
    acme = next(row for row in importer.rows("account") if row["external_id"] == "A1")
    assert (acme["industry"], acme["version"]) == ("Toys", 2)
    with reading(importer.engine) as session:
        lines = session.exec(select(Journal).where(Journal.table_name == "account")).all()
        assert [(line.actor, line.before, line.after) for line in lines] == [
            ("ana@example.com", {"industry": "Tools"}, {"industry": "Toys"})
        ]
        assert audit(session, "main") == []


def test_what_a_file_leaves_blank_is_not_erased(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    report = importer.bring("accounts.csv", ACCOUNTS.replace("Tools,10", ",N/A"))
    assert report.same == 2
    acme = next(row for row in importer.rows("account") if row["external_id"] == "A1")
    assert (acme["industry"], acme["employee_count"]) == ("Tools", 10)


def test_a_file_with_a_few_columns_updates_only_those(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    report = importer.bring("a.csv", "Account ID,Phone\nA1,555\nA9,556\n", "account")
    assert (report.changed, report.rejected) == (1, 1)
    assert report.rejects[0]["reason"] == "name is empty, and no account can be without"
    acme = next(row for row in importer.rows("account") if row["external_id"] == "A1")
    assert (acme["phone"], acme["industry"]) == ("555", "Tools")


def test_columns_kept_aside_are_added_to_and_never_lost(importer):
    importer.bring("accounts.csv", "Account ID,Account Name,Mood\nA1,Acme,good\n")
    importer.bring("accounts.csv", "Account ID,Account Name,Tier2\nA1,Acme,x\n", "account")
    assert importer.only("account")["extra"] == {"Mood": "good", "Tier2": "x"}


def test_a_stub_becomes_the_real_row_when_its_file_comes(importer):
    importer.bring("deals.csv", "deal,account,stage,owner\nBig,Acme,Won,Ana\n")
    stub = importer.only("account")
    report = importer.bring("accounts.csv", ACCOUNTS)
    rows = {row["name"]: row for row in importer.rows("account")}
    assert (report.added, report.changed, len(rows)) == (1, 1, 2)
    assert rows["Acme"]["id"] == stub["id"]
    assert (rows["Acme"]["external_id"], rows["Acme"]["source"]) == ("A1", "accounts.csv")


def test_accounts_with_one_name_and_different_ids_stay_apart(importer):
    content = "Account ID,Account Name,Industry\nA1,Acme,x\nA2,Acme,y\n"
    assert importer.bring("accounts.csv", content).added == 2
    assert importer.bring("accounts.csv", content).same == 2


def test_rows_merged_or_deleted_in_the_store_stay_so(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    rows = {row["external_id"]: row["id"] for row in importer.rows("account")}
    with writing(importer.engine) as session:
        connection = session.connection()
        connection.exec_driver_sql(
            f"UPDATE account SET state = 'merged', merged_into = '{rows['A1']}'"
            f" WHERE id = '{rows['A2']}'"
        )
    report = importer.bring("accounts.csv", ACCOUNTS.replace("Beta", "Beta Ltd"))
    assert (report.same, report.changed) == (2, 0)
    assert any("merged into others before" in text for text in report.warnings)
    deals = (
        "Opportunity ID,deal,account id,account,stage,owner\n1,x,A2,,Won,Ana\n2,y,,Beta,Won,Ana\n"
    )
    importer.bring("deals.csv", deals)
    assert importer.rows("opportunity", "account_id") == [(rows["A1"],), (rows["A1"],)]


def test_a_deleted_row_is_not_brought_back_by_being_mentioned(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    with writing(importer.engine) as session:
        session.connection().exec_driver_sql(
            "UPDATE account SET state = 'deleted' WHERE external_id = 'A2'"
        )
    importer.bring("deals.csv", "deal,account id,stage,owner\nx,A2,Won,Ana\n")
    assert importer.only("opportunity")["account_id"] is None
    assert len(importer.rows("account")) == 1


def test_exact_copies_in_a_file_are_imported_once_and_counted(importer):
    report = importer.bring("accounts.csv", ACCOUNTS + "A1,Acme,Tools,10\n")
    assert (report.added, report.duplicates) == (2, 1)
    assert any("exact copies of others (lines 4" in text for text in report.warnings)


def test_two_rows_with_one_id_and_different_values_are_not_guessed_between(importer):
    report = importer.bring("accounts.csv", ACCOUNTS + "A1,Acme Ltd,Tools,10\n")
    assert (report.added, report.rejected) == (2, 1)
    assert report.rejects[0]["reason"] == "line 2 has the same id with other values"


def test_rows_without_ids_that_share_a_name_are_all_kept(importer):
    content = "product,series,price\nGTX,A,1\nGTX,B,2\nGTX,A,1\n"
    report = importer.bring("products.csv", content)
    assert (report.added, report.duplicates) == (2, 1)
    again = importer.bring("products.csv", content)
    assert (again.same, again.duplicates, again.added) == (2, 1, 0)


def test_activities_without_ids_are_known_by_their_content(importer):
    content = "type,subject,date\nCall,Hi,2025-03-01\nCall,Hi,2025-03-02\n"
    assert importer.bring("calls.csv", content).added == 2
    report = importer.bring("calls.csv", content + "Call,New,2025-03-03\n")
    assert (report.same, report.added) == (2, 1)


def test_every_import_leaves_a_row_and_one_line_in_the_journal(importer):
    report = importer.bring("accounts.csv", ACCOUNTS + "A3\n")
    with reading(importer.engine) as session:
        batch = session.exec(select(ImportBatch)).one()
        line = session.exec(select(Journal)).one()
    assert (batch.status, batch.rows_read, batch.rows_added) == ("done", 3, 2)
    assert (batch.rows_rejected, batch.rejects_path) == (1, report.rejects_path)
    assert batch.mapping["Account Name"] == "name"
    assert (line.table_name, line.row_id) == ("import_batch", batch.id)
    assert line.after["rows_added"] == 2


def test_a_blank_or_dash_for_an_id_is_no_id(importer):
    content = "Account ID,Account Name,Industry\n ,Acme,x\n-,Beta,y\nA3,Gamma,z\n"
    assert importer.bring("accounts.csv", content).added == 3
    assert importer.rows("account", "name", "external_id") == [
        ("Acme", None), ("Beta", None), ("Gamma", "A3"),
    ]  # fmt: skip
    assert importer.bring("accounts.csv", content).same == 3


def test_two_files_at_once_that_speak_of_one_manager_make_one_user(importer):
    first = importer.plan(
        importer.write("east.csv", "name,manager,region\nAna,Dora,East\n"), "user"
    )
    second = importer.plan(importer.write("west.csv", "name,manager,region\nDora,,West\n"), "user")
    importer.load(first, second)
    assert importer.rows("user", "name") == [("Ana",), ("Dora",)]


def test_a_contact_that_was_there_without_an_id_is_known_by_its_address(importer, make):
    theirs = make("contact", last_name="Berg", email="B@x.com")
    make("contact", last_name="Shared", email="info@x.com")
    make("contact", last_name="Shared too", email="info@x.com")
    report = importer.bring(
        "contacts.csv",
        "Contact ID,Last Name,Email\n003A,Berg,B@x.com\n003B,New,info@x.com\n003C,Ito,i@x.com\n",
    )
    assert (report.changed, report.added) == (1, 2)
    mine = next(row for row in importer.rows("contact") if row["external_id"] == "003A")
    assert (mine["id"], mine["version"]) == (theirs.id, 2)


def test_a_contact_with_another_id_is_another_contact_even_at_one_address(importer):
    importer.bring("contacts.csv", "Contact ID,Last Name,Email\n003A,Berg,b@x.com\n")
    report = importer.bring("contacts.csv", "Contact ID,Last Name,Email\n003B,Berg,b@x.com\n")
    assert report.added == 1


def test_an_account_of_that_name_at_another_domain_is_another_account(importer):
    importer.bring("a.csv", "Company,Domain\nAcme,acme.com\n", "account")
    report = importer.bring("a.csv", "Company,Domain\nAcme,acme.de\n", "account")
    assert (report.added, report.changed) == (1, 0)
    report = importer.bring("a.csv", "Company,Industry\nAcme,Tools\n", "account")
    assert (report.added, report.changed) == (0, 1)


def test_a_user_is_known_by_address_before_name(importer, make):
    ana = make("user", name="A. Ruiz", email="ana@x.com")
    report = importer.bring("users.csv", "name,email,region\nAna Ruiz,ANA@x.com,West\n")
    assert report.changed == 1
    assert importer.only("user")["id"] == ana.id
