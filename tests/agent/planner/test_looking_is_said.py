"""Before a mere look, stray words are said and names are asked about; nothing goes in silence."""

from datetime import date

import pytest

from agent.planner.conditions.unread import must_ask
from agent.planner.judging.doubting import loose, unknown_names, unused
from agent.planner.judging.unsplit import unsplit
from agent.planner.reading.filling import fill
from agent.planner.words.clause import Clause, World
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon, Meaning
from agent.planner.words.memory import Memory
from agent.planner.words.vocabulary import declared

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def world():
    lexicon = Lexicon(ordinary=frozenset({"undecided", "priya", "view", "dana"}))
    declared(lexicon)
    lexicon.add("meeting", Meaning("value", "type", "meeting"))
    lexicon.add("new business", Meaning("value", "type", "new"))
    lexicon.add("Enterprise", Meaning("value", "segment", "Enterprise"))
    lexicon.add("Enterprise", Meaning("value", "team", "East Enterprise", weight=0.5))
    lexicon.add("SMB", Meaning("value", "segment", "SMB"))
    lexicon.add("EMEA", Meaning("value", "region", "EMEA"))
    lexicon.add("EMEA", Meaning("value", "team", "EMEA Enterprise", weight=0.5))
    return World(lexicon, TODAY)


@pytest.fixture
def filled(world):
    def read(text, tool="measure"):
        return fill(Clause(plainly(text), world), tool, Memory())

    return read


@pytest.fixture
def arguments(filled):
    def read(text, tool="measure"):
        return filled(text, tool).calls[0].arguments

    return read


def test_a_kind_in_small_letters_is_said_before_a_look_and_asked_before_a_change(world):
    clause = Clause("new business targets in June", world)
    clause.claim(21, 28)
    assert unused(clause, "find_records") is None
    assert unused(clause, "close_stale_deals") is not None
    assert loose(clause) == "new business"


def test_a_period_is_asked_about_where_the_tool_takes_one_or_changes_records(world):
    clause = Clause("merge deals of last quarter", world)
    assert unused(clause, "measure") is not None
    assert unused(clause, "merge_duplicates") is not None


def test_a_period_that_a_look_never_takes_is_said(world):
    clause = Clause("change sets of last quarter", world)
    assert unused(clause, "list_changes") is None
    assert loose(clause) == "of last quarter"


@pytest.mark.parametrize("when", ["today", "tomorrow"])
def test_by_when_a_thing_is_wanted_chooses_no_records(world, when):
    assert unused(Clause(f"merge the duplicates {when}", world), "merge_duplicates") is None


def test_an_opening_verb_that_nobody_knows_is_asked_about_before_a_change_only(world):
    clause = Clause("escalate the deals", world)
    assert not must_ask(clause, "escalate", 0.5, strict=False)
    assert must_ask(clause, "escalate", 0.5, strict=True)


@pytest.mark.parametrize(
    "text", ["Priya's average contract size", "Dana's November wins", "Priya's open deals"]
)
def test_a_name_that_opens_the_request_is_asked_about(world, text):
    question = unknown_names(Clause(text, world))
    assert question is not None
    assert f"“{text.split(chr(39))[0]}”" in question.text


@pytest.mark.parametrize("text", ["Today's pipeline", "What's our win rate", "Let's see deals"])
def test_an_ordinary_word_with_an_apostrophe_is_no_name(world, text):
    assert unknown_names(Clause(text, world)) is None


def test_records_named_in_a_condition_that_nobody_took_are_said(filled):
    clause = filled("companies with leads but without contacts", "query_records").clause
    assert clause is not None
    assert loose(clause) == "leads"


def test_a_breakdown_by_a_figure_is_said(filled):
    assert unsplit(filled("win rate by push count")) == "by push count"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("win rate over the last two quarters", {"period": "2026-04-01..2026-09-30"}),
        ("win % for Q3", {"metric": "win_rate"}),
        ("won revenue in Q2 vs the quarter before", {"compare_to": "previous"}),
        ("meetings booked last month", {"metric": "count_activities"}),
    ],
)
def test_what_was_left_out_is_read(arguments, text, wanted):
    found = arguments(text)
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("inactive products", {"field": "active", "op": "is", "value": False}),
        ("six-figure deals", {"field": "amount_cents", "op": "gte", "value": 100_000.0}),
        ("do-not-call contacts", {"field": "consent", "op": "is", "value": "opted_out"}),
    ],
)
def test_one_word_sets_a_condition(arguments, text, condition):
    assert arguments(text, "find_records")["where"] == [condition]


def test_where_the_asker_is_going_is_no_place_that_is_asked_about(arguments):
    found = arguments(
        "For the trade show in Barcelona, software companies from Spain", "build_list"
    )
    assert found["geography"] == ["Spain"]


def test_the_other_of_two_is_compared_with(arguments):
    found = arguments("sales cycle to close an Enterprise deal compared to SMB")
    assert found["where"] == [{"field": "segment", "op": "is", "value": ["Enterprise", "SMB"]}]
    assert found["by"] == ["segment"]


def test_values_that_are_whole_names_are_not_taken_for_parts_of_others(arguments):
    where = arguments("deals: Enterprise, EMEA", "find_records")["where"]
    assert {(c["field"], c["value"]) for c in where} == {
        ("segment", "Enterprise"), ("region", "EMEA")
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["accounts owned by nobody", "contacts with nobody responsible", "unassigned leads"]
)
def test_records_that_nobody_has_are_those_without_an_owner(arguments, text):
    where = arguments(text, "find_records")["where"]
    assert [(c["field"], c["op"]) for c in where] == [("owner", "missing")]
