"""The demo company's deals, as the CRM shows them today, with the history of their stages."""

from dataclasses import dataclass
from datetime import date, timedelta

from store.demo.accounts import SOURCE_MIX, Firm
from store.demo.course import Course, expect, run_course
from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row, at_work, weekday
from store.demo.places import REGIONS
from store.demo.staff import Rep
from store.demo.stages import LOSSES, PACES, PRODUCTS, STAGES, Product

GROWTH = 0.22
"""How much busier the company gets in a year."""
SEASON = (0.95, 1.0, 1.1, 1.0, 1.0, 1.08, 0.9, 0.8, 1.12, 1.1, 1.05, 0.78)
"""How many deals start in each month, against the average."""
SOURCE_LIFT = {"Referral": 1.07, "Partner": 1.05, "Outbound": 0.95, "Paid Search": 0.96}
KIND_LIFT = {"new": 1.0, "expansion": 1.06, "renewal": 1.14}
FORGOTTEN = 0.045
QUIET_DAYS = 75
"""An open deal of the demo is either untouched for longer than this, or was touched lately."""
_PRODUCT_MIX = {
    segment: Weights({product: product.weights[n] for product in PRODUCTS})
    for n, segment in enumerate(PACES)
}
_LOSS_MIX = Weights(LOSSES)
_STEPS = ("Send the proposal", "Book a demo", "Legal review", "Meet the finance lead",
          "Agree on scope", "Security questionnaire", None)  # fmt: skip


@dataclass(slots=True)
class Deal:
    """A deal's row and what the later parts of the generator need to know of it."""

    row: Row
    firm: Firm
    course: Course
    rep: Rep


class Sellers:
    """Who takes a deal of an account on a given day."""

    def __init__(self, reps: list[Rep]) -> None:
        self.reps = {rep.id: rep for rep in reps}
        self.teams: dict[str, list[Rep]] = {}
        for rep in reps:
            self.teams.setdefault(rep.team_id, []).append(rep)

    def on(self, dice: Dice, firm: Firm, day: date) -> Rep:
        """Usually the account's owner, else another of the team who works on that day."""
        owner = self.reps[firm.row["owner_id"]]
        if owner.works_on(day) and dice.chance(0.8):
            return owner
        return dice.pick([r for r in self.teams[owner.team_id] if r.works_on(day)] or [owner])


def make_deals(making: Making, firms: list[Firm], reps: list[Rep]) -> list[Deal]:
    """Fill the tables opportunity and stage_history."""
    dice = making.dice("deals")
    seller = Sellers(reps)
    deals, customers = [], set[str]()
    by_region = {
        (r, s): [f for f in firms if f.place.region == r and f.row["segment"] == s]
        for r in REGIONS for s in PACES
    }  # fmt: skip
    pools = Weights({key: _pull(key, pool) for key, pool in by_region.items() if pool})
    for day in _days(making):
        for _ in range(_arrivals(making, dice, day)):
            firm = dice.pick(by_region[dice.weighted(pools)])
            deal = _deal(making, dice, firm, seller, day, customers)
            deals.append(deal)
            if deal.row["status"] == "won":
                customers.add(firm.row["id"])
    making.rows["opportunity"] = [deal.row for deal in deals]
    return deals


def _pull(key: tuple[str, str], pool: list[Firm]) -> float:
    return len(pool) * {"SMB": 0.85, "Mid-Market": 1.15, "Enterprise": 1.2}[key[1]]


def _days(making: Making) -> list[date]:
    n = (making.today - making.first_day).days
    days = [making.first_day + timedelta(days=i) for i in range(n + 1)]
    return [day for day in days if weekday(day) == day]


def _arrivals(making: Making, dice: Dice, day: date) -> int:
    years = (day - making.first_day).days / 365.25
    return dice.count(7.3 * making.scale * (1 + GROWTH) ** years * SEASON[day.month - 1])


def _deal(
    making: Making, dice: Dice, firm: Firm, seller: Sellers, day: date, customers: set[str]
) -> Deal:
    rep = seller.on(dice, firm, day)
    kind = _kind(dice, firm.row["id"] in customers)
    source, pace = dice.weighted(SOURCE_MIX), PACES[firm.row["segment"]]
    lift = KIND_LIFT[kind] * SOURCE_LIFT.get(source, 1.0) * rep.skill**0.25
    course = run_course(dice, pace, day, lift, FORGOTTEN)
    _abandoned(making, dice, course, rep)
    expect(dice, pace, course, making.today)
    product = dice.weighted(_PRODUCT_MIX[firm.row["segment"]])
    row: Row = {
        "id": making.new_id("opp"), "name": f"{firm.row['name']} - {product.name}",
        "account_id": firm.row["id"], "owner_id": _heir(dice, course, rep, seller, firm).id,
        "product": product.name, "stage": None,
        "status": "open", "amount_cents": None, "currency": "USD", "kind": kind,
        "region": firm.place.region if dice.chance(0.92) else None,
        "segment": firm.row["segment"], "lead_source": source, "forecast_category": None,
        "next_step": None, "loss_reason": None, "push_count": None, "created_on": day,
        "expected_close_on": None, "closed_on": None, "last_activity_on": None,
        "description": None,
    }  # fmt: skip
    deal = Deal(row, firm, course, rep)
    write_history(making, dice, deal, round(dice.around(_typical_cents(deal, product), 0.45)))
    settle(making, dice, deal)
    return deal


