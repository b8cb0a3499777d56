"""A second company in a store, with a row in every table; and requests that name its rows."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
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

from store import upkeep
from tests.api.sending import Operation

assert upkeep.__name__  # its tables are known once it is imported
TWIN, CANARY = "twin", "zanzibar-canary"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
OF_A_WORKSPACE = [t for t in SQLModel.metadata.sorted_tables if "workspace_id" in t.c]
IDS = [f"{TWIN}_{table.name}" for table in OF_A_WORKSPACE]
VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, False), (Integer, 1), (Numeric, 1), (Float, 1.0), (DateTime, NOW),
    (Date, date(2026, 11, 20)), (JSON, []), (LargeBinary, CANARY.encode()),
)  # fmt: skip
FAR = 1_000_000
WORDS = {"date": "2026-11-20", "date-time": "2026-11-20T12:00:00Z"}
FILES = {"/v1/documents": ("a.md", b"# Discounts")}
NOT_FILLED = {"cursor", "period"}
"""Parameters that take only what a page gave out, or words of a kind."""


def settle(engine: Engine) -> None:
    """A row of the twin in every table; the rules between columns are beside the point."""
    lax = _lax_postgresql if engine.dialect.name == "postgresql" else _lax_sqlite
    with lax(engine) as connection:
        connection.execute(text(f"INSERT INTO workspace (id, name, timezone, currency, country, "
                                f"fiscal_start_month) VALUES ('{TWIN}', '{CANARY}', 'UTC', 'USD', "
                                "'US', 1)"))  # fmt: skip
        for table in OF_A_WORKSPACE:
            connection.execute(table.insert().values(_filled(table)))
        connection.commit()


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of the twin, by table."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(map(repr, row))
                for row in connection.execute(select(table).where(table.c.workspace_id == TWIN))
            ]
            for table in OF_A_WORKSPACE
        }


def _filled(table: Table) -> dict[str, Any]:
    """A row whose id says the table, and whose every text that may hold it has the canary."""
    told = {"workspace_id": TWIN, "id": f"{TWIN}_{table.name}", "state": "live", "status": "draft"}
    return {c.name: _value(c, told.get(c.name, CANARY)) for c in table.c}


def _value(column: Column[Any], word: str) -> Any:
    kind = getattr(column.type, "impl", column.type)
    if column.primary_key and isinstance(kind, Integer):
        return FAR  # a number that the store counts up must not be in the other company's way
    found = [value for of, value in VALUES if isinstance(kind, of)]
    return found[0] if found else word[: getattr(kind, "length", None)]


@contextmanager
def _lax_sqlite(engine: Engine) -> Iterator[Connection]:
    def without_rules(connection: Any, _record: object) -> None:
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", without_rules)
    engine.dispose()  # connections that are opened from now on hold to no rules
    with engine.connect() as connection:
        yield connection


@contextmanager
def _lax_postgresql(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        for table in OF_A_WORKSPACE:
            for rule in table.constraints:
                if isinstance(rule, CheckConstraint) and rule.name:
                    connection.execute(
                        text(f'ALTER TABLE "{table.name}" DROP CONSTRAINT IF EXISTS "{rule.name}"')
                    )
        connection.execute(text("SET session_replication_role = replica"))
        yield connection
        connection.execute(text("SET session_replication_role = DEFAULT"))
        connection.commit()


def request_of(
    schema: Mapping[str, Any], operation: Operation, word: str, chosen: Mapping[str, Any], *,
    whole: bool,
) -> dict[str, Any]:  # fmt: skip
    """What `client.request` takes: a body that fits the schema, which names a row of the twin.

    Args:
        schema: The app's own.
        operation: What is asked.
        word: Stands in every place of the path, and in every text that may be anything.
        chosen: Fields of a body that a word will not do for.
        whole: Fill in what may be left out, too.
    """
    place, query = operation.path, {}
    for parameter in operation.said.get("parameters", []):
        name = parameter["name"]
        if parameter["in"] == "path":
            given = word.removeprefix(f"{TWIN}_") if name == "table" else word
            place = place.replace(f"{{{name}}}", given)
        elif parameter["in"] == "query" and (
            parameter.get("required") or (whole and name not in NOT_FILLED)
        ):
            query[name] = fitting(schema, parameter["schema"], word, whole=whole)
    content = operation.said.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = {}
    if "application/json" in content:
        spec = content["application/json"]["schema"]
        made = fitting(schema, spec, word, whole=whole)
        body = {"json": {**made, **chosen} if isinstance(made, dict) else made}
    elif content:
        file = FILES.get(operation.path, ("a.csv", b"Company,Country\nAcme,US\n"))
        body = {"files": {"file": file}, "data": {"mapping": json.dumps({})}}
    return {"method": operation.method, "url": place, "params": query, **body}


def fitting(schema: Mapping[str, Any], spec: Mapping[str, Any], word: str, *, whole: bool) -> Any:
    """A value that fits a schema, with the word in every text that may be anything."""
    while "$ref" in spec:
        spec = schema["components"]["schemas"][spec["$ref"].rsplit("/", 1)[1]]
    choices = [
        one for one in spec.get("anyOf") or spec.get("oneOf") or () if one != {"type": "null"}
    ]
    if choices:
        return fitting(
            schema, {**choices[0], "examples": spec.get("examples", ())}, word, whole=whole
        )
    if "const" in spec or "enum" in spec:
        return spec["const"] if "const" in spec else spec["enum"][0]
    match spec.get("type"):
        case "object":
            fields = spec.get("properties", {})
            names = fields if whole else spec.get("required", ())
            return {name: fitting(schema, fields[name], word, whole=whole) for name in names}
        case "array":
            return [fitting(schema, spec.get("items", {}), word, whole=whole)]
        case "integer" | "number":
            return max(1, spec.get("minimum", 1))
        case "boolean":
            return True
        case _:
            return _word(spec, word)


def _word(spec: Mapping[str, Any], word: str) -> str:
    examples = [one for one in spec.get("examples") or () if isinstance(one, str)]
    if examples or "format" in spec:
        return examples[0] if examples else WORDS.get(str(spec["format"]), word)
    return word[: spec.get("maxLength")].ljust(spec.get("minLength", 0), "x")
