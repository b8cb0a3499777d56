"""Orders to set fields are read whole, asked about where they are not, and never guessed."""

from typing import Any

import pytest

from agent.brain import Brain
from agent.planner.reading.plan import Plan
from agent.planner.words.memory import Memory
from store import workspace
from store.engine import reading
from tests.agent.conftest import Office
from tests.makers import TODAY


def planned(company: Brain, text: str) -> Plan:
    with reading(company.engine) as session:
        mine = workspace.read(session)
    return company.understanding(mine, Memory(), TODAY).plan(text)


def is_(field: str, value: Any, op: str = "is") -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize(
    ("text", "table", "values", "where"),
    [
        ("move Maria Silva's open deals to Tomas Becker", "opportunity",
         {"owner": "Tomas Becker"}, [is_("owner", "Maria Silva"), is_("status", "open")]),
        ("reassign Northwind Foods to Tomas Becker", "account",
         {"owner": "Tomas Becker"}, [is_("account", "Northwind Foods")]),
        ("for the account Blue Harbor change the owner to Maria Chen", "account",
         {"owner": "Maria Chen"}, [is_("account", "Blue Harbor")]),
        ("set the stage of Tomas Becker's deals to Lost", "opportunity",
         {"stage": "Lost"}, [is_("owner", "Tomas Becker")]),
        ("put the Kestrel Labs deal in Discovery", "opportunity",
         {"stage": "Discovery"}, [is_("account", "Kestrel Labs")]),
        ("change the industry of Blue Harbor to Software", "account",
         {"industry": "Software"}, [is_("account", "Blue Harbor")]),
        ("move the close date of all open deals to 15 January", "opportunity",
         {"expected_close_on": "2027-01-15"}, [is_("status", "open")]),
        ("push the close dates of Maria Chen's open deals by two weeks", "opportunity",
         {"expected_close_on": "+14 days"}, [is_("owner", "Maria Chen"), is_("status", "open")]),
        ("set the amount of the Kestrel Labs deal to 48,000", "opportunity",
         {"amount_cents": "48,000"}, [is_("account", "Kestrel Labs")]),
        ("mark contacts at Kestrel Labs as do not contact", "contact",
         {"consent": "opted out"}, [is_("account", "Kestrel Labs")]),
        ("clear the next step of Tomas Becker's open deals", "opportunity",
         {"next_step": None}, [is_("owner", "Tomas Becker"), is_("status", "open")]),
        ("make Maria Chen the owner of Blue Harbor", "account",
         {"owner": "Maria Chen"}, [is_("account", "Blue Harbor")]),
        ('set the next step of Maria Chen\'s open deals to "call back"', "opportunity",
         {"next_step": "call back"}, [is_("owner", "Maria Chen"), is_("status", "open")]),
        ("set the stage to Proposal and the close date to 15 January for the Blue Harbor deal",
         "opportunity", {"stage": "Proposal", "expected_close_on": "2027-01-15"},
         [is_("account", "Blue Harbor")]),
        ("rename the account Kestrel Labs to Kestrel Research", "account",
         {"name": "Kestrel Research"}, [is_("account", "Kestrel Labs")]),
        ("assign leads without an owner to Maria Chen", "lead",
         {"owner": "Maria Chen"}, [is_("owner_id", None, "missing")]),
    ],
)  # fmt: skip
def test_an_order_is_read_whole(
    company: Brain, text: str, table: str, values: dict[str, Any], where: list[dict[str, Any]]
) -> None:
    [call] = planned(company, text).calls
    assert (call.tool, call.arguments["table"]) == ("set_fields", table)
    assert {v["field"]: v["value"] for v in call.arguments["values"]} == values
    assert call.arguments["where"] == where


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("transfer Tomas Becker's leads to Maria", "Which owner do you mean by “Maria”?"),
        ("move the close date of all open deals to next quarter", "Which day of Q1 2027"),
        ("set all accounts to Tomas Becker", "Which accounts?"),
        ("assign everything without an owner to me", "Which records do you mean?"),
        ("reassign Tomas Becker's deals to Maria Chen and Maria Silva", "one person at a time"),
        ("set those to Discovery", "Which deals?"),
        ("set the stage of the Zorbax deals to Proposal", "Zorbax"),
    ],
)
def test_what_is_not_sure_is_asked_and_not_proposed(company: Brain, text: str, asked: str) -> None:
    plan = planned(company, text)
    assert plan.calls == []
    assert plan.question is not None
    assert asked in plan.question.text


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("close stale deals", "close_stale_deals"),
        ("mark the dead opportunities as lost", "close_stale_deals"),
        ("move the Friday clean-up to Mondays at 9", "change_schedule"),
        ("put the phone numbers into E.164", "normalise_fields"),
        ("set the merge rule for phone to most recent", "merge_rules"),
        ("set the company of contacts by their e-mail domain", "fill_missing_fields"),
        ("undo the stage updates", "preview_undo"),
        ("give me Tomas Becker's deals", "find_records"),
        ("which deals are assigned to Tomas Becker", "find_records"),
    ],
)
def test_orders_of_other_tools_stay_theirs(company: Brain, text: str, tool: str) -> None:
    assert [call.tool for call in planned(company, text).calls] == [tool]


def test_those_that_were_listed_change_hands_and_a_correction_replaces_the_order(
    office: Office,
) -> None:
    from tests.agent.company import furnish

    furnish(office.desk.engine)
    listed = office.ask("list open deals")
    given = office.ask("give those to Tomas Becker")
    [step] = given.plan
    assert (step.tool, given.ended) == ("set_fields", "needs_approval")
    assert sorted(step.arguments["records"]) == sorted(listed.tables[0].row_ids)
    mended = office.ask("no, to Maria Chen")
    [step] = mended.plan
    assert step.arguments["values"] == [{"field": "owner", "value": "Maria Chen"}]
    assert step.arguments["instead_of"] == given.change_sets[0].id
    done = office.ask("approve")
    assert done.ended == "answered"


def test_an_answer_completes_the_order_and_a_new_request_does_not(asked: Office) -> None:
    asked.ask("move the close date of all open deals to next quarter")
    [step] = asked.ask("the last day").plan
    assert step.arguments["values"] == [{"field": "expected_close_on", "value": "2027-03-31"}]
    asked.ask("set all accounts to Tomas Becker")
    [step] = asked.ask("show Tomas Becker's open deals").plan
    assert step.tool == "find_records"
