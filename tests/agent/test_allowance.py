"""What a workspace may use, and what its runs are noted to have used."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from agent.settings import Allowance
from store.engine import reading
from store.errors import LimitReached
from store.trail import Usage
from tests.agent.conftest import ANA, Office
from tests.agent.endpoint import Answer, endpoint
from tests.makers import Make
from tools.context import Actor

ASKED = "How many accounts do we have?"
COUNT = Answer(calls=[("measure", {"metric": "count_accounts"})])
BEN = Actor(id="ben@example.com", name="Ben", role="viewer")
PRICES = {"input_price": Decimal("2.5"), "output_price": Decimal(10)}


@pytest.fixture
def office(engine: Engine, make: Make, session: Session, tmp_path: Path, planner_cache: Path):
    make("account", name="Acme")
    session.commit()

    def made(**chosen: Any) -> Office:
        return Office(engine, tmp_path, planner_cache, **chosen)

    return made


def noted(engine: Engine) -> list[Usage]:
    with reading(engine) as session:
        return list(session.exec(select(Usage).order_by(Usage.started_at, Usage.id)))


def asked_twice(office: Any, told: dict[str, int] | None, **allowed: Any) -> list[Any]:
    """Two messages; the endpoint of the language model is there for both."""
    script = [COUNT, Answer("You have 1 account.", usage=told)] * 2
    with endpoint(*script) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1, **PRICES}
        desk = office(model=model, allowance=Allowance(**allowed))
        return [desk.ask(ASKED) for _ in range(2)]


def test_a_run_without_a_language_model_costs_nothing(engine: Engine, office: Any) -> None:
    office().ask(ASKED)
    [row] = noted(engine)
    assert (row.planner, row.status, row.actor) == ("embedded", "answered", ANA.id)
    assert (row.tool_calls, row.model_calls, row.input_tokens, row.cost_micros) == (1, 0, 0, 0)


def test_tokens_are_priced_as_the_settings_say(engine: Engine, office: Any) -> None:
    asked_twice(office, {"prompt_tokens": 400, "completion_tokens": 20, "total_tokens": 420})
    row = noted(engine)[0]
    assert (row.planner, row.model_calls, row.tool_calls) == ("scripted", 2, 1)
    # Only the second of its two calls told its tokens, so what the run cost is not known.
    assert (row.input_tokens, row.cost_micros, row.currency) == (None, None, None)


def test_a_run_whose_every_call_told_its_tokens_has_a_cost(engine: Engine, office: Any) -> None:
    told = {"prompt_tokens": 400, "completion_tokens": 20, "total_tokens": 420}
    with endpoint(Answer("Good morning.", usage=told)) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1, **PRICES}
        office(model=model).ask("Good morning")
    [row] = noted(engine)
    assert (row.input_tokens, row.output_tokens) == (400, 20)
    assert (row.cost_micros, row.currency) == (400 * 2.5 + 20 * 10, "USD")


def test_beyond_its_messages_a_workspace_is_refused_until_tomorrow(
    engine: Engine, office: Any
) -> None:
    desk = office(allowance=Allowance(runs_per_day=2))
    for _ in range(2):
        desk.ask(ASKED)
    with pytest.raises(LimitReached, match="2 messages of a day") as refused:
        desk.ask(ASKED)
    assert 0 < refused.value.facts["retry_after"] <= 24 * 3600
    assert len(noted(engine)) == 2


def test_one_persons_messages_are_counted_apart(office: Any) -> None:
    desk = office(allowance=Allowance(person_runs_per_day=1))
    desk.ask(ASKED)
    desk.conversation = None
    assert desk.ask(ASKED, BEN).ended == "answered"
    desk.conversation = None
    with pytest.raises(LimitReached, match="You have used the 1 messages"):
        desk.ask(ASKED, BEN)


def test_once_the_tokens_are_used_the_embedded_planner_answers_and_says_so(
    engine: Engine, office: Any
) -> None:
    told = {"prompt_tokens": 400, "completion_tokens": 20, "total_tokens": 420}
    with endpoint(Answer("Good morning.", usage=told)) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1}
        desk = office(model=model, allowance=Allowance(tokens_per_day=420))
        first, second = desk.ask("Good morning"), desk.ask(ASKED)
    assert (first.planner, second.planner, second.ended) == ("scripted", "embedded", "answered")
    assert "420 tokens of a day are used" in second.notes[0]
    assert {row.planner for row in noted(engine)} == {"scripted", "embedded"}
    assert len(served.requests) == 1


def test_the_months_cost_is_a_limit_too(office: Any) -> None:
    told = {"prompt_tokens": 400, "completion_tokens": 20, "total_tokens": 420}
    with endpoint(Answer("Good morning.", usage=told)) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1, **PRICES}
        desk = office(model=model, allowance=Allowance(cost_per_month=Decimal("0.0012")))
        desk.ask("Good morning")
        second = desk.ask(ASKED)
    assert "0.0012 USD" in second.notes[0]
    assert second.planner == "embedded"
