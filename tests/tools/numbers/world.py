"""A small, dirty, seeded company, and the same company in plain dictionaries for oracles."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from store import workspace as workspaces
from tools.context import Actor, Context
from tools.parts.paths import table_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = date(2025, 1, 1)
Row = dict[str, Any]
DEFAULTS: dict[str, Row] = {"user": {"active": True}}


class NoShelf:
    def put(self, name: str, content: bytes, media_type: str) -> str:
        raise AssertionError("numbers make no files")


def context(session: Session, today: date = TODAY, name: str = "Ana Ruiz") -> Context:
    return Context(
        session=session, workspace=workspaces.read(session), today=today, now=NOW,
        actor=Actor("ana@example.com", name, "analyst"), shelf=NoShelf(),
    )  # fmt: skip


class World:
    """Rows by table, live ones and others; references are ids."""

    def __init__(self, seed: int, deals: int = 160) -> None:
        self.dice = random.Random(seed)
        self.rows: dict[str, list[Row]] = {}
        self._people()
        self._catalogue()
        self._accounts()
        for n in range(deals):
            self._deal(n)
        self._quotas()
        self._leads()

    def live(self, table: str) -> list[Row]:
        return [r for r in self.rows.get(table, ()) if r.get("state", "live") == "live"]

    def of(self, table: str, row_id: str | None) -> Row:
        return next((r for r in self.live(table) if r["id"] == row_id), {})

    def write(self, session: Session, workspace_id: str = "main") -> None:
        stamp = {"workspace_id": workspace_id, "recorded_at": NOW, "changed_at": NOW, "version": 1,
                 "state": "live"}  # fmt: skip
        for table, rows in self.rows.items():
            values = [stamp | DEFAULTS.get(table, {}) | row for row in rows]
            columns = {name for row in values for name in row}
            filled = [dict.fromkeys(columns) | row for row in values]
            session.execute(insert(table_of(table)), filled)
        session.commit()

    def _add(self, table: str, **row: Any) -> Row:
        rows = self.rows.setdefault(table, [])
        rows.append({"id": f"{table}-{len(rows)}", **row})
        return rows[-1]

    def _people(self) -> None:
        for name, region in (("Red", "East"), ("Blue", "West"), ("Green", None)):
            self._add("team", name=name, region=region, manager_name=f"{name} Boss")
        self._add("user", name="Mia Chief", role="ops_manager")
        names = ("Ana Ruiz", "Bo Lee", "Cy Fox", "Di Woo", "Ed Kay", "Ed Kay")
        for i, name in enumerate(names):
            self._add(
                "user", name=name, role="rep", team_id=f"team-{i % 3}", active=i != 4,
                manager_id="user-0" if i % 2 else None, region="North" if i == 3 else None,
            )  # fmt: skip

    def _catalogue(self) -> None:
        for name, series in (("GTX Pro", "GTX"), ("GTX Basic", "GTX"), ("MG One", "MG")):
            self._add("product", name=name, series=series)
        self._add("product", name="GTX PRO", series="GTX", state="deleted")
        stages = (
            ("Lead", "open"),
            ("Talk", "open"),
            ("Offer", "open"),
            ("Won", "won"),
            ("Lost", "lost"),
        )
        for i, (name, status) in enumerate(stages):
            self._add("stage", name=name, position=i, status=status)

    def _accounts(self) -> None:
        for i in range(10):
            self._add(
                "account", name=f"Firm {i}",
                industry=self.dice.choice(["retail", "Retail", "bank", None]),
                segment=self.dice.choice(["SMB", "Enterprise"]),
                country="US", created_on=self._day(),
                state="deleted" if i == 9 else "live",
            )  # fmt: skip

    def _deal(self, n: int) -> None:
        dice = self.dice
        created = dice.choice([None, *[self._day()] * 9])
        status = dice.choice(["won", "won", "lost", "open"])
        closed = None
        if status != "open" and n % 23:
            closed = min((created or self._day()) + timedelta(days=dice.randrange(-3, 200)), TODAY)
        priced = dice.random() > 0.15
        row = self._add(
            "opportunity", name=f"Deal {n}", status=status, created_on=created, closed_on=closed,
            expected_close_on=dice.choice([None, TODAY + timedelta(days=dice.randrange(-40, 90))]),
            amount_cents=dice.randrange(0, 9_000_000) if priced else None,
            currency=dice.choice(["USD"] * 9 + ["EUR"]) if priced else None,
            owner_id=dice.choice([None, *[f"user-{i}" for i in range(1, 7)] * 3]),
            account_id=dice.choice([None, *[f"account-{i}" for i in range(10)]]),
            product=dice.choice(["GTXPro", "GTX Pro", "gtx basic", "MG One", "Mystery", None]),
            region=dice.choice([None, None, "East", "West"]),
            segment=dice.choice([None, "SMB"]), stage=dice.choice(["Lead", "Talk", "Offer"]),
            lead_source=dice.choice([None, "Web", "Event"]),
            state=dice.choice(["live"] * 12 + ["deleted"]),
        )  # fmt: skip
        self._moves(row)

    def _moves(self, deal: Row) -> None:
        start = deal["created_on"] or FIRST
        for _ in range(self.dice.randrange(0, 5)):
            start += timedelta(days=self.dice.randrange(1, 40))
            self._add(
                "stage_history", opportunity_id=deal["id"],
                stage=self.dice.choice(["Lead", "Talk", "Offer", "Won", "Lost"]),
                entered_at=datetime(start.year, start.month, start.day, 9, tzinfo=UTC),
            )  # fmt: skip

    def _quotas(self) -> None:
        for i in range(1, 6):
            self._add(
                "quota", user_id=f"user-{i}", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30),
                amount_cents=self.dice.randrange(1, 40) * 1_000_000, currency="USD",
            )  # fmt: skip

    def _leads(self) -> None:
        for _ in range(40):
            created = self._day()
            waited = self.dice.choice([None, 0, 1, 1, 2, 5])
            answered = None if waited is None else created + timedelta(days=waited)
            self._add(
                "lead", created_on=created, lead_source=self.dice.choice(["Web", "Event"]),
                converted_on=created + timedelta(days=3) if self.dice.random() < 0.3 else None,
                responded_at=answered and datetime.combine(answered, time(8), UTC),
            )  # fmt: skip

    def _day(self) -> date:
        return FIRST + timedelta(days=self.dice.randrange((TODAY - FIRST).days))
