"""Another company in the same store: nothing of it is read or changed, by any route."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    event,
    select,
    text,
)
from sqlmodel import SQLModel

from api.app import build
from store import upkeep
from tests.api.fakes import ANA, FakeOffice

assert upkeep.CleanupRule  # its tables are known once it is imported
TWIN, CANARY = "twin", "zanzibar-canary"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OF_A_WORKSPACE = [t for t in SQLModel.metadata.sorted_tables if "workspace_id" in t.c]
BODY: dict[str, Any] = {"string": CANARY, "integer": 1, "number": 1, "boolean": True, "array": [],
                        "object": {}}  # fmt: skip


VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, False), (Integer, 1), (Numeric, 1), (Float, 1.0), (DateTime, NOW),
    (Date, date(2026, 11, 20)),
    (JSON, []), (LargeBinary, CANARY.encode()), (object, CANARY),
)  # fmt: skip


def filled(table: Table) -> dict[str, Any]:
    """A row of the twin: its id says the table, and every text that may hold it the canary."""
    told = {"workspace_id": TWIN, "id": f"{TWIN}_{table.name}", "state": "live", "status": "draft"}
    return {c.name: told.get(c.name, value_of(getattr(c.type, "impl", c.type))) for c in table.c}


def value_of(kind: Any) -> Any:
    return next(value for of, value in VALUES if isinstance(kind, of))


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(map(repr, row))
                for row in connection.execute(select(table).where(table.c.workspace_id == TWIN))
            ]
            for table in OF_A_WORKSPACE
        }


def without_rules(connection: Any, _record: object) -> None:
    for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
        connection.execute(f"PRAGMA {pragma}")


@pytest.fixture
def twin(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """A row of another workspace in every table; rules between columns are beside the point."""
    event.listen(engine, "connect", without_rules)
    engine.dispose()  # connections that are opened from now on hold to no rules
    with engine.connect() as connection:
        connection.execute(text(f"INSERT INTO workspace (id, name, timezone, currency, country, "
                                f"fiscal_start_month) VALUES ('{TWIN}', '{CANARY}', 'UTC', 'USD', "
                                "'US', 1)"))  # fmt: skip
        for table in OF_A_WORKSPACE:
            connection.execute(table.insert().values(filled(table)))
        connection.commit()
    return rows(engine)


def sent(schema: dict[str, Any], operation: dict[str, Any]) -> Any:
    """What to send: nothing, or an object with each required field of a plain kind."""
    if "requestBody" not in operation:
        return None
    [content, *_] = operation["requestBody"]["content"].values()
    name = content["schema"].get("$ref", "").split("/")[-1]
    model = schema["components"]["schemas"].get(name, {})
    fields = model.get("properties", {})
    return {n: BODY.get(fields[n].get("type"), {}) for n in model.get("required", [])}


def test_every_table_of_a_workspace_has_a_row_of_the_twin(twin):
    assert [name for name, found in twin.items() if len(found) != 1] == []
    alone = {t.name for t in SQLModel.metadata.sorted_tables} - set(twin)
    assert alone == {"workspace"}


@pytest.mark.slow
def test_no_route_reads_or_changes_a_row_of_the_twin(engine, office: FakeOffice, twin):
    app = build(office)
    office.people[None] = ANA.__class__(id=ANA.id, name="Ana", role="admin")
    client = TestClient(app, base_url="http://localhost:8321", raise_server_exceptions=False)
    schema, ids = app.openapi(), [f"{TWIN}_{table.name}" for table in OF_A_WORKSPACE]
    asked, told = 0, []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for given in ids if "{" in path else [""]:
                place = path.replace("{table}", given.removeprefix(f"{TWIN}_"))
                place, body = re.sub(r"\{[^}]+\}", given, place), sent(schema, operation)
                answer = client.request(method, place, json=body)
                asked += 1
                assert answer.status_code < 500, (method, place, answer.text)
                if body is None and CANARY in answer.text:
                    told.append((method, place))
    assert told == []
    assert asked > len(ids)
    assert rows(engine) == twin
