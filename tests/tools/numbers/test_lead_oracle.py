"""What becomes of leads and activities agrees with plain Python over random rows."""

from datetime import timedelta
from fractions import Fraction
from statistics import median

from tests.tools.numbers.company import (
    SPAN,
    TODAY,
    companies,
    few,
    inside,
    same,
    share,
)
from tools.numbers.measure import measure


def answered(company, lead):
    touches = [a["occurred_at"] for a in company.live("activity")
               if a["lead_id"] == lead["id"] and a["direction"] == "outbound"
               and a["kind"] in {"call", "email", "meeting"}]  # fmt: skip
    first = lead["responded_at"] or min(touches, default=None)
    return first if first is not None and first.date() <= TODAY else None


def waits(company, *, work=False):
    found = []
    for lead in company.live("lead"):
        if not inside(lead["created_on"]) or (work and lead["created_at"] is None):
            continue
        first = answered(company, lead)
        if first is None:
            found.append(10**9)
        elif work:
            found.append(worked(lead["created_at"], first))
        elif lead["created_at"] is None:
            found.append(max((first.date() - lead["created_on"]).days, 0) * 24 * 60)
        else:
            found.append(max((first - lead["created_at"]) // timedelta(minutes=1), 0))
    return found


def worked(first, last):
    n = 0
    while first < last:
        n += first.weekday() < 5 and 9 <= first.hour < 17
        first += timedelta(minutes=1)
    return n


def waited(minutes):
    known = sum(m < 10**9 for m in minutes)
    middle = median(Fraction(m) for m in minutes) if len(minutes) >= 5 and known else None
    return None if middle is None or middle > 10**7 else middle / 60


@few
@companies
def test_how_long_leads_wait_with_the_unanswered_ones_waiting_longest(asked, seed):
    company, value, _ = asked(seed)
    assert same(value("lead_response_time"), waited(waits(company)))
    assert same(value("lead_response_time", "business_hours"), waited(waits(company, work=True)))


@few
@companies
def test_the_lead_funnel_counts_a_gate_that_was_skipped_as_passed(asked, seed):
    company, value, ctx = asked(seed)
    contacts = {c["id"]: c["account_id"] for c in company.live("contact")}
    counts = dict.fromkeys(("leads", "mql", "sal", "sql", "converted", "deals", "won"), 0)
    for lead in company.live("lead"):
        if not inside(lead["created_on"]):
            continue
        account = contacts.get(lead["converted_contact_id"])
        deals = [d for d in company.live("opportunity") if account and d["account_id"] == account
                 and d["created_on"] and d["created_on"] >= lead["created_on"]]  # fmt: skip
        won = any(d["status"] == "won" for d in deals)
        converted = bool(lead["converted_on"] or lead["converted_contact_id"])
        sql = bool(lead["sql_on"] or converted or deals)
        sal, mql = sql or bool(lead["sal_on"]), bool(lead["mql_on"])
        passed = (True, mql or sal, sal, sql, converted, bool(deals), won)
        for name, reached in zip(counts, passed, strict=True):
            counts[name] += reached
    shown = [row[1] for row in measure(ctx, "lead_funnel", period=SPAN).tables[0].rows]
    assert shown == list(counts.values())
    assert same(value("lead_funnel"), share(counts["won"], counts["leads"]))
    assert same(value("lead_funnel", "mql_to_sql"), share(counts["sql"], counts["mql"]))


@few
@companies
def test_an_opportunity_is_credited_once_to_the_activities_that_led_to_it(asked, seed):
    company, value, _ = asked(seed)
    outbound = [a for a in company.live("activity")
                if a["direction"] == "outbound" and inside(a["occurred_at"].date())]  # fmt: skip
    reached = [
        d for d in company.live("opportunity")
        if d["created_on"] and any(
            a["account_id"] == d["account_id"] and a["owner_id"] == d["owner_id"]
            and 0 <= (d["created_on"] - a["occurred_at"].date()).days <= 30
            for a in outbound
        )
    ]  # fmt: skip
    assert same(value("activity_to_opportunity"), share(len(reached), len(outbound), least=20))
