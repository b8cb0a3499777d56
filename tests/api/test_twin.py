"""Another company in the same store: nothing of it is read or changed, by any route."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, delete
from sqlmodel import SQLModel, col, select

from agent.planner.reading.plan import Plan
from agent.planner.words.memory import Call
from agent.settings import Settings, Webhooks
from api.app import build
from store import workspace as workspaces
from store.crm import Account
from store.engine import reading, writing
from tests.api.fakes import ANA, FakeOffice
from tests.api.sending import Operation, operations
from tests.api.twins import CANARY, IDS, TWIN, request_of, rows, settle
from tests.stores import Stores

Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A store of its own, whose rules may be taken away."""
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    with found.apart() as made:
        yield made


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> FakeOffice:
    with reading(engine) as session:
        workspace = workspaces.read(session)
    limits = Webhooks(hosts=["hooks.example.com"])
    office = FakeOffice(Settings(home=tmp_path, webhooks=limits, _env_file=None), engine, workspace)
    office.people[None] = ANA.__class__(id=ANA.id, name="Ana", role="admin")
    office.desk.brain.plan_for = Plan([Call(tool="list_changes", arguments={})])
    return office


@pytest.fixture
def twin(engine: Engine) -> Rows:
    settle(engine)
    return rows(engine)


def test_every_table_of_a_workspace_has_a_row_of_the_twin(twin: Rows) -> None:
    assert [name for name, found in twin.items() if len(found) != 1] == []
    alone = {t.name for t in SQLModel.metadata.sorted_tables} - set(twin)
    assert alone == {"workspace"}


BARS = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}
CHOSEN: Mapping[str, Mapping[str, Any]] = {
    "POST /v1/charts": {"chart": {"title": "A", "spec": BARS}},
    "POST /v1/webhooks": {"events": ["run.ended"]},
    "POST /v1/schedules": {"tables": ["account"]},
    "POST /v1/chat/completions": {"messages": [{"role": "user", "content": "Won?"}]},
}
"""Fields of a body that only some words will do for."""
SHUT = {"GET /metrics", "POST /v1/session", "POST /v1/invitations", "PUT /v1/me/password",
        "POST /v1/keys"}  # fmt: skip
"""What asks for a secret, or for somebody who has signed in with one."""
OPEN = {200, 201, 204, 404, 409}


def walked(app: FastAPI, told: list[str]) -> Mapping[str, set[int]]:
    """Ask every route for each row of the twin; the statuses of each, and what was told of it."""
    client = TestClient(app, base_url="http://localhost:8321", raise_server_exceptions=False)
    schema = app.openapi()
    statuses: dict[str, set[int]] = defaultdict(set)
    for operation in operations(schema):
        chosen, names = CHOSEN.get(str(operation), {}), _names(operation)
        for word, whole in product(IDS if names else IDS[:1], (False, True)):
            request = request_of(schema, operation, word, chosen, whole=whole)
            answer = client.request(**request)
            assert answer.status_code < 500, (request, answer.text)
            statuses[str(operation)].add(int(answer.status_code))
            if CANARY in answer.text or (not names and f"{TWIN}_" in answer.text):
                told.append(f"{operation} {word}: {answer.text[:200]}")
    return statuses


def _names(operation: Operation) -> bool:
    """Whether a request may name a row."""
    places = {parameter["in"] for parameter in operation.said.get("parameters", ())}
    body = operation.said.get("requestBody", {}).get("content", {})
    return bool(places & {"path", "query"}) or "application/json" in body


@pytest.mark.slow
def test_no_route_reads_or_changes_a_row_of_the_twin(
    engine: Engine, office: FakeOffice, twin: Rows
) -> None:
    told: list[str] = []
    statuses = walked(build(cast("Any", office)), told)
    assert told == []
    assert rows(engine) == twin
    shut = {operation for operation, seen in statuses.items() if not seen & OPEN}
    assert shut == SHUT, "every other route must have understood what it was asked"


@pytest.mark.slow
def test_a_route_that_forgets_the_workspace_is_noticed(
    engine: Engine, office: FakeOffice, twin: Rows
) -> None:
    """The bugs that the walk is there for: one route reads too much, one writes too far."""
    app = build(cast("Any", office))
    app.router.routes.clear()

    @app.get("/v1/rows")
    def every() -> list[str]:
        with reading(engine) as session:
            return list(session.exec(select(Account.id)))

    @app.get("/v1/rows/{row}")
    def read(row: str) -> str:
        with reading(engine) as session:
            return session.exec(select(Account.name).where(Account.id == row)).first() or ""

    @app.delete("/v1/rows/{row}")
    def write(row: str) -> None:
        with writing(engine) as session:
            session.connection().execute(delete(Account).where(col(Account.id) == row))

    told: list[str] = []
    walked(app, told)
    assert [line.split(":")[0] for line in told] == [
        *[f"GET /v1/rows {IDS[0]}"] * 2, *["GET /v1/rows/{row} twin_account"] * 2,
    ]  # fmt: skip
    assert rows(engine)["account"] == []
    assert rows(engine) | {"account": []} == twin | {"account": []}
