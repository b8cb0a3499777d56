"""Webhooks: told in the transaction's own words, signed, tried again, and only where allowed."""

import json
from datetime import timedelta
from queue import Queue
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agent.settings import Settings, Webhooks
from api.app import build
from api.deliveries import Courier
from connectors.destinations import Hook, Letter
from connectors.outgoing.address import Allowed
from connectors.outgoing.posting import verified
from store import changes, conversation, webhooks
from store.doors import Webhook, WebhookDelivery
from store.engine import reading, writing
from store.ledger import ChangeSet
from tests.api.fakes import ANA, VIC, FakeOffice
from tests.loopback import served
from tests.makers import NOW, TODAY
from tests.stores import Stores
from tools.context import Actor

ADMIN = Actor(id="root@example.com", name="Root", role="admin")
EVERYTHING = ["change_set.proposed", "change_set.applied", "change_set.undone",
              "change_set.rejected", "run.ended"]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    return request.getfixturevalue(f"{request.param}_stores")


@pytest.fixture
def office(office: FakeOffice) -> FakeOffice:
    limits = Webhooks(hosts=["hooks.example.com"], private_hosts=["127.0.0.1"])
    office.settings = Settings(home=office.settings.home, webhooks=limits, _env_file=None)
    office.people[None] = ADMIN
    return office


def added(engine: Engine, url: str = "http://127.0.0.1:9/in", **more: Any) -> Webhook:
    with writing(engine) as session:
        given = {"url": url, "events": EVERYTHING, "by": ADMIN.id, "now": NOW} | more
        return webhooks.add(session, "main", **given)


def queue(engine: Engine) -> list[WebhookDelivery]:
    with reading(engine) as session:
        by_time = select(WebhookDelivery).order_by(col(WebhookDelivery.made_at))
        return list(session.exec(by_time))


def approver() -> changes.Approver:
    return changes.Approver(email=ANA.id, role="ops_manager")


def test_a_change_set_is_told_from_its_proposal_to_its_undoing(
    engine: Engine, session: Session, draft: ChangeSet
):
    assert queue(engine) == []
    added(engine)
    at = NOW + timedelta(minutes=1)
    changes.approve(engine, "main", draft.id, digest=draft.digest, by=approver(), now=at)
    changes.apply(engine, "main", draft.id, worker="w", now=at)
    undo, _ = changes.undo_now(engine, "main", draft.id, by=approver(),
                               now=at + timedelta(minutes=1), worker="w")  # fmt: skip
    told = queue(engine)
    assert [row.event for row in told] == [
        "change_set.applied", "change_set.proposed", "change_set.undone",
    ]  # fmt: skip
    last = told[-1].payload
    assert last["type"] == "change_set.undone"
    assert (last["data"]["change_set"], last["data"]["undo_of"]) == (undo.id, draft.id)
    assert "technology" not in json.dumps([row.payload for row in told])


def test_a_rejection_and_the_end_of_a_run_are_told(engine: Engine, draft: ChangeSet):
    added(engine)
    changes.reject(engine, "main", draft.id, by=ANA.id, now=NOW)
    with writing(engine) as session:
        talk = conversation.begin(session, "main", by=ANA.id, now=NOW)
        run = conversation.start_run(session, "main", talk.id, asked="secret words", actor=ANA.id,
                                     planner="embedded", as_of=TODAY, now=NOW)  # fmt: skip
        ended = NOW + timedelta(seconds=3)
        conversation.end_run(session, "main", run.id, status="answered", now=ended)
    rejected, over = queue(engine)
    assert rejected.payload["data"]["status"] == "rejected"
    assert over.payload["data"] == {
        "run": run.id, "conversation": talk.id, "status": "answered", "planner": "embedded",
    }  # fmt: skip


