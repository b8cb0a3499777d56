"""Documents and playbooks are read by everybody, and added by those who may."""

from dataclasses import replace

from fastapi.testclient import TestClient

from tests.api.fakes import ANA, VIC, FakeOffice

TEXT = b"# Refunds\n\nEnterprise refunds take ten days.\n\n## Atlas\n\nAtlas is never refunded.\n"


def test_a_document_is_added_read_found_replaced_and_removed(client: TestClient):
    added = client.post("/v1/documents", files={"file": ("../refunds.md", TEXT)})
    assert (added.status_code, added.json()["source"]) == (201, "refunds.md")
    assert client.get("/v1/documents").json()["documents"] == ["refunds.md"]
    told = client.get("/v1/documents/text", params={"source": "refunds.md"}).json()
    assert [each["citation"] for each in told["sections"]] == [
        "refunds.md § Refunds, line 3", "refunds.md § Refunds > Atlas, line 7"
    ]  # fmt: skip
    found = client.get("/v1/documents/passages", params={"words": "is Atlas refunded?"}).json()
    assert found[0]["source"] == "refunds.md"
    again = client.post("/v1/documents", files={"file": ("refunds.md", b"# Refunds\n\nNone.\n")})
    assert again.json() == {"source": "refunds.md", "new": False, "rejected": None}
    gone = client.delete("/v1/documents", params={"source": "refunds.md"})
    assert gone.status_code == 204
    assert client.get("/v1/documents/text", params={"source": "refunds.md"}).status_code == 404


def test_a_viewer_reads_and_does_not_add(client: TestClient, office: FakeOffice):
    office.people[None] = VIC
    assert client.get("/v1/documents").json()["may_add"] is False
    refused = client.post("/v1/documents", files={"file": ("a.md", TEXT)})
    assert (refused.status_code, refused.json()["code"]) == (403, "refused")
    assert client.delete("/v1/documents", params={"source": "a.md"}).status_code == 403


def test_a_file_of_another_kind_is_refused(client: TestClient):
    refused = client.post("/v1/documents", files={"file": ("a.exe", b"MZ")})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


def test_playbooks_are_listed_and_shown_with_what_never_happens(client: TestClient):
    names = [book["name"] for book in client.get("/v1/playbooks").json()]
    assert "hygiene" in names
    told = client.get("/v1/playbooks/hygiene").json()
    assert told["body"].strip()
    assert told["asks"]
    assert client.get("/v1/playbooks/nope").status_code == 404


def test_only_an_admin_sees_the_settings_and_nobody_a_secret(client, office):
    assert client.get("/v1/settings").status_code == 403
    office.people[None] = replace(ANA, role="admin")
    told = {row["name"]: row for row in client.get("/v1/settings").json()}
    assert told["PITCREW_MODEL__API_KEY"]["value"] == "not set"
    assert told["PITCREW_PLANNER"]["chosen"] is False
