from typing import Any

import pytest

from evals.report import Attempt, Report, Skipped, written


def attempt(case: str, *wrong: str, **fields: Any) -> Attempt:
    given = {"case": case, "file": "measure", "held_aside": False, "wrong": list(wrong)}
    return Attempt.model_validate(given | fields)


def report(*attempts: Attempt, **fields: Any) -> Report:
    return Report(planner="embedded", trials=1, attempts=list(attempts), **fields)


def test_open_cases_and_those_held_aside_are_counted_apart() -> None:
    found = report(attempt("a"), attempt("b", "no"), attempt("c", held_aside=True)).shares
    assert (found["dev"].cases, found["dev"].pass_at_1) == (2, 0.5)
    assert (found["held aside"].cases, found["held aside"].pass_at_1) == (1, 1.0)
    assert found["measure"].cases == 3


def test_a_case_that_fails_once_in_two_trials_passes_half_and_not_every_time() -> None:
    found = report(attempt("a"), attempt("a", "no"), attempt("b"), attempt("b")).shares["dev"]
    assert (found.cases, found.pass_at_1, found.pass_every) == (2, 0.75, 0.5)


def test_a_group_without_a_case_has_no_share_rather_than_none_passed() -> None:
    assert report().shares["dev"].pass_at_1 is None
    assert "| dev | 0 | - | - |" in written(report())


def test_the_times_of_all_turns_are_summed_up() -> None:
    turns = [attempt(str(n), planner_ms=[float(n)]) for n in range(1, 101)]
    assert report(*turns).planner_ms == {"median": 50.5, "p95": 96.0}
    assert report().planner_ms == {"median": None, "p95": None}


def test_tokens_are_summed_and_priced() -> None:
    used = attempt("a", usage=[{"input_tokens": 1_000_000, "output_tokens": 500_000}, {}])
    priced = report(used, prices=(2.0, 8.0))
    assert priced.tokens == {"input_tokens": 1_000_000, "output_tokens": 500_000}
    assert priced.cost == 6.0


@pytest.mark.parametrize(
    ("attempts", "good"),
    [
        ([attempt("a"), attempt("b", held_aside=True)], True),
        ([attempt("a", "no")], False),
        ([attempt("a"), attempt("b", "no", held_aside=True)], False),
        ([attempt("a", wrong_writes=1)], False),
        ([], False),
    ],
)
def test_a_report_is_good_when_enough_passed_and_nothing_was_written_unasked(
    attempts: list[Attempt], good: bool
) -> None:
    assert report(*attempts).good(0.9, 0.85) is good


def test_the_failures_of_cases_held_aside_are_not_shown_to_those_who_tune() -> None:
    text = written(report(attempt("open", "why one"), attempt("shut", "why two", held_aside=True)))
    assert "why one" in text
    assert "why two" not in text
    assert "shut" not in text


def test_what_was_skipped_is_counted_with_its_reason() -> None:
    skipped = [Skipped(case=str(n), why="The files are not here.") for n in range(3)]
    assert "- 3 cases: The files are not here." in written(report(skipped=skipped))
