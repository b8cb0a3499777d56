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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ARR; gross revenue retention; number of customers",
         ["ARR", "gross revenue retention", "number of customers"]),
        ("CAC payback\nLTV to CAC", ["CAC payback", "LTV to CAC"]),
        ("top 3 owners by won revenue; bottom 3 owners by won revenue",
         ["top 3 owners by won revenue", "bottom 3 owners by won revenue"]),
        ("pipeline changes this week; forecast", ["pipeline changes this week", "forecast"]),
        ("won revenue by rep; this month's open pipeline",
         ["won revenue by rep", "this month's open pipeline"]),
        ("always write IBM for I.B.M.; never change eBay",
         ["always write IBM for I.B.M.", "never change eBay"]),
        ("show ARR every Monday and every Friday at 4pm find duplicates",
         ["show ARR every Monday", "every Friday at 4pm find duplicates"]),
    ],
)  # fmt: skip
def test_a_semicolon_parts_whatever_is_a_request_by_itself(text: str, parts: list[str]) -> None:
    assert steps(text) == parts


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("won revenue by rep; top 5; West only", "won revenue by rep top 5 West only"),
        ("won revenue by rep; top 5 by ARR", "won revenue by rep top 5 by ARR"),
        ("open deals in West; by stage", "open deals in West by stage"),
        ("find duplicates; contacts only", "find duplicates contacts only"),
        ("deals won this year; how many and how much",
         "deals won this year how many and how much"),
        ("show accounts in West; name, owner and phone",
         "show accounts in West, showing name, owner and phone"),
        ("clean up contacts; never touch emails", "clean up contacts never touch emails"),
        ("every Monday and every Friday at 4 show ARR",
         "every Monday and every Friday at 4 show ARR"),
    ],
)  # fmt: skip
def test_what_only_says_more_of_the_part_before_stays_with_it(text: str, whole: str) -> None:
    assert steps(text) == [whole]
