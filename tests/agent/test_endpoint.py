from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.agent.conftest import Office
from tests.agent.endpoint import Answer, endpoint
from tests.makers import Make

COUNT = Answer(calls=[("measure", {"metric": "count_accounts"})])


@pytest.fixture
def asked(engine: Engine, make: Make, tmp_path: Path, planner_cache: Path):
    """Asks how many accounts there are (three) of an endpoint that follows a script."""
    for name in ("Acme", "Beta", "Gamma"):
        make("account", name=name)

    def ask(*script: Answer, text: str = "How many accounts do we have?"):
        with endpoint(*script) as served:
            model = {"name": "scripted", "base_url": served.url, "tries": 2}
            reply = Office(engine, tmp_path, planner_cache, model=model).ask(text)
        return reply, served

    return ask


def test_a_language_model_plans_and_words_the_answer(asked) -> None:
    reply, served = asked(COUNT, Answer("You have 3 accounts."))
    assert (reply.planner, reply.ended) == ("scripted", "answered")
    assert reply.answer == "You have 3 accounts."
    assert [s.tool for s in reply.plan] == ["measure"]
    names = {t["function"]["name"] for t in served.requests[0]["tools"]}
    assert {"measure", "find_tools"} <= names
    assert len(names) <= 8


def test_bad_arguments_go_back_to_the_model_to_mend(asked) -> None:
    bad = Answer(calls=[("measure", {"metric": "count_accounts", "by": "nonsense", "x": 1})])
    reply, served = asked(bad, COUNT, Answer("3 accounts."))
    assert reply.answer == "3 accounts."
    assert len(served.requests) == 3


def test_a_tool_that_does_not_exist_is_no_end(asked) -> None:
    reply, _ = asked(Answer(calls=[("drop_table", {})]), COUNT, Answer("3 accounts."))
    assert reply.answer == "3 accounts."


def test_parallel_calls_are_all_run(asked) -> None:
    both = Answer(calls=[("measure", {"metric": "count_accounts"}),
                         ("measure", {"metric": "count_contacts"})])  # fmt: skip
    reply, _ = asked(both, Answer("3 accounts and 0 contacts."))
    assert [s.status for s in reply.plan] == ["done", "done"]


def test_a_passing_failure_is_tried_again(asked) -> None:
    reply, served = asked(Answer(status=503), COUNT, Answer("3 accounts."))
    assert reply.planner == "scripted"
    assert len(served.requests) == 3


@pytest.mark.parametrize(
    "failure",
    [
        Answer(status=500),
        Answer(status=429, code="insufficient_quota"),
        Answer(status=401),
        Answer(body=b"<html>gateway</html>"),
        Answer(body=b'data: {"choices": [\n\n'),
        Answer(body=b"data: [DONE]\n\n"),
        Answer(text=""),
    ],
    ids=["down", "no quota", "no key", "html", "broken json", "no chunks", "empty"],
)
def test_when_the_endpoint_fails_the_embedded_planner_answers_and_says_so(asked, failure) -> None:
    reply, _ = asked(failure)
    assert reply.planner == "embedded"
    assert reply.ended == "answered"
    assert "3" in reply.answer
    assert any("embedded planner took over" in note for note in reply.notes)


def test_an_invented_figure_is_asked_for_again_and_then_replaced(asked) -> None:
    once, _ = asked(COUNT, Answer("You have 7 accounts."), Answer("You have 3 accounts."))
    assert once.answer == "You have 3 accounts."
    never, _ = asked(COUNT, Answer("You have 7 accounts."))
    assert "7" not in never.answer
    assert "3" in never.answer


def test_a_model_that_never_stops_calling_is_stopped(asked) -> None:
    reply, served = asked(COUNT)
    assert reply.ended == "failed"
    assert len(served.requests) <= 21


def test_a_model_cannot_approve(asked, engine) -> None:
    grab = Answer(calls=[("approve_changes", {"change_set": "cs_aaaaaaaaaaaa"})])
    reply, _ = asked(grab, Answer("Done."), text="Tidy up the accounts")
    assert all(s.status != "done" for s in reply.plan)


def test_a_second_question_to_the_same_endpoint_is_answered_too(
    engine: Engine, make: Make, tmp_path: Path, planner_cache: Path
) -> None:
    make("account", name="Acme")
    with endpoint(COUNT, Answer("1 account."), COUNT, Answer("Still 1 account.")) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1}
        office = Office(engine, tmp_path, planner_cache, model=model)
        first, second = office.ask("How many accounts?"), office.ask("And now?")
    assert [first.planner, second.planner] == ["scripted", "scripted"]
    assert second.answer == "Still 1 account."
