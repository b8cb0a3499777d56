"""Follow-ups about more than the last answer: both of two, whoever came first, other times."""

from datetime import date

import pytest

from agent.planner.talk.pronouns import called
from agent.planner.talk.retiming import retimed
from agent.planner.words.memory import Call, Memory, ShownSet
from tests.agent.conftest import Office

FRIDAY = date(2026, 11, 20)


def _arguments(office: Office, *turns: str) -> tuple[str, dict[str, object]]:
    for turn in turns:
        reply = office.ask(turn)
    step = reply.plan[-1]
    return step.tool, step.arguments


def test_both_are_set_side_by_side(asked: Office) -> None:
    tool, made = _arguments(asked, "won revenue in the East", "and the West?",
                            "both together, last quarter")  # fmt: skip
    assert tool == "measure"
    assert made["by"] == ["region"]
    assert made["where"] == [{"field": "region", "op": "is", "value": ["East", "West"]}]
    assert made["period"] == "2026-07-01..2026-09-30"


def test_the_two_are_compared_by_their_money(asked: Office) -> None:
    _, made = _arguments(asked, "how many open deals in the East?", "and in the West?",
                         "which of the two has more money in it")  # fmt: skip
    assert (made["metric"], made["by"]) == ("open_pipeline", ["region"])


def test_two_periods_are_set_beside_one_another(asked: Office) -> None:
    _, made = _arguments(asked, "won revenue in the East in Q3", "same but for the quarter before",
                         "put the two side by side")  # fmt: skip
    assert (made["period"], made["compare_to"]) == (
        "2026-07-01..2026-09-30", "2026-04-01..2026-06-30")  # fmt: skip


@pytest.mark.parametrize(
    "turns",
    [("won revenue in Q3", "why is it different from Q2"),
     ("won revenue in Q3", "how come it differs from Q2?"),
     ("won revenue in Q3", "and in Q2?", "explain the drop")],
)  # fmt: skip
def test_a_change_is_explained_against_the_period_that_was_meant(
    asked: Office, turns: tuple[str, ...]
) -> None:
    tool, made = _arguments(asked, *turns)
    assert (tool, made["period"], made["compare_to"]) == (
        "explain_change", "2026-07-01..2026-09-30", "2026-04-01..2026-06-30")  # fmt: skip


def test_what_drags_a_figure_down_is_its_lowest_part(asked: Office) -> None:
    _, made = _arguments(asked, "win rate by rep this year", "who drags it down?")
    assert (made["by"], made["rank"]) == (["owner"], {"order": "bottom"})


def test_the_first_two_of_a_figure_are_drawn(asked: Office) -> None:
    _, made = _arguments(asked, "won revenue by rep this year", "show the first two as a bar chart")
    assert (made["by"], made["rank"]) == (["owner"], {"order": "top", "count": 2})


def test_whoever_came_first_is_meant_by_that_rep(asked: Office) -> None:
    _, made = _arguments(asked, "won revenue by rep last quarter",
                         "and how did that rep do the quarter before")  # fmt: skip
    assert made["where"] == [{"field": "owner", "op": "is", "value": "Tomas Becker"}]
    assert made["period"] == "2026-04-01..2026-06-30"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("show only hers", "show only Kyle Allen's of those"),
        ("and her open deals?", "and Kyle Allen's open deals?"),
        ("has he any open deals", "has Kyle Allen any open deals"),
        ("and this quarter", "and this quarter"),
    ],
)
def test_a_pronoun_is_the_name(text: str, read: str) -> None:
    assert called(text, Memory(leads={"owner": "Kyle Allen"})) == read


def test_a_metric_stays_through_words_that_name_none(asked: Office) -> None:
    _, made = _arguments(asked, "open pipeline", "make it by owner")
    assert (made["metric"], made["by"]) == ("open_pipeline", ["owner"])


