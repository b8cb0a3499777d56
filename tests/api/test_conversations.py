"""A person names, finds, branches and deletes conversations of their own, and nobody else's."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from agent.planner.words.memory import Memory
from api.app import build
from store import conversation
from store.trail import Conversation, Message, Run
from tests.api.fakes import FakeOffice, reply
from tests.api.people import bearer, key, member
from tests.makers import NOW, TODAY

ANA, BO, CY = "ana@example.com", "bo@example.com", "cy@example.com"


@pytest.fixture
def talk(session: Session, office: FakeOffice) -> str:
    """A conversation of Ana's: two questions, each answered."""
    for email, role in ((ANA, "rep"), (BO, "ops_manager"), (CY, "admin")):
        member(office, email, role)
    begun = conversation.begin(session, "main", by=ANA, now=NOW, title="Won revenue")
    for asked in ("what did we win?", "and in the west, 100%?"):
        conversation.say(session, "main", begun.id, speaker="person", text=asked, now=NOW)
        said = reply(answer=f"Answer to {asked}").model_dump(mode="json")
        conversation.say(session, "main", begun.id, speaker="pitcrew", text=said["answer"],
                         now=NOW, reply=said)  # fmt: skip
    session.commit()
    return begun.id


@pytest.fixture
def as_(office: FakeOffice, talk: str):
    def client(email: str) -> TestClient:
        made = TestClient(build(office), base_url="http://localhost:8321")
        made.headers |= bearer(key(office, email, "read", "propose", "decide"))
        return made

    return client


def test_only_whoever_began_it_renames_or_deletes_it(as_, talk):
    url = f"/v1/conversations/{talk}"
    for email, status in ((BO, 404), (CY, 403)):
        assert as_(email).patch(url, json={"title": "Mine"}).status_code == status
        assert as_(email).delete(url).status_code == status
    assert as_(ANA).patch(url, json={"title": "Quarter"}).json()["title"] == "Quarter"
    assert as_(ANA).get(url).json()["title"] == "Quarter"


def test_a_deleted_one_is_gone_with_what_was_said_and_its_runs_stay(as_, talk, session):
    run = conversation.start_run(session, "main", talk, asked="?", actor=ANA, now=NOW,
                                 planner="embedded", as_of=TODAY)  # fmt: skip
    session.commit()
    assert as_(ANA).delete(f"/v1/conversations/{talk}").status_code == 409  # it is worked in
    conversation.end_run(session, "main", run.id, status="answered", now=NOW)
    session.commit()
    assert as_(ANA).delete(f"/v1/conversations/{talk}").status_code == 204
    session.expire_all()
    assert session.get(Conversation, ("main", talk)) is None
    mine = select(Message).where(col(Message.conversation_id) == talk)
    assert session.exec(mine).all() == []
    assert session.get(Run, ("main", run.id)) is not None
    assert as_(ANA).get(f"/v1/runs/{run.id}").json()["has_conversation"] is False


@pytest.mark.parametrize(
    ("words", "found"), [("WON", 1), ("the west", 1), ("100%", 1), ("_", 0), ("budget", 0)]
)
def test_one_is_found_by_its_title_or_by_what_was_said(as_, words, found):
    listed = as_(ANA).get("/v1/conversations", params={"words": words}).json()
    assert (len(listed["conversations"]), listed["total"]) == (found, found)


def test_a_branch_is_a_copy_up_to_a_message_and_remembers_what_was_done_there(as_, talk, session):
    branch = as_(ANA).post(f"/v1/conversations/{talk}/branches", json={"after": 2}).json()
    told = as_(ANA).get(f"/v1/conversations/{branch['id']}").json()
    assert [line["text"] for line in told["messages"]] == [
        "what did we win?", "Answer to what did we win?"
    ]  # fmt: skip
    kept = session.get(Conversation, ("main", branch["id"]))
    memory = Memory.model_validate(kept.memory)
    assert [call.tool for call in memory.calls] == ["measure"]
    assert memory.receipts == ["rec_won"]
    assert len(as_(ANA).get(f"/v1/conversations/{talk}").json()["messages"]) == 4


def test_a_branch_of_what_one_may_not_read_or_of_no_message_is_not_made(as_, talk):
    url = f"/v1/conversations/{talk}/branches"
    assert as_(BO).post(url, json={"after": 2}).status_code == 404
    assert as_(ANA).post(url, json={"after": 9}).status_code == 404
    mine = as_(CY).post(url, json={"after": 4}).json()
    assert mine["started_by"] == CY
