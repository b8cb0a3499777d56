"""Makers of rows: a test gives only the fields that it is about."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from store.identity import new_id
from store.row import BusinessRow
from store.schema import entity

WORKSPACE = "main"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)

DEFAULTS: dict[str, dict[str, Any]] = {
    "account": {"name": "Acme"},
    "opportunity": {"name": "Acme deal", "currency": "USD"},
    "stage_history": {"stage": "Discovery", "entered_at": NOW},
    "activity": {"kind": "call", "occurred_at": NOW},
    "product": {"name": "Widget"},
    "stage": {"name": "Discovery", "position": 1},
    "user": {"name": "Ana Ruiz"},
    "team": {"name": "East"},
    "quota": {
        "starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount_cents": 100_000_00,
    },
    "prospect_company": {"name": "Umbra"},
    "subscription": {"arr_cents": 1_200_00, "starts_on": date(2026, 1, 1)},
    "cost": {"function": "sales", "amount_cents": 100_00, "starts_on": date(2026, 1, 1)},
    "team_membership": {"starts_on": date(2025, 1, 1)},
    "rep_commit": {
        "starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount_cents": 50_000_00,
        "committed_on": date(2026, 11, 2),
    },
}  # fmt: skip


class Make:
    """`make("account", name="Acme")` puts a live row into the store, committed, and returns it."""

    def __init__(self, session: Session, workspace_id: str = WORKSPACE) -> None:
        self._session = session
        self.workspace_id = workspace_id

    def __call__(self, table: str, **fields: Any) -> Any:
        model = entity(table).model
        row: BusinessRow = model(
            **{
                "workspace_id": self.workspace_id, "id": new_id(model.prefix),
                "recorded_at": NOW, "changed_at": NOW, **DEFAULTS.get(table, {}), **fields,
            }
        )  # fmt: skip
        self._session.add(row)
        self._session.commit()
        return row

    def fresh(self, row: Any) -> Any:
        """The row as it is now: a session goes on seeing the snapshot it began with."""
        self._session.commit()
        self._session.refresh(row)
        return row
