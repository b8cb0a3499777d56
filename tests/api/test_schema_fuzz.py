"""Whatever fits the app's own schema, or nearly does, is answered with a status and never a bug."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from agent.settings import Settings, Webhooks
from api.app import build
from store import artifacts, changes, conversation, receipts, webhooks
from store import workspace as workspaces
from store.engine import reading, writing
from store.trail import Run
from tests.api.fakes import FakeOffice
from tests.api.sending import Operation, Sender, operations
from tests.makers import NOW, TODAY, Make
from tests.stores import Stores
from tests.tools.schedules.calling import scheduled
from tools.context import Actor

ADMIN = Actor(id="root@example.com", name="Root", role="admin")
CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large,
        HealthCheck.filter_too_much]  # fmt: skip
SCHEMA = build(FakeOffice(Settings(_env_file=None), None, None)).openapi()  # type: ignore[arg-type]  # nothing is asked of the store
ALL = operations(SCHEMA)


def furnished(session: Session, home: Path) -> dict[str, list[str]]:
    """Something of every kind, so that ids lead somewhere; by the names of path parameters."""
    make = Make(session)
    account = make("account", name="Acme", industry="x")
    make("opportunity", name="D", account_id=account.id, amount_cents=100_00)
    draft = changes.Draft(
        kind="update", table="account", row_id=account.id, after={"industry": "y"}
    )
    made = changes.propose(session, "main", title="t", kind="t", proposed_by="a", now=NOW,
                           drafts=[draft])  # fmt: skip
    talk = conversation.begin(session, "main", by=ADMIN.id, now=NOW)
    hook = webhooks.add(session, "main", url="https://hooks.example.com/", events=["run.ended"],
                        by=ADMIN.id, now=NOW)  # fmt: skip
    receipt = receipts.record(
        session, workspace_id="main", run_id=None, metric="m", label="M", value="1", unit="count",
        definition="d", definition_version=1, variant="default", formula="f", inputs={}, filters=[],
        period=None, as_of=TODAY, currency=None, n=1, exclusions=[], caveats=[],
        row_table="account", row_ids=[account.id], made_at=NOW, made_by=ADMIN.id,
    )  # fmt: skip
    user = make("user", name="Ana", email="ana@example.com", role="analyst")
    run = Run(workspace_id="main", id="run_1", conversation_id=talk.id, asked="a", actor=ADMIN.id,
              planner="embedded", as_of=TODAY, status="answered", started_at=NOW)  # fmt: skip
    session.add(run)
    file = artifacts.keep(session, "main", home / "artifacts", name="a.csv", content=b"a",
                          media_type="text/csv", now=NOW, run_id=run.id)  # fmt: skip
    job = scheduled(session, owner=ADMIN.id)
    session.commit()
    return {
        "change_set": [made.id, "last"], "conversation": [talk.id], "webhook": [hook.id],
        "table": ["account", "opportunity", "quota"], "record_id": [account.id],
        "receipt": [receipt.id], "model": ["pitcrew"], "run": [run.id], "artifact": [file.id],
        "user": [user.id], "schedule": [job.id], "name": ["hygiene"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Sender]]:
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    home: Path = tmp_path_factory.mktemp("home")
    limits = Webhooks(hosts=["hooks.example.com"])
    with found.one() as engine:
        with reading(engine) as session:
            workspace = workspaces.read(session)
        with writing(engine) as session:
            known = furnished(session, home)
        office = FakeOffice(Settings(home=home, webhooks=limits, _env_file=None), engine, workspace)
        office.people[None] = ADMIN
        client = TestClient(build(office), base_url="http://localhost")
        yield client, Sender(SCHEMA, known)


def test_half_a_letter_in_a_password_and_a_day_before_history_are_refused(office: FakeOffice):
    client = TestClient(build(office), base_url="http://localhost")
    body = b'{"email": "a@example.com", "password": "\\ud800"}'
    json = {"content-type": "application/json"}
    assert client.post("/v1/session", content=body, headers=json).status_code == 422
    assert client.get("/v1/dashboard?as_of=0001-01-01").status_code == 422


def send(service: tuple[TestClient, Sender], operation: Operation, data: st.DataObject) -> None:
    client, sender = service
    request = sender.request(data.draw, operation)
    response = client.request(**request)  # a bug is raised here, traceback and all
    assert response.status_code < 500, (str(operation), request, response.text)
    if response.status_code >= 400 and response.headers["content-type"] == "application/json":
        shape = response.json()
        assert shape.keys() & {"code", "error"}, (str(operation), shape)


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
@pytest.mark.parametrize("operation", ALL, ids=str)
@given(data=st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=CALM, phases=[Phase.generate])
def test_every_operation_answers_a_few_requests(service, operation: Operation, data):
    send(service, operation, data)


@pytest.mark.slow
@pytest.mark.parametrize("service", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("operation", ALL, ids=str)
@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=CALM)
def test_every_operation_answers_many_requests(service, operation: Operation, data):
    send(service, operation, data)