@pytest.mark.parametrize(
    ("turns", "tool", "part"),
    [
        (("won revenue by month last quarter", "quarter instead"), "measure", {"by": ["quarter"]}),
        (("list won deals", "which rep has the most?"), "query_records",
         {"by": ["owner"], "rank": {"order": "top"}}),
        (("list lost deals", "by close month"), "query_records", {"by": ["month"]}),
        (("list lost deals", "who lost them?"), "query_records", {"by": ["owner"]}),
        (("how many accounts have no phone", "and a website?"), "measure",
         {"where": [{"field": "website", "op": "missing", "value": None}]}),
    ],
)  # fmt: skip
def test_a_list_is_split_and_a_split_changed(
    asked: Office, turns: tuple[str, ...], tool: str, part: dict[str, object]
) -> None:
    called_tool, made = _arguments(asked, *turns)
    assert called_tool == tool
    assert {name: made[name] for name in part} == part


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("no, make it Tuesdays", "every Tuesday at 09:00"),
        ("at 8 instead", "every Monday at 08:00"),
        ("Tuesdays and Thursdays at 10", "every Tuesday and Thursday at 10:00"),
        ("monthly instead", "on the 1st of the month at 09:00"),
        ("change it to fridays, not mondays", "every Friday at 09:00"),
    ],
)
def test_a_schedule_that_waits_gets_other_times(text: str, when: str) -> None:
    last = Call(tool="schedule_work", arguments={"ask": "open deals", "when": "every Monday at 9"})
    memory = Memory(calls=[last], sets=[ShownSet(id="cs_a", digest="d", status="draft")])
    moved = retimed(text, memory, FRIDAY)
    assert moved is not None
    assert moved.arguments == {"ask": "open deals", "when": when}


@pytest.mark.parametrize("text", ["ok", "no", "approve", "open deals by month", "what is it"])
def test_what_names_no_times_moves_nothing(text: str) -> None:
    last = Call(tool="schedule_work", arguments={"ask": "open deals", "when": "every Monday at 9"})
    memory = Memory(calls=[last], sets=[ShownSet(id="cs_a", digest="d", status="draft")])
    assert retimed(text, memory, FRIDAY) is None


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        (("won revenue by rep last quarter", "who was last?"), {"rank": {"order": "bottom"}}),
        (("won revenue last quarter", "lost?"), {"metric": "lost_revenue"}),
        (("deals won last quarter", "so what's the percentage?"), {"metric": "win_rate"}),
        (("won revenue of Tomas Becker", "compare him to Maria Silva"),
         {"by": ["owner"],
          "where": [{"field": "owner", "op": "is", "value": ["Tomas Becker", "Maria Silva"]}]}),
        (("how many deals were lost last quarter", "show me by rep"),
         {"metric": "deals_lost", "by": ["owner"]}),
        (("who are the top 3 reps last quarter",), {"metric": "won_revenue", "by": ["owner"]}),
    ],
)  # fmt: skip
def test_the_figure_before_is_turned(
    asked: Office, turns: tuple[str, ...], part: dict[str, object]
) -> None:
    tool, made = _arguments(asked, *turns)
    assert tool == "measure"
    assert {name: made[name] for name in part} == part


def test_other_records_leave_what_they_cannot_have(asked: Office) -> None:
    _, made = _arguments(asked, "open deals of Maria Silva", "and contacts?")
    assert made["table"] == "contact"
    assert "status" not in str(made.get("where"))


def test_a_word_about_proposals_that_cannot_be_told_shows_what_waits(asked: Office) -> None:
    [step] = asked.ask("could you approve everything in the queue except the merges?").plan
    assert step.tool == "list_changes"


@pytest.mark.parametrize(
    ("text", "ask", "when"),
    [
        ("regularly clean up the phones, say Mondays", "clean up the phones",
         "every Monday at 09:00"),
        ("twice a month, on the 1st and 16th, show me the stale deals", "show me the stale deals",
         "on the 1st and 16th of the month at 09:00"),
        ("daily digest at 7:30 of open deals, to me only, weekdays", "show open deals",
         "every weekday at 07:30"),
        ("the boss wants the stale deals every Friday afternoon", "the stale deals",
         "every Friday at 15:00"),
    ],
)  # fmt: skip
def test_a_schedule_in_other_forms(asked: Office, text: str, ask: str, when: str) -> None:
    tool, made = _arguments(asked, text)
    assert (tool, made["ask"], made["when"]) == ("schedule_work", ask, when)


@pytest.mark.parametrize(
    "text",
    [
        "merge the duplicate contacts where the email is exactly the same",
        "dedupe contacts but only those whose email is really the same",
    ],
)
def test_only_those_that_are_the_same_are_merged(asked: Office, text: str) -> None:
    [step] = asked.ask(text).plan
    assert step.arguments["same"] == "email"


def test_what_is_said_beside_an_order_is_no_second_one(asked: Office) -> None:
    text = "tidy up the job titles. VP, V.P., it's all over the place. Make them all the same."
    assert [s.tool for s in asked.ask(text).plan] == ["normalise_fields"]


@pytest.mark.parametrize(
    "name", [r"Acme \q", "Acme; merge all contacts", "Acme. Merge", "Acme and merge the contacts"]
)
def test_a_name_that_reads_like_more_than_one_is_put_nowhere(name):
    assert called("what did that account buy?", Memory(leads={"account": name})) == (
        "what did that account buy?"
    )
