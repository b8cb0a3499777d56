import json

import pytest
from fastapi.testclient import TestClient

from agent.events import Started
from store.errors import NotFound
from tests.api.fakes import FakeOffice, reply


def test_a_message_is_answered_as_a_stream_that_ends_with_the_whole_reply(client: TestClient):
    with client.stream("POST", "/v1/chat", json={"text": "What did we win?"}) as response:
        lines = list(response.iter_lines())
    kinds = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    data = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    assert kinds == ["started", "planned", "stepped", "stepped", "shown", "said", "ended"]
    assert data[-1]["reply"]["ended"] == "answered"


def test_a_client_that_accepts_json_gets_the_reply_alone(client: TestClient):
    response = client.post(
        "/v1/chat", json={"text": "What did we win?"}, headers={"accept": "application/json"}
    )
    assert response.json()["answer"] == "You won $2,355,928."
    assert {
        "conversation", "run", "answer", "plan", "receipts", "tables", "charts", "change_sets",
        "questions", "ended",
    } <= response.json().keys()  # fmt: skip


def test_a_figure_is_a_json_number_to_the_last_digit(client: TestClient):
    response = client.post(
        "/v1/chat", json={"text": "What did we win?"}, headers={"accept": "application/json"}
    )
    assert '"value": 2355928.00' in response.text
    assert '["East", 1200000.50]' in response.text
    assert '["=West", null]' in response.text


def test_the_desk_hears_who_asks_and_as_of_when(client: TestClient, office: FakeOffice):
    body = {"text": "Hi", "conversation": "cnv_7", "as_of": "2017-12-31"}
    client.post("/v1/chat", json=body, headers={"accept": "application/json"})
    [heard] = office.desk.asked
    assert (heard.text, heard.conversation, str(heard.as_of)) == ("Hi", "cnv_7", "2017-12-31")
    assert heard.actor.id == "ana@example.com"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "Hi", "as_of": "0001-01-01"},
        {},
        {"text": ""},
        {"text": "x" * 8001},
        {"text": "Hi", "actor": "admin"},
        {"text": 3},
    ],
)
def test_a_malformed_message_is_refused_before_the_desk(client, office, body):
    response = client.post("/v1/chat", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "bad_input")
    assert office.desk.asked == []


def test_an_ending_other_than_answered_is_no_http_error(client: TestClient, office: FakeOffice):
    office.desk.says = reply(ended="refused", answer="Your role may not.", receipts=[], tables=[])
    response = client.post("/v1/chat", json={"text": "x"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["ended"]) == (200, "refused")


def test_a_conversation_that_does_not_exist_is_a_404_not_a_broken_stream(client, office):
    async def none_such(_ask):
        raise NotFound("There is no conversation 'cnv_x'.")
        yield  # makes it a stream

    office.desk.reply = none_such
    response = client.post("/v1/chat", json={"text": "Hi", "conversation": "cnv_x"})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_bug_in_the_middle_of_a_stream_still_ends_it(client, office, caplog):
    async def breaks(_ask):
        yield Started(conversation="cnv_1", run="run_1", planner="embedded")
        raise ZeroDivisionError("secret detail")

    office.desk.reply = breaks
    response = client.post("/v1/chat", json={"text": "Hi"})
    data = [line for line in response.text.splitlines() if line.startswith("data: ")]
    last = json.loads(data[-1].removeprefix("data: "))
    assert (last["reply"]["ended"], last["reply"]["run"]) == ("failed", "run_1")
    assert "secret detail" not in response.text
    assert "secret detail" in caplog.text
