"""An idempotency key: one effect, one answer, however often and however closely it is sent."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import httpx
import pytest
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import once as gate
from api.app import build
from store.doors import KeptAnswer
from store.engine import reading, writing
from store.errors import Conflict
from store.ledger import ChangeSet, Journal
from store.once import Once
from tests.api.fakes import VIC, FakeOffice
from tests.makers import NOW

KEY = {"idempotency-key": "k-1"}
JSON = {"accept": "application/json"}


def approve(client: TestClient, draft: ChangeSet, **headers: str) -> httpx.Response:
    sent = {"digest": draft.digest}
    return client.post(f"/v1/change-sets/{draft.id}/approve", json=sent, headers=headers or KEY)


def test_the_same_request_again_gets_the_same_answer_and_has_no_second_effect(
    client: TestClient, draft: ChangeSet, engine: Engine
):
    first, second = approve(client, draft), approve(client, draft)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["x-content-type-options"] == "nosniff"
    with reading(engine) as session:
        assert len(session.exec(select(Journal)).all()) == 1


def test_without_the_key_the_second_one_is_a_conflict(client: TestClient, draft: ChangeSet):
    assert approve(client, draft).status_code == 200
    assert approve(client, draft, accept="*/*").status_code == 409


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/chat", {"text": "Other"}), ("/v1/chat?x=1", {"text": "Hi"}),
     ("/v1/change-sets/last/reject", {"text": "Hi"})],
)  # fmt: skip
def test_the_same_key_for_another_request_is_refused(client, office, path, body):
    client.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON)
    response = client.post(path, json=body, headers=KEY | JSON)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert "another request" in response.json()["message"]
    assert len(office.desk.asked) == 1


def test_two_people_may_choose_the_same_key(client: TestClient, office: FakeOffice):
    client.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON)
    office.people[None] = VIC
    client.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON)
    assert [ask.actor.name for ask in office.desk.asked] == ["Ana", "Vic"]


def test_a_stream_is_answered_again_whole(client: TestClient, office: FakeOffice):
    first = client.post("/v1/chat", json={"text": "Hi"}, headers=KEY)
    second = client.post("/v1/chat", json={"text": "Hi"}, headers=KEY)
    assert first.text == second.text
    assert second.headers["content-type"].startswith("text/event-stream")
    assert len(office.desk.asked) == 1


def test_what_failed_may_be_tried_again_under_its_key(client: TestClient, office, monkeypatch):
    monkeypatch.setattr(office.desk, "answer", lambda _ask: 1 / 0)
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    assert quiet.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON).status_code == 500
    assert quiet.post("/v1/chat", json={"text": ""}, headers=KEY | JSON).status_code == 422
    monkeypatch.undo()
    answered = quiet.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON)
    assert (answered.status_code, len(office.desk.asked)) == (200, 1)


def test_a_form_with_a_file_is_the_same_whatever_its_boundary(client: TestClient):
    content = b"Company,Country\n" + b"Acme,US\n" * 400_000  # longer than is held in memory
    answers = [
        client.post("/v1/imports", files={"file": ("a.csv", content)}, headers=KEY)
        for _ in range(2)
    ]
    other = client.post("/v1/imports", files={"file": ("a.csv", content + b"B,US\n")}, headers=KEY)
    assert answers[0].json()["upload"] == answers[1].json()["upload"]
    assert other.status_code == 409


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_refused(client: TestClient, office: FakeOffice, key: str):
    response = client.post(
        "/v1/chat", json={"text": "Hi"}, headers=[("idempotency-key", key.encode())]
    )
    assert response.status_code == 422
    assert office.desk.asked == []


@pytest.mark.parametrize("header", [{"cache-control": "no-store"}, {"set-cookie": "a=b"}])
def test_what_is_shown_once_is_not_kept(office: FakeOffice, engine: Engine, header):
    app = build(office)
    made: list[int] = []

    @app.post("/v1/keys-for-a-test")
    def make() -> JSONResponse:
        made.append(1)
        return JSONResponse({"secret": "s3cret"}, headers=header)

    app.router.routes.insert(0, app.router.routes.pop())
    client = TestClient(app, base_url="http://localhost")
    assert client.post("/v1/keys-for-a-test", headers=KEY).json() == {"secret": "s3cret"}
    assert client.post("/v1/keys-for-a-test", headers=KEY).status_code == 409
    assert made == [1]
    with reading(engine) as session:
        assert session.exec(select(KeptAnswer.body)).one() is None


def test_a_long_answer_is_passed_on_and_not_kept(client: TestClient, office, monkeypatch):
    monkeypatch.setattr(gate, "MOST_KEPT", 10)
    assert client.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON).status_code == 200
    again = client.post("/v1/chat", json={"text": "Hi"}, headers=KEY | JSON)
    assert again.status_code == 409
    assert "done already" in again.json()["message"]


async def test_of_many_at_once_one_has_an_effect(office: FakeOffice, draft, engine: Engine):
    transport = httpx.ASGITransport(build(office))
    url = f"http://localhost/v1/change-sets/{draft.id}/approve"
    async with httpx.AsyncClient(transport=transport) as client:
        sent = [client.post(url, json={"digest": draft.digest}, headers=KEY) for _ in range(30)]
        answers = await asyncio.gather(*sent)
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    waits = [a for a in answers if a.status_code == 409]
    assert all(a.headers["retry-after"] == "1" for a in waits)
    with reading(engine) as session:
        assert len(session.exec(select(Journal)).all()) == 1


def test_on_either_database_one_of_those_that_begin_together_is_first(
    postgresql_stores, sqlite_stores
):
    for stores in (sqlite_stores, postgresql_stores):
        with stores.one() as engine, ThreadPoolExecutor(8) as pool:
            together = Barrier(8)

            def begin(_n: int, engine=engine, together=together) -> str:
                together.wait()
                try:
                    return str(Once(engine, "main", "k", "f").begin(NOW))
                except Conflict:
                    return "busy"

            assert sorted(pool.map(begin, range(8))) == ["None", *["busy"] * 7]


def test_what_a_dead_process_left_is_taken_up_and_what_is_old_is_swept(engine: Engine):
    then = datetime.now(UTC)
    once = Once(engine, "main", "k", "f")
    assert once.begin(then) is None
    with pytest.raises(Conflict, match="being worked on"):
        once.begin(then + timedelta(minutes=1))
    assert once.begin(then + timedelta(minutes=16)) is None
    once.done(200, "text/plain", b"x")
    assert once.begin(then + timedelta(hours=1)).body == b"x"
    assert Once(engine, "main", "other", "f").begin(then + timedelta(hours=25)) is None
    with reading(engine) as session:
        assert session.exec(select(KeptAnswer.id)).all() == ["other"]


def test_a_key_works_in_its_own_workspace_only(engine: Engine, session: Session):
    assert Once(engine, "main", "k", "f").begin(NOW) is None
    assert Once(engine, "other", "k", "f").begin(NOW) is None
    with writing(engine) as held:
        assert len(held.exec(select(KeptAnswer)).all()) == 2
