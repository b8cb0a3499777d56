import pytest

from agent.planner.words.splitting import steps


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Clean up contacts, then forecast Q4 by team",
         ["Clean up contacts", "forecast Q4 by team"]),
        ("Find duplicate accounts and merge the safe ones, but show me first.",
         ["Find duplicate accounts", "merge the safe ones"]),
        ("How healthy is the pipeline, and why did velocity drop?",
         ["How healthy is the pipeline", "why did velocity drop?"]),
        ("What changed since Monday? Undo the stage updates.",
         ["What changed since Monday?", "Undo the stage updates."]),
    ],
)  # fmt: skip
def test_a_request_of_several_jobs_is_several_steps(text: str, parts: list[str]) -> None:
    assert steps(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "What is our win rate and deal size by region and product?",
        "Find and merge duplicates",
        "Companies in the U.S. and Canada with 50-200 employees",
        "Clean up phone, country, state, job titles and company names",
    ],
)
def test_a_list_within_one_job_stays_one_step(text: str) -> None:
    assert steps(text) == [text]


def test_a_run_of_blanks_is_one_blank_and_costs_no_more() -> None:
    assert steps("show" + " " * 4000 + "open deals") == ["show open deals"]
    assert steps("merge accounts" + "\n" * 4000 + "forecast Q4") == [
        "merge accounts",
        "forecast Q4",
    ]
