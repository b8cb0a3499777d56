"""Whom and when a deal counts for agrees with plain Python: teams that change, shared deals,

currencies with dated rates, and fiscal quarters of any first month.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest

from store import workspace as workspaces
from tests.makers import NOW
from tests.tools.numbers.company import (
    END,
    SPAN,
    START,
    TODAY,
    Company,
    companies,
    few,
    inside,
    share,
)
from tests.tools.numbers.world import NoShelf
from tools.context import Actor, Context
from tools.numbers.measure import measure

pytestmark = pytest.mark.slow
CENT = Fraction(1, 100)
MIDDLE = date(2026, 6, 30)


class Shifting(Company):
    """Reps change teams and managers in mid-year, share deals, and sell in three currencies."""

    def __init__(self, seed):
        super().__init__(seed)
        dice = self.dice
        for n in range(4):
            self.add("team_membership", user_id=f"user-{n}", team_id=f"team-{dice.randrange(3)}",
                     manager_id=f"user-{(n + 1) % 4}", starts_on=date(2024, 1, 1),
                     ends_on=MIDDLE)  # fmt: skip
            self.add(
                "team_membership",
                user_id=f"user-{n}",
                team_id=f"team-{dice.randrange(3)}",
                manager_id=f"user-{(n + 2) % 4}",
                starts_on=MIDDLE + timedelta(days=1),
            )
        for currency in ("EUR", "GBP"):
            for _ in range(5):
                self.add("exchange_rate", currency=currency, rate_on=self.day(),
                         rate_e8=dice.randrange(5 * 10**7, 2 * 10**8))  # fmt: skip
        for deal in self.rows["opportunity"]:
            deal["currency"] = dice.choice(["USD", "USD", None, "EUR", "GBP", "CHF"])
            if dice.random() < 0.3:
                first = dice.randrange(1, 1000)
                for rep, part in zip(dice.sample(range(4), 2), (first, 1000 - first), strict=True):
                    self.add("deal_split", opportunity_id=deal["id"], user_id=f"user-{rep}",
                             share=part / 1000)  # fmt: skip

    def worth(self, deal, day):
        """In the workspace's currency, by the latest rate on or before a day; None without one."""
        if deal["amount_cents"] is None:
            return None
        if deal["currency"] in (None, "USD"):
            return Fraction(deal["amount_cents"])
        rates = [r for r in self.rows["exchange_rate"]
                 if r["currency"] == deal["currency"] and r["rate_on"] <= day]  # fmt: skip
        if not rates:
            return None
        latest = max(rates, key=lambda r: (r["rate_on"], [-ord(c) for c in r["id"]]))
        return Fraction(deal["amount_cents"]) * latest["rate_e8"] / 10**8

    def credited(self, deal):
        """Who is credited with a deal, and with what share of it."""
        parts = {
            s["user_id"]: Fraction(round(s["share"] * 1000), 1000)
            for s in self.rows.get("deal_split", ())
            if s["opportunity_id"] == deal["id"]
        }
        return parts or {deal["owner_id"]: Fraction(1)}

    def then(self, user, day, step):
        """The team or manager that a rep had on a day."""
        rows = [m for m in self.rows["team_membership"] if m["user_id"] == user
                and m["starts_on"] <= day and (m.get("ends_on") or day) >= day]  # fmt: skip
        return max(rows, key=lambda m: m["starts_on"])[step] if rows else None

    def name(self, table, row_id):
        return next((r["name"] for r in self.rows[table] if r["id"] == row_id), None)

    def standing(self, by, rep, day):
        """What a rep's deal of a day is grouped under."""
        if by == "owner":
            return self.name("user", rep)
        step = {"team": "team_id", "manager": "manager_id"}[by]
        return self.name("team" if by == "team" else "user", self.then(rep, day, step))


@pytest.fixture
def shifting(session):
    made = []

    def of(seed, first_month=1):
        company, name = Shifting(seed), f"s{len(made)}"
        made.append(name)
        company.write(session, name)
        workspace = workspaces.read(session, name)
        workspace.fiscal_start_month = first_month
        session.commit()
        return company, Context(session=session, workspace=workspaces.read(session, name),
                                today=TODAY, now=NOW, actor=Actor("a", "Ana", "analyst"),
                                shelf=NoShelf())  # fmt: skip

    return of


