from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.settings import Settings
from evals import oracle
from evals.case import Case
from evals.census import census
from evals.report import Report
from evals.run import by_desk, chosen, run
from evals.world import Place, Worlds

pytestmark = pytest.mark.slow  # the planner learns the playbooks first


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    folder = tmp_path_factory.mktemp("worlds")
    made = Worlds(folder, Settings(_env_file=None), data=folder / "nowhere")  # type: ignore[call-arg]  # pydantic-settings takes it
    yield made
    made.close()


def case(**fields: Any) -> Case:
    given: dict[str, Any] = {
        "id": "accounts",
        "why": "w",
        "ask": "how many accounts do we have?",
        "world": {"account": [{"id": "acc_a", "name": "Acme"}, {"name": "Bolt"}]},
        "must_figure": [{"value": 2, "metric": "count_accounts"}],
        "must_end": "answered",
    }
    return Case.model_validate(given | fields)


def test_a_case_is_put_to_the_desk_and_marked(worlds: Worlds) -> None:
    (attempt,) = run([case()], worlds).attempts
    assert attempt.wrong == []
    assert (len(attempt.planner_ms), attempt.wrong_writes) == (1, 0)


def test_a_wrong_answer_fails_with_its_reason(worlds: Worlds) -> None:
    wrong = case(must_figure=[{"value": 3, "metric": "count_accounts"}])
    (attempt,) = run([wrong], worlds).attempts
    assert attempt.wrong == ["no receipt holds count_accounts 3; there is count_accounts 2"]


def test_each_trial_gets_a_world_of_its_own(worlds: Worlds) -> None:
    def spoil(place: Place, asked: Case) -> Any:
        assert len(census(place.store)) == 2
        with place.desk.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM account WHERE id = 'acc_a'")
        return by_desk(place, asked)

    first, second = run([case()], worlds, trials=2, answer=spoil).attempts
    assert (first.wrong_writes, second.wrong_writes) == (1, 1)
    assert "account acc_a was changed unasked" in first.wrong


def test_the_turns_of_a_dialogue_are_one_conversation(worlds: Worlds) -> None:
    talk = case(ask=None, dialogue=["how many accounts do we have?", "how many contacts?"])
    with worlds.lend(talk) as place:
        first, last = (reply for reply, _ in by_desk(place, talk))
    assert first.conversation == last.conversation
    assert first.run != last.run


def test_a_world_whose_files_are_absent_is_skipped_and_counted(worlds: Worlds) -> None:
    report = run([case(world="maven")], worlds)
    assert report.attempts == []
    assert "'maven' are not on this machine" in report.skipped[0].why


def test_the_demo_company_is_the_same_every_time(worlds: Worlds, tmp_path: Path) -> None:
    with worlds.lend(case(world="demo-small")) as place:
        first = census(place.store)
    again = Worlds(tmp_path, worlds.settings)
    again._first = worlds._first
    with again.lend(case(world="demo-small")) as place:
        assert census(place.store) == first
    assert len(first) > 5_000


def passed(reports: dict[str, Report]) -> set[str]:
    return {name for name, found in reports.items() if all(each.passed for each in found.attempts)}


def test_idle_agents_fail_and_the_expected_calls_pass(worlds: Worlds) -> None:
    good = case(must_call=[{"measure": {"metric": "count_accounts"}}])
    reports = oracle.examine([good], worlds)
    assert {"silent", "done", "refusing", "asking", "always measure"} < set(reports)
    assert passed(reports) == {oracle.GOLD}
    assert oracle.sound(reports)


def test_an_agent_that_always_calls_the_same_tool_is_found_out(worlds: Worlds) -> None:
    loose = case(must_figure=[], must_call=[{"measure": {"metric": "won_revenue"}}])
    reports = oracle.examine([loose], worlds)
    assert passed(reports) == {"always measure", oracle.GOLD}
    assert not oracle.sound(reports)


def test_calls_in_full_stand_for_those_that_name_less(worlds: Worlds) -> None:
    where = [{"field": "name", "op": "is", "value": "Acme"}]
    asked = case(
        must_call=[{"measure": {}}],
        in_full=[{"measure": {"metric": "count_accounts", "where": where}}],
        must_figure=[{"value": 1, "metric": "count_accounts"}],
    )
    assert passed(oracle.examine([asked], worlds)) == {oracle.GOLD}


def test_a_case_whose_calls_do_not_give_what_it_expects_is_told(worlds: Worlds) -> None:
    wrong = case(must_call=[{"measure": {"metric": "count_contacts"}}])
    reports = oracle.examine([wrong], worlds)
    assert not oracle.sound(reports)
    assert any("no receipt holds count_accounts 2" in line for line in oracle.shown(reports))


def test_cases_are_chosen_by_a_part_of_their_id_or_file() -> None:
    cases = [case(id="won-west", file="measure"), case(id="dup", file="find_duplicates")]
    assert [each.id for each in chosen(cases, "meas")] == ["won-west"]
    assert [each.id for each in chosen(cases, "dup")] == ["dup"]
    assert len(list(chosen(cases, ""))) == 2
