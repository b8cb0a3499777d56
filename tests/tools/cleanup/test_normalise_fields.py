"""Corrections are proposed exactly where a value is written wrongly."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from store import changes
from store.engine import working
from store.errors import BadInput
from store.ledger import Change, StandingPolicy
from store.rules import Lesson, learn
from tests.makers import NOW, Make
from tests.tools.cleanup.conftest import context
from tools.arguments import Filter
from tools.cleanup.normalise_fields import normalise_fields


def proposed(ctx, result):
    """Each change of the proposal, as (table, row, field) -> value."""
    assert len(result.change_sets) == 1
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    return {
        (c.table_name, c.row_id, field): value
        for c in ctx.session.exec(query)
        for field, value in c.after.items()
    }


def test_every_planted_bad_format_is_corrected_and_nothing_else(demo, truth):
    made = proposed(demo, normalise_fields(demo))
    assert made == {(b["table"], b["id"], b["field"]): b["right"] for b in truth["bad_formats"]}


def test_one_field_family_corrects_all_its_fields_and_no_other(demo, truth):
    made = proposed(demo, normalise_fields(demo, fields=["phone"]))
    wanted = {b["field"] for b in truth["bad_formats"]} & {"phone", "mobile"}
    assert {field for _, _, field in made} == wanted


def test_conditions_choose_the_records_but_the_column_teaches_the_style(ctx, make):
    for n in range(5):
        make("account", name=f"Firm {n}", country="United States", industry="Retail")
    odd = make("account", name="Odd one", country="U.S.A.", industry="Energy")
    make("account", name="Other", country="USA", industry="Retail")
    result = normalise_fields(ctx, "account", where=[Filter(field="industry", value="Energy")])
    assert proposed(ctx, result) == {("account", odd.id, "country"): "United States"}


def test_nothing_to_correct_says_so_without_a_change_set(ctx, make):
    make("contact", first_name="Ann", last_name="Lee", email="ann@acme.com", phone="+14155550123")
    result = normalise_fields(ctx, "contact")
    assert result.change_sets == []
    assert "Nothing to correct" in result.say


def test_what_is_unclear_is_listed_and_left_alone(ctx, make):
    make("account", name="Firm", country="Korea", phone="12")
    result = normalise_fields(ctx, "account")
    assert result.change_sets == []
    left = {row[1] for table in result.tables for row in table.rows}
    assert left == {"Korea", "12"}


def test_a_field_without_a_rule_is_refused_with_those_that_have_one(ctx):
    with pytest.raises(BadInput) as error:
        normalise_fields(ctx, fields=["amount"])
    assert "phone" in error.value.hint


def test_other_workspaces_and_merged_records_are_not_touched(ctx, make):
    kept = make("contact", first_name="ANN", last_name="Lee")
    make("contact", first_name="BOB", last_name="Ray", state="merged", merged_into=kept.id)
    assert proposed(ctx, normalise_fields(ctx, "contact")) == {
        ("contact", kept.id, "first_name"): "Ann",
    }  # fmt: skip


def test_the_words_of_a_request_mean_the_fields(ctx, make):
    row = make("contact", first_name="ANN", title="VP Eng.", company_name="BIG HARBOR TEXTILES LLC")
    made = proposed(ctx, normalise_fields(ctx, fields=["job titles", "company names"]))
    assert {field for _, row_id, field in made if row_id == row.id} == {"title", "company_name"}


def test_every_figure_of_the_sentence_stands_in_a_receipt(demo):
    result = normalise_fields(demo)
    by_field = result.facts["by_field"]
    assert sum(by_field.values()) == result.facts["corrections"] == int(result.figures[0].value)
    assert (
        result.change_sets[0].counts["updates"]
        == len({(t, i) for t, i, _ in proposed(demo, result)})
        or result.change_sets[0].counts["fields"] == result.facts["corrections"]
    )


def test_what_was_corrected_is_well_written_the_second_time(company):
    engine, world = company
    with working(engine) as session:
        ref = normalise_fields(context(session), "lead").change_sets[0]
        session.commit()
    now = context(session).now
    ana = changes.Approver("ana@example.com", "ops_manager")
    changes.approve(engine, "main", ref.id, digest=ref.digest, by=ana, now=now)
    assert changes.apply(engine, "main", ref.id, worker="test", now=now).status == "applied"
    with working(engine) as session:
        assert normalise_fields(context(session), "lead").change_sets == []
    changes.undo_now(engine, "main", ref.id, by=ana, worker="test", now=now)
    with working(engine) as session:
        again = normalise_fields(context(session), "lead")
        assert again.facts["corrections"] == sum(
            b["table"] == "lead" for b in world.truth["bad_formats"]
        )


def test_a_taught_rule_outweighs_what_the_column_says(session, ctx, make):
    for n in range(30):
        make("account", name=f"Firm {n}", industry="Technology")
    odd = make("account", name="Odd", industry="Tech")
    learn(session, "main", Lesson("tech", "Software"), by="ana", now=NOW)
    made = proposed(ctx, normalise_fields(ctx, fields=["industry"]))
    assert made == {("account", odd.id, "industry"): "Software"}


def test_a_value_that_a_person_said_stays_is_left_alone(session, ctx, make):
    make("contact", first_name="ANN", last_name="Lee")
    learn(session, "main", Lesson("ANN", None), by="ana", now=NOW)
    result = normalise_fields(ctx, "contact")
    assert result.change_sets == []
    assert any("stays as a person said" in note for note in result.notes)


def test_a_rule_for_one_field_leaves_the_others(session, ctx, make):
    row = make("contact", first_name="Bob", company_name="I.B.M.", city="I.B.M.")
    lesson = Lesson("I.B.M.", "IBM", table="contact", field="company_name")
    learn(session, "main", lesson, by="ana", now=NOW)
    made = proposed(ctx, normalise_fields(ctx, "contact"))
    assert made == {("contact", row.id, "company_name"): "IBM"}


def test_a_chain_of_rules_is_followed_to_its_end(session, ctx, make):
    make("account", name="Firm", industry="Tech")
    learn(session, "main", Lesson("Tech", "Technology"), by="ana", now=NOW)
    learn(session, "main", Lesson("Technology", "Software"), by="ana", now=NOW)
    made = proposed(ctx, normalise_fields(ctx, fields=["industry"]))
    assert set(made.values()) == {"Software"}


def test_a_rejected_correction_is_not_proposed_a_second_time(session, engine, ctx, make):
    for n in range(30):
        make("account", name=f"Firm {n}", industry="technology")
    make("account", name="Odd", industry="technolgy")
    [ref] = normalise_fields(ctx, fields=["industry"]).change_sets
    session.commit()
    changes.reject(engine, "main", ref.id, by="ana@example.com", now=NOW)
    again = normalise_fields(ctx, fields=["industry"])
    assert again.change_sets == []


def test_junk_is_proposed_to_be_emptied_and_no_policy_may_do_it(ctx, make):
    row = make("contact", first_name="Ann", title="n/a", phone="xxx")
    result = normalise_fields(ctx, "contact")
    assert proposed(ctx, result) == {
        ("contact", row.id, "title"): None, ("contact", row.id, "phone"): None,
    }  # fmt: skip
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    policy = StandingPolicy(
        workspace_id="main", id="pol_1", tool="normalise_fields", table_name="contact",
        fields=["title", "phone"], kinds=["update"], min_confidence=0.0, max_rows=100,
        granted_by="ana", granted_at=NOW,
    )  # fmt: skip
    sealed = [
        {"kind": c.kind, "table_name": c.table_name, "after": c.after, "group_no": c.group_no,
         "confidence": c.confidence}
        for c in ctx.session.exec(query)
    ]  # fmt: skip
    assert not changes.covered(policy, "normalise_fields", sealed, NOW)


def test_a_name_that_cannot_be_empty_is_listed_instead(ctx, make):
    make("account", name="xxx")
    result = normalise_fields(ctx, "account")
    assert result.change_sets == []
    assert result.tables[0].rows[0][1] == "xxx"


def test_a_day_that_is_a_machines_zero_is_listed(ctx, make):
    make("account", name="Firm", created_on=date(1970, 1, 1))
    result = normalise_fields(ctx, "account")
    assert "computer clock" in str(result.tables[0].rows[0][2])


def test_job_titles_are_told_by_function_and_level(ctx, make):
    make("contact", first_name="Ann", title="VP Eng.")
    result = normalise_fields(ctx, "contact", fields=["job title"])
    table = next(t for t in result.tables if t.name == "titles")
    assert table.rows == [["engineering", "VP", 1]]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
@example(["ibm", "Retial"], [("retail", "IBM")])
@given(
    st.lists(
        st.sampled_from(["n/a", "Tech", "tech", "technolgy", "Technology", "I.B.M.", "ibm", "IBM",
                         "RETAIL", "Retial", "retail "]),
        min_size=1, max_size=40,
    ),
    st.lists(st.tuples(st.sampled_from(["tech", "ibm", "I.B.M.", "retail"]),
                       st.sampled_from(["Technology", "IBM", "Retail", None])), max_size=3),
)  # fmt: skip
def test_with_any_rules_a_second_run_changes_nothing(stores, values, rules):
    with stores.one() as engine, working(engine) as session:
        make = Make(session)
        rows = [make("account", name="Firm", industry=value) for value in values]
        for found, written in rules:
            if found != written:
                learn(session, "main", Lesson(found, written), by="ana", now=NOW)
        first = normalise_fields(context(session), "account", fields=["industry"])
        if first.change_sets:
            after = proposed(context(session), first)
            for row in rows:
                row.industry = after.get(("account", row.id, "industry"), row.industry)
                session.add(row)
            session.commit()
        again = normalise_fields(context(session), "account", fields=["industry"])
        assert again.change_sets == []


def test_fields_that_the_named_records_lack_are_looked_for_everywhere(ctx, make):
    make("account", name="Acme", country="Philipines")
    made = normalise_fields(ctx, "product", fields=["country"])
    assert made.facts["corrections"] == 1
    with pytest.raises(BadInput, match="There is no rule for shoe size"):
        normalise_fields(ctx, "product", fields=["shoe size"])
