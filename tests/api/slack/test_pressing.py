"""Whoever presses decides, with their own role, on exactly what was drawn."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from agent.compose import asks_for_approval
from store import changes
from store.crm import Account
from store.engine import reading, writing
from store.ledger import ChangeSet
from tests.api.fakes import reply
from tests.api.slack.conftest import Slacking
from tests.api.slack.events import button, press, said
from tools.result import ChangeSetRef


def shown(slack: Slacking, draft: ChangeSet, channel: str = "C1") -> dict[str, Any]:
    """The message with the draft in it."""
    ref = ChangeSetRef(id=draft.id, summary=draft.title, counts=draft.counts, risk=draft.risk,
                       status=draft.status, digest=draft.digest)  # fmt: skip
    waits = f"Nothing has changed yet. {asks_for_approval(1)}"
    slack.desk.says = reply(answer=f"I propose 1 correction.\n\n{waits}", tables=[], receipts=[],
                            change_sets=[ref], ended="needs_approval")  # fmt: skip
    return slack.say(said("<@UBOT> correct industries", channel=channel))


def industry(slack: Slacking, draft: ChangeSet) -> str:
    with reading(slack.office.engine) as session:
        return str(session.exec(select(Account.industry).where(col(Account.name) == "Acme")).one())


def status(slack: Slacking, draft: ChangeSet) -> ChangeSet:
    with reading(slack.office.engine) as session:
        return changes.find(session, "main", draft.id)


def words(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False)


@pytest.fixture
def message(slack: Slacking, draft: ChangeSet) -> dict[str, Any]:
    return shown(slack, draft)


def test_a_proposal_shows_what_would_change_beside_its_buttons(slack, message):
    drawn = words(message)
    for part in (
        "Nothing has changed yet",
        "Correct 1 industry",
        "Acme",
        "technolgy",
        "technology",
        "low risk",
    ):
        assert part in drawn
    for does in ("approve", "reject", "explain"):
        assert button(message, does)


def test_an_ops_manager_approves_with_a_press_and_the_buttons_become_the_outcome(
    slack, draft, message
):
    after = slack.say(press(message, "approve"))
    assert industry(slack, draft) == "technology"
    assert status(slack, draft).approved_by == "ana@example.com"
    assert "Ana Ruiz: 1 change applied" in words(after["blocks"])
    assert "I propose 1 correction." in words(after["blocks"])
    assert "Nothing has changed yet" not in words(after["blocks"])
    with pytest.raises(LookupError):
        button(after, "approve")
    assert button(after, "undo")["confirm"]


def test_whoever_has_not_the_role_changes_nothing_and_is_told_alone(slack, draft, message):
    slack.send(press(message, "approve", user="UVIC", url=slack.api.url))
    slack.work()
    [told] = slack.api.of("respond")
    assert "needs ops_manager" in words(told.given)
    assert (told.given["response_type"], told.given["replace_original"]) == ("ephemeral", False)
    assert industry(slack, draft) == "technolgy"
    assert status(slack, draft).status == "draft"


@pytest.mark.parametrize("does", ["approve", "reject", "undo"])
def test_nobody_who_is_nobody_here_decides(slack, draft, message, does: str):
    body = press(message, "approve", user="UZED")
    body["actions"][0]["action_id"] = f"pitcrew:{does}:0"
    slack.send(body)
    slack.work()
    assert "pitcrew users add" in words(slack.api.of("chat.postEphemeral")[0].given)
    assert status(slack, draft).status == "draft"


@pytest.mark.parametrize("digest", ["0" * 64, "", None])
def test_a_press_on_other_content_than_was_drawn_decides_nothing(slack, draft, message, digest):
    body = press(message, "approve", url=slack.api.url)
    carried = {"id": draft.id, "digest": digest}
    body["actions"][0]["value"] = json.dumps(carried)
    slack.send(body)
    slack.work()
    assert "not the content that was shown" in words(slack.api.of("respond")[0].given)
    assert status(slack, draft).status == "draft"


def test_the_same_press_four_times_has_one_effect(slack, draft, message):
    body = press(message, "approve")
    for _ in range(4):
        slack.send(body)
    slack.work()
    assert len(slack.api.of("chat.update")) == 2  # the reply, and the outcome
    assert industry(slack, draft) == "technology"


def test_of_two_people_who_press_the_first_decides_and_the_second_is_told_who(
    slack, draft, message
):
    slack.say(press(message, "reject"))
    after = slack.say(press(message, "approve", url=slack.api.url))
    assert "ana@example.com" in words(slack.api.of("respond")[0].given)
    assert status(slack, draft).status == "rejected"
    assert "rejected" in words(after)
    with pytest.raises(LookupError):
        button(after, "approve")


def test_an_undo_says_what_was_reversed_and_what_was_kept(slack, draft, message):
    after = slack.say(press(message, "approve"))
    slack.say(press(after, "undo"))
    assert industry(slack, draft) == "technolgy"
    assert "1 reversed, 0 kept as edited since, 0 errored" in words(slack.api.last())


def test_explaining_shows_rows_reasons_and_the_digest_and_changes_nothing(slack, draft, message):
    told = words(slack.say(press(message, "explain", user="UVIC")))
    for part in ("a known misspelling", draft.digest, "Acme", "sure 98 %"):
        assert part in told
    assert status(slack, draft).status == "draft"


def test_a_press_in_direct_messages_is_answered_there(slack, draft):
    message = shown(slack, draft, "DANA")
    slack.say(press(message, "approve"))
    assert status(slack, draft).status == "applied"


def test_a_button_of_another_time_says_so(slack, message):
    body = press(message, "approve", url=slack.api.url)
    body["actions"][0]["action_id"] = "pitcrew:delete_everything:0"
    slack.send(body)
    slack.work()
    assert "no longer know that button" in words(slack.api.of("respond")[0].given)


def test_a_press_whose_worker_died_is_finished_by_the_next(slack, draft, message):
    body = press(message, "approve")
    slack.api.faults["chat.update"] = [(500, {"ok": False}, {})]
    slack.send(body)
    slack.work()
    assert status(slack, draft).status == "applied"
    assert slack.rows()[-1].state == "waiting"
    later = slack.rows()[-1].due_at
    slack.worker.clock = lambda: later
    slack.work()
    assert "1 change applied" in words(slack.api.shown()[message["ts"]])
    assert slack.api.of("chat.postEphemeral", "respond") == []


def test_a_row_that_was_edited_since_is_left_alone_and_counted(slack, draft, message):
    with writing(slack.office.engine) as session:
        acme = session.exec(select(Account).where(col(Account.name) == "Acme")).one()
        acme.industry, acme.version = "Tech", acme.version + 1
    after = slack.say(press(message, "approve"))
    assert "1 left alone because they changed since" in words(after)
    assert industry(slack, draft) == "Tech"
