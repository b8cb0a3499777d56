"""Named variants and plain counts agree with plain Python over random rows."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from tests.tools.numbers.company import (
    DAY,
    END,
    QUARTERS,
    SPAN,
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
from tests.tools.numbers.test_lead_oracle import waits
from tests.tools.numbers.test_recurring_oracle import (
    first_deals,
    lifetime,
    recurring_revenue,
    spent,
)
from tools.numbers.measure import measure
from tools.parts.metrics import METRICS

NOW_Q = QUARTERS[2]


def won_in(company, first, last):
    return [d for d in company.live("opportunity")
            if d["status"] == "won" and inside(d["closed_on"], first, last)]  # fmt: skip


@few
@companies
def test_coverage_of_what_is_left_and_by_typed_chances(asked, seed):
    company, value, _ = asked(seed)
    due = [d for d in company.live("opportunity")
           if d["status"] == "open" and inside(d["expected_close_on"], *NOW_Q)
           and (d["created_on"] is None or d["created_on"] <= TODAY)]  # fmt: skip
    priced = [d for d in due if d["amount_cents"] is not None]
    quota = Fraction(sum(q["amount_cents"] for q in company.live("quota")
                         if q["starts_on"] == NOW_Q[0]), 100)  # fmt: skip
    opened = None if due and not priced else worth(priced)
    done = worth(won_in(company, NOW_Q[0], TODAY))
    chance = {"Talk": Fraction(1, 4), "Offer": Fraction(1, 2)}
    weighed = sum((Fraction(d["amount_cents"], 100) * chance.get(d["stage"], 0) for d in priced),
                  Fraction(0))  # fmt: skip
    left = None if opened is None or done >= quota else opened / (quota - done)
    asks = {"period": "this quarter"}
    assert same(value("pipeline_coverage", **asks), None if opened is None else opened / quota)
    assert same(value("pipeline_coverage", "remaining", **asks), left)
    wanted = None if opened is None else weighed / quota
    assert same(value("pipeline_coverage", "weighted", **asks), wanted)
    assert same(value("open_pipeline", "weighted", **asks), None if opened is None else weighed)


@few
@companies
def test_attainment_of_reps_of_the_whole_and_of_the_days_employed(asked, seed):
    company, value, _ = asked(seed)
    won = won_in(company, START, END)
    users = {u["id"]: u for u in company.live("user")}
    targets, so_far = {}, Fraction(0)
    for quota in company.live("quota"):
        first, last = quota["starts_on"], quota["ends_on"]
        if not (first <= END and last >= START):
            continue
        owner = users[quota["user_id"]]
        targets[owner["id"]] = targets.get(owner["id"], 0) + quota["amount_cents"]
        came = max(first, owner["started_on"] or first)
        until = min(last, owner["left_on"] - DAY) if owner["left_on"] else last
        days = max((until - came).days + 1, 0)
        so_far += Fraction(quota["amount_cents"] * days, 100 * ((last - first).days + 1))
    reached = sum(
        sum(d["amount_cents"] or 0 for d in won if d["owner_id"] == user) >= cents
        for user, cents in targets.items()
    )  # fmt: skip
    whole = Fraction(sum(targets.values()), 100)
    assert same(value("quota_attainment"), Fraction(reached, len(targets)))
    assert same(value("quota_attainment", "to_quota"), worth(won) / whole)
    assert same(value("quota_attainment", "prorated"), worth(won) / so_far)
    assert same(value("quota"), whole)


@few
@companies
def test_stage_conversion_of_all_and_of_those_resolved(asked, seed):
    company, _, ctx = asked(seed)
    first = {}
    for move in company.live("stage_history"):
        when = move["entered_at"]
        if when.date() <= TODAY:
            deal = move["opportunity_id"]
            first[deal] = min(first.get(deal, when), when)
    deals = {d["id"]: d for d in company.live("opportunity")}
    entered = [deals[d] for d, when in first.items() if d in deals and inside(when.date())]
    won = sum(d["status"] == "won" for d in entered)
    still = sum(d["status"] == "open" for d in entered)
    for variant, bottom in (("cohort", len(entered)), ("resolved", len(entered) - still)):
        rows = measure(ctx, "stage_conversion", period=SPAN, variant=variant).tables
        shown = {row[0]: row[1] for table in rows for row in table.rows}
        assert same(shown.get("Talk"), share(won, bottom))


@few
@companies
def test_the_mean_and_the_tail_of_ages_and_waits(asked, seed):
    company, value, _ = asked(seed)
    ages = [(TODAY - d["created_on"]).days for d in company.live("opportunity")
            if d["status"] == "open" and d["created_on"]]  # fmt: skip
    mean = Fraction(sum(ages), len(ages)) if len(ages) >= 3 else None
    assert same(value("deal_age", "mean", period=None), mean)
    tail = percentile(ages, Fraction(9, 10)) if len(ages) >= 10 else None
    assert same(value("deal_age", "p90", period=None), tail)
    for variant, work in (("p90", False), ("business_p90", True)):
        minutes = waits(company, work=work)
        wanted = None
        if len(minutes) >= 5:
            last = percentile(minutes, Fraction(9, 10))
            wanted = None if last > 10**7 else last / 60
        assert same(value("lead_response_time", variant), wanted)


@few
@companies
def test_the_later_gates_of_the_lead_funnel(asked, seed):
    _, value, ctx = asked(seed)
    rows = measure(ctx, "lead_funnel", period=SPAN).tables[0].rows
    _, _, _, sql, _, deals, won = (row[1] for row in rows)
    assert same(value("lead_funnel", "sql_to_opportunity"), share(deals, sql))
    assert same(value("lead_funnel", "sql_to_won"), share(won, sql))


@few
@companies
def test_costs_that_run_ahead_by_the_cycle_and_worth_over_cost(asked, seed):
    company, value, _ = asked(seed)
    new = first_deals(company)
    days = [(d["closed_on"] - d["created_on"]).days for d in won_in(company, START, END)
            if d["created_on"] and d["closed_on"] >= d["created_on"]]  # fmt: skip
    wanted = None
    if len(days) >= 3 and new:
        back = timedelta(days=round(Fraction(sum(days), len(days))))
        early = spent(company, {"sales", "marketing"}, START - back, END - back)
        wanted = early / len(new) if early else None
    assert same(value("cac", "lagged"), wanted)
    cost = spent(company, {"sales", "marketing"})
    revenue, served = recurring_revenue(company), spent(company, {"cost_of_revenue"})
    lasting = lifetime(company, 1 - served / revenue if revenue and served else None)
    cac = cost / len(new) if new and cost else None
    assert same(value("ltv_to_cac"), lasting / cac if lasting is not None and cac else None)


@few
@companies
def test_every_kind_of_record_is_counted(asked, seed):
    company, value, _ = asked(seed)
    for metric, table in (
        ("count_contacts", "contact"), ("count_teams", "team"), ("count_accounts", "account"),
        ("count_prospect_companies", "prospect_company"),
        ("count_prospect_people", "prospect_person"),
    ):  # fmt: skip
        assert value(metric, period=None) == len(company.live(table))
    for metric, table, day in (
        ("count_activities", "activity", "occurred_at"),
        ("count_stage_changes", "stage_history", "entered_at"),
        ("count_funding_rounds", "funding_round", "funded_on"),
    ):
        days = [row[day] for row in company.live(table)]
        dates = [d.date() if hasattr(d, "date") else d for d in days]
        assert value(metric) == sum(inside(d) for d in dates)


def test_every_metric_and_variant_stands_in_an_oracle():
    """Whoever adds one computes it a second way."""
    said = "".join(p.read_text() for p in Path(__file__).parent.glob("test_*oracle.py"))
    every = {m.name for m in METRICS.values()}
    every |= {v.name for m in METRICS.values() for v in m.variants[1:]}
    built = {"created_mean", "created_median", "created_p90"}  # put together from a prefix
    assert {name for name in every - built if f'"{name}"' not in said} == set()
