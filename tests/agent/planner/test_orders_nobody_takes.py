"""Orders that no tool carries out are refused in words that say why, and never taken for others."""

import pytest

from agent.planner.judging.beyond import DELETES, SENDS, WRITES
from agent.planner.words.thanking import is_thanks
from tests.agent.conftest import Office


@pytest.mark.parametrize(
    "text",
    [
        "any new lead from Spain goes to Tomas Becker",
        "raise the amount of every renewal by 5 percent",
    ],
)
def test_a_rule_or_a_share_is_not_set_to_order(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert reply.plan == []
    assert reply.change_sets == []
    assert reply.ended == "refused"
    assert WRITES in reply.answer


@pytest.mark.parametrize(
    "text", ["Email every lead in Spain our price list", "text all contacts at Kestrel Labs"]
)
def test_what_goes_to_people_outside_is_refused(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert reply.plan == []
    assert SENDS in reply.answer


def test_another_value_for_the_last_figure_is_no_order(asked: Office) -> None:
    asked.ask("won revenue of Maria Silva last quarter")
    [step] = asked.ask("change the rep to Tomas Becker").plan
    assert step.arguments["where"] == [{"field": "owner", "op": "is", "value": "Tomas Becker"}]


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("give me Tomas Becker's deals", "find_records"),
        ("put the phone numbers into E.164", "normalise_fields"),
        ("which deals are assigned to Tomas Becker", "find_records"),
        ("close the stale deals of Tomas Becker as lost", "close_stale_deals"),
    ],
)
def test_what_a_tool_does_is_no_order_of_that_kind(asked: Office, text: str, tool: str) -> None:
    assert [s.tool for s in asked.ask(text).plan] == [tool]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("delete all leads from 2019", DELETES),
        ("send an e-mail to all contacts about the new prices", SENDS),
    ],
)
def test_a_refusal_says_what_is_not_done(asked: Office, text: str, why: str) -> None:
    assert why in asked.ask(text).answer


@pytest.mark.parametrize(
    "text",
    [
        "thanks a lot, that helps", "Thx!! super quick 🙏", "great job, thank you",
        "ok thanks, that will be all for today", "bye", "perfect, exactly what we were after",
    ],
)  # fmt: skip
def test_thanks_are_no_request(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    ["thanks, now by region", "great", "ok", "thanks to Lee we won", "good leads", "that is all"],
)
def test_what_is_more_or_less_than_thanks_is_read(text: str) -> None:
    assert not is_thanks(text)


def test_thanks_are_returned(asked: Office) -> None:
    reply = asked.ask("many thanks, that's exactly what I needed")
    assert reply.ended == "answered"
    assert reply.answer.startswith("You are welcome")
