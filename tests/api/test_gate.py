import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.5:8321", ""])
def test_a_name_that_was_rebound_to_loopback_is_refused(client: TestClient, host: str):
    response = client.get("/v1/change-sets", headers={"host": host})
    assert (response.status_code, response.json()["code"]) == (403, "refused")


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8321", "[::1]:8321"])
def test_loopback_by_any_of_its_names_is_served(client: TestClient, host: str):
    assert client.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost:1234", "null", "http://localhost.evil"]
)
def test_a_page_of_another_origin_changes_nothing(client, office, origin):
    response = client.post("/v1/chat", json={"text": "Hi"}, headers={"origin": origin})
    assert response.status_code == 403
    assert office.desk.asked == []


def test_the_own_page_may_ask(client: TestClient):
    own = {"origin": "http://localhost:8321", "accept": "application/json"}
    assert client.post("/v1/chat", json={"text": "Hi"}, headers=own).status_code == 200


def test_a_form_of_another_site_cannot_pass_as_json(client, office):
    body = {"content": '{"text": "approve"}', "headers": {"content-type": "text/plain"}}
    assert client.post("/v1/chat", **body).status_code == 422
    assert office.desk.asked == []


@pytest.mark.parametrize("path", ["/", "/health", "/v1/change-sets", "/no/such/page"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
