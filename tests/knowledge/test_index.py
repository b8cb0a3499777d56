import sqlite3
from pathlib import Path

import pytest

from knowledge import playbook
from knowledge.index import Index
from knowledge.sections import Section
from knowledge.shelf import Shelf
from store.errors import BadInput, Conflict, LimitReached, NotFound
from tests.knowledge.conftest import DISCOUNTS, REFUNDS, Toy, Write


def sources(index: Index, question: str, workspace: str = "main") -> list[str]:
    return [each.source for each in index.search(workspace, question, tiers=["company"])]


def test_a_question_in_other_words_finds_its_passage(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
    best = index.search("main", "giving money back")[0]
    assert best.text == "A refund above 5000 needs the finance lead."
    assert best.citation == "handbook/refunds.md § Refunds, line 3"
    assert best.trust == "company"


def test_a_question_by_name_finds_its_passage_without_a_sentence_model(
    tmp_path: Path, books: Path, handbook: Write
) -> None:
    with Index(tmp_path / "home", None, books) as index:
        index.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
        best = index.search("main", "who is the deal desk?")[0]
        assert (best.source, best.similarity) == ("handbook/discounts.md", None)
        assert index.holdings("main").vectors is None


def test_playbooks_are_found_and_marked_as_trusted(index: Index) -> None:
    best = index.search("main", "close a deal twice")[0]
    assert (best.trust, best.source) == ("playbook", "close_deals")
    assert best.citation == "close_deals § Close deals > Never, and when to ask"


def test_a_workspace_never_meets_the_documents_of_another(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    assert sources(index, "refund", "other") == []
    assert index.holdings("other").documents == []
    with pytest.raises(NotFound):
        index.forget("other", "handbook")
    assert sources(index, "refund") == ["handbook/refunds.md"]


def test_only_the_tiers_asked_for_are_searched(index: Index, handbook: Write) -> None:
    index.add("main", handbook(deals__md="# Deals\n\nClose a deal with care.\n"))
    both = {each.trust for each in index.search("main", "close a deal")}
    assert both == {"playbook", "company"}
    alone = index.search("main", "close a deal", tiers=["playbook"])
    assert {each.trust for each in alone} == {"playbook"}


def test_adding_the_same_folder_again_reads_nothing(
    index: Index, handbook: Write, toy: Toy
) -> None:
    folder = handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS)
    first = index.add("main", folder)
    toy.seen.clear()
    again = index.add("main", folder)
    assert (first.new, first.embedded) == (2, 2)
    assert (again.new, again.changed, again.unchanged, again.embedded) == (0, 0, 2, 0)
    assert toy.seen == []


def test_only_the_changed_passages_of_a_changed_file_are_embedded(
    index: Index, handbook: Write, toy: Toy
) -> None:
    index.add("main", handbook(all__md=REFUNDS + DISCOUNTS, other__md="# Other\n\nWords.\n"))
    toy.seen.clear()
    report = index.add("main", handbook(all__md=REFUNDS + DISCOUNTS.replace("Ten", "Twelve")))
    assert (report.changed, report.unchanged, report.embedded) == (1, 1, 1)
    assert toy.seen == ["Discounts. Twelve percent at most without the deal desk."]
    assert "Ten percent" not in index.search("main", "percent at most")[0].text


def test_a_file_that_is_gone_is_forgotten(index: Index, handbook: Write) -> None:
    folder = handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS)
    index.add("main", folder)
    (folder / "refunds.md").unlink()
    assert index.add("main", folder).removed == 1
    assert sources(index, "refund") == ["handbook/discounts.md"]
    assert (index.holdings("main").passages, index.holdings("main").vectors) == (1, 1)


def test_an_emptied_folder_does_not_wipe_what_is_known(index: Index, handbook: Write) -> None:
    folder = handbook(refunds__md=REFUNDS)
    index.add("main", folder)
    (folder / "refunds.md").unlink()
    with pytest.raises(BadInput, match="no document") as refused:
        index.add("main", folder)
    assert "1 documents stay known" in refused.value.hint
    assert sources(index, "refund") == ["handbook/refunds.md"]


def test_a_bad_file_is_named_and_the_others_are_read(index: Index, handbook: Write) -> None:
    report = index.add(
        "main", handbook(refunds__md=REFUNDS, broken__pdf="not a pdf", table__csv="a,b")
    )
    assert [each.source for each in report.rejected] == ["handbook/broken.pdf"]
    assert "broken.pdf cannot be read as PDF" in report.rejected[0].reason
    assert (report.new, report.skipped) == (1, 1)


