"""What arrives is kept once and acknowledged; what is not Slack's is neither."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from agent.settings import Settings
from agent.setup import Office
from api.app import build
from api.slack.signature import signed
from tests.api.slack.conftest import Slacking
from tests.api.slack.events import SECRET, command, request, said


def test_the_same_event_four_times_at_once_is_one_row_and_one_answer(slack: Slacking):
    body = said("What did we win?")
    assert slack.client
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(slack.post, [body] * 4))
    slack.work()
    slack.post(body)  # and once more an hour later, when it has long been answered
    slack.work()
    assert len(slack.rows()) == 1
    assert len(slack.desk.asked) == 1
    assert len(slack.api.of("chat.postMessage")) == 1


def test_a_message_that_is_told_under_two_ids_is_answered_once(slack: Slacking):
    body = said("What did we win?")
    slack.post(body)
    slack.post(body | {"event_id": "Ev-another"})
    slack.work()
    assert len(slack.desk.asked) == 1


@pytest.mark.parametrize("header", ["x-slack-signature", "x-slack-request-timestamp"])
def test_what_is_not_signed_is_not_kept(slack: Slacking, header: str):
    sent = request(said("approve"))
    for headers in (
        {k: v for k, v in sent.headers.items() if k != header},
        sent.headers | {header: "v0=0123"},
        request(said("approve"), secret="another").headers,
    ):
        answer = slack.client.post("/slack/events", content=sent.content, headers=headers)
        assert answer.status_code == 401
    assert slack.rows() == []


def test_a_recorded_request_is_refused_later(slack: Slacking):
    sent = request(said("approve"), at=1_700_000_000)
    answer = slack.client.post("/slack/events", content=sent.content, headers=sent.headers)
    assert answer.status_code == 401


def test_slack_is_answered_before_anybody_is_asked_anything(slack: Slacking):
    slack.post(said("What did we win?"))
    slack.post(command("what did we win?", slack.api.url))
    assert slack.api.calls == []
    assert [row.state for row in slack.rows()] == ["waiting", "waiting"]


def test_slacks_question_whether_we_are_there_is_answered(slack: Slacking):
    content = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    headers = request(said("x")).headers
    assert slack.client.post("/slack/events", content=content, headers=headers).status_code == 401
    at = headers["x-slack-request-timestamp"]
    right = headers | {"x-slack-signature": signed(SECRET, at, content)}
    answer = slack.client.post("/slack/events", content=content, headers=right)
    assert answer.status_code == 200
    assert "abc" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_odd_bytes_with_a_right_signature_are_no_bug(slack: Slacking, kind: str):
    at = request(said("x")).headers["x-slack-request-timestamp"]
    deep = b'{"a":' * 5000
    for content in (
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b"payload=",
        b"payload=[]",
        deep,
    ):
        headers = {"content-type": kind, "x-slack-request-timestamp": at,
                   "x-slack-signature": signed(SECRET, at, content)}  # fmt: skip
        answer = slack.client.post("/slack/events", content=content, headers=headers)
        assert answer.status_code < 500, content
    assert slack.rows() == []


def test_a_command_that_speaks_of_payloads_is_kept(slack: Slacking):
    slack.post(command("what is in the payload?", slack.api.url))
    assert slack.rows()[0].body["text"] == "what is in the payload?"


def test_more_than_slack_ever_sends_is_refused_before_it_is_read(slack: Slacking):
    sent = request(said("x" * 1_200_000))
    answer = slack.client.post("/slack/events", content=sent.content, headers=sent.headers)
    assert answer.status_code == 413


def test_without_slack_there_is_no_such_door(engine, workspace, tmp_path):
    office = Office(Settings(home=tmp_path, _env_file=None), engine)
    client = TestClient(build(office), base_url="http://localhost:8321")
    sent = request(said("x"))
    answer = client.post("/slack/events", content=sent.content, headers=sent.headers)
    assert answer.status_code in {404, 405}


def test_what_nobody_said_to_us_is_acknowledged_and_dropped(slack: Slacking):
    for more in (
        {"bot_id": "BBOT"}, {"bot_profile": {"id": "B2"}}, {"subtype": "message_changed"},
        {"subtype": "bot_message"}, {"subtype": "message_deleted"}, {"edited": {"ts": "1"}},
        {"hidden": True}, {"user": ""}, {"ts": None}, {"channel": None},
    ):  # fmt: skip
        slack.post(said("approve", **{"channel": "DANA", **more}))
        slack.post({**said("approve"), "event_id": None})
        assert slack.rows() == [], more


def test_our_own_words_are_never_answered(slack: Slacking):
    slack.post(said("hello", user="UBOT"))
    slack.work()
    assert slack.api.of("chat.postMessage", "chat.postEphemeral") == []
    assert slack.desk.asked == []


def test_words_of_a_channel_that_do_not_mention_us_are_not_kept(slack: Slacking):
    body = said("everybody approve everything", channel="C1")
    body["event"]["type"] = "message"
    slack.post(body)
    assert slack.rows() == []


def test_letters_that_no_database_keeps_do_no_harm(slack: Slacking):
    slack.post(said("won\x00 \ud800 deals"))
    slack.work()
    assert slack.desk.asked[0].text == "won deals"
