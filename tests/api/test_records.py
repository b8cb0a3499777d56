from datetime import date
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from store import artifacts, changes, conversation, receipts
from store.trail import Artifact
from tests.api.fakes import ANA, FakeOffice
from tests.makers import NOW, Make
from tests.stores import Stores


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    return request.getfixturevalue(f"{request.param}_stores")


@pytest.fixture
def receipt(session: Session, make: Make):
    """A receipt of 300 won on one deal of Acme."""
    account = make("account", name="Acme")
    deal = make("opportunity", name="Big one", account_id=account.id, amount_cents=300_00)
    row = receipts.record(
        session, workspace_id="main", metric="won_revenue", label="Won revenue", unit="USD",
        value=str(Decimal("300.00")), definition="Amounts of won deals.", formula="sum(amount)",
        as_of=date(2026, 11, 20), made_at=NOW, n=1, row_table="opportunity", row_ids=[deal.id],
        made_by=ANA.id,
    )  # fmt: skip
    session.commit()
    return row


def test_a_receipt_shows_how_it_was_made_and_the_rows_behind_it(client: TestClient, receipt):
    response = client.get(f"/v1/receipts/{receipt.id}")
    found = response.json()
    assert '"value": 300.00' in response.text
    assert (found["text"], found["formula"], found["n"]) == ("$300", "sum(amount)", 1)
    behind = found["behind"]
    row = dict(zip(behind["columns"], behind["rows"][0], strict=True))
    assert (row["Deal"], row["Account"], row["Amount"]) == ("Big one", "Acme", "$300")


def test_the_start_of_a_receipts_id_is_enough_when_it_is_the_only_one(client, receipt):
    assert client.get(f"/v1/receipts/{receipt.id[:8]}").json()["id"] == receipt.id
    assert client.get("/v1/receipts/last").json()["id"] == receipt.id


def test_a_prefix_of_two_receipts_names_neither(client, receipt, session: Session):
    again = {"id", "workspace_id", "metric", "label", "unit", "definition", "formula", "as_of"}
    copy = receipt.model_dump(include=again - {"id"})
    receipts.record(session, **copy, made_at=NOW, made_by=ANA.id)
    session.commit()
    assert client.get("/v1/receipts/rec_").json()["code"] == "bad_input"


def test_a_wildcard_in_an_id_is_only_a_letter(client: TestClient, receipt):
    assert client.get("/v1/receipts/rec%25").status_code == 404
    assert client.get("/v1/receipts/___").status_code == 404


def test_a_conversation_is_read_back_with_its_replies(client: TestClient, session: Session):
    begun = conversation.begin(session, "main", by="ana@example.com", now=NOW)
    say = {"session": session, "workspace_id": "main", "conversation_id": begun.id, "now": NOW}
    conversation.say(**say, speaker="person", text="What did we win?")
    conversation.say(**say, speaker="pitcrew", text="$300.", reply={"answer": "$300."})
    session.commit()
    [heading] = client.get("/v1/conversations").json()["conversations"]
    lines = client.get(f"/v1/conversations/{begun.id}").json()["messages"]
    assert heading["title"] == "What did we win?"
    assert [line["speaker"] for line in lines] == ["person", "pitcrew"]
    assert lines[1]["reply"] == {"answer": "$300."}


@pytest.fixture
def kept(office: FakeOffice, session: Session) -> Artifact:
    kept = artifacts.keep(
        session, "main", office.artifacts, name="list.csv", content=b"a,b\n", now=NOW,
        media_type="text/csv", made_by=ANA.id,
    )  # fmt: skip
    session.commit()
    return kept


def test_a_file_that_a_run_made_is_handed_over(client: TestClient, kept: Artifact):
    response = client.get(f"/v1/artifacts/{kept.id}")
    assert response.content == b"a,b\n"
    assert "list.csv" in response.headers["content-disposition"]


def test_a_file_that_was_tampered_with_is_not_handed_over(
    client: TestClient, office: FakeOffice, kept: Artifact
):
    (office.artifacts / kept.path).write_bytes(b"something else")
    assert client.get(f"/v1/artifacts/{kept.id}").status_code == 404


def test_health_names_the_workspace_and_who_plans(client: TestClient):
    found = client.get("/health").json()
    assert (found["status"], found["name"], found["planner"]) == ("ok", "Test", "embedded")


def test_the_schema_describes_every_path_with_the_error_shape(client: TestClient):
    schema = client.get("/openapi.json").json()
    assert {
        "/v1/chat", "/health", "/v1/conversations", "/v1/change-sets/{change_set}/approve",
        "/v1/receipts/{receipt}", "/v1/artifacts/{artifact}", "/v1/imports", "/v1/tools",
    } <= schema["paths"].keys()  # fmt: skip
    for path, methods in schema["paths"].items():
        if path.startswith("/v1/"):
            for method in methods.values():
                shape = "Faulty" if method["tags"] == ["OpenAI-compatible"] else "Problem"
                assert shape in str(method["responses"]["404"])


def test_the_tools_are_listed_with_what_they_take(client: TestClient):
    for tool in client.get("/v1/tools").json():
        assert tool["summary"]
        assert tool["arguments"]["type"] == "object"


def test_the_id_of_a_merged_record_leads_to_the_one_it_became_until_it_is_taken_back(
    client: TestClient, session: Session, make: Make, engine: Engine
):
    stays = make("account", name="Acme", external_id="crm-1", annual_revenue_cents=5_00,
                 currency="EUR")  # fmt: skip
    goes = make("account", name="Acme Inc", external_id="crm-2")
    drafts = changes.merge_drafts(
        session, "main", "account", stays.id, [goes.id],
        after={"extra": {"other_names": "Acme Inc"}}, reason="same",
    )  # fmt: skip
    made = changes.propose(session, "main", title="M", kind="t", drafts=drafts, proposed_by="a",
                           now=NOW)  # fmt: skip
    session.commit()
    ana = changes.Approver("ana@example.com", "ops_manager")
    changes.approve(engine, "main", made.id, digest=made.digest, by=ana, now=NOW)
    changes.apply(engine, "main", made.id, worker="t", now=NOW)
    for given in (goes.id, "crm-2"):
        found = client.get(f"/v1/records/account/{given}").json()
        assert (found["id"], found["name"], found["merged"]) == (stays.id, "Acme", True)
        assert found["also"] == [goes.id]
    values = {v["label"]: v["value"] for v in found["values"]}
    assert (values["annual revenue"], values["also kept"]) == ("€5", "other names: Acme Inc")
    assert client.get("/v1/records/account/crm-1").json()["merged"] is False
    changes.undo_now(engine, "main", made.id, by=ana, now=NOW, worker="t")
    assert client.get("/v1/records/account/crm-2").json()["id"] == goes.id
    assert client.get("/v1/records/account/crm-9").status_code == 404
