"""Follow-ups that give the last answer another shape, and words that put one thing in many ways."""

import pytest

from agent.planner.figures.bounding import read_bound
from agent.planner.learned.intent import Guess
from agent.planner.talk.onward import onward
from agent.planner.talk.reshaping import in_order, reshaped
from agent.planner.words.idioms import plainly
from agent.planner.words.memory import Call, Memory, Records
from agent.planner.words.signature import params
from tests.agent.planner.calls import last_call
from tools.arguments import Slot

WON = {"field": "status", "op": "is", "value": "won"}
EAST = {"field": "region", "op": "is", "value": "East"}


@pytest.mark.parametrize(
    "text", ["as percent", "in %", "and as a percentage", "show it as a share of the total",
             "as a % of the whole"],
)  # fmt: skip
def test_counts_by_group_become_shares(words, text):
    last = last_call("query_records", table="opportunity", where=[WON, EAST], by=["product"])
    given = {"metric": "deals_won", "by": ["product"], "where": [EAST], "share": True}
    assert reshaped(words(text), Memory(), last) == ("measure", given)


def test_contacts_by_group_become_shares_too(words):
    last = last_call("query_records", table="contact", by=["industry"])
    given = {"metric": "count_contacts", "by": ["industry"], "share": True}
    assert reshaped(words("as percent"), Memory(), last) == ("measure", given)


def test_a_sum_or_a_count_by_links_has_no_such_share(words):
    added = last_call("query_records", table="opportunity", by=["product"], compute="sum")
    linked = last_call(
        "query_records", table="contact", by=["country"], links=[{"table": "activity"}]
    )
    assert reshaped(words("as percent"), Memory(), added) is None
    assert reshaped(words("as percent"), Memory(), linked) is None


@pytest.mark.parametrize(
    ("text", "by", "order"),
    [("so which team is ahead", "team", "top"), ("who's leading?", "owner", "top"),
     ("which manager is on top", "manager", "top"), ("which region is behind", "region", "bottom"),
     ("who is in the lead now", "owner", "top"), ("which team comes last", "team", "bottom")],
)  # fmt: skip
def test_who_is_ahead_is_asked_of_the_last_figure(words, text, by, order):
    last = last_call("measure", metric="won_revenue", period="2026-10-01..2026-12-31")
    tool, given = reshaped(words(text), Memory(), last)
    assert (tool, given) == ("measure", {**last.arguments, "by": [by], "rank": {"order": order}})


def test_a_list_has_nobody_ahead(words):
    assert (
        reshaped(words("who's leading?"), Memory(), last_call("find_records", table="lead")) is None
    )


def test_records_of_a_look_are_split_by_owner(words):
    shown = Memory(records=Records(table="opportunity", ids=["opp_a", "opp_b"]))
    tool, given = reshaped(words("whose are they"), shown, last_call("find_stale_deals"))
    only = {"field": "id", "op": "is", "value": ["opp_a", "opp_b"]}
    assert (tool, given["where"], given["by"]) == ("query_records", [only], ["owner"])
    assert reshaped(words("whose are they"), Memory(), last_call("find_stale_deals")) is None


@pytest.mark.parametrize("text", ["sort by amount", "and order them by employees", "rank by name"])
def test_a_list_of_companies_is_put_in_another_order(words, text):
    last = last_call("build_list", industry=["hardware"])
    assert in_order(words(text), last) == ("build_list", last.arguments)
    assert in_order(words(text), last_call("find_records", table="lead")) is None


@pytest.mark.parametrize(
    ("text", "bound"),
    [("hide anyone over 40%", {"at_most": 0.4}), ("drop everyone under 40%", {"at_least": 0.4}),
     ("without those below 20%", {"at_least": 0.2}), ("only those above 20%", {"above": 0.2}),
     ("just reps under 30%", {"below": 0.3})],
)  # fmt: skip
def test_what_is_hidden_leaves_the_other_side(words, text, bound):
    clause = words(text)
    clause.metric = "win_rate"
    having = next(p for p in params("measure") if p.slot is Slot.BOUND)
    assert read_bound(clause, having) == bound


def test_a_field_before_the_number_bounds_the_records(words):
    having = next(p for p in params("measure") if p.slot is Slot.BOUND)
    for text, bound in (("only with score over 70", None), ("more than 10", {"above": 10.0})):
        clause = words(text)
        clause.metric = "count_leads"
        assert read_bound(clause, having) == bound


@pytest.mark.parametrize(
    ("text", "plain"),
    [("this was for Q4, I want Q3", "I meant Q3"),
     ("that's East, I asked for West", "I meant West"),
     ("which of those turned into something", "which of those converted"),
     ("Remove the little duplicates", "merge the duplicates"),
     ("merge them but don't touch anything that Lee owns",
      "merge them but leave out anything that Lee owns"),
     ("list them, don't touch anything yet", "list them, don't touch anything yet"),
     ("Titles on contacts are a mess (VP / V.P.). Standardise, but show me first.",
      "Standardise Titles on contacts, but show me first."),
     ("Phones of leads look awful. Clean them up", "Clean up Phones of leads"),
     ("Close out everything that's been sitting since last year.",
      "close stale deals with last activity before this year."),
     ("who changed the owner of Acme", "who changed Acme"),
     ("why did Acme Ltd go to that owner?", "who changed Acme Ltd?"),
     ("fix phones and leave those in Germany alone", "fix phones and leave out those in Germany"),
     ("leave it alone", "leave it alone"),
     ("compare attainment for reps in East and West",
      "compare attainment by rep in East and West")],
)  # fmt: skip
def test_turns_of_phrase_are_put_plainly(text, plain):
    assert plainly(text) == plain


def test_the_deals_behind_it_are_those_of_the_one_who_came_first(words):
    figure = {"metric": "won_revenue", "by": ["owner"]}
    first = Memory(leads={"owner": "Lee Park"})
    lees = {"field": "owner", "op": "is", "value": "Lee Park"}
    guess = Guess("find_records", 0.9)
    for said, where in (("who won the most?", [WON, lees]), ("won revenue by rep", [WON])):
        last = Call(tool="measure", arguments=figure, text=said)
        tool, given = onward(words("show me the deals behind it"), first, last, guess)
        assert (tool, given["where"]) == ("find_records", where)
