"""Recurring revenue and the cost of customers agree with plain Python over random rows."""

from decimal import Decimal
from fractions import Fraction

from store import receipts
from tests.tools.numbers.company import (
    DAY,
    END,
    SPAN,
    START,
    companies,
    few,
    inside,
    same,
    share,
    worth,
)
from tools.numbers.measure import measure


def walk(company, accounts=None):
    """Each account's yearly cents on the day before and on the last day."""
    found = {}
    for row in company.live("subscription"):
        if accounts is not None and row["account_id"] not in accounts:
            continue
        before, after = found.get(row["account_id"], (0, 0))
        running = [row["starts_on"] <= d and (row["ends_on"] is None or row["ends_on"] >= d)
                   for d in (START - DAY, END)]  # fmt: skip
        found[row["account_id"]] = (
            before + running[0] * row["arr_cents"], after + running[1] * row["arr_cents"],
        )  # fmt: skip
    return list(found.values())


def bars(pairs):
    return {
        "opening": sum(a for a, _ in pairs), "closing": sum(b for _, b in pairs),
        "new": sum(b for a, b in pairs if a == 0),
        "expansion": sum(b - a for a, b in pairs if b > a > 0),
        "contraction": sum(a - b for a, b in pairs if a > b > 0),
        "churn": sum(a for a, b in pairs if b == 0),
    }  # fmt: skip


@few
@companies
def test_the_bridge_ties_to_the_cent_and_retention_follows_from_it(asked, seed):
    company, value, ctx = asked(seed)
    pairs, cents = walk(company), Decimal(100)
    wanted = bars(pairs)
    for name in ("new", "expansion", "contraction", "churn"):
        assert value("arr_bridge", name) * cents == wanted[name]
    assert value("arr", period=str(END)) * cents == wanted["closing"]
    steps = {row[0]: row[1] for row in measure(ctx, "arr_bridge", period=SPAN).tables[0].rows}
    *walked, after = steps.values()
    assert sum(walked) == after == steps["ARR after"]
    n, opening = sum(a > 0 for a, _ in pairs), wanted["opening"]
    kept = opening - wanted["contraction"] - wanted["churn"]
    assert same(value("net_revenue_retention"), share(kept + wanted["expansion"], opening, n=n))
    assert same(value("gross_revenue_retention"), share(kept, opening, n=n))
    gone = sum(1 for a, b in pairs if a > 0 and b == 0)
    assert same(value("customer_churn"), share(gone, n))
    assert same(value("customer_churn", "retention"), share(n - gone, n))


@few
@companies
def test_the_bridge_of_each_segment_adds_up_to_the_whole(asked, seed):
    company, value, ctx = asked(seed)
    table = measure(ctx, "arr_bridge", by=["segment"], period=SPAN).tables[0]
    shown = {row[0]: row[1] for row in table.rows}
    for segment in ("SMB", "Big", None):
        accounts = {a["id"] for a in company.live("account") if a["segment"] == segment}
        wanted = bars(walk(company, accounts))
        found = shown.get(segment or "(no segment)", 0)
        assert found * 100 == wanted["closing"] - wanted["opening"]
    assert sum(shown.values()) == value("arr_bridge")


def spent(company, functions, start=START, end=END):
    total = Fraction(0)
    for row in company.live("cost"):
        last = row["ends_on"] or row["starts_on"]
        days = (min(last, end) - max(row["starts_on"], start)).days + 1
        if row["function"] in functions and days > 0:
            whole = (last - row["starts_on"]).days + 1
            total += Fraction(row["amount_cents"] * days, 100 * whole)
    return total


def first_deals(company):
    firsts = {}
    won = [d for d in company.live("opportunity") if d["status"] == "won" and d["account_id"]]
    for deal in sorted(won, key=lambda d: (d["closed_on"], d["id"])):
        firsts.setdefault(deal["account_id"], deal)
    return [d for d in firsts.values() if inside(d["closed_on"])]


@few
@companies
def test_what_a_customer_costs_and_when_that_is_paid_back(asked, seed):
    company, value, _ = asked(seed)
    new, cost = first_deals(company), spent(company, {"sales", "marketing"})
    cac = cost / len(new) if new and cost else None
    assert same(value("cac"), cac)
    earned = worth(new)
    assert same(value("cac_payback", "revenue"), cost / (earned / 12) if cac and earned else None)
    revenue, served = recurring_revenue(company), spent(company, {"cost_of_revenue"})
    margin = 1 - served / revenue if revenue and served else None
    wanted = None
    if cac and earned and margin and margin > 0:
        wanted = cost / (earned * margin / 12)
    assert same(value("cac_payback"), wanted)
    assert same(value("ltv_to_cac", "lifetime_value"), lifetime(company, margin))


def recurring_revenue(company):
    total = Fraction(0)
    for row in company.live("subscription"):
        last = min(row["ends_on"] or END, END)
        days = (last - max(row["starts_on"], START)).days + 1
        total += Fraction(row["arr_cents"] * max(days, 0), 100 * 365)
    return total


def lifetime(company, margin):
    pairs = walk(company)
    wanted, customers = bars(pairs), sum(b > 0 for _, b in pairs)
    gone = wanted["contraction"] + wanted["churn"]
    if margin is None or not gone or not wanted["opening"] or not customers:
        return None
    yearly = Fraction(gone, wanted["opening"]) * 365 / ((END - START).days + 1)
    return Fraction(wanted["closing"], 100 * customers) * margin / yearly


@few
@companies
def test_each_bar_of_the_bridge_opens_the_accounts_that_make_it(asked, seed):
    company, _, ctx = asked(seed)
    result = measure(ctx, "arr_bridge", period=SPAN)
    ctx.session.flush()
    accounts = {s["account_id"] for s in company.live("subscription")}
    each = {a: pairs[0] for a in accounts if (pairs := walk(company, {a}))}
    wanted = {
        "ARR before": {a for a, (b, _) in each.items() if b},
        "ARR after": {a for a, (_, b) in each.items() if b},
        "new": {a for a, (b, c) in each.items() if c and not b},
        "expansion": {a for a, (b, c) in each.items() if c > b > 0},
        "contraction": {a for a, (b, c) in each.items() if b > c > 0},
        "churn": {a for a, (b, c) in each.items() if b and not c},
    }  # fmt: skip
    for figure in result.figures[1:]:
        receipt = receipts.read(ctx.session, ctx.workspace.id, figure.id)
        assert receipt.row_table == "account"
        assert set(receipt.row_ids) == wanted[figure.label.partition(": ")[2]]
