"""What reps commit to: rolled up, tested on past quarters, and let in as far as it was right."""

from datetime import date

import numpy as np
import pytest

from tests.tools.forecasting.making import TODAY, context, put, table, value
from tools.arguments import Filter
from tools.forecasting.forecast import forecast
from tools.parts.columns import Coded
from tools.parts.forecasting.blending import share_of
from tools.parts.forecasting.commits import Commits, Said

QUARTERS = [
    (date(2026, 10, 1), date(2026, 12, 31)), (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 4, 1), date(2026, 6, 30)), (date(2026, 1, 1), date(2026, 3, 31)),
]  # fmt: skip


def came(company, rep, first, last):
    return sum(d["amount_cents"] for d in company.deals
               if d["owner_id"] == rep and d["status"] == "won"
               and first <= d["closed_on"] <= last)  # fmt: skip


def say(session, company, quarters, share=0.5, *, day=20):
    """Each rep commits to a share of what will come; for this quarter to a round sum."""
    rows = []
    for n, (first, last) in enumerate(quarters):
        for rep in ("usr-0", "usr-1", "usr-2", "usr-3"):
            cents = came(company, rep, first, last) if last < TODAY else 20_000_000
            rows.append({
                "id": f"cmt-{n}-{rep}", "user_id": rep, "starts_on": first, "ends_on": last,
                "committed_on": first.replace(day=day), "amount_cents": round(cents * share),
                "currency": "USD",
            })  # fmt: skip
    put(session, {"rep_commit": rows})


def test_until_two_past_quarters_are_known_commits_stand_beside_the_forecast(session, ctx, company):
    plain = value(forecast(ctx), "forecast")
    say(session, company, QUARTERS[:2])
    result = forecast(context(session))
    rows = {row[0]: row for row in table(result, "methods").rows}
    assert rows["rep commits, rolled up"][1] == 400_000
    assert rows["rep commits, rolled up"][4] == 1
    assert rows["rep commits, rolled up"][5] is None
    assert value(result, "forecast") == plain
    assert any("until 2 past quarters" in note for note in result.notes)


def test_words_that_came_true_by_half_count_for_twice_themselves(session, ctx, company):
    plain = value(forecast(ctx), "forecast")
    say(session, company, QUARTERS)
    result = forecast(context(session))
    weight = {row[0]: row[5] for row in table(result, "methods").rows}
    assert weight["rep commits, rolled up"] > 0
    assert sum(w for w in weight.values() if w) == pytest.approx(1, abs=0.01)
    straight = 800_000
    told = value(result, "forecast")
    assert min(plain, straight) < told < max(plain, straight)
    assert any("their words count" in note for note in result.notes)


def test_only_the_last_word_counts(session, ctx, company):
    say(session, company, QUARTERS[:1])
    later = {"id": "cmt-later", "user_id": "usr-0", "starts_on": QUARTERS[0][0],
             "ends_on": QUARTERS[0][1], "committed_on": date(2026, 11, 1),
             "amount_cents": 90_000_000, "currency": "USD"}  # fmt: skip
    put(session, {"rep_commit": [later]})
    rows = {row[0]: row for row in table(forecast(context(session)), "methods").rows}
    assert rows["rep commits, rolled up"][1] == 900_000 + 3 * 100_000


def test_a_word_said_later_is_not_known_earlier(session, ctx, company):
    say(session, company, QUARTERS, day=30)
    told = forecast(context(session, date(2026, 10, 29)))
    assert "rep commits, rolled up" not in {row[0] for row in table(told, "methods").rows}


def test_a_team_hears_its_own_reps(session, ctx, company):
    say(session, company, QUARTERS[:1])
    red = forecast(context(session), where=[Filter(field="team", value="Red")])
    rows = {row[0]: row for row in table(red, "methods").rows}
    assert rows["rep commits, rolled up"][1] == 200_000


def test_a_product_has_no_commits(session, ctx, company):
    say(session, company, QUARTERS[:1])
    small = forecast(context(session), where=[Filter(field="product", value="Small")])
    assert "rep commits, rolled up" not in {row[0] for row in table(small, "methods").rows}


def test_one_method_alone_is_not_mixed_with_commits(session, ctx, company):
    say(session, company, QUARTERS)
    result = forecast(context(session), method="run_rate")
    assert {row[0]: row[5] for row in table(result, "methods").rows}["run rate, 13 weeks"] == 1


def test_nothing_known_gives_commits_no_share():
    assert share_of([]) == 0.0


def test_the_roll_up_is_the_sum_of_last_words():
    class Nobody:
        owners = Coded(np.zeros(0, dtype=np.int64), ())

    said = [Said("a", 1, 90, 5, 10), Said("a", 1, 90, 9, 30), Said("b", 1, 90, 7, 5),
            Said("b", 1, 90, 20, 99), Said("a", 91, 180, 5, 77)]  # fmt: skip
    found = Commits(said, Nobody()).rolled_up(1, 90, 10)
    assert (found.cents, found.by_rep, found.oldest) == (35, {"a": 30, "b": 5}, 7)
