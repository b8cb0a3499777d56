"""Corrections are proposed exactly where a value is written wrongly."""

import pytest
from sqlmodel import select

from store import changes
from store.errors import BadInput
from store.ledger import Change
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
    from store.engine import working
    from tests.tools.cleanup.conftest import context

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
