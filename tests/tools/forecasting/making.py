"""Companies to forecast: an invented one whose laws are known, and the public one."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from store import workspace as workspaces
from tools.context import Actor, Context
from tools.parts.paths import table_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
Row = dict[str, Any]


class NoShelf:
    def put(self, name: str, content: bytes, media_type: str) -> str:
        raise AssertionError("a forecast makes no files")


def context(session: Session, today: date = TODAY) -> Context:
    return Context(
        session=session, workspace=workspaces.read(session), today=today, now=NOW,
        actor=Actor("ana@example.com", "Ana Ruiz", "analyst"), shelf=NoShelf(),
    )  # fmt: skip


def put(session: Session, tables: dict[str, list[Row]], workspace_id: str = "main") -> None:
    stamp = {"workspace_id": workspace_id, "recorded_at": NOW, "changed_at": NOW, "version": 1,
             "state": "live"}  # fmt: skip
    for table, rows in tables.items():
        names = {name for row in rows for name in row}
        blank = dict.fromkeys(names)
        for start in range(0, len(rows), 2_000):
            values = [stamp | blank | row for row in rows[start : start + 2_000]]
            session.execute(insert(table_of(table)), values)
    session.commit()


class Company:
    """Two teams sell two products; deals last about forty days and a third of them is won."""

    def __init__(
        self, seed: int = 1, *, days: int = 760, today: date = TODAY, a_day: float = 1.6,
        stages: bool = False,
    ) -> None:  # fmt: skip
        self.dice, self.today, self.stages = random.Random(seed), today, stages
        self.deals: list[Row] = []
        self.moves: list[Row] = []
        for back in range(days, -1, -1):
            for _ in range(int(a_day) + (self.dice.random() < a_day % 1)):
                self._deal(today - timedelta(days=back))

    def _deal(self, day: date) -> None:
        dice, n = self.dice, len(self.deals)
        lasts = max(2, round(dice.lognormvariate(3.6, 0.6)))
        won = dice.random() < 0.33
        product = dice.choice(("Small", "Big"))
        cents = round(dice.lognormvariate(0, 0.3) * {"Small": 100_000, "Big": 900_000}[product])
        over = day + timedelta(days=lasts) <= self.today
        status = ("won" if won else "lost") if over else "open"
        self.deals.append({
            "id": f"opp-{n:05}", "name": f"Deal {n}", "status": status, "product": product,
            "stage": {"open": "Talk", "won": "Won", "lost": "Lost"}[status],
            "amount_cents": cents, "currency": "USD", "owner_id": f"usr-{n % 4}",
            "region": ("East", "West")[n % 2], "created_on": day,
            "closed_on": day + timedelta(days=lasts) if over else None,
        })  # fmt: skip
        if self.stages:
            self._move(n, "Talk", day)
            if over:
                self._move(n, self.deals[-1]["stage"], day + timedelta(days=lasts))

    def _move(self, n: int, stage: str, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        self.moves.append({
            "id": f"stg-{len(self.moves):06}", "opportunity_id": f"opp-{n:05}", "stage": stage,
            "entered_at": at, "amount_cents": self.deals[n]["amount_cents"],
        })  # fmt: skip

    def write(self, session: Session, workspace_id: str = "main") -> "Company":
        users = [{"id": f"usr-{n}", "name": f"Rep {n}", "team_id": f"tea-{n % 2}", "role": "rep",
                  "active": True} for n in range(4)]  # fmt: skip
        teams = [{"id": f"tea-{n}", "name": name} for n, name in enumerate(("Red", "Blue"))]
        put(session, {"team": teams, "user": users, "opportunity": self.deals}, workspace_id)
        if self.moves:
            put(session, {"stage_history": self.moves}, workspace_id)
        return self


def write_maven(session: Session, folder: Path, masked_on: date | None = None) -> None:
    """The public hardware company; `masked_on` leaves what was known on that day."""
    with (folder / "sales_teams.csv").open(encoding="utf-8") as file:
        reps = list(csv.DictReader(file))
    managers = sorted({row["manager"] for row in reps})
    teams = [{"id": f"tea-{n}", "name": name, "manager_name": name}
             for n, name in enumerate(managers)]  # fmt: skip
    users = [
        {"id": f"usr-{n}", "name": row["sales_agent"], "region": row["regional_office"],
         "team_id": f"tea-{managers.index(row['manager'])}", "role": "rep", "active": True}
        for n, row in enumerate(reps)
    ]  # fmt: skip
    ids = {user["name"]: user["id"] for user in users}
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as file:
        deals = [_maven_deal(row, ids) for row in csv.DictReader(file)]
    if masked_on is not None:
        deals = [_masked(deal, masked_on) for deal in deals
                 if deal["created_on"] is None or deal["created_on"] <= masked_on]  # fmt: skip
    put(session, {"team": teams, "user": users, "opportunity": deals})


def _maven_deal(row: dict[str, str], ids: dict[str, str]) -> Row:
    status = {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open")
    closed = row["close_date"]
    return {
        "id": f"opp-{row['opportunity_id']}", "name": row["opportunity_id"], "status": status,
        "stage": row["deal_stage"], "product": row["product"], "currency": "USD",
        "amount_cents": int(row["close_value"]) * 100 if row["close_value"] else None,
        "owner_id": ids[row["sales_agent"]],
        "created_on": date.fromisoformat(row["engage_date"]) if row["engage_date"] else None,
        "closed_on": date.fromisoformat(closed) if closed else None,
    }  # fmt: skip


def _masked(deal: Row, day: date) -> Row:
    if deal["closed_on"] is None or deal["closed_on"] <= day:
        return deal
    return deal | {"status": "open", "stage": "Engaging", "closed_on": None, "amount_cents": None}


def value(result, metric):
    return next(f.value for f in result.figures if f.metric == metric)


def table(result, name):
    return next(t for t in result.tables if t.name == name)
