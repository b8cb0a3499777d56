"""What somebody asked, and what was made for them, is theirs; an admin may read it all."""

from dataclasses import dataclass
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.app import build
from store import artifacts, conversation, receipts
from store.trail import Conversation
from tests.api.fakes import FakeOffice
from tests.api.people import bearer, key, member
from tests.makers import NOW, TODAY

ANA, BO, CY = "ana@example.com", "bo@example.com", "cy@example.com"


@dataclass
class Things:
    """What Ana has: a conversation, a receipt and a file of it; and a receipt made by hand."""

    conversation: str
    receipt: str
    artifact: str
    by_hand: str

    @property
    def paths(self) -> list[str]:
        return [f"/v1/conversations/{self.conversation}", f"/v1/receipts/{self.receipt}",
                f"/v1/artifacts/{self.artifact}", f"/v1/receipts/{self.by_hand}"]  # fmt: skip


@pytest.fixture
def things(session: Session, office: FakeOffice) -> Things:
    for email, role in ((ANA, "rep"), (BO, "ops_manager"), (CY, "admin")):
        member(office, email, role)
    talk = conversation.begin(session, "main", by=ANA, now=NOW, title="Mine")
    run = conversation.start_run(session, "main", talk.id, asked="?", actor=ANA, now=NOW,
                                 planner="embedded", as_of=TODAY)  # fmt: skip
    said = {"metric": "won_revenue", "label": "Won", "unit": "USD", "value": "1", "definition": "x",
            "formula": "y", "as_of": date(2026, 11, 20), "made_at": NOW}  # fmt: skip
    first = receipts.record(session, workspace_id="main", run_id=run.id, **said)
    alone = receipts.record(session, workspace_id="main", made_by=ANA, **said)
    made = artifacts.keep(session, "main", office.artifacts, name="a.csv", content=b"a", now=NOW,
                          media_type="text/csv", run_id=run.id)  # fmt: skip
    session.commit()
    return Things(talk.id, first.id, made.id, alone.id)


@pytest.fixture
def as_(office: FakeOffice, things: Things):
    def client(email: str) -> TestClient:
        made = TestClient(build(office), base_url="http://localhost:8321")
        made.headers |= bearer(key(office, email))
        return made

    return client


@pytest.mark.parametrize(("email", "status"), [(ANA, 200), (CY, 200), (BO, 404)])
def test_it_is_for_whoever_asked_and_for_admins(as_, things, email, status):
    client = as_(email)
    assert [client.get(path).status_code for path in things.paths] == [status] * 4
    assert client.get("/v1/conversations").json()["total"] == (status == 200)


def test_the_start_of_an_id_tells_nothing_either(as_, things):
    assert as_(BO).get(f"/v1/receipts/{things.receipt[:6]}").status_code == 404
    assert as_(BO).get("/v1/receipts/last").status_code == 404


def test_a_shared_one_is_for_those_who_spoke_in_it(as_, things, session, office):
    kept = session.get(Conversation, ("main", things.conversation))
    kept.shared = True
    session.add(kept)
    session.commit()
    assert as_(BO).get(things.paths[0]).status_code == 404
    conversation.start_run(session, "main", things.conversation, asked="?", actor=BO, now=NOW,
                           planner="embedded", as_of=TODAY)  # fmt: skip
    session.commit()
    assert [as_(BO).get(path).status_code for path in things.paths] == [200, 200, 200, 404]


def test_a_key_that_may_not_look_looks_at_nothing(office, things):
    client = TestClient(build(office), base_url="http://localhost:8321")
    client.headers |= bearer(key(office, CY, "admin"))
    assert [client.get(path).status_code for path in things.paths] == [403] * 4
    assert client.get("/v1/users").status_code == 200