def _typical_cents(deal: Deal, product: Product) -> float:
    """Between what the segment pays and what the product costs, a little more each year."""
    pace = PACES[deal.row["segment"]]
    years = (deal.row["created_on"].year - 2024) * 0.04
    return float((pace.median_cents * 0.8 + product.cents * 0.6) * (1 + years))


def _heir(dice: Dice, course: Course, rep: Rep, seller: Sellers, firm: Firm) -> Rep:
    """Most live deals of somebody who leaves are handed on; some keep the old name."""
    left = rep.left_on
    outlived = left is not None and (course.ends_on or date.max) > left
    if left and outlived and course.quiet_from is None and dice.chance(0.75):
        return seller.on(dice, firm, left)
    return rep


def _kind(dice: Dice, is_customer: bool) -> str:  # noqa: FBT001 - one yes or no, named at the call
    if not is_customer:
        return "new"
    return dice.pick(("new", "expansion", "expansion", "renewal"))


def _abandoned(making: Making, dice: Dice, course: Course, rep: Rep) -> None:
    """Deals left by somebody who leaves: a third are forgotten; and the forgotten are scrubbed."""
    left = rep.left_on
    if left and course.entries[0][1] < left < (course.ends_on or date.max) and dice.chance(0.3):
        course.ends_on, course.won = None, False
        course.quiet_from = left
        course.entries = [entry for entry in course.entries if entry[1] <= left]
    if course.quiet_from and dice.chance(0.75):
        scrubbed = course.quiet_from + timedelta(days=dice.whole(90, 330))
        course.ends_on = weekday(scrubbed) if scrubbed <= making.today else None
    if course.quiet_from and not course.ends_on and course.quiet_from > _stale_before(making):
        course.quiet_from = None


def _stale_before(making: Making) -> date:
    """A forgotten deal is quiet for long; the demo has none that one could argue about."""
    return making.today - timedelta(days=QUIET_DAYS)


def write_history(making: Making, dice: Dice, deal: Deal, cents: int) -> None:
    """Add the deal's moves up to today, and leave its amount as it stood last."""
    moves = making.rows.setdefault("stage_history", [])
    previous: str | None = None
    amount = max(cents, 100_000)
    for stage, day in deal.course.entries:
        if day > making.today:
            break
        amount = round(amount * _revision(dice, stage) / 10_000) * 10_000
        moves.append(_move(making, dice, deal, (previous, STAGES[stage], day, amount)))
        previous = STAGES[stage]
    deal.row["amount_cents"] = amount
    ended = deal.course.ends_on
    if ended and ended <= making.today:
        last = "Closed Won" if deal.course.won else "Closed Lost"
        moves.append(_move(making, dice, deal, (previous, last, ended, amount)))
        previous = last
    deal.row["stage"] = previous


def _revision(dice: Dice, stage: int) -> float:
    """Amounts are guesses at first, become offers, and shrink when haggled over."""
    return {0: 1.0, 1: 1.0, 2: dice.around(1.0, 0.18), 3: dice.around(0.96, 0.08)}[stage]


def _move(making: Making, dice: Dice, deal: Deal, what: tuple[str | None, str, date, int]) -> Row:
    previous, stage, day, amount = what
    return {
        "id": making.new_id("stg"), "opportunity_id": deal.row["id"], "from_stage": previous,
        "stage": stage, "entered_at": at_work(day, dice), "amount_cents": amount,
        "expected_close_on": deal.course.expected_at(day),
    }  # fmt: skip


def settle(making: Making, dice: Dice, deal: Deal) -> None:
    """Set what the CRM shows of the deal today."""
    row, course = deal.row, deal.course
    ended = course.ends_on is not None and course.ends_on <= making.today
    seen_on = course.ends_on if ended and course.ends_on else making.today
    row["push_count"] = course.pushes(seen_on)
    row["expected_close_on"] = course.expected_at(seen_on)
    if ended:
        row["status"], row["closed_on"] = ("won" if course.won else "lost"), course.ends_on
        row["forecast_category"] = "Closed" if course.won else "Omitted"
        row["loss_reason"] = None if course.won else dice.weighted(_LOSS_MIX)
        return
    position = STAGES.index(row["stage"])
    row["forecast_category"] = ("Pipeline", "Pipeline", "Best Case", "Commit")[position]
    row["next_step"] = dice.pick(_STEPS)
    if position < 2 and dice.chance(0.06):
        row["amount_cents"] = None
