from pathlib import Path

import pytest

from knowledge.index import Index
from store.errors import Conflict
from tests.knowledge.conftest import DISCOUNTS, REFUNDS, Toy, Write


def test_a_second_owner_searches_by_words_until_the_first_lets_go(
    index: Index, handbook: Write, tmp_path: Path, toy: Toy, books: Path
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    with Index(tmp_path / "home", toy, books) as second:
        assert second.search("main", "refund")[0].similarity is None
        assert second.holdings("main").vectors is None
        index.close()
        assert second.search("main", "refund")[0].similarity is not None


def test_what_a_second_owner_adds_is_embedded_by_the_first(
    index: Index, handbook: Write, tmp_path: Path, toy: Toy, books: Path
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    with Index(tmp_path / "home", toy, books) as second:
        added = second.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
    assert (added.new, added.embedded) == (1, 0)
    assert {each.similarity is None for each in index.search("main", "percent")} == {False}
    assert index.holdings("main").vectors == 2


def test_vectors_that_were_lost_are_computed_again(
    index: Index, handbook: Write, tmp_path: Path, toy: Toy, books: Path
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS, discounts__md=DISCOUNTS))
    store, shelf = index._vectors, index._shelf("main")
    assert store is not None
    store.drop(shelf.path.stem, sorted(shelf.ids())[:1])
    store.put(shelf.path.stem, ["psg_left_over"], toy.embed(["refund"]))
    index.close()
    with Index(tmp_path / "home", toy, books) as opened:
        found = opened.search("main", "refund")
        assert {each.source for each in found} >= {"handbook/refunds.md", "handbook/discounts.md"}
        assert opened.holdings("main").vectors == 2


def test_a_large_gap_is_not_closed_while_somebody_waits(
    index: Index, handbook: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("knowledge.index.IN_PASSING", 1)
    with Index(tmp_path / "home", None, index.books) as words:
        words.add("main", handbook(a__md=REFUNDS, b__md=DISCOUNTS, c__md="# C\n\nMore.\n"))
    counts = []
    for _ in range(4):
        index.search("main", "refund", tiers=["company"])
        counts.append(index.holdings("main").vectors)
    assert counts == [1, 2, 3, 3]


def test_reindexing_computes_every_vector_again(index: Index, handbook: Write, toy: Toy) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    index.add("other", handbook(refunds__md=REFUNDS))
    before = index.search("main", "refund")
    toy.seen.clear()
    assert index.reindex() == len(toy.seen) >= 4
    assert index.search("main", "refund") == before


def test_reindexing_is_refused_while_another_process_has_the_vectors(
    index: Index, handbook: Write, tmp_path: Path, toy: Toy, books: Path
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    with (
        Index(tmp_path / "home", toy, books) as second,
        pytest.raises(Conflict, match="Another process"),
    ):
        second.reindex()


def test_damaged_vectors_are_set_aside_and_computed_again(
    index: Index, handbook: Write, tmp_path: Path, toy: Toy, caplog: pytest.LogCaptureFixture
) -> None:
    index.add("main", handbook(refunds__md=REFUNDS))
    index.close()
    folder = tmp_path / "home" / "knowledge"
    (folder / "vectors" / "chroma.sqlite3").write_bytes(b"garbage" * 1_000)
    with Index(tmp_path / "home", toy, index.books) as opened:
        assert opened.search("main", "refund")[0].similarity is not None
        assert opened.holdings("main").vectors == 1
    assert "were damaged and are computed again" in caplog.text
    assert (folder / "vectors.damaged").exists()
