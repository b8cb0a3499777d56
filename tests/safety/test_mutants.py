"""The safety tests can fail: each deliberate bug below is caught by the test named beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("store", "tools", "knowledge", "connectors", "agent", "api", "evals", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "static", "web")
HERE = "tests/safety"
MUTANTS: dict[str, tuple[str, str, str, str]] = {
    "a model may do at once what it likes": (
        "tools/contract.py",
        "if self.takes_effect(given) and not context.own_words:",
        "if False:",
        f"{HERE}/test_worst_case.py::test_asking_for_one_schedule_does_not_let_a_model_end_it",
    ),
    "a policy applies what a record asked for": (
        "agent/run.py",
        "return [draft for draft in self.proposed if self._by_us[draft.id]]",
        "return self.proposed",
        (
            f"{HERE}/test_worst_case.py::"
            "test_the_same_call_is_left_to_a_person_where_only_a_record_asked_for_it"
        ),
    ),
    "a policy applies what was only listed": (
        "agent/desk.py",
        "drafts = running.asked_for()",
        "drafts = running.drafts",
        f"{HERE}/test_worst_case.py::test_a_draft_that_is_only_listed_is_not_decided_by_a_policy",
    ),
    "a model reads hidden letters": (
        "agent/toolbelt.py",
        "return visible(json.dumps(told, ensure_ascii=False))",
        "return json.dumps(told, ensure_ascii=False)",
        f"{HERE}/test_worst_case.py::test_letters_that_nobody_sees_reach_no_model",
    ),
    "the arguments are not compared": (
        "agent/own_words.py",
        "(tool in READ_AGAIN or _plain(tool, call.arguments) == given)",
        "True",
        f"{HERE}/test_worst_case.py::test_asking_for_one_schedule_does_not_let_a_model_end_it",
    ),
    "a word serves any call": (
        "agent/toolbelt.py",
        'if tool == f"{one.verb}_changes" and arguments.get("change_set") == one.change_set_id:',
        "if True:",
        f"{HERE}/test_worst_case.py::test_an_approval_of_both_is_one_of_each_and_of_no_third",
    ),
    "a word for one set serves any": (
        "agent/toolbelt.py",
        ' and arguments.get("change_set") == one.change_set_id:',
        ":",
        "tests/agent/test_toolbelt.py::test_a_call_for_anything_else_gets_no_word",
    ),
    "a tool takes the word for another set": (
        "tools/parts/ledger/choosing.py",
        "if change_set is not None and change_set != given.change_set_id:",
        "if False:",
        (
            "tests/tools/changes/test_approve_changes.py::"
            "test_a_word_about_something_else_decides_nothing"
        ),
    ),
    "a step is kept without what was asked": (
        "agent/keeping.py",
        "arguments=step.arguments,",
        "arguments={},",
        f"{HERE}/test_replay.py::test_recorded_calls_lead_to_the_same_rows_in_every_table",
    ),
    "a malformed reply is a bug": (
        "agent/endpoint.py",
        "except (openai.OpenAIError, *MALFORMED) as error:",
        "except openai.OpenAIError as error:",
        f"{HERE}/test_endpoint_faults.py::test_a_fault_of_each_kind_ends_in_an_answer",
    ),
    "a deadlock is the end": (
        "store/changes/application.py",
        'DEADLOCKS = frozenset({"40001", "40P01"})',
        'DEADLOCKS = frozenset({"no"})',
        f"{HERE}/test_connections.py::test_a_deadlock_is_tried_again",
    ),
    "a worker that was overtaken goes on": (
        "store/changes/application.py",
        'if (header.fence, header.status) != (work.fence, "applying"):',
        "if False:",
        f"{HERE}/test_connections.py::test_a_clock_that_jumps_lets_nothing_be_applied_twice",
    ),
    "an apostrophe stays when it is imported": (
        "connectors/files/values.py",
        "trimmed = let_go(cell.strip()).strip()",
        "trimmed = cell.strip()",
        f"{HERE}/test_files.py::test_what_is_exported_comes_back_as_it_was",
    ),
    "a formula stands in the rejects": (
        "connectors/files/values.py",
        'return f"\'{cell}" if begins and not _PLAIN.match(cell) else cell',
        "return cell",
        f"{HERE}/test_files.py::test_a_formula_in_a_rejected_row_is_none_in_the_file_of_rejects",
    ),
    "a workbook of any size is opened": (
        "connectors/files/sheets.py",
        "if unpacked > LARGEST_UNPACKED:",
        "if False:",
        f"{HERE}/test_files.py::test_a_workbook_that_unpacks_to_too_much_is_refused_unread",
    ),
    "an approval hides letters": (
        "api/views/changed_rows.py",
        "return None if text is None else shown(text)",
        "return text",
        f"{HERE}/test_shown.py::test_no_door_hides_a_letter_of_what_is_to_be_approved",
    ),
    "a tool runs a text": (
        "tools/parts/formats.py",
        "\nfrom ",
        "\nprint(eval('1'))\nfrom ",
        f"{HERE}/test_static.py::test_nothing_that_a_tool_can_reach_runs_code_or_programs",
    ),
    "a query is built from input": (
        "tools/parts/records.py",
        "\nfrom ",
        "\nNAME = 'x'\nQUERY = f'SELECT * FROM {NAME}'\nfrom ",
        f"{HERE}/test_static.py::test_sql_is_written_as_text_only_where_somebody_has_looked",
    ),
}
"""Bug -> the module, what stands there, what stands there instead, and the test that sees it."""


@pytest.mark.parametrize("name", MUTANTS)
def test_what_a_bug_replaces_stands_there_once(name: str) -> None:
    module, right, _, test = MUTANTS[name]
    assert (ROOT / module).read_text("utf-8").count(right) >= 1
    assert f"def {test.split('::')[1]}(" in (ROOT / test.split("::")[0]).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTANTS)
def test_a_deliberate_bug_is_caught(name: str, tmp_path: Path) -> None:
    """The tests run in a process of their own, over a copy of the rooms that has the bug."""
    module, right, wrong, test = MUTANTS[name]
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / module
    broken.write_text(broken.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider",
         test],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 1, f"nobody saw it:\n{ran.stdout[-2000:]}{ran.stderr[-1000:]}"
