from datetime import date
from pathlib import Path

import pytest

from knowledge import playbook
from store.errors import BadInput

HEAD = """
owner: ops@example.com
reviewed: 2026-01-05
when: Someone asks what was won.
tools: [measure, find_records]
asks:
  measure: ["What did we win?", bookings in March]
  find_records: [show the won deals]
never: [Add two currencies.]
stop_and_ask: [The team is unclear.]
policy: {most_rows: 100}
"""
BODY = """# Won deals

Whom it is for.

## Steps

1. Settle the period,
   fiscal or calendar.
2. Call `measure`.

## What counts

1. Not a step.
"""


def written(folder: Path, head: str = HEAD, body: str = BODY, name: str = "won") -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"---{head}---\n{body}", "utf-8")
    return path


def test_a_playbook_is_read_whole(tmp_path: Path) -> None:
    book = playbook.read(written(tmp_path))
    assert (book.name, book.title, book.reviewed) == ("won", "Won deals", date(2026, 1, 5))
    assert book.tools == ("measure", "find_records")
    assert book.sentences == (
        ("measure", "What did we win?"),
        ("measure", "bookings in March"),
        ("find_records", "show the won deals"),
    )
    assert (book.never, book.stop_and_ask) == (("Add two currencies.",), ("The team is unclear.",))
    assert book.policy == {"most_rows": 100}


def test_the_steps_are_the_numbered_lines_under_steps_alone(tmp_path: Path) -> None:
    steps = playbook.read(written(tmp_path)).steps
    assert steps == ("Settle the period, fiscal or calendar.", "Call `measure`.")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("\nowner: a\nreviewed: 2026-01-05\n", "when: Field required"),
        (HEAD + "tone: warm\n", "tone: Extra inputs"),
        (HEAD.replace("find_records: [", "forecast: ["), "asks names forecast"),
        (HEAD.replace("bookings in March", "'what did we  WIN?'"), "stands there twice"),
        (HEAD.replace("bookings in March", "'  '"), "an ask is empty"),
        (HEAD.replace("Someone asks what was won.", "''"), "when: it is empty"),
        ("\nowner: [\n", "line"),
        ("\njust words\n", "not a list of fields"),
    ],
)
def test_a_wrong_playbook_is_refused_by_name(tmp_path: Path, head: str, says: str) -> None:
    with pytest.raises(BadInput, match=r"won\.md") as refused:
        playbook.read(written(tmp_path, head))
    assert says in refused.value.message


def test_a_file_without_front_matter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("# Only a title\n", "utf-8")
    with pytest.raises(BadInput, match=r"bare\.md has no front matter"):
        playbook.read(path)


def test_playbooks_are_found_in_folders_and_ordered_by_name(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    written(tmp_path / "sales", name="zebra")
    written(tmp_path, name="apple")
    assert [book.name for book in playbook.read_all(tmp_path)] == ["apple", "zebra"]


def test_two_playbooks_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    written(tmp_path / "sales")
    written(tmp_path)
    with pytest.raises(BadInput, match="Two playbooks are called won"):
        playbook.read_all(tmp_path)


def test_the_shipped_playbooks_can_all_be_read() -> None:
    assert "working_together" in {book.name for book in playbook.read_all()}


def test_no_sentence_is_claimed_by_two_tools_of_the_shipped_playbooks() -> None:
    claims: dict[str, set[str]] = {}
    for book in playbook.read_all():
        for tool, ask in book.sentences:
            claims.setdefault(" ".join(ask.casefold().split()), set()).add(tool)
    assert {ask: tools for ask, tools in claims.items() if len(tools) > 1} == {}
