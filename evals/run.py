"""The exam: every case through the real desk, marked by code, reported for people and machines.

    python -m evals.run [--only TEXT] [--trials N] [--json FILE] [--report FILE] [--data FOLDER]

The agent plans as the settings say: the embedded planner, unless PITCREW_MODEL__NAME names a
language model. It ends with 1 when the share passed is under what was asked for, or when a row was
changed without a person's word.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from agent.events import Ask, Ended, Reply
from agent.settings import Settings
from evals.case import Case, read_all
from evals.census import wrong_writes
from evals.marks import Outcome, marks
from evals.report import Attempt, Report, Skipped, written
from evals.world import DATA, Place, Worlds
from store.errors import NotReady
from tools.context import Actor

Answer = Callable[[Place, Case], list[tuple[Reply, float]]]
"""Gives the reply to each turn of a case, and how long it took in milliseconds."""


def by_desk(place: Place, case: Case) -> list[tuple[Reply, float]]:
    """Put the case's turns to the desk, in one conversation."""
    actor = Actor(id="operator", name="The operator", role=case.role)
    replies: list[tuple[Reply, float]] = []
    talk: str | None = None
    for text in case.turns:
        ask = Ask(text=text, actor=actor, conversation=talk, as_of=place.today)
        start = time.perf_counter()
        reply = asyncio.run(_last(place, ask))
        replies.append((reply, (time.perf_counter() - start) * 1_000))
        talk = reply.conversation
    return replies


def run(
    cases: Iterable[Case],
    worlds: Worlds,
    trials: int = 1,
    answer: Answer = by_desk,
    progress: Callable[[Attempt], None] | None = None,
) -> Report:
    """Give every case so many trials, and report.

    Args:
        cases: The exam.
        worlds: Where they are asked.
        trials: How often each is asked; pass^k counts those that pass every time.
        answer: Who answers; the desk, unless the examination is of the exam itself.
        progress: Told of each attempt.
    """
    report = Report(planner=_planner(worlds.settings), trials=trials)
    for case in cases:
        try:
            for _ in range(trials):
                attempt = attempted(case, worlds, answer)
                report.attempts.append(attempt)
                if progress is not None:
                    progress(attempt)
        except NotReady as error:
            report.skipped.append(Skipped(case=case.id, why=error.message))
    return report


def attempted(case: Case, worlds: Worlds, answer: Answer = by_desk) -> Attempt:
    """One case, once.

    Raises:
        NotReady: Its world cannot be made on this machine.
    """
    with worlds.lend(case) as place:
        timed = answer(place, case)
        replies = tuple(reply for reply, _ in timed)
        unasked = tuple(wrong_writes(place.rows, place.store, case.turns))
        wrong = marks(case, Outcome(replies, place.store, unasked, place.today))
    return Attempt(
        case=case.id,
        file=case.file,
        held_aside=case.held_aside,
        wrong=wrong,
        wrong_writes=len(unasked),
        planner_ms=[round(took - _tools(reply), 2) for reply, took in timed],
        tools_ms=[_tools(reply) for reply in replies],
        usage=[reply.usage for reply in replies],
        said=replies[-1].answer,
    )


async def _last(place: Place, ask: Ask) -> Reply:
    async for event in place.desk.reply(ask):
        if isinstance(event, Ended):
            return event.reply
    raise AssertionError("a stream ends with its reply")


def _tools(reply: Reply) -> float:
    return float(sum(step.ms for step in reply.plan))


def _planner(settings: Settings) -> str:
    return "embedded" if settings.planner == "embedded" else settings.model.name or "embedded"


def chosen(cases: Sequence[Case], only: str) -> Iterator[Case]:
    """The cases whose id or file holds a text."""
    return (case for case in cases if only in case.id or only in case.file)


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="evals.run", description=__doc__)
    parser.add_argument("--only", default="", help="cases whose id or file holds this text")
    parser.add_argument("--trials", type=int, default=1, help="how often each case is asked")
    parser.add_argument("--json", type=Path, help="write the whole report here")
    parser.add_argument("--report", type=Path, help="write it for people here, as Markdown")
    parser.add_argument("--data", type=Path, default=DATA, help="the public files")
    parser.add_argument("--least-dev", type=float, default=0.0, help="share that must pass")
    parser.add_argument("--least-held", type=float, default=0.0, help="share of those held aside")
    parser.add_argument("--input-price", type=float, default=0.0, help="per million tokens")
    parser.add_argument("--output-price", type=float, default=0.0, help="per million tokens")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Run the exam from the command line; gives the exit code."""
    options = _arguments(given)
    with tempfile.TemporaryDirectory() as folder:
        worlds = Worlds(Path(folder), Settings(), options.data)
        report = run(chosen(read_all(), options.only), worlds, options.trials, progress=_tick)
        worlds.close()
    report.prices = (options.input_price, options.output_price)
    text = written(report)
    if options.json:
        options.json.write_text(report.model_dump_json(indent=2) + "\n", "utf-8")
    if options.report:
        options.report.write_text(text, "utf-8")
    sys.stderr.write("\n")
    sys.stdout.write(text)
    return 0 if report.good(options.least_dev, options.least_held) else 1


def _tick(attempt: Attempt) -> None:
    sys.stderr.write("." if attempt.passed else "F")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
