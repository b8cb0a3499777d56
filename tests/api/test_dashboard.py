"""The dashboard: the tools' figures under the tools' own gate; charts and tables as files."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.fakes import ANA, FakeOffice
from tests.makers import Make
from tools.parts.showing.sections import RECIPES


@pytest.fixture
def deals(session: Session, make: Make):
    """Two reps, a deal that each won in Q3 2026, and one that is open."""
    for position, (name, status) in enumerate(
        (("Talk", "open"), ("Offer", "open"), ("Won", "won"))
    ):
        make("stage", name=name, position=position, status=status)
    for name, cents in (("Bo", 300_00), ("Cy", 200_00)):
        rep = make("user", name=name)
        rest = {"owner_id": rep.id, "amount_cents": cents, "created_on": date(2026, 8, 1)}
        ended = {"status": "won", "stage": "Won", "closed_on": date(2026, 9, 1)}
        make("opportunity", name=f"{name}'s", **rest, **ended)
        make("opportunity", name="Next", stage="Offer" if name == "Bo" else "Talk", **rest)
    session.commit()


def asked(client: TestClient, **given):
    return client.get("/v1/dashboard", params={"as_of": "2026-11-20", **given})


def test_each_figure_of_a_section_opens_its_receipt(client: TestClient, deals):
    found = asked(client, only="reps", period="Q3").json()
    [section] = found["sections"]
    assert section["missing"] is None
    assert [f["text"] for f in section["figures"]] == ["$500", "$300", "$200"]
    for figure in section["figures"]:
        receipt = client.get(f"/v1/receipts/{figure['id']}").json()
        assert receipt["text"] == figure["text"]
        assert len(receipt["behind"]["rows"]) == figure["n"]


def test_two_reps_of_one_name_open_no_rows_of_each_other(
    client: TestClient, deals, session: Session, make: Make
):
    for cents in (100_00, 50_00):
        rep = make("user", name="Di")
        ended = {"status": "won", "stage": "Won", "closed_on": date(2026, 9, 2)}
        make("opportunity", name="Di's", owner_id=rep.id, amount_cents=cents, **ended)
    session.commit()
    [section] = asked(client, only="reps", period="Q3").json()["sections"]
    for figure in section["figures"]:
        behind = client.get(f"/v1/receipts/{figure['id']}").json()["behind"]
        assert behind is None or len(behind["rows"]) == figure["n"]


def test_a_funnel_is_in_the_order_of_the_process_not_of_the_amounts(client: TestClient, deals):
    [section] = asked(client, only="funnel").json()["sections"]
    assert [row[0] for row in section["tables"][0]["rows"]] == ["Talk", "Offer"]
    points = section["charts"][0]["spec"]["data"]["values"]
    assert [(p["name"], p["value"]) for p in points] == [("Talk", 200.0), ("Offer", 300.0)]


def test_where_no_deal_has_an_amount_a_funnel_counts_the_deals(
    client: TestClient, session: Session, make: Make
):
    for stage in ("Talk", "Talk", "Offer"):
        make("opportunity", name="New", stage=stage, amount_cents=None, created_on=date(2026, 8, 1))
    session.commit()
    [section] = asked(client, only="funnel").json()["sections"]
    assert section["missing"] is None
    rows = [row for table in section["tables"] for row in table["rows"]]
    assert sorted(rows) == [["Offer", 1], ["Talk", 2]]


def test_figures_that_lack_the_same_file_say_so_once(client: TestClient, deals):
    [section] = asked(client, only="recurring").json()["sections"]
    assert section["missing"].count("subscription") == 2  # the file is named, and how to import it
    assert section["missing"].startswith("No subscription is recorded")


def test_without_names_every_section_comes_in_the_order_of_reading(client: TestClient):
    found = asked(client).json()
    assert [each["name"] for each in found["sections"]] == list(RECIPES) == found["names"]
    quality = found["sections"][-1]
    assert quality["missing"]
    assert quality["figures"] == []


def test_a_quarter_that_runs_stands_beside_the_same_days_of_the_one_before(client: TestClient):
    found = asked(client, only="reps").json()
    assert (found["label"], found["as_of"]) == ("Q4 2026", "2026-11-20")
    assert (found["period"], found["beside"]) == (
        "2026-10-01..2026-11-20",
        "2026-07-01..2026-08-20",
    )


def test_a_section_or_a_period_that_there_is_not_is_a_problem_with_a_hint(client: TestClient):
    assert asked(client, only="gossip").status_code == 404
    wrong = asked(client, only="reps", period="whenever")
    assert wrong.status_code == 422
    assert wrong.json()["hint"]


def test_the_tools_own_check_of_roles_holds_here_too(
    client: TestClient, office: FakeOffice, deals, monkeypatch: pytest.MonkeyPatch
):
    from tools.catalog import find

    strict = replace(find("measure"), role="admin")
    monkeypatch.setattr(
        "tools.catalog.find", lambda name: strict if name == "measure" else find(name)
    )
    office.people[None] = replace(ANA, role="viewer")
    [section] = asked(client, only="reps").json()["sections"]
    assert "needs admin" in section["missing"]


CHART = {
    "title": "Won",
    "spec": {
        "mark": "bar",
        "data": {"values": [{"name": "East", "value": 3}]},
        "encoding": {
            "x": {"field": "value", "type": "quantitative"},
            "y": {"field": "name", "type": "nominal"},
        },
    },
}


@pytest.mark.parametrize(("form", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_chart_leaves_as_a_picture(client: TestClient, form, start):
    drawn = client.post("/v1/charts", json={"chart": CHART, "form": form})
    assert drawn.status_code == 200
    assert drawn.content.startswith(start)


def test_a_chart_that_fetches_its_data_is_refused(client: TestClient):
    bad = {"title": "Odd", "spec": {**CHART["spec"], "data": {"url": "http://localhost:1/x.csv"}}}
    answer = client.post("/v1/charts", json={"chart": bad})
    assert answer.status_code == 422
    assert "Odd" in answer.json()["message"]


def test_a_chart_that_is_too_large_is_refused(client: TestClient):
    rows = [{"name": "x" * 1000, "value": n} for n in range(500)]
    big = {"title": "Big", "spec": {**CHART["spec"], "data": {"values": rows}}}
    assert client.post("/v1/charts", json={"chart": big}).status_code == 422


def test_a_table_leaves_as_a_workbook_without_formulas(client: TestClient):
    table = {"name": "t", "columns": ["a", "b"], "rows": [["=1+1", 2.5]], "total": 1}
    answer = client.post("/v1/tables", json={"table": table})
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>2.5</v>" in sheet
    assert "<f>" not in sheet


def test_looking_changes_no_business_row(client: TestClient, deals, session: Session):
    from sqlmodel import select

    from store.crm import Opportunity

    before = [row.model_dump() for row in session.exec(select(Opportunity))]
    session.rollback()
    asked(client, only="health")
    session.expire_all()
    assert [row.model_dump() for row in session.exec(select(Opportunity))] == before
