"""What was just asked, put on a schedule: in words that make it anew by themselves."""

import pytest

from tests.agent.conftest import Office


def _asked_anew(office: Office, *turns: str) -> str:
    for turn in turns:
        reply = office.ask(turn)
    [step] = reply.plan
    assert step.tool == "schedule_work"
    return str(step.arguments["ask"])


@pytest.mark.parametrize(
    ("turns", "ask"),
    [
        (("won revenue last quarter by owner", "every Monday at 8 send me that"),
         "won revenue last quarter by owner"),
        (("won revenue last quarter", "and just West?", "send it every week"),
         "won revenue last quarter, just West"),
        (("open pipeline", "make it by owner", "run that each Friday"), "open pipeline, by owner"),
    ],
)  # fmt: skip
def test_a_schedule_of_the_last_answer_keeps_its_request(
    asked: Office, turns: tuple[str, ...], ask: str
) -> None:
    assert _asked_anew(asked, *turns) == ask


def test_with_nothing_asked_before_there_is_nothing_to_schedule(asked: Office) -> None:
    reply = asked.ask("send me that every Monday at 8")
    assert reply.change_sets == []
    assert reply.questions
