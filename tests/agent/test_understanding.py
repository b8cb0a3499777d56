"""What is asked back instead of guessed, and what is understood however it is put."""

import pytest

from agent.planner.judging.answering import LONGEST_ANSWER
from tests.agent.conftest import Office


def figure(reply):
    return reply.receipts[0].value if reply.receipts else None


def groups(reply):
    return {f.label.rsplit(", ", 1)[-1]: f.value for f in reply.receipts[1:]}


@pytest.mark.parametrize(
    "text",
    [
        "won revenue for Zanzibar last quarter",
        "What did we win last quarter for Zanzibar?",
        "How is Zanzibar doing on won revenue last quarter?",
        "Score the data quality in Zanzibar",
        "What did Zanzibar win last quarter?",
    ],
)
def test_a_name_that_nothing_here_has_is_asked_about(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert reply.ended == "needs_answer"
    assert "Zanzibar" in reply.questions[0].text
    assert (reply.plan, reply.receipts) == ([], [])


def test_the_right_name_completes_the_request(asked: Office) -> None:
    asked.ask("won revenue for Zanzibar last quarter")
    assert figure(asked.ask("East")) == 30_000


@pytest.mark.parametrize(
    "text",
    [
        "Forecast this quarter outside Brazil",
        "won revenue last quarter for deals with over 3 products",
        "win rate of the accounts founded before 2010",
    ],
)
def test_a_condition_that_nothing_takes_is_asked_about(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert reply.ended == "needs_answer"
    assert (reply.plan, reply.receipts) == ([], [])


def test_words_that_nothing_here_knows_are_named_beside_the_answer(asked: Office) -> None:
    reply = asked.ask("What did we win last quarter with the loyalty discount?")
    assert reply.ended == "answered"
    assert "I did not take “loyalty discount” into account" in reply.answer


def test_before_a_change_they_are_asked_about(asked: Office) -> None:
    reply = asked.ask("Merge duplicate accounts with the loyalty discount")
    assert (reply.ended, reply.change_sets) == ("needs_answer", [])


def test_going_on_without_the_condition_is_the_persons_choice(asked: Office) -> None:
    [question] = asked.ask("Forecast this quarter outside Brazil").questions
    reply = asked.ask(question.options[0])
    assert [s.tool for s in reply.plan] == ["forecast"]


@pytest.mark.parametrize(
    ("answer", "amount"),
    [("Maria Chen", 20_000), ("Silva", 10_000), ("1", 20_000), ("the second one", 10_000)],
)
@pytest.mark.parametrize(
    "text",
    [
        "won revenue for Maria last quarter",
        "won revenue of maria last quarter",
        "What did Maria win last quarter?",
    ],
)
def test_a_first_name_of_two_people_is_asked_about_and_the_answer_completes_the_call(
    asked: Office, text: str, answer: str, amount: int
) -> None:
    reply = asked.ask(text)
    assert reply.ended == "needs_answer"
    assert sorted(reply.questions[0].options) == ["Maria Chen", "Maria Silva"]
    assert reply.receipts == []
    assert figure(asked.ask(answer)) == amount


def test_a_new_request_is_no_answer(asked: Office) -> None:
    asked.ask("won revenue for Maria last quarter")
    text = "What did we win last quarter in the East by product?"
    assert len(text.split()) > LONGEST_ANSWER
    assert figure(asked.ask(text)) == 30_000


def test_the_first_name_of_one_person_is_enough(asked: Office) -> None:
    assert figure(asked.ask("won revenue for Tomas last quarter")) == 40_000


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("won revenue last qarter", 70_000),
        ("won revnue last quarter", 70_000),
        ("opne pipelin", 49_000),
        ("won revenue lst quarter", 70_000),
    ],
)
def test_a_slip_of_the_pen_is_mended(asked: Office, text: str, amount: int) -> None:
    assert figure(asked.ask(text)) == amount


def test_a_misspelled_dimension_is_mended(asked: Office) -> None:
    reply = asked.ask("won revenue by regoin last quarter")
    assert groups(reply) == {"West": 40_000, "East": 30_000}


WORDINGS = {
    70_000: [
        "What did we win last quarter?",
        "Total won revenue in Q3 2026",
        "How much did we close between 1 July and 30 September 2026?",
    ],
    49_000: [
        "What is our open pipeline?",
        "How much pipeline is open right now?",
        "open pipeline in total",
    ],
    30_000: [
        "won revenue in the East last quarter",
        "How much revenue did we win in Q3 for the East region?",
        "East: won revenue, Q3 2026",
    ],
}


@pytest.mark.parametrize(
    ("amount", "text"), [(n, text) for n, texts in WORDINGS.items() for text in texts]
)
def test_three_wordings_give_one_figure(asked: Office, amount: int, text: str) -> None:
    assert figure(asked.ask(text)) == amount


def test_today_is_no_closing_date_of_the_pipeline(asked: Office) -> None:
    assert figure(asked.ask("open pipeline today")) == 49_000


@pytest.mark.parametrize(
    "text", ["What is the weather in Rome?", "Write me a poem", "Delete all accounts"]
)
def test_what_no_tool_can_do_is_said_to_be_beyond(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert reply.ended in {"refused", "needs_answer"}
    assert (reply.plan, reply.receipts, reply.change_sets) == ([], [], [])


def test_the_same_message_gives_the_same_words(asked: Office) -> None:
    first = asked.ask("won revenue by rep last quarter")
    asked.conversation = None
    assert asked.ask("won revenue by rep last quarter").answer == first.answer
