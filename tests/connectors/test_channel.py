"""A digest in a channel: what was fixed with its undo, what waits with the buttons that decide."""

import json
from collections.abc import Iterator

import pytest

from connectors.destinations.channel import Channel, drawn
from connectors.destinations.letter import Letter
from connectors.slack.client import Client
from store.errors import BadInput, LimitReached, Upstream
from tests.api.slack.web_api import WebApi, web_api

GROUP = {"what": "country of accounts", "rule": "the same country", "items": 3, "samples": "Acme"}
PART = {"id": "cs_a", "title": "Correct 3 values", "status": "applied", "digest": "d1",
        "risk": "low", "changes": 3, "groups": [GROUP], "more_groups": 2}  # fmt: skip
DIGEST = {
    "name": "Friday clean-up", "at": "Friday 2026-11-20 16:00 (UTC)", "owner": "ana@example.com",
    "outcome": "done", "fixed": [PART],
    "waiting": [PART | {"id": "cs_b", "status": "draft", "digest": "d2", "risk": "high"}],
    "skipped": ["<!channel> was left"], "answer": "All in all.",
}  # fmt: skip
LETTER = Letter("dlv_1", "Friday clean-up: 16:00", "# Friday clean-up\n", DIGEST)


@pytest.fixture(scope="module")
def api() -> Iterator[WebApi]:
    with web_api() as made:
        yield made


@pytest.fixture
def channel(api: WebApi) -> Channel:
    api.calls.clear()
    api.faults.clear()
    return Channel(Client("xoxb-test", f"{api.url}/api/"))


def actions(letter: Letter) -> dict[str, list[tuple[str, dict[str, str]]]]:
    return {
        block["block_id"]: [
            (each["text"]["text"], json.loads(each["value"])) for each in block["elements"]
        ]
        for block in drawn(letter)
        if block["type"] == "actions"
    }


def test_what_was_fixed_can_be_undone_and_what_waits_decided_by_its_own_digest():
    fixed, waiting = {"id": "cs_a", "digest": "d1"}, {"id": "cs_b", "digest": "d2"}
    assert actions(LETTER) == {
        "set:cs_a": [("Undo", fixed), ("Explain", fixed)],
        "set:cs_b": [("Approve", waiting), ("Reject", waiting), ("Explain", waiting)],
    }


def test_a_digest_says_when_for_whom_what_and_what_was_left_alone():
    text = json.dumps(drawn(LETTER), ensure_ascii=False)
    for part in ("Friday clean-up", "16:00", "ana@example.com", "done", "Correct 3 values",
                 "country of accounts", "2 more kinds", "Left alone, and why"):  # fmt: skip
        assert part in text
    assert "<!channel>" not in text


def test_a_run_that_failed_says_why_and_an_answer_stands_where_nothing_was_changed():
    failed = {"name": "N", "outcome": "failed", "reason": "no tool was called", "answer": "Sorry."}
    text = json.dumps(drawn(Letter("d", "s", "", failed)))
    assert "it did not work: no tool was called" in text
    assert "Sorry." in text


def test_a_digest_of_an_older_version_has_no_buttons_that_could_decide_nothing():
    old = {k: v for k, v in PART.items() if k not in {"digest", "risk"}}
    assert actions(Letter("d", "s", "", {"name": "N", "fixed": [old]})) == {}


def test_it_is_posted_into_the_channel_with_an_id_by_which_a_copy_is_known(channel, api):
    channel.send("#revops", LETTER)
    [call] = api.of("chat.postMessage")
    assert (call.given["channel"], call.given["text"]) == ("#revops", LETTER.subject)
    assert call.given["metadata"]["event_payload"] == {"digest": "dlv_1"}


def test_a_long_digest_goes_on_in_its_thread(channel, api):
    many = [PART | {"id": f"cs_{n}"} for n in range(40)]
    channel.send("C0123", Letter("d", "s", "", DIGEST | {"fixed": many}))
    first, *others = api.of("chat.postMessage")
    assert others
    assert "thread_ts" not in first.given
    assert {call.given["thread_ts"] for call in others} == {first.given["ts"]}


@pytest.mark.parametrize("address", ["", "revops", "#", "#a b", "c0123", "https://x.example"])
def test_what_is_no_channel_is_refused(channel, address: str):
    with pytest.raises(BadInput):
        channel.send(address, LETTER)


def test_when_slack_says_no_or_later_the_digest_is_not_taken_for_sent(channel, api):
    api.fail("chat.postMessage", "not_in_channel")
    with pytest.raises(Upstream, match="not_in_channel"):
        channel.send("#revops", LETTER)
    api.limit("chat.postMessage", 17)
    with pytest.raises(LimitReached) as told:
        channel.send("#revops", LETTER)
    assert told.value.facts["retry_after"] == 17
