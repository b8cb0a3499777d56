"""Who works at the demo company: teams, managers, reps who join and leave, and who only asks."""

from dataclasses import dataclass
from datetime import date, timedelta

from store.demo.dice import Dice
from store.demo.making import Making, Row, next_quarter, previous_quarter, quarter_start
from store.demo.places import REGIONS
from store.demo.words import FIRST_NAMES, LAST_NAMES

KINDS = ("Commercial", "Enterprise")
"""Each region has one team for small and middling companies, and one for large ones."""
RAMP = (0.25, 0.6)
"""The share of a full quota in a rep's first and second quarter."""


@dataclass(frozen=True, slots=True)
class Rep:
    """A seller, as the rest of the generator needs them."""

    id: str
    team_id: str
    region: str
    kind: str
    started_on: date
    left_on: date | None
    skill: float

    def works_on(self, day: date) -> bool:
        """Whether they were employed that day."""
        return self.started_on <= day and (self.left_on is None or day < self.left_on)


def make_staff(making: Making) -> list[Rep]:
    """Fill the tables team and user, and return the reps."""
    dice = making.dice("staff")
    making.rows["team"], making.rows["user"] = [], []
    chief = _user(making, dice, "Chief Revenue Officer", "viewer")
    _office(making, dice)
    reps: list[Rep] = []
    for region in REGIONS:
        for kind in KINDS:
            reps += _team(making, dice, region, kind, chief["id"])
    _two_leave_the_west(making, reps)
    return [_as_left(making, rep) for rep in reps]


def _office(making: Making, dice: Dice) -> None:
    _user(making, dice, "VP of Revenue Operations", "admin")
    _user(making, dice, "Revenue Operations Manager", "ops_manager")
    _user(making, dice, "Sales Operations Manager", "ops_manager")
    _user(making, dice, "Revenue Analyst", "analyst")


def _team(making: Making, dice: Dice, region: str, kind: str, chief: str) -> list[Rep]:
    team_id = making.new_id("tea")
    manager = _user(making, dice, f"Sales Manager, {region} {kind}", "rep", region=region)
    manager["team_id"], manager["manager_id"] = team_id, chief
    making.rows["team"].append(
        {"id": team_id, "name": f"{region} {kind}", "region": region,
         "manager_name": manager["name"]}
    )  # fmt: skip
    size = max(3, round(4.6 * making.scale**0.7))
    return [_rep(making, dice, manager, kind) for _ in range(size)]


def _rep(making: Making, dice: Dice, manager: Row, kind: str) -> Rep:
    row = _user(making, dice, "Account Executive", "rep", region=manager["region"])
    row["team_id"], row["manager_id"] = manager["team_id"], manager["id"]
    if dice.chance(0.35):
        row["started_on"] = dice.day(making.first_day, making.today - timedelta(days=120))
    if dice.chance(0.14):
        earliest = row["started_on"] + timedelta(days=200)
        leaves = dice.day(max(earliest, making.first_day), making.today - timedelta(days=20))
        row["left_on"] = leaves if leaves > earliest else None
    return Rep(
        row["id"], row["team_id"], row["region"], kind, row["started_on"], row["left_on"],
        dice.around(1.0, 0.14),
    )  # fmt: skip


def _user(making: Making, dice: Dice, title: str, role: str, region: str | None = None) -> Row:
    name = f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"
    while not making.claim(f"user {name}"):
        name = f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"
    row: Row = {
        "id": making.new_id("usr"), "name": name, "role": role, "title": title, "region": region,
        "email": f"{name.lower().replace(' ', '.').replace(chr(39), '')}@tarnbrook.example",
        "team_id": None, "manager_id": None, "active": True, "left_on": None,
        "started_on": making.first_day - timedelta(days=dice.whole(60, 900)),
    }  # fmt: skip
    making.rows["user"].append(row)
    return row


def _two_leave_the_west(making: Making, reps: list[Rep]) -> None:
    """The planted cause of the shift: two of West Enterprise leave in the last full quarter."""
    start = previous_quarter(making.today)
    team = [rep for rep in reps if (rep.region, rep.kind) == ("West", "Enterprise")]
    veterans = sorted(team, key=lambda rep: rep.started_on)
    users = {row["id"]: row for row in making.rows["user"]}
    for rep in veterans[2:]:
        users[rep.id]["left_on"] = None
    for rep, day in zip(veterans[:2], (8, 20), strict=False):
        users[rep.id]["left_on"] = start + timedelta(days=day)


def _as_left(making: Making, rep: Rep) -> Rep:
    row = next(row for row in making.rows["user"] if row["id"] == rep.id)
    row["active"] = row["left_on"] is None
    return Rep(rep.id, rep.team_id, rep.region, rep.kind, rep.started_on, row["left_on"], rep.skill)


def make_quotas(making: Making, reps: list[Rep]) -> None:
    """Fill the table quota: a bit above what a full quarter of each kind of rep has brought in."""
    rows: list[Row] = []
    usual = _usual_quarters(making, reps)
    for rep in reps:
        quarter = max(quarter_start(rep.started_on), making.first_day)
        tenure = 9 if rep.started_on < making.first_day else 0
        while quarter <= making.today and rep.works_on(max(quarter, rep.started_on)):
            ramp = RAMP[tenure] if tenure < len(RAMP) else 1.0
            years = (quarter - making.first_day).days / 365
            full = usual[rep.kind] * (0.85 + 0.12 * years)
            rows.append(_quota(making, rep.id, quarter, full * ramp))
            quarter, tenure = next_quarter(quarter), tenure + 1
    making.rows["quota"] = rows


def _quota(making: Making, user_id: str, quarter: date, cents: float) -> Row:
    return {
        "id": making.new_id("quo"), "user_id": user_id, "team_id": None, "starts_on": quarter,
        "ends_on": next_quarter(quarter) - timedelta(days=1), "currency": "USD",
        "amount_cents": max(1, round(cents / 500_000)) * 500_000,
    }  # fmt: skip


def _usual_quarters(making: Making, reps: list[Rep]) -> dict[str, float]:
    """Mean won cents per rep and quarter, by kind of team, over the last eight full quarters."""
    last = quarter_start(making.today)
    first = date(last.year - 2, last.month, 1)
    kinds = {rep.id: rep.kind for rep in reps}
    won = dict.fromkeys(KINDS, 0.0)
    for deal in making.rows["opportunity"]:
        if deal["status"] == "won" and first <= deal["closed_on"] < last:
            won[kinds[deal["owner_id"]]] += deal["amount_cents"]
    days = dict.fromkeys(KINDS, 1.0)
    for rep in reps:
        end = min(rep.left_on or last, last)
        days[rep.kind] += max(0, (end - max(rep.started_on, first)).days)
    return {kind: won[kind] / days[kind] * 91 for kind in KINDS}
