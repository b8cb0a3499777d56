from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.errors import STATUS, Problem
from store import errors


def test_every_error_has_a_status():
    assert set(STATUS) == set(errors.PitcrewError.__subclasses__())


def test_an_expected_error_says_what_and_what_instead(client: TestClient):
    response = client.get("/v1/receipts/rec_none")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no receipt 'rec_none'.",
        "code": "not_found",
        "message": "There is no receipt 'rec_none'.",
        "hint": "`pitcrew ask` prints the id of each figure's.",
    }


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/conversations/cnv_none", "/v1/artifacts/x"])
def test_what_is_not_there_is_a_404_in_the_same_shape(client: TestClient, path: str):
    response = client.get(path)
    assert response.status_code == 404
    assert response.json().keys() == Problem.model_fields.keys()
    assert response.headers["content-type"] == "application/problem+json"


def test_a_bug_is_told_without_its_details(client: TestClient, office, monkeypatch, caplog):
    def broken(_ask):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(office.desk, "answer", broken)
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    response = quiet.post("/v1/chat", json={"text": "x"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (500, "bug")
    assert "secret detail" not in response.text
    assert "secret detail" in caplog.text


def test_the_documented_errors_are_the_real_ones():
    page = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
    for kind, status in STATUS.items():
        [line] = [row for row in page.splitlines() if row.startswith(f"| `{kind.code}` |")]
        assert f"| {status.value} |" in line
