import re
from pathlib import Path

import pytest

from evals.choice import ASIDE
from knowledge import playbook
from knowledge.asks import Said, read_all
from store.errors import BadInput
from tools.catalog import catalog
from tools.parts.metrics import METRICS

TALK = {"nothing", "help", "imports"}


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def test_a_heading_names_the_figure_of_the_sentences_below_it(tmp_path: Path) -> None:
    (tmp_path / "measure.txt").write_text("any figure\n# win_rate\nhow often do we win\n")
    assert read_all(tmp_path) == (
        Said("measure", "any figure"),
        Said("measure", "how often do we win", "win_rate"),
    )


def test_a_sentence_that_a_file_says_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "help.txt").write_text("Hello\nhello\n")
    with pytest.raises(BadInput, match=r"help.txt says 'hello' twice"):
        read_all(tmp_path)


@pytest.mark.parametrize("folder", [None, ASIDE])
def test_every_file_is_for_a_tool_and_every_heading_is_a_metric(folder: Path | None) -> None:
    said = read_all(folder) if folder else read_all()
    assert {each.tool for each in said} <= catalog().keys() | TALK
    assert {each.figure for each in said if each.figure} <= METRICS.keys()
    assert {each.figure is None for each in said if each.tool == "measure"} == {False}


def test_no_sentence_that_is_kept_aside_is_learned_from() -> None:
    taught = {plain(each.text) for each in read_all()}
    taught |= {plain(ask) for book in playbook.read_all() for _, ask in book.sentences}
    assert {each.text for each in read_all(ASIDE) if plain(each.text) in taught} == set()
