"""The exam is examined: agents that do no work are found out, and so are marks that overlook."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals import marks as marking
from evals import oracle
from evals.case import Case, read_all
from evals.idle import AGENTS
from evals.report import Attempt, Report
from tests.stores import Stores
from tools.catalog import catalog


@pytest.fixture
def store(sqlite_stores: Stores) -> Iterator[Path]:
    with sqlite_stores.one() as engine:
        yield Path(str(engine.url.database))


def case(**terms: Any) -> Case:
    return Case.model_validate({"id": "c", "why": "w", "ask": "a"} | terms)


def idle(cases: list[Case], store: Path) -> dict[str, Report]:
    return {agent.name: oracle.idle(agent, cases, store) for agent in AGENTS}


def gold(*wrong: str) -> dict[str, Report]:
    attempts = [Attempt(case=str(n), file="f", held_aside=False, wrong=[]) for n in range(199)]
    attempts += [Attempt(case="last", file="f", held_aside=False, wrong=list(wrong))]
    return {oracle.GOLD: Report(planner="gold", trials=1, attempts=attempts)}


BLIND: dict[str, dict[str, Any]] = {
    "_calls": {"must_call": [{"measure": {}}]},
    "_words": {"must_say": ["$861,100"]},
    "_figures": {"must_figure": [{"value": 5}]},
    "_proposed": {"must_propose": {"counts": {"updates": 1}}},
    "_ending": {"must_end": "refused", "must_not_say": ["cannot"]},
}
"""The part of the marks that does not look, and a case that hangs on that part alone."""


@pytest.mark.parametrize("blind", list(BLIND))
def test_marks_that_overlook_something_are_found_out(
    store: Path, monkeypatch: pytest.MonkeyPatch, blind: str
) -> None:
    asked = [case(**BLIND[blind])]
    assert oracle.sound(idle(asked, store) | gold())
    monkeypatch.setattr(marking, blind, lambda *_: iter(()))
    assert not oracle.sound(idle(asked, store) | gold())


def test_one_expected_call_that_fails_is_one_too_many() -> None:
    assert oracle.sound(gold())
    assert not oracle.sound(gold("no receipt holds 5"))


def test_no_idle_agent_passes_a_case_of_the_exam(store: Path) -> None:
    asked = [each for each in read_all() if not each.must_call]
    passed = {
        (name, attempt.case)
        for name, report in idle(asked, store).items()
        for attempt in report.attempts
        if attempt.passed
    }
    assert passed == set()


def test_every_tool_has_a_call_that_an_agent_could_always_make() -> None:
    for name, tool in catalog().items():
        _, given = oracle.usual_call(name)
        tool.arguments.model_validate(given)


def test_of_several_values_the_first_is_called_with() -> None:
    wanted = {"period": {"one_of": ["Q3", None]}, "where": [{"value": {"one_of": [["a"], "b"]}}]}
    assert oracle.first(wanted) == {"period": "Q3", "where": [{"value": ["a"]}]}
