"""Slippage, coverage, ages and hygiene agree with plain Python over random rows."""

from datetime import date
from fractions import Fraction
from statistics import median

from tests.tools.numbers.company import (
    DAY,
    END,
    START,
    TODAY,
    companies,
    few,
    inside,
    same,
    share,
    worth,
)
from tests.tools.numbers.oracle import percentile


def was_open(deal, day):
    return bool(deal["created_on"]) and deal["created_on"] <= day and (
        deal["status"] == "open" or deal["closed_on"] > day
    )  # fmt: skip


def then(company, deal, day):
    """When the deal was expected on a day, and for how much, by its last move that says so."""
    moves = [m for m in company.live("stage_history")
             if m["opportunity_id"] == deal["id"] and m["entered_at"].date() <= day
             and m["expected_close_on"]]  # fmt: skip
    last = max(moves, key=lambda m: (m["entered_at"], m["id"]), default=None)
    if last is None:
        return None, None
    return last["expected_close_on"], last["amount_cents"] or deal["amount_cents"]


@few
@companies
def test_slippage_is_of_the_deals_that_were_expected_then(asked, seed):
    company, value, _ = asked(seed)
    day, due = START - DAY, []
    for deal in company.live("opportunity"):
        expected, cents = then(company, deal, day)
        if was_open(deal, day) and expected and inside(expected):
            due.append((deal, cents or 0))
    late = [(d, c) for d, c in due if d["status"] == "open" or d["closed_on"] > END]
    assert same(value("slippage_rate"), share(len(late), len(due)))
    whole, slipped = sum(c for _, c in due), sum(c for _, c in late)
    assert same(value("slippage_rate", "by_value"), share(slipped, whole, n=len(due)))


@few
@companies
def test_required_coverage_is_one_over_the_yield_of_past_quarters(asked, seed):
    company, value, _ = asked(seed)
    opened = won = quarters = 0
    first = date(2026, 10, 1)
    into = TODAY - first
    for _ in range(8):
        last = first - DAY
        first = date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
        day = min(first + into, last)
        seen = [then(company, d, day) for d in company.live("opportunity") if was_open(d, day)]
        due = [cents or 0 for expected, cents in seen if inside(expected, first, last)]
        if sum(due):
            quarters, opened = quarters + 1, opened + sum(due)
        won += sum(d["amount_cents"] or 0 for d in company.live("opportunity")
                   if d["status"] == "won" and day < d["closed_on"] <= last)  # fmt: skip
    wanted = Fraction(opened, won) if quarters >= 4 and won else None
    assert same(value("pipeline_coverage", "required", period="this quarter"), wanted)


@few
@companies
def test_ages_and_hygiene_of_open_deals(asked, seed):
    company, value, _ = asked(seed)
    opened = [d for d in company.live("opportunity") if d["status"] == "open"]
    ages = [(TODAY - d["created_on"]).days for d in opened if d["created_on"]]
    assert same(value("deal_age", period=None),
                median(map(Fraction, ages)) if len(ages) >= 3 else None)  # fmt: skip
    last = {}
    for move in company.live("stage_history"):
        if move["entered_at"].date() <= TODAY:
            deal, day = move["opportunity_id"], move["entered_at"].date()
            last[deal] = max(last.get(deal, day), day)
    stays = [(TODAY - last[d["id"]]).days for d in opened if d["id"] in last]
    assert same(value("deal_age", "in_stage", period=None),
                median(map(Fraction, stays)) if len(stays) >= 3 else None)  # fmt: skip
    active = {u["id"] for u in company.live("user") if u["active"]}
    failed = sum(faults(d, active) for d in opened)
    assert same(
        value("hygiene_index", period=None), share(5 * len(opened) - failed, 5 * len(opened), 1)
    )


def faults(deal, active):
    due, touched = deal["expected_close_on"], deal["last_activity_on"] or deal["created_on"]
    return sum((
        deal["amount_cents"] is None, due is None, due is not None and due < TODAY,
        deal["owner_id"] not in active, touched is None or (TODAY - touched).days > 30,
    ))  # fmt: skip


@few
@companies
def test_closed_deals_by_their_reasons_touches_and_beginnings(asked, seed):
    company, value, _ = asked(seed)
    closed = [d for d in company.live("opportunity") if inside(d["closed_on"])]
    won = [d for d in closed if d["status"] == "won"]
    lost = [d for d in closed if d["status"] == "lost"]
    beaten = [
        d for d in lost if (d["loss_reason"] or "").lower().replace("-", " ") != "no decision"
    ]
    assert same(value("win_rate", "decided"), share(len(won), len(won) + len(beaten)))
    created = [d for d in company.live("opportunity") if inside(d["created_on"])]
    assert same(value("created_vs_closed"), share(len(created), len(closed)))
    priced = [d for d in closed if d["amount_cents"] is not None]
    assert same(value("created_vs_closed", "by_value"),
                share(worth(created), worth(priced), n=len(priced)))  # fmt: skip
    days = [touched_days(company, d) for d in won
            if d["created_on"] and d["closed_on"] >= d["created_on"]]  # fmt: skip
    created = [(d["closed_on"] - d["created_on"]).days for d in won
               if d["created_on"] and d["closed_on"] >= d["created_on"]]  # fmt: skip
    for prefix, found in (("", days), ("created_", created)):
        enough = len(found) >= 3
        wanted = median(map(Fraction, found)) if enough else None
        assert same(value("sales_cycle", f"{prefix}median"), wanted)
        mean = Fraction(sum(found), len(found)) if enough else None
        assert same(value("sales_cycle", f"{prefix}mean"), mean)
        tail = percentile(found, Fraction(9, 10)) if len(found) >= 10 else None
        assert same(value("sales_cycle", f"{prefix}p90"), tail)


def touched_days(company, deal):
    touches = [a["occurred_at"].date() for a in company.live("activity")
               if a["opportunity_id"] == deal["id"]]  # fmt: skip
    return (deal["closed_on"] - min([deal["created_on"], *touches])).days
