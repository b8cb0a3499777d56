"""The safety tests can fail: each deliberate bug is caught by every test that is named beside it.

The tests of change sets have such tables of their own: `tests/store/test_mutants.py` and
`tests/store/test_chain_mutants.py`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.safety.mutants import DOORS, HERE, LINE, MUTANTS, SHOWN
from tests.safety.mutants_below import BELOW

ROOT = Path(__file__).parents[2]
ROOMS = ("store", "tools", "knowledge", "connectors", "agent", "api", "evals", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "static", "web")
ALL = MUTANTS | BELOW
THREE = (
    "what was done is marked, has another value and another version: without the first two of "
    "these it is still not done again; `nomark` and `nocas` of tests/store are bugs in them"
)
SEEN_OTHERWISE = {
    f"{SHOWN}::test_a_browser_runs_and_fetches_nothing_of_what_records_say":
        "the page is built from another language; that its sink sees a request is looked at there",
    f"{DOORS}::test_each_door_is_tried_with_more_than_five_hundred_pairs":
        "it counts the tests themselves",
    f"{LINE}::test_a_commit_whose_answer_is_lost_is_not_done_again": THREE,
    f"{LINE}::test_nor_is_a_batch_whose_commit_nobody_heard_of": THREE,
}  # fmt: skip
"""Tests of safety that no bug of the table is for, and why."""


def safety_tests() -> set[str]:
    """Every test of safety but those of this table."""
    return {
        f"{HERE}/{path.name}::{name}"
        for path in (ROOT / HERE).glob("test_*.py")
        if path.name != Path(__file__).name
        for name in re.findall(
            r"^(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE
        )
    }


def bare(test: str) -> str:
    """A test without the case of it that is run."""
    return test.partition("[")[0]


def test_no_safety_test_is_without_a_bug_that_it_sees() -> None:
    seen = {bare(test) for mutant in ALL.values() for test in mutant.tests}
    assert safety_tests() - seen - set(SEEN_OTHERWISE) == set()
    assert set(SEEN_OTHERWISE) <= safety_tests() - seen


@pytest.mark.parametrize("name", ALL)
def test_what_a_bug_replaces_stands_there_and_its_tests_exist(name: str) -> None:
    for module, right, _ in ALL[name].edits:
        assert (ROOT / module).read_text("utf-8").count(right) >= 1, module
    for test in ALL[name].tests:
        module, function = bare(test).split("::")
        assert f"def {function}(" in (ROOT / module).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_deliberate_bug_is_caught_by_every_test_named_for_it(name: str, tmp_path: Path) -> None:
    """The tests run in a process of their own, over a copy of the rooms that has the bug."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, right, wrong in ALL[name].edits:
        broken = tmp_path / module
        broken.write_text(broken.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "slow or not slow", "-rfE",
         "-p", "no:cacheprovider", *ALL[name].tests],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - |$)", ran.stdout, re.MULTILINE)
    blind = [test for test in ALL[name].tests if not any(f.startswith(test) for f in failed)]
    assert blind == [], f"these saw nothing:\n{ran.stdout[-3000:]}{ran.stderr[-1000:]}"
