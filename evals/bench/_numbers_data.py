"""A large invented company, the same for the same seed: written by DuckDB, poured into a store."""

# ruff: noqa: S608 - the statements are put together from this file's own words

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Engine, text
from sqlmodel import Session

from evals.bench import _numbers_postgresql
from store import workspace as workspaces
from store.engine import reading, upgrade, writing
from store.imports.writing import make_indexes, set_indexes_aside
from tools.parts.columns.shape import copied, definition

STAMP = "'main' AS workspace_id, 1 AS version, 'live' AS state, TIMESTAMPTZ '2026-11-20' AS recorded_at, TIMESTAMPTZ '2026-11-20' AS changed_at"  # noqa: E501 - one line of SQL
BATCH = 50_000
USERS, TEAMS, PRODUCTS = 200, 12, 24

SMALL = {
    "team": f"SELECT 'tea_' || i AS id, 'Team ' || i AS name,"
            f" ['East', 'West', 'Central', 'EMEA'][1 + i % 4] AS region FROM range({TEAMS}) r(i)",
    "user": f"SELECT 'usr_' || i AS id, 'Rep ' || i AS name, 'rep' AS role, 'tea_' || i % {TEAMS}"
            f" AS team_id, true AS active FROM range({USERS}) r(i)",
    "product": f"SELECT 'prd_' || i AS id, 'Product ' || i AS name, 'Series ' || i % 5 AS series"
               f" FROM range({PRODUCTS}) r(i)",
    "stage": "SELECT 'sta_' || i AS id, ['Qualification', 'Discovery', 'Proposal', 'Negotiation',"
             " 'Closed Won', 'Closed Lost'][i] AS name, i AS position,"
             " ['open', 'open', 'open', 'open', 'won', 'lost'][i] AS status FROM range(1, 7) r(i)",
    "quota": f"SELECT 'quo_' || u || '_' || q AS id, 'usr_' || u AS user_id,"
             " DATE '2024-01-01' + to_months(3 * q::INT) AS starts_on,"
             " (DATE '2024-01-01' + to_months(3 * q::INT + 3) - INTERVAL 1 DAY)::DATE AS ends_on,"
             f" 50000000 AS amount_cents, 'USD' AS currency FROM range({USERS}) a(u),"
             " range(12) b(q)",
}  # fmt: skip
"""The small tables; what is not named is missing."""


