"""The list of faults names tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def named() -> list[tuple[str, str]]:
    """Every test that the list names."""
    return NAMED.findall((ROOT / "docs/faults.md").read_text("utf-8"))


def test_the_list_names_tests_and_each_of_them_exists() -> None:
    assert len(named()) > 60
    gone = [
        f"{path}::{name}"
        for path, name in named()
        if f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert gone == []


@pytest.mark.parametrize("heading", ["Process", "The language model", "Slack", "Data", "Upgrade"])
def test_no_part_of_the_list_is_missing(heading: str) -> None:
    assert f"\n## {heading}" in (ROOT / "docs/faults.md").read_text("utf-8")
