"""The scorecard measures what is there; what cannot be measured has no mark."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from store.errors import BadInput
from store.quality import Mark, history, keep
from tests.makers import NOW, TODAY
from tools.arguments import Filter
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


def table(result, name):
    return next((t for t in result.tables if t.name == name), None)


@dataclass
class Drawer:
    """Keeps the files that a tool makes."""

    files: dict[str, str] = field(default_factory=dict)

    def put(self, name, content, media_type):
        self.files[name] = content.decode()
        return "art_1"


def test_each_owner_has_a_line_and_the_worst_kept_comes_first(ctx, make):
    dana, lee = make("user", name="Dana Reed"), make("user", name="Lee Park")
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com", phone="+14155550123",
         title="CTO", country="United States", company_name="Acme", owner_id=dana.id)  # fmt: skip
    make("contact", first_name="BOB", email="bob@@acme.com", owner_id=lee.id)
    make("contact", first_name="Eve", email="eve@acme.com", company_name="Acme")
    rows = table(score_data_quality(ctx, "contact"), "owners").rows
    assert [row[0] for row in rows] == ["Lee Park", "(nobody)", "Dana Reed"]
    assert rows[0][5] == 1, "records with a fault"
    assert rows[2][4] == Decimal("0.857143"), "six of seven expected fields"


def _days_ago(ctx, days):
    return replace(ctx, today=TODAY - timedelta(days=days), now=NOW - timedelta(days=days))


def test_asked_as_of_another_day_the_marks_are_shown_and_never_kept(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@@acme.com")
    shown = score_data_quality(replace(ctx, today=TODAY - timedelta(days=90)), "contact")
    assert shown.figures[0].value is not None
    assert history(ctx.session, "main", TODAY) == []


def test_the_score_of_an_earlier_day_stands_beside_todays(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@@acme.com")
    first = score_data_quality(_days_ago(ctx, 7), "contact")
    assert table(first, "trend") is None
    make("contact", first_name="Bob", last_name="Ray", email="bob@acme.com")
    second = score_data_quality(ctx, "contact")
    days = [row[0] for row in table(second, "trend").rows]
    assert days == [TODAY - timedelta(days=7), TODAY]
    assert any("contacts up" in note for note in second.notes)
    assert len(second.charts) == 1


def test_measured_twice_on_a_day_the_later_marks_stay(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@@acme.com")
    score_data_quality(ctx, "contact")
    make("contact", first_name="Bob", last_name="Ray", email="bob@acme.com")
    now = score_data_quality(ctx, "contact").figures[0].value
    marks = history(ctx.session, "main", TODAY)
    assert [m.value for m in marks if m.mark == "score"] == [now]


def test_the_page_holds_its_charts_and_fetches_nothing(ctx, make):
    make("account", name='<script>alert("x")</script>', country="Korea")
    for day in (7, 0):
        drawer = Drawer()
        result = score_data_quality(replace(_days_ago(ctx, day), shelf=drawer), as_file=True)
    [(name, page)] = drawer.files.items()
    assert name == "data_quality_2026-11-20.html"
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert result.tables[-1].artifact == "art_1"
    assert name in result.say


def test_the_scores_of_another_workspace_are_not_this_ones(ctx, make):
    keep(ctx.session, "other", [Mark("contact", "score", TODAY, Decimal(1), 1)], NOW)
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com")
    score_data_quality(ctx, "contact")
    assert {m.records for m in history(ctx.session, "other", TODAY)} == {1}
    assert len(history(ctx.session, "main", TODAY)) == 6


def test_the_owners_records_add_up_to_the_tables(demo):
    result = score_data_quality(demo)
    records = {row[0]: row[1] for row in table(result, "scorecard").rows}
    by_table: Counter[str] = Counter()
    owners = table(result, "owners")
    if owners.total == len(owners.rows):
        for row in owners.rows:
            by_table[row[1]] += row[2]
        assert all(records[name] == count for name, count in by_table.items())


def test_no_mark_is_above_one_and_the_fields_of_a_mark_are_counted_once(demo):
    result = score_data_quality(demo)
    shares = [f for f in result.figures if f.unit == "rate" and f.value is not None]
    assert [f.label for f in shares if not 0 <= f.value <= 1] == []
    good = [row[2] for row in table(result, "fields").rows]
    assert all(0 <= share <= 1 for share in good)


def test_asked_which_reps_keep_records_worst_all_their_records_are_looked_at(ctx, make):
    make("contact", first_name="Ann", owner_id=make("user", name="Dana Reed").id)
    result = score_data_quality(ctx, "user")
    assert table(result, "owners").rows[0][:2] == ["Dana Reed", "contacts"]


def test_conditions_choose_the_records_that_are_scored(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com", country="France")
    make("contact", first_name="Bob", last_name="Ray", email="bob@@acme.com", country="Spain")
    spain = [Filter(field="country", value="Spain")]
    found = score_data_quality(ctx, "contact", where=spain)
    assert marks(found, "validity") == {"validity of contacts": Decimal("0.750000")}
    assert marks(found, "data_quality").keys() == {"data quality of contacts"}
    assert "country Spain" in found.say
    assert all(f.value is not None for f in found.figures if f.metric == "data_faults")


def test_a_duplicate_outside_the_part_is_no_surplus_of_it(ctx, make):
    make("account", name="Acme Foods", domain="acme.com", industry="Food")
    make("account", name="Acme Foods", domain="acme.com", industry="Retail")
    food = [Filter(field="industry", value="Food")]
    result = score_data_quality(ctx, "account", where=food)
    assert marks(result, "uniqueness") == {"uniqueness of accounts": Decimal("1.000000")}


def test_scores_of_a_part_are_not_kept_beside_those_of_earlier_days(ctx, make):
    make("account", name="Acme Foods", industry="Food")
    score_data_quality(ctx, "account", where=[Filter(field="industry", value="Food")])
    assert history(ctx.session, ctx.workspace.id, TODAY) == []


def test_tables_that_a_condition_does_not_apply_to_are_left_out_and_said(ctx, make):
    make("opportunity", name="one", stage="Discovery", amount_cents=100)
    make("contact", first_name="Ann", last_name="Lee")
    result = score_data_quality(ctx, where=[Filter(field="amount_cents", op="gte", value=1)])
    assert any("Left out" in note and "contacts" in note for note in result.notes)


def test_a_condition_that_no_table_has_is_refused(ctx, make):
    make("account", name="Acme Foods")
    with pytest.raises(BadInput):
        score_data_quality(ctx, where=[Filter(field="shoe size", value="44")])
