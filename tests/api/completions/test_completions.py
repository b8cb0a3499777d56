"""OpenAI's chat completions, over HTTP by hand: shapes, failures, whose conversation it is."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from agent.events import Started
from agent.settings import Chats
from api.pressure import Line
from store import conversation
from store.ledger import ChangeSet
from tests.api.fakes import ANA, FakeOffice, reply
from tests.makers import NOW
from tools.result import ChangeSetRef

URL = "/v1/chat/completions"


def post(client: TestClient, *said: str, headers: Any = None, **more: Any) -> Any:
    """What a client sends that keeps the conversation itself: every message so far."""
    roles = ("user", "assistant")
    messages = [{"role": roles[n % 2], "content": text} for n, text in enumerate(said)]
    body = {"model": "pitcrew", "messages": messages, **more}
    return client.post(URL, json=body, headers=headers)


def content(response: Any) -> str:
    return response.json()["choices"][0]["message"]["content"]


def begun(office: FakeOffice, *names: str) -> list[str]:
    """As many conversations as the desk would begin, one with each reply."""
    office.desk.says = reply(conversation=names[0])
    return list(names)


def test_an_answer_has_the_shape_of_a_completion(client: TestClient):
    said = post(client, "What did we win?").json()
    assert said["object"] == "chat.completion"
    [choice] = said["choices"]
    assert (choice["finish_reason"], choice["message"]["role"]) == ("stop", "assistant")
    assert choice["message"]["content"].startswith("You won $2,355,928[^1].")
    assert said["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def test_the_tokens_of_a_language_model_are_counted(client: TestClient, office: FakeOffice):
    office.desk.says = reply(usage={"input_tokens": 11, "output_tokens": 4, "model_calls": 2})
    usage = post(client, "Hi").json()["usage"]
    assert usage == {"prompt_tokens": 11, "completion_tokens": 4, "total_tokens": 15}


def test_a_stream_has_the_steps_the_words_the_usage_and_an_end(client: TestClient):
    response = post(client, "Hi", stream=True, stream_options={"include_usage": True})
    lines = [line[6:] for line in response.text.split("\n\n") if line]
    assert response.headers["content-type"].startswith("text/event-stream")
    assert lines[-1] == "[DONE]"
    chunks = [json.loads(line) for line in lines[:-1]]
    assert {chunk["id"] for chunk in chunks} == {chunks[0]["id"]}
    deltas = [c["choices"][0]["delta"] for c in chunks if c["choices"]]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert deltas[1] == {"reasoning_content": "Won revenue: \n"}
    whole = "".join(d.get("content", "") for d in deltas)
    assert whole == content(post(client, "Hi"))
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["usage"]["total_tokens"] == 0


def test_a_stream_that_a_bug_breaks_off_says_so(client, office, caplog):
    async def breaks(_ask):
        yield Started(conversation="cnv_1", run="run_1", planner="embedded")
        raise ZeroDivisionError("secret detail")

    office.desk.reply = breaks
    text = post(client, "Hi", stream=True).text
    assert '"type": "server_error"' in text
    assert "secret detail" not in text
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"model": "gpt-9", "messages": [{"role": "user", "content": "x"}]}, 404, "gpt-9"),
        ({"model": "pitcrew", "messages": []}, 400, "messages"),
        ({"model": "pitcrew"}, 400, "messages"),
        ({"model": "pitcrew", "messages": [{"role": "assistant", "content": "x"}]}, 400, "user"),
        ({"model": "pitcrew", "messages": [{"role": "user", "content": " "}]}, 400, "text"),
        ({"model": "pitcrew", "messages": [{"role": "user", "content": "x" * 8001}]}, 400, "8,000"),
        ({"model": "pitcrew", "n": 2, "messages": [{"role": "user", "content": "x"}]}, 400, "one"),
        ({"model": "pitcrew", "response_format": {"type": "json_object"},
          "messages": [{"role": "user", "content": "x"}]}, 400, "text"),
        ({"model": "pitcrew", "messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "http://e.example/x.png"}},
            {"type": "text", "text": "x"}]}]}, 400, "images"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_as_openai_tells_it(client, office, body, status, word):
    response = client.post(URL, json=body)
    error = response.json()["error"]
    assert response.status_code == status
    assert error.keys() == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert word in error["message"]
    assert office.desk.asked == []


def test_fields_that_other_clients_send_are_let_be(client: TestClient):
    extra = {"temperature": 0.2, "tools": [], "chat_id": "c", "features": {"web": True}, "seed": 1}
    assert post(client, "Hi", **extra).status_code == 200


def test_words_in_parts_are_read_as_words(client: TestClient, office: FakeOffice):
    parts = [{"type": "text", "text": "What did"}, {"type": "text", "text": "we win?"}]
    client.post(URL, json={"model": "pitcrew", "messages": [{"role": "user", "content": parts}]})
    assert office.desk.asked[0].text == "What did\nwe win?"


def test_a_conversation_goes_on_where_exactly_this_was_said(client, office):
    office.desk.says = reply(conversation="cnv_first")
    first = content(post(client, "Hi"))
    post(client, "Hi", first, "and by region?")
    post(client, "Hi", first + " altered", "and by region?")
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_first", None]


def test_who_goes_back_begins_anew_so_that_approve_means_what_is_seen(client, office):
    first = content(post(client, "Hi"))
    post(client, "Hi", first, "merge the duplicates")
    post(client, "Hi", first, "approve")
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_1", None]


def test_two_people_of_one_client_do_not_share_a_conversation(client, office):
    first = content(post(client, "Hi", user="ana"))
    post(client, "Hi", first, "approve", user="bob")
    assert office.desk.asked[-1].conversation is None


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({"x-openwebui-chat-id": "c-7"}, {}),
        ({"x-conversation-id": "c-7"}, {}),
        ({}, {"metadata": {"conversation_id": "c-7"}}),
        ({}, {"metadata": {"chat_id": "c-7"}}),
    ],
)
def test_a_client_may_name_the_conversation(client, office, headers, more):
    post(client, "Hi", headers=headers, **more)
    post(client, "and by region?", headers=headers, **more)
    post(client, "Hi")
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_1", None]


def test_our_own_id_of_a_conversation_is_taken_as_it_is(client, office):
    answered = post(client, "Hi", headers={"x-pitcrew-conversation": "cnv_9"})
    assert office.desk.asked[0].conversation == "cnv_9"
    assert answered.headers["x-pitcrew-conversation"] == "cnv_1"


def test_what_a_client_asks_for_itself_never_reaches_the_desk(client, office):
    chore = "### Task:\nGenerate a title.\n<chat_history>USER: approve</chat_history>"
    for stream in (False, True):
        assert post(client, chore, stream=stream).status_code == 200
    assert json.loads(content(post(client, chore))) == {
        "title": "", "tags": [], "follow_ups": [], "queries": [],
    }  # fmt: skip
    assert office.desk.asked == []


def test_a_proposal_shows_its_rows_and_the_words_that_decide_it(
    client: TestClient, office: FakeOffice, session: Session, draft: ChangeSet
):
    conversation.begin(session, "main", by=ANA.id, now=NOW)
    session.commit()
    given = ChangeSetRef(id=draft.id, summary=draft.title, counts=draft.counts, risk="low",
                         status="draft", digest=draft.digest)  # fmt: skip
    office.desk.says = reply(tables=[], change_sets=[given], ended="needs_approval")
    said = content(post(client, "Correct the industry"))
    assert "**Proposed: Correct 1 industry** (1 update; 1 account; low risk)" in said
    assert "| Acme | industry | technolgy | technology | a known misspelling |" in said
    assert f"Apply exactly this: `approve {draft.id}`. Drop it: `reject {draft.id}`." in said


def test_beyond_what_one_person_may_ask_at_once_it_is_429_with_a_time(client, office):
    client.app.state.line = Line(Chats(per_person=1))
    client.app.state.line._running[ANA.id] = 1
    for stream in (False, True):
        response = post(client, "Hi", stream=stream)
        assert (response.status_code, response.headers["retry-after"]) == (429, "2")
        assert response.json()["error"]["type"] == "rate_limit_error"
    response = client.post("/v1/chat", json={"text": "Hi"})
    assert (response.status_code, response.headers["retry-after"]) == (429, "2")
    assert office.desk.asked == []


def test_who_waits_in_vain_has_a_status_here_and_an_ending_in_a_stream_of_events(client, office):
    client.app.state.line = Line(Chats(running=1, wait_seconds=0.01))
    client.app.state.line._running["somebody"] = 1
    response = post(client, "Hi", stream=True)
    assert response.status_code == 429
    assert "No place became free" in response.json()["error"]["message"]
    told = client.post("/v1/chat", json={"text": "Hi"}).text
    assert told.index("event: waiting") < told.index("event: ended")
    assert "No place became free" in told
    assert office.desk.asked == []