def test_a_file_that_turned_bad_no_longer_answers(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
    index.add("main", handbook(refunds__md="   "))
    assert sources(index, "refund") == ["handbook/discounts.md"]


def test_hidden_files_and_links_are_left_out(index: Index, handbook: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nThe password.\n", "utf-8")
    folder = handbook(refunds__md=REFUNDS)
    (folder / "link.md").symlink_to(secret)
    (folder / ".hidden.md").write_text("# Hidden\n\nWords.\n", "utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.md").write_text("# Notes\n\nWords.\n", "utf-8")
    index.add("main", folder)
    assert index.holdings("main").documents == ["handbook/refunds.md"]


def test_two_folders_of_one_name_do_not_replace_each_other(
    index: Index, handbook: Write, tmp_path: Path
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    other = tmp_path / "sales" / "handbook"
    other.mkdir(parents=True)
    (other / "discounts.md").write_text(DISCOUNTS, "utf-8")
    with pytest.raises(BadInput, match="already added from"):
        index.add("main", other)
    index.add("main", other, name="sales handbook")
    assert index.holdings("main").documents == [
        "handbook/refunds.md",
        "sales handbook/discounts.md",
    ]


def test_one_file_can_be_added_alone(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS) / "refunds.md")
    assert index.holdings("main").documents == ["refunds.md"]


def test_a_folder_that_is_not_there_is_said(index: Index, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        index.add("main", tmp_path / "nowhere")


def test_too_many_files_are_refused_before_any_is_read(
    index: Index, handbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.collecting.MOST_FILES", 1)
    with pytest.raises(LimitReached, match="2 documents"):
        index.add("main", handbook(a__md=REFUNDS, b__md=DISCOUNTS))
    assert index.holdings("main").documents == []


def test_a_document_or_a_folder_can_be_forgotten(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
    assert index.forget("main", "handbook/refunds.md") == 1
    assert sources(index, "refund") == ["handbook/discounts.md"]
    assert index.forget("main", "handbook") == 1
    assert index.holdings("main").vectors == 0


@pytest.mark.parametrize("question", ["", "   ", "\u200b\u200b"])
def test_an_empty_question_is_refused(index: Index, question: str) -> None:
    with pytest.raises(BadInput, match="needs words"):
        index.search("main", question)


@pytest.mark.parametrize(
    "question",
    ['refund" OR "', "refund NEAR(", "* AND NOT refund", "section:refund", "the of and", "'; DROP"],
)
def test_a_question_is_never_read_as_a_query(index: Index, handbook: Write, question: str) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    assert sources(index, question) == ["handbook/refunds.md"]


def test_progress_is_told_for_each_file(index: Index, handbook: Write) -> None:
    told: list[tuple[int, int, str]] = []
    index.add(
        "main",
        handbook(a__md=REFUNDS, b__md=DISCOUNTS),
        progress=lambda done, total, what: told.append((done, total, what)),
    )
    assert told == [(1, 2, "handbook/a.md"), (2, 2, "handbook/b.md"), (2, 2, "passages")]


def test_a_changed_playbook_is_found_by_its_new_words(
    index: Index, tmp_path: Path, toy: Toy, books: Path
) -> None:
    index.search("main", "close a deal")
    index.close()
    path = books / "close_deals.md"
    path.write_text(path.read_text("utf-8").replace("Look at the deal", "Ring the zebra"), "utf-8")
    playbook.read_all.cache_clear()
    with Index(tmp_path / "home", toy, books) as opened:
        assert "zebra" in opened.search("main", "zebra")[0].text


def test_a_file_of_another_workspace_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "shelf.sqlite"
    Shelf(path, "main", "company").put("a.md", "/a", "1", [])
    with pytest.raises(Conflict, match="another workspace"):
        Shelf(path, "other", "company").put("b.md", "/b", "2", [])


def test_a_write_that_fails_leaves_the_document_as_it_was(index: Index, handbook: Write) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    shelf = index._shelf("main")
    before = shelf.revision()
    unstorable = Section(("A",), "words", page=object())
    with pytest.raises(sqlite3.Error):
        shelf.put("handbook/refunds.md", "/handbook", "2", [unstorable])
    assert shelf.revision() == before
    assert sources(index, "refund") == ["handbook/refunds.md"]
