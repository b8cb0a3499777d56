"""Files that speak of merged records: what they bring lands on the record these became."""

from store.changes import merge_drafts
from store.engine import working
from tests.makers import WORKSPACE
from tests.store.steps import carry_out, propose, undo

ACCOUNTS = "Account ID,Account Name,Industry\nA1,Acme,Tools\nA2,Acme Inc,\n"
DEALS = "Opportunity ID,deal,account id,account,stage,owner\n"


def merge(importer, stays, goes):
    with working(importer.engine) as session:
        drafts = merge_drafts(session, WORKSPACE, "account", stays, [goes], after={}, reason="same")
        made = propose(session, *drafts)
    carry_out(importer.engine, made)
    return made


def accounts_of(importer):
    return dict(importer.rows("opportunity", "name", "account_id"))


def test_deals_of_a_merged_account_land_on_the_one_it_became_until_it_is_taken_back(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    ids = {row["external_id"]: row["id"] for row in importer.rows("account")}
    made = merge(importer, ids["A1"], ids["A2"])
    importer.bring("one.csv", DEALS + "1,by source id,A2,,Won,Ana\n2,by name,,Acme Inc,Won,Ana\n")
    importer.bring("two.csv", DEALS + f"3,by our id,{ids['A2']},,Won,Ana\n")
    assert set(accounts_of(importer).values()) == {ids["A1"]}
    undo(importer.engine, made)
    importer.bring("three.csv", DEALS + "4,later,A2,,Won,Ana\n5,later too,,Acme Inc,Won,Ana\n")
    after = accounts_of(importer)
    assert after["later"] == after["later too"] == ids["A2"]
    assert after["by source id"] == ids["A1"]  # it was brought while the two were one


def test_the_file_that_brought_a_merged_record_does_not_bring_it_back(importer):
    importer.bring("accounts.csv", ACCOUNTS)
    ids = {row["external_id"]: row["id"] for row in importer.rows("account")}
    made = merge(importer, ids["A1"], ids["A2"])
    report = importer.bring("accounts.csv", ACCOUNTS.replace("Acme Inc,", "Acme Inc,Toys"))
    assert (report.added, report.changed) == (0, 0)
    assert any("merged into others before" in text for text in report.warnings)
    assert importer.only("account")["external_id"] == "A1"
    undo(importer.engine, made)
    report = importer.bring("accounts.csv", ACCOUNTS.replace("Acme Inc,", "Acme Inc,Toys"))
    assert (report.added, report.changed) == (0, 1)