def test_what_is_rolled_back_is_not_told_and_what_nobody_wants_is_not_queued(
    engine: Engine, draft: ChangeSet
):
    added(engine, events=["run.ended"])
    changes.reject(engine, "main", draft.id, by=ANA.id, now=NOW)

    def breaks() -> None:
        with writing(engine) as session:
            webhooks.note(session, "main", "run.ended", {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert queue(engine) == []


def test_two_workers_never_hold_the_same_delivery(engine: Engine):
    hook = added(engine)
    with writing(engine) as session:
        for _ in range(30):
            session.add(webhooks.delivery(hook, "test", {}, NOW))
    first, second = (webhooks.claim(engine, "main", NOW) for _ in range(2))
    assert (len(first), len(second)) == (20, 10)
    assert not {each.id for each in first} & {each.id for each in second}
    assert webhooks.claim(engine, "main", NOW) == []
    # A worker that died lets go of what it held.
    assert len(webhooks.claim(engine, "main", NOW + timedelta(minutes=2))) == 20
    assert webhooks.claim(engine, "other", NOW + timedelta(minutes=2)) == []


def test_an_attempt_that_fails_is_tried_later_and_later_and_at_last_given_up(engine: Engine):
    hook = added(engine)
    with writing(engine) as session:
        session.add(webhooks.delivery(hook, "test", {}, NOW))
    now, waits = NOW, []
    for _ in range(20):
        due = webhooks.claim(engine, "main", now)
        if not due:
            break
        state = webhooks.settle(engine, "main", due[0], {"status": 503}, now)
        if state == "failed":
            break
        following = queue(engine)[0].due_at
        waits.append((following - now).total_seconds())
        now = following
    assert waits == [10, 60, 300, 1800, 7200, 21600, 43200]
    [row] = queue(engine)
    assert (row.state, row.attempts, row.last_answer) == ("failed", 8, {"status": 503})
    webhooks.sweep(engine, "main", now + timedelta(days=31))
    assert queue(engine) == []


def test_a_receiver_that_is_gone_is_told_nothing_more(engine: Engine):
    hook = added(engine)
    with writing(engine) as session:
        session.add(webhooks.delivery(hook, "test", {}, NOW))
    [due] = webhooks.claim(engine, "main", NOW)
    assert webhooks.settle(engine, "main", due, {"status": 410}, NOW) == "failed"
    with writing(engine) as session:
        assert webhooks.note(session, "main", "run.ended", {}, NOW) == 0
        assert webhooks.read(session, "main", hook.id).state == "off"


async def test_a_message_arrives_signed_and_the_same_one_again_after_a_failure(
    office: FakeOffice, engine: Engine
):
    heard: list[tuple[dict[str, str], bytes]] = []
    receiver = FastAPI()

    @receiver.post("/in")
    async def take(request: Request) -> Response:
        heard.append((dict(request.headers), await request.body()))
        return Response(status_code=500 if len(heard) == 1 else 200)

    clock = [NOW]
    with served(receiver) as url:
        hook = added(engine, f"{url}/in")
        with writing(engine) as session:
            webhooks.note(session, "main", "run.ended", {"run": "run_1"}, NOW)
        courier = Courier(office, clock=lambda: clock[0])
        assert await courier.once() == 1
        assert await courier.once() == 0
        clock[0] += timedelta(seconds=11)
        assert await courier.once() == 1
    assert [row.state for row in queue(engine)] == ["sent"]
    assert heard[0][0]["webhook-id"] == heard[1][0]["webhook-id"]
    for (headers, body), at in zip(heard, (NOW, clock[0]), strict=True):
        assert verified(hook.secret, headers, body, int(at.timestamp()))
        assert json.loads(body)["data"] == {"run": "run_1"}


@pytest.mark.parametrize("turned", ["169.254.169.254", "127.0.0.1", "10.1.1.1", "::1"])
async def test_a_name_that_was_turned_inside_gets_nothing(office, engine: Engine, turned: str):
    added(engine, "http://hooks.example.com/in")
    with writing(engine) as session:
        webhooks.note(session, "main", "run.ended", {}, NOW)
    courier = Courier(office, find=lambda _host, _port: [turned], clock=lambda: NOW)
    assert await courier.once() == 1
    assert "not public" in queue(engine)[0].last_answer["error"]


def test_the_service_delivers_while_it_runs(office: FakeOffice, engine: Engine, draft: ChangeSet):
    heard: Queue[str] = Queue()
    receiver = FastAPI()

    @receiver.post("/in")
    async def take(request: Request) -> None:
        heard.put(json.loads(await request.body())["type"])

    with served(receiver) as url, TestClient(build(office), base_url="http://localhost") as client:
        sent = {"url": f"{url}/in", "events": ["change_set.rejected"]}
        made = client.post("/v1/webhooks", json=sent)
        assert made.status_code == 201
        client.post(f"/v1/change-sets/{draft.id}/reject", json={})
        assert heard.get(timeout=30) == "change_set.rejected"


def test_a_webhook_is_made_listed_tried_and_removed(office: FakeOffice, engine: Engine):
    client = TestClient(build(office), base_url="http://localhost")
    sent = {"url": "https://hooks.example.com/in", "events": ["run.ended", "change_set.applied"]}
    response = client.post("/v1/webhooks", json=sent)
    made = response.json()
    assert response.headers["cache-control"] == "no-store"
    assert made["secret"].startswith("whsec_")
    [listed] = client.get("/v1/webhooks").json()
    assert "secret" not in listed
    assert listed["events"] == ["change_set.applied", "run.ended"]
    assert client.post(f"/v1/webhooks/{made['id']}/test").json()["state"] == "waiting"
    told = client.get(f"/v1/webhooks/{made['id']}/deliveries").json()
    assert [each["event"] for each in told["deliveries"]] == ["test"]
    assert client.delete(f"/v1/webhooks/{made['id']}").status_code == 204
    assert client.get("/v1/webhooks").json() == []
    assert client.delete(f"/v1/webhooks/{made['id']}").status_code == 404
    assert queue(engine) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"url": "https://evil.example/in", "events": ["run.ended"]}, 403),
        ({"url": "ftp://hooks.example.com/in", "events": ["run.ended"]}, 422),
        ({"url": "https://hooks.example.com/in", "events": ["everything"]}, 422),
        ({"url": "https://hooks.example.com/in", "events": []}, 422),
    ],
)
def test_a_webhook_elsewhere_or_of_nothing_is_refused(office: FakeOffice, sent, status):
    client = TestClient(build(office), base_url="http://localhost")
    assert client.post("/v1/webhooks", json=sent).status_code == status


