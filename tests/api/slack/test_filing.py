"""A file that is put into Slack is shown first, and imported at the press of who may."""

import json
from typing import Any

import pytest
from sqlmodel import select

from store.crm import Contact
from store.engine import reading
from tests.api.slack.conftest import Slacking
from tests.api.slack.events import button, press, said

PEOPLE = (
    b"First Name,Last Name,Email,Job Title\n"
    b"Ada,Byron,ada@acme.com,CTO\nGrace,Hopper,grace@acme.com,Admiral\n"
)


def words(message: Any) -> str:
    return json.dumps(message, ensure_ascii=False)


def contacts(slack: Slacking) -> int:
    with reading(slack.office.engine) as session:
        return len(session.exec(select(Contact)).all())


def sent(slack: Slacking, name: str, content: bytes, text: str = "", **more: Any) -> dict[str, Any]:
    """Somebody drops a file into their direct messages; what is said to that."""
    slack.api.put("F1", name, content, **more.pop("described", {}))
    body = said(text, files=[{"id": "F1", "name": name}], subtype="file_share", **more)
    return slack.say(body)


def test_a_file_is_shown_with_its_mapping_and_nothing_is_imported(slack: Slacking):
    message = sent(slack, "contacts.csv", PEOPLE)
    drawn = words(message)
    for part in ("contacts.csv", "contacts (by its headers", "Job Title", "ada@acme.com",
                 "Nothing is imported yet"):  # fmt: skip
        assert part in drawn
    assert button(message, "import")
    assert contacts(slack) == 0
    assert slack.desk.asked == []


def test_a_press_imports_just_that_and_says_what_became_of_each_row(slack: Slacking):
    message = sent(slack, "contacts.csv", PEOPLE)
    slack.say(press(message, "import"))
    assert contacts(slack) == 2
    assert "2 read, 2 added, 0 changed, 0 same, 0 duplicates, 0 rejected" in words(slack.api.last())
    after = slack.api.shown()[message["ts"]]
    assert "Imported by Ana Ruiz" in words(after)
    with pytest.raises(LookupError):
        button(after, "import")


def test_the_same_press_again_imports_nothing_more(slack: Slacking):
    message = sent(slack, "contacts.csv", PEOPLE)
    slack.say(press(message, "import"))
    slack.say(press(message, "import"))
    assert contacts(slack) == 2


def test_rows_that_cannot_be_imported_come_back_as_a_file(slack: Slacking):
    message = sent(slack, "contacts.csv", PEOPLE + b"A,B,c@d.co,x,y,z\n")
    slack.say(press(message, "import"))
    [rejects] = slack.api.uploaded.values()
    assert b"c@d.co" in rejects
    assert "1 rejected" in words(slack.api.last())


@pytest.mark.parametrize("user", ["UVIC", "UZED"])
def test_whoever_may_not_import_is_shown_no_file_and_no_button(slack: Slacking, user: str):
    message = sent(slack, "contacts.csv", PEOPLE, user=user, channel=f"D{user}")
    assert "ada@acme.com" not in words(message)
    with pytest.raises(LookupError):
        button(message, "import")


def test_whoever_may_not_import_changes_nothing_with_anothers_button(slack: Slacking):
    message = sent(slack, "contacts.csv", PEOPLE)
    for does in ("import", "leave"):
        slack.send(press(message, does, user="UVIC", url=slack.api.url))
        slack.work()
    refusals = slack.api.of("respond")
    assert len(refusals) == 2
    assert all("importing needs ops_manager" in words(call.given) for call in refusals)
    slack.say(press(message, "import"))
    assert contacts(slack) == 2


