"""What is to be done now, and what again and again, of one message that semicolons part."""

import pytest

from agent.planner.schedules.laid_down import laid_down, parts_ask
from agent.planner.words.clause import World
from agent.planner.words.lexicon import Lexicon
from tests.agent.conftest import Office
from tests.makers import TODAY


@pytest.fixture
def world() -> World:
    return World(Lexicon(), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "win rate; every Tuesday at 8 find stale deals",
        "every Monday at 9 show open pipeline; win rate by owner",
        "every Monday at 9 show open pipeline; every Friday at 4 find stale deals",
        "every Monday win rate; every Tuesday churn",
        "every Monday show ARR and every Friday at 16:00 find duplicate contacts",
        "always write IBM for I.B.M.; find duplicate accounts",
        "never change eBay; win rate by owner",
    ],
)
def test_requests_beside_what_is_laid_down_are_their_own(text: str, world: World) -> None:
    assert parts_ask(text, world)


@pytest.mark.parametrize(
    "text",
    [
        "every Monday at 9 show open pipeline; send it to #sales",
        "every Monday at 9 show open pipeline; post to #sales",
        "every Friday clean up contacts; merge the safe ones; at most 50 changes",
        "every Friday at 4 find stale deals; nudge their owners",
        "every Friday at 4: find duplicates; merge the safe ones; win rate by owner",
        "find duplicates; do it every Monday",
        "find duplicates; every night",
        "don't touch eBay; it's spelled that way on purpose",
        "win rate; open pipeline",
    ],
)
def test_what_is_said_of_the_work_stays_with_it(text: str, world: World) -> None:
    assert not parts_ask(text, world)


def test_a_message_about_what_was_scheduled_lays_nothing_down(world: World) -> None:
    assert laid_down("move the clean-up to every Friday at 4", world) is None


def test_two_schedules_and_a_figure_are_three_calls(asked: Office) -> None:
    reply = asked.ask(
        "every Monday at 9 show open pipeline; every Friday at 4 find stale deals; win rate"
    )
    assert [call.tool for call in reply.plan] == ["schedule_work", "schedule_work", "measure"]
