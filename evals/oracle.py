"""Is the exam itself right? Agents that do no work must fail it, and the expected calls must pass.

    python -m evals.oracle [--only TEXT] [--data FOLDER]

The idle agents (`evals/idle.py`) keep silent, say that it is done, refuse everything, or always ask
back; others call one tool, always the same, whatever was asked. A case that an idle agent passes
examines nothing. Then, for each case that expects calls, those calls are run directly, whatever a
planner would choose: a case that fails even so expects something that its own world or its own
calls do not give.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from agent.compose import composed
from agent.contexts import contexts
from agent.events import Ask, Ending, Reply, Step
from agent.keeping import Keeping
from agent.own_words import OwnWords
from agent.settings import Settings
from agent.toolbelt import Opener
from evals.alike import same
from evals.case import Case, read_all
from evals.idle import AGENTS, Idle
from evals.marks import Outcome, marks
from evals.report import Attempt, Report
from evals.run import chosen, run
from evals.world import DATA, Place, Worlds
from store.errors import PitcrewError
from tools.catalog import catalog, find
from tools.context import Actor
from tools.result import Question, Result

MOST_IDLE = 0.02
"""The share that an agent may pass which does no work, or calls one tool whatever was asked."""

GOLD = "expected calls"
USUAL: dict[str, Any] = {
    "metric": "won_revenue", "table": "opportunity", "action": "pause", "ask": "run the clean-up",
    "when": "every Monday at 9:00", "values": [{"field": "next step", "value": "call back"}],
}  # fmt: skip
"""What an agent that always calls the same tool gives it where the tool needs an argument."""

Calls = Sequence[tuple[str, dict[str, Any]]]


def idle(agent: Idle, cases: Sequence[Case], store: Path) -> Report:
    """The report of an agent that calls nothing, and says the same in every turn.

    The exam is made as easy for it as can be: what a store must hold afterwards is not asked.

    Args:
        agent: Who is examined.
        cases: The exam.
        store: Any store, in which nothing was proposed.
    """
    asked = [Question(text=agent.asks)] if agent.asks else []
    reply = Reply(
        conversation="none", run="none", answer=agent.says, questions=asked, ended=agent.ends
    )
    report = Report(planner=agent.name, trials=1)
    for case in cases:
        easier = case.model_copy(update={"end_state": ()})
        wrong = marks(easier, Outcome(tuple(reply for _ in case.turns), store))
        report.attempts.append(_attempt(case, wrong))
    return report


def gold(place: Place, case: Case) -> list[tuple[Reply, float]]:
    """Run the calls that the case expects, in order, each with the arguments it names."""
    return direct([(tool, first(arguments)) for tool, arguments in case.calls], place, case)


def direct(calls: Calls, place: Place, case: Case) -> list[tuple[Reply, float]]:
    """Run calls without a planner, and reply with what they give."""
    steps: list[Step] = []
    results: list[Result] = []
    opener = _opener(place, case)
    for tool, arguments in calls:
        step = Step(n=len(steps) + 1, tool=tool, title=tool, arguments=arguments, status="done")
        steps.append(step)
        try:
            results.append(_called(opener, step))
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


def usual_call(tool: str) -> tuple[str, dict[str, Any]]:
    """The one call of an agent that always calls this tool."""
    needed = [n for n, each in find(tool).arguments.model_fields.items() if each.is_required()]
    return tool, {name: USUAL[name] for name in needed}


def always(tool: str, cases: Sequence[Case], worlds: Worlds) -> Report:
    """The report of an agent that makes one call, whatever it is asked.

    Only cases that expect that call and no other are put to it; the others it cannot pass.
    """
    call = usual_call(tool)
    fits = [case for case in cases if _expects(case, call)]
    report = run(fits, worlds, answer=partial(direct, [call]))
    left = {case.id for case in fits}
    others = [case for case in cases if case.id not in left]
    report.attempts += [_attempt(case, ["it expects other calls"]) for case in others]
    return report


def _attempt(case: Case, wrong: list[str]) -> Attempt:
    return Attempt(case=case.id, file=case.file, held_aside=case.held_aside, wrong=wrong)


def examine(cases: Sequence[Case], worlds: Worlds) -> dict[str, Report]:
    """The report of each idle agent, and of the expected calls."""
    reports = {each.name: idle(each, cases, worlds.empty()) for each in AGENTS}
    reports |= {f"always {tool}": always(tool, cases, worlds) for tool in catalog()}
    alone = [case.model_copy(update={"must_end": None}) for case in cases if expected_alone(case)]
    return reports | {GOLD: run(alone, worlds, answer=gold)}


def _expects(case: Case, call: tuple[str, dict[str, Any]]) -> bool:
    tool, given = call
    return bool(case.wanted) and all(
        any(name == tool and same(arguments, given) for name, arguments in choices)
        for choices in case.wanted
    )


def _opener(place: Place, case: Case) -> Opener:
    """Contexts as the desk opens them: some tools read the person's own sentence in the run."""
    actor = Actor(id="operator", name="The operator", role=case.role)
    ask = Ask(text=case.turns[-1], actor=actor, as_of=place.today)
    desk = place.desk
    opened = Keeping(desk.engine, desk.settings, desk.clock).open(ask, place.today, "embedded")
    understanding = desk.brain.understanding(opened.workspace, opened.heard, opened.today)
    return contexts(desk, ask, opened, OwnWords(understanding, ask.text, trusted=True))


def _called(opener: Opener, step: Step) -> Result:
    arguments = {name: each for name, each in step.arguments.items() if each is not None}
    with opener(step.tool, arguments) as context:
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
        yield f"{name:>28}: {passed} of {len(report.attempts)} passed"
        for attempt in report.attempts:
            if attempt.passed and name in {each.name for each in AGENTS}:
                yield f"{'':>30}{attempt.case} ({attempt.file}) examines nothing"
            if not attempt.passed and name == GOLD:
                yield f"{'':>30}{attempt.case} ({attempt.file}): {'; '.join(attempt.wrong)}"


def sound(reports: dict[str, Report]) -> bool:
    """Whether every agent that does no work fails nearly always, and all expected calls pass."""
    idlers = [report for name, report in reports.items() if name != GOLD]
    expected = reports[GOLD].attempts
    return all(_passed(each) <= MOST_IDLE for each in idlers) and all(e.passed for e in expected)


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
