"""Messages that only make sense after the one before."""

import pytest

from agent.events import Reply
from tests.agent.conftest import Office
from tests.makers import Make


def won(reply: Reply) -> int | None:
    """The figure that a reply leads with."""
    return reply.receipts[0].value if reply.receipts else None


def parts(reply: Reply) -> dict[str, int]:
    """The figures of a reply's groups, by the group's name."""
    return {f.label.rsplit(", ", 1)[-1]: f.value for f in reply.receipts[1:]}


@pytest.fixture
def begun(asked: Office) -> Office:
    """A conversation in which 70,000 was the answer."""
    assert won(asked.ask("What did we win last quarter?")) == 70_000
    return asked


def test_and_for_east_narrows_the_figure(begun: Office) -> None:
    assert won(begun.ask("and for East?")) == 30_000


def test_another_region_takes_the_place_of_the_first(begun: Office) -> None:
    begun.ask("and for East?")
    assert won(begun.ask("and for West?")) == 40_000


def test_and_by_product_splits_the_figure(begun: Office) -> None:
    reply = begun.ask("and by product?")
    assert parts(reply) == {"Widget Pro": 50_000, "Gadget One": 20_000}


def test_a_split_is_split_another_way(begun: Office) -> None:
    begun.ask("and by product?")
    assert parts(begun.ask("and by region?")) == {"West": 40_000, "East": 30_000}


def test_by_product_splits_the_figure(begun: Office) -> None:
    assert parts(begun.ask("by product")) == {"Widget Pro": 50_000, "Gadget One": 20_000}


def test_break_it_down_by_product_splits_the_figure(begun: Office) -> None:
    reply = begun.ask("break it down by product")
    assert parts(reply) == {"Widget Pro": 50_000, "Gadget One": 20_000}


def test_a_condition_is_kept_when_the_figure_is_split(begun: Office) -> None:
    begun.ask("and for East?")
    assert parts(begun.ask("by product")) == {"Gadget One": 20_000, "Widget Pro": 10_000}


def test_same_for_another_period_moves_the_period(asked: Office) -> None:
    assert won(asked.ask("What did we win in Q2?")) == 25_000
    assert won(asked.ask("same for last quarter")) == 70_000


def test_the_quarter_before_is_the_one_before_that_of_the_figure(begun: Office) -> None:
    reply = begun.ask("same for the quarter before")
    assert won(reply) == 25_000 or reply.questions


def test_why_explains_the_figure_against_the_period_before(begun: Office) -> None:
    reply = begun.ask("why?")
    assert [s.tool for s in reply.plan] == ["explain_change"]
    assert [f.value for f in reply.receipts[:2]] == [70_000, 25_000]


def test_top_two_ranks_the_groups(asked: Office) -> None:
    asked.ask("won revenue by rep last quarter")
    assert parts(asked.ask("top 2")) == {"Tomas Becker": 40_000, "Maria Chen": 20_000}


def test_only_the_first_two_of_a_split_are_the_largest(asked: Office) -> None:
    asked.ask("won revenue by rep last quarter")
    reply = asked.ask("only the first two")
    assert parts(reply) == {"Tomas Becker": 40_000, "Maria Chen": 20_000}


def test_only_the_first_two_of_a_list_keeps_its_order(asked: Office) -> None:
    whole = asked.ask("list the open deals")
    assert whole.tables[0].total == 3
    first = asked.ask("only the first two").tables[0]
    assert first.row_ids == whole.tables[0].row_ids[:2]


def test_only_the_first_three_narrows_a_proposal(office: Office, make: Make) -> None:
    for n, first in enumerate(("Ann", "Bob", "Cy", "Di")):
        make("contact", first_name=first, last_name="Lee", phone=f"(415) 555-019{n}")
    whole = office.ask("Normalise the phone numbers of contacts").change_sets[0]
    part = office.ask("only the first three").change_sets[-1]
    assert (whole.counts["rows"], part.counts["rows"]) == (4, 3)
    assert part.digest != whole.digest
    office.ask("approve")
    left = office.ask("List the contacts").tables[0]
    assert left.total == 4


def test_export_that_writes_the_list_that_was_shown(asked: Office) -> None:
    asked.ask("list the open deals")
    reply = asked.ask("export that")
    assert [s.tool for s in reply.plan] == ["export_list"]
    assert "3 deals written" in reply.answer


def test_a_whole_question_stands_on_its_own(begun: Office) -> None:
    begun.ask("and for East?")
    assert won(begun.ask("What did we win last quarter?")) == 70_000


def test_there_is_nothing_to_follow_in_a_new_conversation(asked: Office) -> None:
    reply = asked.ask("and for East?")
    assert reply.receipts == []
    assert reply.ended in {"needs_answer", "refused", "answered"}


def test_after_an_empty_list_nothing_is_exported(asked: Office) -> None:
    asked.ask("Show me the open deals")
    asked.ask("List the deals won in 2019")
    reply = asked.ask("export them")
    assert not any(s.tool == "export_list" and s.arguments.get("records") for s in reply.plan)


def test_the_first_two_of_a_list_are_no_more_of_them(asked: Office) -> None:
    shown = asked.ask("List the open deals").tables[0]
    reply = asked.ask("push only the first two to Dec 15")
    (step,) = reply.plan
    assert step.tool == "set_fields"
    assert step.arguments["records"] == shown.row_ids[:2]
    assert step.arguments["values"] == [{"field": "expected_close_on", "value": "2026-12-15"}]


def test_more_than_were_shown_are_asked_about(asked: Office) -> None:
    asked.ask("List the open deals")
    reply = asked.ask("set the stage of the first six to Proposal")
    assert reply.change_sets == []
    assert "Only 3 were shown last" in reply.answer