def closed(company, *statuses):
    return [d for d in company.live("opportunity")
            if d["status"] in statuses and inside(d["closed_on"])]  # fmt: skip


def shown(ctx, metric, by, **asked):
    rows = measure(ctx, metric, by=[by], period=SPAN, **asked).tables[0].rows
    return {None if row[0].startswith("(no ") else row[0]: row[1] for row in rows}


def near(found, wanted, deals):
    """Equal but for a cent of rounding for each deal."""
    return abs(Fraction(found) - Fraction(wanted)) <= CENT * max(deals, 1)


@few
@companies
def test_won_revenue_counts_for_whoever_is_credited_where_they_stood_then(shifting, seed):
    company, ctx = shifting(seed)
    deals = closed(company, "won")
    for by in ("owner", "team", "manager"):
        wanted = defaultdict(Fraction)
        for deal in deals:
            cents = company.worth(deal, deal["closed_on"])
            for rep, part in company.credited(deal).items() if cents is not None else ():
                wanted[company.standing(by, rep, deal["closed_on"])] += cents * part / 100
        found = {k: v for k, v in shown(ctx, "won_revenue", by).items() if v}
        assert set(found) == {k for k, v in wanted.items() if v}, by
        assert all(near(found[k], wanted[k], len(deals)) for k in found), by


@few
@companies
def test_parts_by_rep_team_and_manager_add_up_to_the_whole(shifting, seed):
    company, ctx = shifting(seed)
    priced = [c for d in closed(company, "won") if (c := company.worth(d, d["closed_on"]))]
    whole = measure(ctx, "won_revenue", period=SPAN).figures[0].value
    if whole is None:
        assert not priced
        return
    assert near(whole, sum(priced, Fraction(0)) / 100, len(priced))
    for by in ("owner", "team", "manager"):
        parts = shown(ctx, "won_revenue", by).values()
        assert sum(part for part in parts if part is not None) == whole, by


@few
@companies
def test_a_win_rate_counts_each_deal_once_for_its_owner_where_they_stood_then(shifting, seed):
    company, ctx = shifting(seed)
    for by in ("owner", "team"):
        won, every = defaultdict(set), defaultdict(set)
        for deal in closed(company, "won", "lost"):
            group = company.standing(by, deal["owner_id"], deal["closed_on"])
            every[group].add(deal["id"])
            won[group] |= {deal["id"]} if deal["status"] == "won" else set()
        found = shown(ctx, "win_rate", by)
        for group, ids in every.items():
            wanted = share(len(won[group]), len(ids))
            value = found.get(group)
            assert (value is None) == (wanted is None), (by, group)
            assert value is None or abs(Fraction(value) - wanted) < Fraction(1, 10**6), (by, group)


@few
@companies
def test_fiscal_quarters_of_any_first_month_hold_the_deals_of_their_days(shifting, seed):
    month = seed % 12 + 1
    company, ctx = shifting(seed, month)
    wanted, counted = defaultdict(Fraction), defaultdict(int)
    for deal in closed(company, "won"):
        day = deal["closed_on"]
        quarter = ((day.year * 12 + day.month - 1) - (month - 1)) // 3
        cents = company.worth(deal, day)
        wanted[quarter] += (cents or 0) / 100
        counted[quarter] += 1
    rows = measure(ctx, "deals_won", by=["quarter"], period=SPAN).tables[0].rows
    assert [row[1] for row in rows if row[1]] == [n for _, n in sorted(counted.items())]
    money = measure(ctx, "won_revenue", by=["quarter"], period=SPAN).tables[0].rows
    found = [row[1] for row in money if row[1]]
    told = [value for _, value in sorted(wanted.items()) if value]
    assert len(found) == len(told)
    assert all(near(f, w, 70) for f, w in zip(found, told, strict=True))
    assert START < END
