"""The rules of the house that no linter knows; each test names what is missing."""

import importlib
import io
import re
import tokenize
from itertools import pairwise
from pathlib import Path

import pytest

from evals.case import read_all as cases
from knowledge.playbook import read_all as playbooks
from store.schema import ENTITIES
from tools.catalog import FAMILIES, catalog, family_of
from tools.contract import Tool
from tools.parts.records import SHOWN

ROOT = Path(__file__).parents[1]
ROOMS = ("store", "tools", "knowledge", "connectors", "agent", "api", "evals", "tests")
LONGEST = 300
VAGUE = {"base", "common", "handler", "helper", "helpers", "manager", "misc", "service", "utils"}
REASON = re.compile(
    r"#\s*(?:noqa|type: ignore)(?P<codes>: ?[A-Z][A-Z0-9, ]+|\[[a-z, -]+\])?(?P<why>.*)"
)


def modules() -> list[Path]:
    """Every Python module of the project, beside what was installed or built."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("name", catalog())
def test_a_tool_is_the_function_of_its_files_name(name: str) -> None:
    tool = catalog()[name]
    assert isinstance(tool, Tool)
    assert tool.name == name
    assert family_of(name) in FAMILIES


def test_every_tool_has_a_test_file_of_its_name() -> None:
    expected = [ROOT / "tests/tools" / family_of(n) / f"test_{n}.py" for n in catalog()]
    assert named([path for path in expected if not path.exists()]) == []


def test_every_tool_has_asks_in_a_playbook_that_lists_it() -> None:
    asked = {n for book in playbooks() for n, asks in book.asks.items() if asks and n in book.tools}
    assert sorted(set(catalog()) - asked) == []


def test_every_ask_is_for_a_tool_that_there_is() -> None:
    asked = {name for book in playbooks() for name in book.asks}
    assert sorted(asked - set(catalog()) - {"help", "nothing", "imports"}) == []


def test_every_tool_has_eval_cases_under_its_name_and_is_called_by_some() -> None:
    files = {case.file for case in cases()}
    called = {tool for case in cases() for tool, _ in case.calls}
    assert sorted(set(catalog()) - files) == []
    assert sorted(set(catalog()) - called) == []


def test_no_folder_of_tools_is_left_out_of_the_catalog() -> None:
    folders = {path.name for path in (ROOT / "tools").iterdir() if any(path.glob("[a-z]*.py"))}
    assert folders - {"parts"} == set(FAMILIES)


def test_no_module_is_longer_than_a_few_screens() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert named([path for path, length in lengths.items() if length > LONGEST]) == []


def test_no_module_has_a_name_that_could_hold_anything() -> None:
    assert named([path for path in modules() if path.stem in VAGUE]) == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_the_one_in_this_repository(room: str) -> None:
    [place] = importlib.import_module(room).__path__
    assert Path(place).resolve() == ROOT / room


def test_decisions_are_numbered_once_and_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(name.split("-")[0]) for name in names]
    assert names
    assert all(after == before + 1 for before, after in pairwise([0, *numbers])), names


def test_a_decision_is_headed_by_its_number() -> None:
    for path in sorted((ROOT / "docs/decisions").glob("*.md")):
        head = path.read_text("utf-8").splitlines()[0]
        assert re.match(r"# (\d+)", head), path.name
        assert int(re.findall(r"\d+", head)[0]) == int(path.name[:4]), path.name


def test_the_architecture_page_names_the_rooms_and_the_modules_that_exist() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    rooms = re.findall(r"^\| `(\w+)/` \|", page, re.MULTILINE)
    assert sorted(rooms) == sorted(ROOMS)
    paths = set(re.findall(rf"`((?:{'|'.join(ROOMS)})/[\w./]+)`", page))
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_links_between_the_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_exception_to_a_check_names_the_check_and_the_reason() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line, comment in comments(path)
        if (found := REASON.match(comment)) and not (found["codes"] and found["why"].strip("- #"))
    ]
    assert silent == []


def comments(path: Path) -> list[tuple[int, str]]:
    """The comments of a module, by line; text in strings is none."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
    return [(t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT]


def test_every_table_has_columns_to_be_shown_with() -> None:
    assert sorted(set(ENTITIES) - set(SHOWN)) == []
