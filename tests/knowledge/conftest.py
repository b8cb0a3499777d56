"""A small sentence model that needs no weights, and an index in a folder of its own."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.index import Index

MEANS = {"money": "refund", "back": "refund", "reimburse": "refund", "bill": "invoice"}

REFUNDS = "# Refunds\n\nA refund above 5000 needs the finance lead.\n"
DISCOUNTS = "# Discounts\n\nTen percent at most without the deal desk.\n"
Write = Callable[..., Path]


class Toy:
    """Counts words, after replacing a few by a word of the same meaning; remembers its texts."""

    name = "toy"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        rows = np.full((len(texts), 64), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                meaning = MEANS.get(word, word).encode()
                row[hashlib.blake2b(meaning, digest_size=1).digest()[0] % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "close_deals.md").write_text(
        "---\nowner: ops@example.com\nreviewed: 2026-01-05\nwhen: Someone closes a deal.\n"
        "never: [Close a deal twice.]\n---\n# Close deals\n\n## Steps\n\n1. Look at the deal.\n",
        "utf-8",
    )
    return folder


@pytest.fixture
def index(tmp_path: Path, toy: Toy, books: Path) -> Iterator[Index]:
    with Index(tmp_path / "home", toy, books) as opened:
        yield opened


@pytest.fixture
def handbook(tmp_path: Path) -> Write:
    """Writes a folder of documents: one keyword argument a file, `__` for the dot."""

    def write(**files: str) -> Path:
        folder = tmp_path / "handbook"
        for name, text in files.items():
            path = folder / name.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return folder

    return write
