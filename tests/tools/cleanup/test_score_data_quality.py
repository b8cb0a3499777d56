"""The scorecard measures what is there; what cannot be measured has no mark."""

from datetime import timedelta
from decimal import Decimal

import pytest

from store.errors import BadInput
from tests.makers import TODAY
from tools.cleanup.score_data_quality import score_data_quality


def marks(result, metric):
    return {f.label: f.value for f in result.figures if f.metric == metric}


def faults(result):
    table = next((t for t in result.tables if t.name == "faults"), None)
    return {row[0]: row[1] for row in table.rows} if table else {}


def test_missing_values_are_counted_where_a_value_is_due(ctx, make):
    make("opportunity", name="one", stage="Discovery", amount_cents=100)
    make("opportunity", name="two", status="lost", closed_on=TODAY)
    found = faults(score_data_quality(ctx, "opportunity"))
    assert found["deals without amount"] == 1
    assert found["open deals without expected close date"] == 1
    assert found["deals without account"] == 2


def test_badly_written_values_lower_validity(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com")
    make("contact", first_name="BOB", last_name="Ray", email="bob@@acme.com")
    result = score_data_quality(ctx, "contact")
    assert marks(result, "validity") == {"validity of contacts": Decimal("0.666667")}
    assert faults(result)["contacts whose email is badly written"] == 1


def test_safe_duplicates_lower_uniqueness(ctx, make):
    for _ in range(2):
        make("account", name="Acme Foods", domain="acme.com")
    make("account", name="Umbrella Steel", domain="umbrella.com")
    result = score_data_quality(ctx, "account")
    assert marks(result, "uniqueness") == {"uniqueness of accounts": Decimal("0.666667")}
    assert faults(result)["surplus accounts"] == 1


def test_rules_between_fields_are_checked(ctx, make):
    make("opportunity", status="won", created_on=TODAY, closed_on=TODAY - timedelta(days=3))
    make("opportunity", expected_close_on=TODAY - timedelta(days=1))
    found = faults(score_data_quality(ctx, "opportunity"))
    assert found["deals closed before they were opened"] == 1
    assert found["open deals whose close date has passed"] == 1
    assert found["won deals without an amount"] == 1


def test_timeliness_has_no_mark_when_no_day_of_activity_is_kept(ctx, make):
    make("account", name="Acme")
    result = score_data_quality(ctx, "account")
    assert marks(result, "timeliness") == {"timeliness of accounts": None}
    assert any("cannot be measured" in note for note in result.notes)


def test_timeliness_is_the_share_of_records_with_recent_activity(ctx, make):
    make("account", name="Acme", last_activity_on=TODAY - timedelta(days=180))
    make("account", name="Umbrella", last_activity_on=TODAY - timedelta(days=181))
    assert marks(score_data_quality(ctx, "account"), "timeliness") == {
        "timeliness of accounts": Decimal("0.5"),
    }  # fmt: skip


def test_the_score_is_the_mean_of_the_marks_that_there_are(ctx, make):
    make("account", name="Acme", domain="acme.com")
    result = score_data_quality(ctx, "account")
    known = [f.value for f in result.figures
             if f.label.endswith("of accounts") and f.metric != "data_quality"
             and f.value is not None]  # fmt: skip
    score = next(f.value for f in result.figures if f.metric == "data_quality")
    assert abs(score - sum(known) / len(known)) < Decimal("0.00001")


def test_an_empty_table_is_not_scored(ctx):
    assert score_data_quality(ctx, "lead").say == "There are no leads to score."


def test_a_table_without_a_scorecard_is_refused(ctx):
    with pytest.raises(BadInput, match="no scorecard"):
        score_data_quality(ctx, "activity")


def test_the_demo_s_faults_are_counted_exactly(demo, truth):
    found = faults(score_data_quality(demo))
    phones = [b for b in truth["bad_formats"] if (b["table"], b["field"]) == ("contact", "phone")]
    assert found["contacts whose phone is badly written"] == len(phones)
    assert found["open deals without expected close date"] == len(
        truth["stale_deals"]["no_close_date"]
    )
