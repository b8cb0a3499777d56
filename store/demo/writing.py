"""Writing a made company into the store: whole tables at a time, in the order of references."""

from datetime import datetime

from sqlalchemy import Connection, Engine, Table, insert, select

from store.demo.making import Row, World
from store.errors import Conflict
from store.people import Workspace
from store.schema import ENTITIES

ORDER = (
    "team", "user", "stage", "product", "account", "contact", "lead", "opportunity",
    "stage_history", "activity", "quota", "prospect_company", "funding_round", "prospect_person",
    "subscription", "cost", "exchange_rate",
)  # fmt: skip
BATCH = 5_000


def write(engine: Engine, workspace_id: str, world: World, now: datetime) -> dict[str, int]:
    """Write the world into an empty workspace, all or nothing.

    Args:
        engine: The store.
        workspace_id: The workspace; it is made, with the demo's conventions, when it is not there.
        world: What `generate` made.
        now: The instant that the rows are recorded at.

    Returns:
        The number of rows written, by table.

    Raises:
        Conflict: The workspace already holds accounts.
    """
    with engine.begin() as connection:
        _workspace(connection, workspace_id, world)
        stamp = {"workspace_id": workspace_id, "version": 1, "state": "live", "source": "demo",
                 "recorded_at": now, "changed_at": now}  # fmt: skip
        return {table: _fill(connection, table, world.rows[table], stamp) for table in ORDER}


def _workspace(connection: Connection, workspace_id: str, world: World) -> None:
    account, workspace = _table("account"), Workspace.__table__  # type: ignore[attr-defined]  # sqlmodel adds it
    held = select(account.c.id).where(account.c.workspace_id == workspace_id).limit(1)
    if connection.execute(held).first():
        raise Conflict(
            f"The workspace {workspace_id!r} already holds accounts.",
            hint="Make the demo company in a fresh workspace or home.",
        )
    known = select(workspace.c.id).where(workspace.c.id == workspace_id)
    if not connection.execute(known).first():
        connection.execute(insert(workspace), [{"id": workspace_id, **world.company}])


def _fill(connection: Connection, name: str, rows: list[Row], stamp: Row) -> int:
    table = _table(name)
    for start in range(0, len(rows), BATCH):
        batch = [stamp | row for row in rows[start : start + BATCH]]
        connection.execute(insert(table), batch)
    return len(rows)


def _table(name: str) -> Table:
    table: Table = ENTITIES[name].model.__table__  # type: ignore[attr-defined]  # sqlmodel adds it
    return table
