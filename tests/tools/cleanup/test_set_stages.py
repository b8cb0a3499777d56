"""What a stage brings along is shown with it, and undo puts every order back as it was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from store import changes
from store.changes import Approver
from store.crm import Opportunity, StageChange
from store.engine import working
from store.errors import BadInput, Refused
from tests.makers import NOW, TODAY
from tests.tools.cleanup.conftest import context
from tests.tools.cleanup.ordering import after, of, to
from tools.arguments import FieldValue, Filter
from tools.cleanup.set_fields import set_fields

ANA = Approver("ana@example.com", "ops_manager")


def test_a_lost_stage_brings_its_status_and_day_and_no_invented_reason(ctx, deals):
    result = set_fields(ctx, "opportunity", values=to("stage", "lost"), records=[deals["open"].id])
    assert after(ctx, result) == {
        deals["open"].id: {"stage": "Lost", "status": "lost", "closed_on": TODAY.isoformat()}
    }
    assert any("loss reason stays empty" in note for note in result.notes)


def test_a_status_brings_the_one_stage_that_there_is_for_it(ctx, deals):
    result = set_fields(
        ctx, "opportunity", values=to("status", "closed won"), records=[deals["bare"].id]
    )
    assert after(ctx, result)[deals["bare"].id]["stage"] == "Won"
    assert "1 deal would be won without an amount." in result.notes


def test_closed_deals_are_reopened_only_where_the_order_says_so(ctx, deals):
    result = set_fields(
        ctx, "opportunity", values=to("stage", "Proposal"), where=of("owner", "Ann Navarro")
    )
    assert set(after(ctx, result)) == {deals["open"].id}
    assert any(note.startswith("2 deals left alone: closed already") for note in result.notes)
    said = set_fields(
        ctx, "opportunity", values=to("stage", "Discovery"), where=of("status", "lost")
    )
    assert after(ctx, said) == {
        deals["lost"].id: {
            "stage": "Discovery", "status": "open", "closed_on": None, "loss_reason": None
        }
    }  # fmt: skip


def test_reopening_without_a_stage_is_refused(ctx, deals):
    with pytest.raises(Refused, match="takes a stage"):
        set_fields(ctx, "opportunity", values=to("status", "open"), records=[deals["won"].id])


def test_a_move_is_written_into_the_history_where_one_is_kept(ctx, make, deals):
    make("stage_history", opportunity_id=deals["open"].id, stage="Discovery")
    result = set_fields(
        ctx, "opportunity", values=to("stage", "Proposal"), records=[deals["open"].id]
    )
    [moved] = after(ctx, result, "stage_history").values()
    assert moved["from_stage"] == "Discovery"
    assert moved["stage"] == "Proposal"
    assert moved["opportunity_id"] == deals["open"].id


def test_a_loss_reason_goes_to_lost_deals_only(ctx, deals):
    with pytest.raises(Refused, match="only a lost deal has a loss reason"):
        set_fields(ctx, "opportunity", values=to("loss reason", "Price"),
                   records=[deals["open"].id])  # fmt: skip


def test_stage_and_status_that_contradict_each_other_are_not_taken(ctx, deals):
    values = [FieldValue(field="stage", value="Won"), FieldValue(field="status", value="lost")]
    with pytest.raises(BadInput, match="A deal in Won is won"):
        set_fields(ctx, "opportunity", values=values, records=[deals["open"].id])


def test_closed_deals_are_meant_where_one_of_two_conditions_names_them(ctx, deals):
    either = Filter(field="either", either=[*of("status", "lost"), *of("status", "won")])
    said = set_fields(ctx, "opportunity", values=to("stage", "Discovery"), where=[either])
    assert set(after(ctx, said)) == {deals["lost"].id, deals["won"].id}


def test_a_day_of_closing_moves_to_no_day_that_is_still_to_come(ctx, deals):
    with pytest.raises(Refused, match="would move into the future"):
        set_fields(ctx, "opportunity", values=to("closed", "+100 weeks"), records=[deals["won"].id])
    back = set_fields(ctx, "opportunity", values=to("closed", "-1 day"), records=[deals["won"].id])
    assert after(ctx, back) == {deals["won"].id: {"closed_on": "2026-08-31"}}


def test_when_a_closed_deal_was_expected_to_close_stays_beside_what_else_is_set(ctx, deals):
    values = [FieldValue(field="close date", value="2027-01-31"),
              FieldValue(field="next step", value="call")]  # fmt: skip
    said = set_fields(ctx, "opportunity", values=values, records=[d.id for d in deals.values()])
    assert set(after(ctx, said)) == {deals["open"].id, deals["bare"].id}
    assert any("expected to close is history" in note for note in said.notes)


def test_every_reason_is_told_when_no_deal_can_be_changed(ctx, deals):
    with pytest.raises(Refused, match=r"1 is not lost.*, and 1 has it already") as refused:
        set_fields(ctx, "opportunity", values=to("loss reason", "Price"),
                   records=[deals["open"].id, deals["lost"].id])  # fmt: skip
    assert refused.value.message.startswith("None of 2 deals is changed")


def held(engine):
    with working(engine) as session:
        rows = session.exec(select(Opportunity).order_by(Opportunity.id)).all()
        skip = {"version", "changed_at"}
        return [{k: v for k, v in row.model_dump().items() if k not in skip} for row in rows]


ORDERS = st.sampled_from([
    [("stage", "Lost")], [("stage", "Won")], [("stage", "Discovery")], [("status", "won")],
    [("owner", "Mei Park")], [("owner", None)], [("close date", "2027-01-31")],
    [("close date", "-7 days")], [("amount", 1234)], [("amount", None)],
    [("stage", "Proposal"), ("close date", "+1 week")], [("next step", "call"), ("region", None)],
])  # fmt: skip


@pytest.fixture
def moved_once(make, deals):
    return make("stage_history", opportunity_id=deals["open"].id, stage="Discovery")


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=ORDERS, chosen=st.sets(st.sampled_from(["open", "bare", "won", "lost"]), min_size=1))
def test_applying_and_undoing_any_order_changes_nothing(
    engine, session, deals, moved_once, order, chosen
):
    ids = [deals[name].id for name in sorted(chosen)]
    session.commit()
    before = held(engine)
    values = [FieldValue(field=field, value=value) for field, value in order]
    with working(engine) as own:
        try:
            made = set_fields(context(own), "opportunity", values=values, records=ids).change_sets
        except (Refused, BadInput):
            made = []
    for each in made:
        changes.approve(engine, "main", each.id, digest=each.digest, by=ANA, now=NOW)
        applied = changes.apply(engine, "main", each.id, worker="test", now=NOW)
        assert (applied.status, held(engine) == before) == ("applied", False)
        changes.undo_now(engine, "main", each.id, by=ANA, worker="test", now=NOW)
    assert held(engine) == before
    with working(engine) as own:
        live = own.exec(select(StageChange).where(StageChange.state == "live")).all()
        assert {row.stage for row in live} == {"Discovery"}
