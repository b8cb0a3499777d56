"""What a language model is shown and told: the tools a request may need, and results cut short."""

import json

import pytest

from agent.toolbelt import IDS_TOLD, ROWS_TOLD, consent_for, explain, told
from store.errors import BadInput
from tests.agent.conftest import Office
from tests.agent.endpoint import Answer, endpoint
from tools.catalog import catalog
from tools.context import Consent
from tools.result import Chart, Result, Table

TOKENS = 6_000
"""What the first request of a question that needs one tool may cost."""
LETTERS_A_TOKEN = 4


def result(rows: int) -> Result:
    table = Table(
        name="deals", columns=["deal"], rows=[[f"deal {n}"] for n in range(rows)], total=rows + 7,
        row_ids=[f"opp_{n}" for n in range(rows)],
    )  # fmt: skip
    return Result(say="Here they are.", tables=[table], charts=[Chart(title="x", spec={"a": 1})])


def test_a_long_table_is_cut_and_the_total_is_told() -> None:
    [table] = json.loads(told(result(500)))["tables"]
    assert table["rows"] == [[f"deal {n}"] for n in range(ROWS_TOLD)]
    assert table["total"] == 507
    assert table["row_ids"] == [f"opp_{n}" for n in range(IDS_TOLD)]


def test_a_short_table_is_told_whole() -> None:
    [table] = json.loads(told(result(3)))["tables"]
    assert (len(table["rows"]), table["total"]) == (3, 10)


def test_a_chart_is_for_people() -> None:
    assert "charts" not in json.loads(told(result(1)))


def test_a_big_result_stays_small() -> None:
    assert len(told(result(10_000))) / LETTERS_A_TOKEN < 1_000


def test_an_expected_failure_is_explained_and_a_bug_is_not() -> None:
    failure = BadInput("There is no field 'x'.", hint="Fields: a, b.")
    assert explain(failure, None) == "There is no field 'x'. Fields: a, b."
    assert explain(ZeroDivisionError("1/0"), None) is None


def test_of_several_words_a_call_gets_the_one_about_its_own_set() -> None:
    given = [Consent("approve", "cs_a", "1"), Consent("approve", "cs_b", "2")]
    found = [
        consent_for(given, "approve_changes", {"change_set": each}) for each in ("cs_a", "cs_b")
    ]
    assert found == given


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("approve_changes", {"change_set": "cs_other"}),
        ("approve_changes", {}),
        ("approve_changes", {"change_set": None}),
        ("undo_changes", {"change_set": "cs_a"}),
        ("show_changes", {"change_set": "cs_a"}),
    ],
)
def test_a_call_for_anything_else_gets_no_word(tool: str, arguments: dict[str, str | None]) -> None:
    assert consent_for([Consent("approve", "cs_a", "1")], tool, arguments) is None


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("How many accounts do we have?", "measure"),
        ("Forecast this quarter by team", "forecast"),
        ("Find duplicate contacts", "find_duplicates"),
        ("Build a list of 50 Series B finance companies in the USA", "build_list"),
        ("Normalise the phone numbers of contacts", "normalise_fields"),
        ("Why did win rate drop last quarter?", "explain_change"),
    ],
)
def test_a_request_costs_few_tools_and_tokens(company, tmp_path, text: str, tool: str) -> None:
    with endpoint(Answer("Which ones?")) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1}
        Office(company.engine, tmp_path, tmp_path, company, model=model).ask(text)
    first = served.requests[0]
    names = {t["function"]["name"] for t in first["tools"]}
    assert {tool, "find_tools", "search_knowledge"} <= names
    assert len(names) < len(catalog()) / 2
    assert len(json.dumps(first, ensure_ascii=False)) / LETTERS_A_TOKEN <= TOKENS


def test_a_model_can_find_the_tools_it_was_not_shown(asked: Office, company, tmp_path) -> None:
    look = Answer(calls=[("find_tools", {"query": "merge duplicate contacts"})])
    with endpoint(look, Answer("Found.")) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1}
        Office(company.engine, tmp_path, tmp_path, company, model=model).ask("What did we win?")
    before, after = ({t["function"]["name"] for t in r["tools"]} for r in served.requests[:2])
    assert "merge_duplicates" in after
    assert before < after or "merge_duplicates" in before


def test_tools_that_decide_are_shown_only_when_the_person_has_decided(
    engine, make, tmp_path, planner_cache
) -> None:
    make("contact", first_name="Ann", last_name="Lee", phone="(415) 555-0199")
    office = Office(engine, tmp_path, planner_cache)
    draft = office.ask("Normalise the phone numbers of contacts").change_sets[0]
    approve = Answer(calls=[("approve_changes", {"change_set": draft.id})])
    with endpoint(approve, Answer("Applied.")) as served:
        model = {"name": "scripted", "base_url": served.url, "tries": 1}
        told_office = Office(engine, tmp_path, planner_cache, model=model)
        told_office.conversation = office.conversation
        reply = told_office.ask("approve")
    names = {t["function"]["name"] for t in served.requests[0]["tools"]}
    assert "approve_changes" in names
    assert [c.status for c in reply.change_sets] == ["applied"]
