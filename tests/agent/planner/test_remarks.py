import pytest

from agent.planner.words.splitting import steps
from tests.agent.conftest import Office


def tools(office: Office, text: str) -> list[str]:
    return [step.tool for step in office.ask(text).plan]


def test_how_sure_after_a_question_is_no_question_of_its_own(asked: Office) -> None:
    assert tools(asked, "What did we win last quarter, and how sure are you?") == ["measure"]


def test_the_total_of_a_list_is_added_up(asked: Office) -> None:
    asked.ask("list the won deals of last quarter")
    reply = asked.ask("and how much is that altogether?")
    assert reply.plan[0].tool == "query_records"
    assert reply.plan[0].arguments["compute"] == "sum"


def test_the_rows_of_a_figure_are_those_that_it_counted(asked: Office) -> None:
    asked.ask("What did we win last quarter?")
    reply = asked.ask("list those over 30k")
    assert reply.plan[0].tool == "find_records"
    fields = {condition["field"] for condition in reply.plan[0].arguments["where"]}
    assert fields == {"status", "amount_cents"}


def test_writing_to_somebody_is_a_step() -> None:
    assert steps("close the dead deals and write to their owners") == [
        "close the dead deals", "write to their owners",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["flarb the wibble until noon", "zorgle quux"])
def test_words_that_nobody_knows_are_asked_about_and_not_guessed(asked: Office, text: str) -> None:
    asked.ask("which open deals are stale?")
    assert (tools(asked, text), asked.ask(text).ended) == ([], "needs_answer")
