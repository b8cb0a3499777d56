"""Short follow-ups over every kind of answer: each must change just what it says."""

import pytest

from agent.planner.learned.intent import Guess
from agent.planner.orders.numbered import read_groups
from agent.planner.orders.pointing import points_at
from agent.planner.reading.sharing import alongside
from agent.planner.talk.on_proposals import leaves_out, on_proposal
from agent.planner.talk.turning import IN_NUMBERS, turned
from agent.planner.words.memory import Memory, Records, ShownSet
from agent.planner.words.signature import Param
from tests.agent.planner.calls import last_call
from tools.arguments import Slot

OPENINGS = ("", "and ", "ok, ", "so ")


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize(
    "text", ["how many each?", "how many is that", "count instead of money", "by count",
             "in numbers", "number of deals rather than value"],
)  # fmt: skip
@pytest.mark.parametrize(("money", "number"), IN_NUMBERS.items())
def test_a_sum_is_counted(words, opening, text, money, number):
    last = last_call("measure", metric=money, by=["owner"], period="2026-01-01..2026-12-31")
    tool, given = turned(words(opening + text), Memory(), last)
    assert (tool, given) == ("measure", {**last.arguments, "metric": number})


@pytest.mark.parametrize("text", ["in money", "how much is that?", "value instead of count"])
def test_a_count_is_told_in_money(words, text):
    last = last_call("measure", metric="deals_won")
    assert turned(words(text), Memory(), last) == ("measure", {"metric": "won_revenue"})


@pytest.mark.parametrize("text", ["and without?", "the others", "what about the rest?"])
@pytest.mark.parametrize(
    ("op", "opposite"), [("is", "is_not"), ("missing", "present"), ("gt", "lte")]
)
def test_the_others_are_those_that_the_last_condition_left_out(words, text, op, opposite):
    first, second = ({"field": "type", "op": "is"}, {"field": "phone", "op": op})
    last = last_call("find_records", table="contact", where=[first, second])
    _, given = turned(words(text), Memory(), last)
    assert given["where"] == [first, {"field": "phone", "op": opposite}]


def test_the_others_of_a_proposal_are_no_list(words):
    waits = Memory(sets=[ShownSet(id="cs_a", digest="d", status="draft")])
    last = last_call("find_records", table="contact", where=[{"field": "phone", "op": "missing"}])
    assert turned(words("the others"), waits, last) is None


@pytest.mark.parametrize(
    "text", ["who owns those?", "whose are they", "and who has them", "which reps have those"]
)
@pytest.mark.parametrize("table", ["account", "contact", "lead", "opportunity"])
def test_a_list_is_told_by_owner(words, text, table):
    where = [{"field": "name", "op": "present"}]
    last = last_call("find_records", table=table, where=where, sort="name")
    expected = ("query_records", {"table": table, "where": where, "by": ["owner"]})
    assert turned(words(text), Memory(), last) == expected


@pytest.mark.parametrize("text", ["only 5", "just the top 5", "make it five", "5 please"])
def test_a_ranking_is_of_another_size(words, text):
    last = last_call("measure", metric="won_revenue", by=["account"], rank={"order": "bottom"})
    _, given = turned(words(text), Memory(), last)
    assert given["rank"]["count"] == 5


def test_a_condition_that_counts_counts_further(words):
    link = {"table": "opportunity", "op": "at_least", "count": 2}
    last = last_call("query_records", table="account", links=[link])
    _, given = turned(words("make that three or more"), Memory(), last)
    assert given["links"] == [{**link, "count": 3}]


@pytest.mark.parametrize("text", ["contacts?", "and contacts", "what about the contacts?"])
def test_the_same_count_of_other_records(words, text):
    where = [{"field": "country", "op": "is", "value": "India"}]
    last = last_call("measure", metric="count_accounts", where=where)
    expected = ("measure", {"metric": "count_contacts", "where": where})
    assert turned(words(text), Memory(), last) == expected


@pytest.mark.parametrize("drops", [False, True])
@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("group 2", [2]), ("groups 2 and 4", [2, 4]), ("number 1", [1]), ("#3", [3]),
        ("the second one", [2]), ("the 2nd and the 3rd", [2, 3]), ("groups 3 to 5", [3, 4, 5]),
        ("groups 1, 2 and 7", [1, 2, 7]), ("the third", [3]),
    ],
)  # fmt: skip
def test_groups_are_kept_or_left_out_by_number(words, said, numbers, drops):
    keep, drop = (
        Param("groups", Slot.GROUPS, True, False),
        Param("drop_groups", Slot.GROUPS, True, False, about="drop"),
    )
    wordings = (
        ("skip {}", "leave out {}", "not {}", "all but {}", "leave {} out", "ok but drop {}")
        if drops
        else ("only {}", "just {}", "apply {} please", "{}")
    )
    for wording in wordings:
        clause = words(wording.format(said))
        assert (read_groups(clause, drop), read_groups(clause, keep)) == (
            (numbers, None) if drops else (None, numbers)
        ), wording


def test_the_first_two_are_left_out_by_number_and_kept_by_count(words):
    drop = Param("drop_groups", Slot.GROUPS, True, False, about="drop")
    assert read_groups(words("skip the first two"), drop) == [1, 2]
    assert read_groups(words("only the first two"), drop) is None


def test_two_of_three_records_are_asked_about(words):
    clause = words("keep those two apart")
    three = Records(table="contact", ids=["a", "b", "c"])
    assert not points_at(clause, three, Param("records", Slot.RECORDS, True, False))
    assert clause.doubts


@pytest.mark.parametrize("text", ["and countries as well", "also countries", "add the countries"])
def test_a_proposal_is_made_anew_for_more(words, text):
    made = last_call("fill_missing_fields", table="account", fields=["industry"])
    memory = Memory(calls=[made], sets=[ShownSet(id="cs_a", digest="d", status="draft")])
    tool, kept, adds = on_proposal(words(text), memory, Guess("narrow_changes", 0.9))
    assert (tool, kept, adds) == ("fill_missing_fields", made.arguments, True)


def test_what_is_dropped_from_a_list_rejects_nothing(words):
    last = last_call("find_records", table="opportunity")
    assert leaves_out(words("drop anything below 30k"), Memory(), last)
    assert not leaves_out(words("drop it"), Memory(), last)
    waits = Memory(sets=[ShownSet(id="cs_a", digest="d", status="draft")])
    assert not leaves_out(words("drop anything below 30k"), waits, last)


def test_figures_computed_together_are_computed_anew_together(words):
    central = [{"field": "region", "op": "is", "value": "Central"}]
    both = [last_call("measure", metric=m, where=central) for m in ("open_pipeline", "win_rate")]
    west = last_call("measure", metric="win_rate", where=[{"field": "region", "op": "is"}])
    calls = alongside([west], Memory(calls=both, made=2), words("and West?"))
    assert [c.arguments["metric"] for c in calls] == ["open_pipeline", "win_rate"]
    assert alongside([west], Memory(calls=both, made=1), words("and West?")) == [west]


@pytest.mark.parametrize("text", ["who didn't?", "and which ones don't", "the others"])
def test_the_groups_beyond_a_bound_are_shown(words, text):
    last = last_call("measure", metric="quota_attainment", by=["owner"], having={"at_least": 1.0})
    tool, made = turned(words(text), Memory(), last)
    assert (tool, made["having"]) == ("measure", {"below": 1.0})
