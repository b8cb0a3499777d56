"""The public data sets, imported whole: the figures that anybody can check."""

from collections import Counter, defaultdict

import pytest

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def stores(sqlite_stores):
    """One kind of store is enough for figures."""
    return sqlite_stores


def bring(importer, *paths):
    reports = importer.load(*[importer.plan(path) for path in paths])
    return {report.file: report for report in reports}


def test_the_maven_files_come_in_whole_parents_first(importer, shared):
    folder = shared / "data" / "maven"
    reports = bring(importer, folder / "sales_pipeline.csv", *sorted(folder.glob("[ap]*.csv")),
                    folder / "sales_teams.csv")  # fmt: skip
    assert {name: report.added for name, report in reports.items()} == {
        "sales_teams.csv": 35, "products.csv": 7, "accounts.csv": 85, "sales_pipeline.csv": 8800,
    }  # fmt: skip
    assert list(reports)[-1] == "sales_pipeline.csv"
    assert reports["sales_pipeline.csv"].stubs == {}
    assert reports["sales_pipeline.csv"].stages == ["Prospecting", "Engaging", "Won", "Lost"]
    deals = importer.rows("opportunity")
    assert Counter(deal["status"] for deal in deals) == {"won": 4238, "lost": 2473, "open": 2089}
    assert sum(deal["amount_cents"] for deal in deals if deal["status"] == "won") == 10_005_534_00
    assert {deal["amount_cents"] for deal in deals if deal["status"] == "lost"} == {0}
    assert {deal["amount_cents"] for deal in deals if deal["status"] == "open"} == {None}
    assert sum(deal["account_id"] is None for deal in deals) == 1425
    assert sum(deal["product"] == "GTXPro" for deal in deals) == 1480
    assert sum(deal["created_on"] is None for deal in deals) == 500
    assert all((deal["closed_on"] is None) == (deal["status"] == "open") for deal in deals)
    assert Counter(team["region"] for team in importer.rows("team")) == {
        "Central": 2, "East": 2, "West": 2,
    }  # fmt: skip


@pytest.mark.slow
def test_the_crunchbase_files_hold_52_finance_companies_with_a_series_b_27_of_them_last(
    importer, shared
):
    folder = shared / "data" / "crunchbase"
    files = [folder / "crunchbase-rounds.csv", folder / "crunchbase-companies.csv"]
    reports = bring(importer, *files)
    companies, rounds = reports["crunchbase-companies.csv"], reports["crunchbase-rounds.csv"]
    assert (companies.read, companies.added, companies.rejected) == (17727, 17727, 0)
    assert (rounds.read, rounds.added, rounds.duplicates, rounds.rejected) == (31679, 31616, 63, 0)
    assert rounds.stubs == {}
    assert any("#NAME?" in text for text in companies.warnings)
    assert any("mac_roman" in text for text in companies.warnings)
    finance = {
        row["id"]
        for row in importer.rows("prospect_company")
        if (row["industry"], row["country"]) == ("finance", "USA")
    }
    raised = defaultdict(list)
    for row in importer.rows("funding_round"):
        if row["prospect_company_id"] in finance:
            raised[row["prospect_company_id"]].append((row["funded_on"], row["stage"]))
    ever = [rounds for rounds in raised.values() if any(stage == "series-b" for _, stage in rounds)]
    last = [
        rounds
        for rounds in ever
        if {stage for day, stage in rounds if day == max(rounds)[0]} == {"series-b"}
    ]
    assert (len(ever), len(last)) == (52, 27)
    again = bring(importer, *files)
    assert [report.added + report.changed for report in again.values()] == [0, 0]


def test_select_is_nothing_in_the_leads_file_and_wrapped_rows_are_unwrapped(importer, shared):
    report = bring(importer, shared / "data" / "leads" / "lead_scoring.csv")["lead_scoring.csv"]
    leads = importer.rows("lead")
    assert (report.added, report.rejected) == (9240, 0)
    assert round(sum(lead["status"] == "Converted" for lead in leads) / len(leads), 3) == 0.385
    assert all(lead["city"] != "Select" and lead["industry"] != "Select" for lead in leads)
    assert all("Select" not in (lead["extra"] or {}).values() for lead in leads)
    assert any("unwrapped" in text for text in report.warnings)


def test_the_generated_crm_comes_in_from_parquet(importer, shared):
    folder = shared / "data" / "dedupe" / "crm_dev10k"
    reports = bring(importer, folder / "contacts.parquet", folder / "accounts.parquet")
    assert {name: report.added for name, report in reports.items()} == {
        "accounts.parquet": 1329, "contacts.parquet": 10000,
    }  # fmt: skip
    linked = sum(row["account_id"] is not None for row in importer.rows("contact"))
    assert 0 < linked < 10000
