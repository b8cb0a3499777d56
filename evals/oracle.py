"""Is the exam itself right? Agents that do nothing must fail it, and the expected calls must pass.

    python -m evals.oracle [--only TEXT] [--data FOLDER]

Three idle agents are examined: one keeps silent, one refuses everything, one always asks back. A
case that one of them passes examines nothing. Then, for each case that expects calls, those calls
are run directly, without a planner: a case that fails even so expects something that its own world
or its own calls do not give.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from agent.compose import composed
from agent.events import Ending, Reply, Step
from agent.keeping import Shelf
from agent.settings import Settings
from evals.case import Case, read_all
from evals.report import Report
from evals.run import chosen, run
from evals.world import DATA, WORKSPACE, Place, Worlds
from store import workspace as workspaces
from store.engine import working
from store.errors import PitcrewError
from tools.catalog import catalog, find
from tools.context import Actor, Context
from tools.result import Result

MOST_IDLE = 0.02
LEAST_GOLD = 0.97
SAYS: dict[str, Ending] = {
    "silent": "answered",
    "refusing": "refused",
    "asking": "needs_answer",
}


def idle(ending: Ending, _place: Place, case: Case) -> list[tuple[Reply, float]]:
    """An agent that calls nothing and says nothing, and ends every turn in one way."""
    reply = Reply(conversation="none", run="none", answer="", ended=ending)
    return [(reply, 0.0) for _ in case.turns]


def gold(place: Place, case: Case) -> list[tuple[Reply, float]]:
    """Run the calls that the case expects, in order, each with the arguments it names."""
    steps: list[Step] = []
    results: list[Result] = []
    for tool, arguments in case.calls:
        given = {name: first(value) for name, value in arguments.items()}
        step = Step(n=len(steps) + 1, tool=tool, title=tool, arguments=given, status="done")
        steps.append(step)
        try:
            results.append(_called(place, case, step))
        except PitcrewError as error:
            step.status, step.said = "refused", f"{error.message} {error.hint}"
    refused = [step.said for step in steps if step.status == "refused"]
    reply = Reply(
        conversation="gold",
        run="gold",
        answer=composed(results, refused),
        plan=steps,
        receipts=[figure for each in results for figure in each.figures],
        tables=[table for each in results for table in each.tables],
        change_sets=[ref for each in results for ref in each.change_sets],
        questions=[question for each in results for question in each.questions],
        notes=[note for each in results for note in each.notes],
        ended=_ending(results),
    )
    return [(reply, 0.0)]


def first(value: object) -> Any:
    """A value to call with: of several that would do, the first; `null` leaves it out."""
    if isinstance(value, dict):
        if set(value) == {"one_of"}:
            return first(value["one_of"][0])
        return {name: first(each) for name, each in value.items()}
    return [first(each) for each in value] if isinstance(value, list) else value


def expected_alone(case: Case) -> bool:
    """Whether the case's calls can be run without the person's words: no decision among them."""
    effects = [catalog()[tool].effect for tool, _ in case.calls if tool in catalog()]
    return len(effects) == len(case.calls) > 0 and "decides" not in effects and not case.dialogue


def examine(cases: Sequence[Case], worlds: Worlds) -> dict[str, Report]:
    """The report of each idle agent, and of the expected calls."""
    reports = {name: run(cases, worlds, answer=partial(idle, how)) for name, how in SAYS.items()}
    direct = [case.model_copy(update={"must_end": None}) for case in cases if expected_alone(case)]
    return reports | {"expected calls": run(direct, worlds, answer=gold)}


def _called(place: Place, case: Case, step: Step) -> Result:
    with working(place.desk.engine) as session:
        now = place.desk.clock()
        context = Context(
            session=session,
            workspace=workspaces.read(session, WORKSPACE),
            actor=Actor(id="operator", name="The operator", role=case.role),
            today=place.today,
            now=now,
            shelf=Shelf(session, WORKSPACE, place.desk.artifacts, "run_gold", now, "operator"),
        )
        arguments = {name: each for name, each in step.arguments.items() if each is not None}
        result: Result = find(step.tool).run(context, arguments)
        return result


def _ending(results: Sequence[Result]) -> Ending:
    if any(result.questions for result in results):
        return "needs_answer"
    drafts = any(ref.status == "draft" for result in results for ref in result.change_sets)
    return "needs_approval" if drafts else "answered"


def shown(reports: dict[str, Report]) -> Iterator[str]:
    """The share that each agent passes, and what was wrong with the expected calls."""
    for name, report in reports.items():
        passed = sum(attempt.passed for attempt in report.attempts)
        yield f"{name:>16}: {passed} of {len(report.attempts)} passed"
        for attempt in report.attempts:
            if attempt.passed and name in SAYS:
                yield f"{'':>18}{attempt.case} ({attempt.file}) examines nothing"
            if not attempt.passed and name not in SAYS:
                yield f"{'':>18}{attempt.case} ({attempt.file}): {'; '.join(attempt.wrong)}"


def sound(reports: dict[str, Report]) -> bool:
    """Whether the idle fail and the expected calls pass, nearly all of them."""
    shares = {name: _passed(report) for name, report in reports.items()}
    return shares["silent"] <= MOST_IDLE and shares["expected calls"] >= LEAST_GOLD


def _passed(report: Report) -> float:
    return sum(attempt.passed for attempt in report.attempts) / max(1, len(report.attempts))


def main(given: Sequence[str] | None = None) -> int:
    """Examine the exam from the command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="evals.oracle", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose id or file holds this text")
    parser.add_argument("--data", type=Path, default=DATA, help="the public files")
    options = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder:
        worlds = Worlds(Path(folder), Settings(), options.data)
        reports = examine(list(chosen(read_all(), options.only)), worlds)
        worlds.close()
    sys.stdout.writelines(f"{line}\n" for line in shown(reports))
    return 0 if sound(reports) else 1


if __name__ == "__main__":
    sys.exit(main())