@pytest.mark.parametrize(
    "other", [{"seal": "0" * 64}, {"as": "lead"}, {"map": {"Job Title": ""}}, {"upload": "../x"}]
)
def test_a_button_imports_only_what_was_drawn_beside_it(slack: Slacking, other: dict[str, Any]):
    message = sent(slack, "contacts.csv", PEOPLE)
    body = press(message, "import", url=slack.api.url)
    carried = json.loads(body["actions"][0]["value"]) | other
    body["actions"][0]["value"] = json.dumps(carried)
    slack.send(body)
    slack.work()
    assert len(slack.api.of("respond")) == 1
    assert contacts(slack) == 0


def test_a_file_that_was_exchanged_on_the_disk_is_not_imported(slack: Slacking, tmp_path):
    message = sent(slack, "contacts.csv", PEOPLE)
    [kept] = (tmp_path / "uploads").glob("*/contacts.csv")
    kept.write_bytes(PEOPLE.replace(b"Ada", b"Eve"))
    slack.send(press(message, "import", url=slack.api.url))
    slack.work()
    assert "not read as it was" in words(slack.api.of("respond")[0].given)
    assert contacts(slack) == 0


def test_a_file_can_be_left(slack: Slacking, tmp_path):
    message = sent(slack, "contacts.csv", PEOPLE)
    after = slack.say(press(message, "leave"))
    assert "Nothing was imported" in words(after)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_the_headers_leave_open_is_asked_with_a_button_for_each_answer(slack: Slacking):
    dates = b"Deal Name,Amount,Close Date,Stage\nA,100,03/04/2026,Won\nB,200,05/06/2026,Won\n"
    message = sent(slack, "deals.csv", dates, "these are deals")
    assert button(message, "map")
    with pytest.raises(LookupError):
        button(message, "import")
    assert button(slack.say(press(message, "map")), "import")


def test_a_file_that_could_be_two_tables_is_asked_about_with_a_button_for_each(slack: Slacking):
    message = sent(slack, "people.csv", PEOPLE)
    assert "fit more than one table" in words(message)
    [row] = [block for block in message["blocks"] if block["type"] == "actions"]
    assert {each["text"]["text"] for each in row["elements"]} >= {"Contacts", "Users"}
    after = slack.say(press(message, "map"))
    assert button(after, "import")
    assert "as you said" in words(after)


def test_the_words_beside_a_file_say_what_it_is(slack: Slacking):
    assert "leads (as you said" in words(sent(slack, "people.csv", PEOPLE, "these are leads"))


def test_a_file_of_another_kind_is_said_to_be_one(slack: Slacking):
    assert "I cannot use deck.pdf" in words(sent(slack, "deck.pdf", b"%PDF"))
    sent(slack, "deck.pdf", b"%PDF", "what did we win?")
    assert [ask.text for ask in slack.desk.asked] == ["what did we win?"]


def test_a_file_that_cannot_be_read_is_an_answer(slack: Slacking):
    assert "empty.csv" in words(sent(slack, "empty.csv", b""))
    message = sent(slack, "odd.csv", b"alpha,beta\n1,2\n")
    assert "odd.csv" in words(message)
    with pytest.raises(LookupError):
        button(message, "import")


@pytest.mark.parametrize(
    "described",
    [
        {"url_private_download": "https://evil.example/x"},
        {"url_private_download": "https://files.slack.com.evil.example/x"},
        {"url_private_download": "http://files.slack.com/x"},
        {"url_private_download": "https://files.slack.com@evil.example/x"},
        {"url_private_download": "https://files.slack.com:8443/x"},
        {"is_external": True},
    ],
)
def test_our_token_goes_to_slack_alone(slack: Slacking, described: dict[str, Any]):
    message = sent(slack, "contacts.csv", PEOPLE, described=described)
    assert "no address of Slack" in words(message) or "only a link" in words(message)


def test_a_file_that_slack_does_not_give_us_says_what_is_missing(slack: Slacking):
    described = {"url_private_download": f"{slack.api.url}/files/F1"}
    object.__setattr__(slack.worker.client, "token", "xoxb-other")
    assert "files:read" in words(sent(slack, "contacts.csv", PEOPLE, described=described))