@pytest.mark.parametrize("actor", [ANA, VIC, ADMIN.within({"read", "propose", "decide"})])
def test_only_an_admin_has_to_do_with_webhooks(office: FakeOffice, engine: Engine, actor: Actor):
    hook = added(engine)
    office.people[None] = actor
    client = TestClient(build(office), base_url="http://localhost")
    sent = {"url": "https://hooks.example.com/in", "events": ["run.ended"]}
    answers = [
        client.post("/v1/webhooks", json=sent), client.get("/v1/webhooks"),
        client.post(f"/v1/webhooks/{hook.id}/test"), client.delete(f"/v1/webhooks/{hook.id}"),
        client.get(f"/v1/webhooks/{hook.id}/deliveries"),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {403}


def test_there_are_never_very_many(engine: Engine, office: FakeOffice):
    for _ in range(20):
        added(engine)
    client = TestClient(build(office), base_url="http://localhost")
    sent = {"url": "https://hooks.example.com/in", "events": ["run.ended"]}
    assert client.post("/v1/webhooks", json=sent).status_code == 429


def test_a_digest_to_an_address_that_is_a_webhook_is_signed_with_its_secret(engine: Engine):
    heard: Queue[tuple[dict[str, str], bytes]] = Queue()
    receiver = FastAPI()

    @receiver.post("/known")
    @receiver.post("/other")
    async def take(request: Request) -> None:
        heard.put((dict(request.headers), await request.body()))

    def secret(url: str) -> str | None:
        with reading(engine) as session:
            return webhooks.secret_for(session, "main", url)

    hook = Hook(Allowed(private=["127.0.0.1"]), secret=secret)
    letter = Letter(id="dlv_1", subject="Friday", text="All is well.", content={})
    with served(receiver) as url:
        known = added(engine, f"{url}/known").secret
        for path in ("known", "other"):
            hook.send(f"{url}/{path}", letter)
    headers, body = heard.get(timeout=60)
    assert verified(known, headers, body, int(headers["webhook-timestamp"]))
    assert headers["webhook-id"] == "dlv_1"
    assert "webhook-signature" not in heard.get(timeout=60)[0]