def large(rows: int, seed: int) -> dict[str, str]:
    """The large tables: as many deals as asked for, ten moves and five activities for each."""

    def draw(which: int, below: int) -> str:
        return f"(hash(i, {which}, {seed}) % {below})::BIGINT"

    accounts = max(rows // 10, 10)
    deal = f"""
        SELECT 'opp_' || lpad(i::VARCHAR, 9, '0') AS id, 'Deal ' || i AS name,
               'acc_' || lpad({draw(1, accounts)}::VARCHAR, 9, '0') AS account_id,
               'usr_' || {draw(2, USERS)} AS owner_id, 'Product ' || {draw(3, PRODUCTS)} AS product,
               CASE WHEN {draw(4, 100)} < 12 THEN 'open' WHEN {draw(4, 100)} < 55 THEN 'won'
                    ELSE 'lost' END AS status,
               100 * (500 + {draw(5, 90000)}) AS amount_cents, 'USD' AS currency,
               ['new', 'renewal', 'expansion'][1 + {draw(6, 3)}] AS kind,
               ['SMB', 'Mid-Market', 'Enterprise'][1 + {draw(7, 3)}] AS segment,
               ['Web', 'Event', 'Referral', 'Outbound', NULL][1 + {draw(8, 5)}] AS lead_source,
               ['Qualification', 'Discovery', 'Proposal', 'Negotiation'][1 + {draw(9, 4)}] AS step,
               DATE '2020-01-01' + {draw(10, 2400)}::INT AS created_on,
               10 + {draw(11, 190)}::INT AS days,
               ['Price', 'Timing', 'Competitor', 'No decision'][1 + {draw(12, 4)}] AS reason
        FROM range({rows}) r(i)"""
    return {
        "account": f"""
            SELECT 'acc_' || lpad(i::VARCHAR, 9, '0') AS id, 'Firm ' || i AS name,
                   ['Retail', 'Banking', 'Software', 'Health', 'Energy',
                    'Travel'][1 + {draw(21, 6)}] AS industry,
                   ['United States', 'Germany', 'France', 'Japan'][1 + {draw(22, 4)}]
                   AS country, ['SMB', 'Enterprise'][1 + {draw(23, 2)}] AS segment,
                   'usr_' || {draw(24, USERS)} AS owner_id, DATE '2019-01-01' AS created_on
            FROM range({accounts}) r(i)""",
        "opportunity": f"""
            SELECT * EXCLUDE (step, days, reason),
                   CASE status WHEN 'won' THEN 'Closed Won' WHEN 'lost' THEN 'Closed Lost'
                        ELSE step END AS stage,
                   CASE WHEN status <> 'open' THEN least(created_on + days, DATE '2026-11-20') END
                   AS closed_on, created_on + days AS expected_close_on,
                   CASE WHEN status = 'lost' THEN reason END AS loss_reason
            FROM ({deal})""",
        "stage_history": f"""
            SELECT 'stg_' || lpad(i::VARCHAR, 10, '0') AS id,
                   'opp_' || lpad((i // 10)::VARCHAR, 9, '0') AS opportunity_id,
                   ['Qualification', 'Discovery', 'Qualification', 'Discovery', 'Proposal',
                    'Discovery', 'Proposal', 'Negotiation', 'Proposal',
                    'Negotiation'][1 + i % 10] AS stage,
                   TIMESTAMPTZ '2020-01-01' + to_hours((24 * (hash(i // 10, 10, {seed}) % 2400)
                   + 24 * (i % 10) + {draw(31, 20)})::INT) AS entered_at,
                   100 * (500 + hash(i // 10, 5, {seed}) % 90000)::BIGINT AS amount_cents
            FROM range({10 * rows}) r(i)""",
        "activity": f"""
            SELECT 'act_' || lpad(i::VARCHAR, 10, '0') AS id,
                   ['call', 'email', 'meeting'][1 + {draw(41, 3)}] AS kind,
                   ['inbound', 'outbound'][1 + {draw(42, 2)}] AS direction,
                   TIMESTAMPTZ '2020-01-01' + to_minutes({draw(43, 3628800)}) AS occurred_at,
                   'usr_' || {draw(44, USERS)} AS owner_id,
                   'opp_' || lpad({draw(45, rows)}::VARCHAR, 9, '0') AS opportunity_id,
                   'acc_' || lpad({draw(46, accounts)}::VARCHAR, 9, '0') AS account_id
            FROM range({5 * rows}) r(i)""",
    }  # fmt: skip


def write_columns(path: Path, rows: int, seed: int) -> None:
    """Write the company into a DuckDB file whose tables are those of a copy."""
    with duckdb.connect(str(path)) as made:
        made.execute("SET TimeZone = 'UTC'")
        for table in copied():
            made.execute(definition(table))
        for table, query in (SMALL | large(rows, seed)).items():
            made.execute(f'INSERT INTO "{table}" BY NAME SELECT *, {STAMP} FROM ({query})')


ALL = ("team", "user", "product", "stage", "account", "quota", "opportunity", "stage_history",
       "activity")  # fmt: skip


def is_empty(engine: Engine) -> bool:
    """Whether a store has no workspace yet."""
    upgrade(engine)
    with reading(engine) as session:
        return session.execute(text("SELECT count(*) FROM workspace")).scalar() == 0


def fill(engine: Engine, columns: Path, tables: Sequence[str] = ALL) -> None:
    """Migrate a store and give it one workspace with the rows of some of the company's tables."""
    upgrade(engine)
    sqlite = engine.dialect.name == "sqlite"
    with writing(engine) as session:
        workspaces.ensure(session, name="Bench")
        with duckdb.connect(str(columns), read_only=True) as made:
            made.execute("SET TimeZone = 'UTC'")
            (_fill_sqlite if sqlite else _numbers_postgresql.fill)(session, made, tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A log of the whole company would otherwise lie beside the store, and be read page by page.
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "ANALYZE"))


def _fill_sqlite(
    session: Session, made: duckdb.DuckDBPyConnection, tables: Sequence[str]
) -> None:  # fmt: skip
    for table in tables:
        set_aside = set_indexes_aside(session, table)
        _pour(session, made, table)
        make_indexes(session, set_aside)


def _pour(session: Any, made: duckdb.DuckDBPyConnection, table: str) -> None:
    names = [c.name for c in copied()[table]]
    listed = ", ".join(f'"{n}"' for n in names)
    marks = ", ".join("?" for _ in names)
    into = f'INSERT INTO "{table}" ({listed}) VALUES ({marks})'
    found = made.execute(f'SELECT {_texts(table)} FROM "{table}"')
    driver = session.connection().connection.driver_connection
    for batch in _batches(found):
        driver.executemany(into, batch)


def _texts(table: str) -> str:
    """Days and instants as SQLite keeps them."""
    types = {"DATE": "CAST({} AS VARCHAR)", "TIMESTAMPTZ": "strftime({}, '%Y-%m-%d %H:%M:%S.%f')"}
    kinds = {c.name: kind for c in copied()[table] for kind in types
             if f'"{c.name}" {kind}' in definition(table)}  # fmt: skip
    return ", ".join(
        types[kinds[c.name]].format(f'"{c.name}"') if c.name in kinds else f'"{c.name}"'
        for c in copied()[table]
    )


def _batches(found: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while rows := found.fetchmany(BATCH):
        yield rows


NOW = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
