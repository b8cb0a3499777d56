"""What happened to the demo's deals, leads and accounts: calls, e-mails, meetings, notes."""

from datetime import date, timedelta

from store.demo.accounts import Firm
from store.demo.deals import QUIET_DAYS, Deal
from store.demo.dice import Dice, Weights
from store.demo.making import Making, Row, at_work, weekday

_KINDS = Weights({"email": 46, "call": 27, "meeting": 17, "note": 10})
_SUBJECTS = {
    "email": ("Following up on our call", "Pricing for {product}", "Next steps", "Security answers",
              "Proposal attached", "Re: timeline"),
    "call": ("Discovery call", "Check-in", "Left a voicemail", "Pricing call"),
    "meeting": ("Demo of {product}", "Kick-off with the buying group", "Technical review",
                "Executive alignment"),
    "note": ("Call notes", "Account research", "Handover note"),
}  # fmt: skip
_BODIES = (
    "They like the reporting but want to see the audit trail.",
    "Budget is approved for this half; procurement needs three quotes.",
    "Champion is on leave until the end of the month.",
    "Asked for a reference in the same industry.",
    "Their current contract runs out in the spring.",
    "Needs single sign-on before they can sign.",
)


def make_activities(making: Making, deals: list[Deal], firms: list[Firm]) -> None:
    """Fill the table activity, and the days of last activity of deals, accounts and contacts."""
    dice = making.dice("activities")
    rows = making.rows["activity"] = []
    for deal in deals:
        rows.extend(_of_deal(making, dice, deal, day) for day in _days_of(making, dice, deal))
    for _ in range(making.size(9_000)):
        firm = dice.pick(firms)
        day = weekday(dice.day(max(firm.row["created_on"], making.first_day), making.today))
        rows.append(_of_firm(making, dice, firm, day))
    _set_last_days(making)


def _days_of(making: Making, dice: Dice, deal: Deal) -> list[date]:
    """Touches of a deal: a live one was touched lately, a forgotten one was not."""
    course = deal.course
    first = course.entries[0][1]
    alive = course.quiet_from is None and deal.row["status"] == "open"
    last = min(course.quiet_from or course.ends_on or making.today, making.today)
    n = 1 + min(dice.count(3.0 + (last - first).days / 17), 24)
    days = [weekday(dice.day(first, last)) for _ in range(n)]
    if alive:
        days[-1] = weekday(making.today - timedelta(days=dice.whole(0, 11)))
    return sorted(max(day, first) for day in days)


def _of_deal(making: Making, dice: Dice, deal: Deal, day: date) -> Row:
    person = dice.pick(deal.firm.people[:4])
    row = _row(making, dice, day, deal.row["product"])
    return row | {
        "owner_id": deal.rep.id if deal.rep.works_on(day) else deal.row["owner_id"],
        "account_id": deal.firm.row["id"], "contact_id": person["id"],
        "opportunity_id": deal.row["id"],
    }  # fmt: skip


def _of_firm(making: Making, dice: Dice, firm: Firm, day: date) -> Row:
    person = dice.pick(firm.people)
    return _row(making, dice, day, "our platform") | {
        "owner_id": firm.row["owner_id"], "account_id": firm.row["id"],
        "contact_id": person["id"],
    }  # fmt: skip


def _row(making: Making, dice: Dice, day: date, product: str) -> Row:
    kind = dice.weighted(_KINDS)
    inbound = kind in {"email", "call"} and dice.chance(0.35)
    return {
        "id": making.new_id("act"), "kind": kind,
        "direction": None if kind == "note" else "inbound" if inbound else "outbound",
        "subject": dice.pick(_SUBJECTS[kind]).format(product=product),
        "body": dice.pick(_BODIES) if kind == "note" else None,
        "occurred_at": at_work(day, dice), "owner_id": None, "account_id": None,
        "contact_id": None, "lead_id": None, "opportunity_id": None,
    }  # fmt: skip


def lead_touch(making: Making, dice: Dice, lead: Row, day: date) -> Row:
    """An outbound touch of a lead by its owner."""
    row = _row(making, dice, day, "our platform")
    kind = "email" if row["kind"] == "note" else row["kind"]
    return row | {"kind": kind, "direction": "outbound", "lead_id": lead["id"], "body": None,
                  "owner_id": lead["owner_id"], "subject": "Your enquiry"}  # fmt: skip


def _set_last_days(making: Making) -> None:
    for table, column in (
        ("opportunity", "opportunity_id"), ("account", "account_id"), ("contact", "contact_id"),
    ):  # fmt: skip
        days: dict[str, list[date]] = {}
        for row in making.rows["activity"]:
            days.setdefault(row[column], []).append(row["occurred_at"].date())
        for row in making.rows[table]:
            touched = days.get(row["id"])
            row["last_activity_on"] = max(touched) if touched else None
            if touched and table != "opportunity":
                row["created_on"] = min(row["created_on"], *touched)


def note_stale(making: Making, deals: list[Deal]) -> None:
    """Write down which open deals are dead, and plant close dates that cannot be right."""
    dice = making.dice("stale")
    stale = [d for d in deals if d.row["status"] == "open" and d.course.quiet_from]
    live = [d for d in deals if d.row["status"] == "open" and not d.course.quiet_from]
    pushed = making.truth["shift"]["because"]["pushed"]["id"]
    odd = dice.shuffled([deal for deal in live if deal.row["id"] != pushed])
    overdue = odd[: making.size(40)]
    distant = odd[len(overdue) : len(overdue) + making.size(8)]
    undated = odd[len(overdue) + len(distant) :][: making.size(10)]
    for deal in overdue:
        deal.row["expected_close_on"] = making.today - timedelta(days=dice.whole(5, 40))
    for deal in distant:
        deal.row["expected_close_on"] = date(making.today.year + dice.whole(4, 9), 12, 31)
    for deal in undated:
        deal.row["expected_close_on"] = None
    making.truth["stale_deals"] = {
        "quiet_days_at_least": QUIET_DAYS, "live_deals_were_touched_within_days": 14,
        "stale": [_why(making, deal) for deal in stale],
        "overdue_but_alive": [deal.row["id"] for deal in overdue],
        "absurd_close_date": [deal.row["id"] for deal in distant],
        "no_close_date": [deal.row["id"] for deal in undated],
        "no_amount": [d.row["id"] for d in live + stale if d.row["amount_cents"] is None],
    }  # fmt: skip


def _why(making: Making, deal: Deal) -> Row:
    row = deal.row
    last = row["last_activity_on"]
    return {
        "id": row["id"], "quiet_days": (making.today - last).days,
        "age_days": (making.today - row["created_on"]).days,
        "overdue": row["expected_close_on"] < making.today,
        "owner_left": deal.rep.left_on is not None and row["owner_id"] == deal.rep.id,
    }  # fmt: skip
