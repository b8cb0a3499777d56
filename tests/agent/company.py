"""A small company whose every figure can be worked out in the head."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from store.engine import working
from tests.makers import Make

Row = Any


@dataclass
class Reps:
    """Two reps in the East who share a first name, and one in the West."""

    silva: Row
    chen: Row
    becker: Row


def furnish(engine: Engine) -> None:
    """Put the company into an empty store.

    Won last quarter (Q3 2026): 70,000, of which East 30,000 and West 40,000, Widget Pro 50,000 and
    Gadget One 20,000. Won the quarter before: 25,000. Lost last quarter: two of five. Open: three.
    """
    with working(engine) as session:
        make = Make(session)
        reps = _reps(make)
        for name in ("Widget Pro", "Gadget One"):
            make("product", name=name)
        stages = (("Discovery", "open"), ("Proposal", "open"), ("Won", "won"), ("Lost", "lost"))
        for position, (name, status) in enumerate(stages):
            make("stage", name=name, position=position, status=status)
        _deals(make, reps)


def _reps(make: Make) -> Reps:
    east = make("team", name="Team Atlantic", region="East")
    west = make("team", name="Team Pacific", region="West")
    return Reps(
        silva=make("user", name="Maria Silva", team_id=east.id, region="East"),
        chen=make("user", name="Maria Chen", team_id=east.id, region="East"),
        becker=make("user", name="Tomas Becker", team_id=west.id, region="West"),
    )


def _deals(make: Make, reps: Reps) -> None:
    food = make("account", name="Northwind Foods", industry="Retail", owner_id=reps.silva.id)
    labs = make("account", name="Kestrel Labs", industry="Software", owner_id=reps.chen.id)
    port = make("account", name="Blue Harbor", industry="Retail", owner_id=reps.becker.id)
    make("account", name="Juniper Mills", industry="Software", owner_id=reps.becker.id)
    for thousands, status, day, owner, account, product in (
        (10, "won", date(2026, 7, 15), reps.silva, food, "Widget Pro"),
        (20, "won", date(2026, 8, 10), reps.chen, labs, "Gadget One"),
        (40, "won", date(2026, 9, 3), reps.becker, port, "Widget Pro"),
        (5, "lost", date(2026, 9, 9), reps.becker, port, "Gadget One"),
        (8, "lost", date(2026, 8, 20), reps.silva, labs, "Widget Pro"),
        (15, "won", date(2026, 5, 5), reps.silva, food, "Widget Pro"),
        (10, "won", date(2026, 4, 20), reps.becker, port, "Gadget One"),
    ):
        make(
            "opportunity", name=f"{account.name} {thousands}", account_id=account.id,
            owner_id=owner.id, product=product, status=status, stage=status.title(),
            amount_cents=thousands * 1000_00, created_on=date(2026, 3, 2), closed_on=day,
        )  # fmt: skip
    for thousands, owner, account in (
        (12, reps.silva, food),
        (30, reps.chen, labs),
        (7, reps.becker, port),
    ):
        make(
            "opportunity", name=f"{account.name} {thousands}", account_id=account.id,
            owner_id=owner.id, product="Widget Pro", status="open", stage="Discovery",
            amount_cents=thousands * 1000_00, created_on=date(2026, 9, 15),
            expected_close_on=date(2026, 12, 11),
        )  # fmt: skip
