"""The passages' vectors in embedded Chroma: one collection for each shelf and sentence model.

Chroma's files must have one process at a time, so the process that opens them holds a lock for
as long as it lives. The lock is an open transaction on a SQLite file: the system lets go of it
when the process ends, however it ends. A process that does not get the lock searches by words.
"""

import logging
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np

from knowledge.embedding import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

SPACE: "CreateCollectionConfiguration" = {
    "hnsw": {"space": "cosine", "ef_search": 100, "ef_construction": 200}
}
BATCH = 2_000
LOG = logging.getLogger("pitcrew.knowledge")


class VectorStore:
    """Vectors by shelf; only the process that holds the lock has one."""

    def __init__(self, client: "Client", lock: sqlite3.Connection, model: str) -> None:
        self.client, self.lock, self.model = client, lock, model
        self.opened: dict[str, Collection] = {}

    @classmethod
    def open(cls, folder: Path, model: str, *, afresh: bool = False) -> Self | None:
        """The vectors in `folder`, or `None` while another process has them.

        Files that Chroma cannot open are set aside: vectors can be computed again.

        Args:
            folder: Where the index is.
            model: The sentence model that the vectors are of.
            afresh: Whether to begin without any vector.
        """
        lock = _lock(folder)
        if lock is None:
            return None
        files = folder / "vectors"
        if afresh:
            shutil.rmtree(files, ignore_errors=True)
        if _damaged(files / "chroma.sqlite3"):
            LOG.warning("The vectors in %s were damaged and are computed again.", files)
            shutil.rmtree(folder / "vectors.damaged", ignore_errors=True)
            files.rename(folder / "vectors.damaged")
        import chromadb  # two seconds that only a search may pay
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        client = cast("Client", chromadb.PersistentClient(path=str(files), settings=settings))
        return cls(client, lock, model)

    def ids(self, shelf: str) -> set[str]:
        """The ids that have a vector."""
        return set(self._collection(shelf).get(include=[])["ids"])

    def put(self, shelf: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Store one vector for each id."""
        for at in range(0, len(ids), BATCH):
            self._collection(shelf).upsert(
                ids=list(ids[at : at + BATCH]), embeddings=vectors[at : at + BATCH]
            )

    def drop(self, shelf: str, ids: Sequence[str]) -> None:
        """Remove vectors."""
        for at in range(0, len(ids), BATCH):
            self._collection(shelf).delete(ids=list(ids[at : at + BATCH]))

    def nearest(self, shelf: str, vector: Vectors, limit: int) -> dict[str, float]:
        """The ids nearest to the vector, best first, with their cosine."""
        found = self._collection(shelf).query(
            query_embeddings=vector[None, :], n_results=limit, include=["distances"]
        )
        distances = np.asarray((found["distances"] or [[]])[0], np.float32)
        return dict(zip(found["ids"][0], _rounded(1 - distances), strict=True))

    def cosines(self, shelf: str, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of each of these passages with the vector."""
        if not ids:
            return {}
        found = self._collection(shelf).get(ids=list(ids), include=["embeddings"])
        rows = np.asarray(found["embeddings"], np.float32)
        return dict(zip(found["ids"], _rounded(rows @ vector), strict=True))

    def close(self) -> None:
        """Let another process have the vectors."""
        self.opened.clear()
        self.client.close()
        self.lock.close()

    def _collection(self, shelf: str) -> "Collection":
        if shelf not in self.opened:
            self.opened[shelf] = self.client.get_or_create_collection(
                f"{shelf}.{self.model}", embedding_function=None, configuration=SPACE
            )
        return self.opened[shelf]


def _damaged(database: Path) -> bool:
    """Whether there is a file that SQLite cannot read; Chroma does not survive opening one."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as opened:
        try:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            return True
    return False


def _rounded(cosines: Vectors) -> list[float]:
    return [round(float(each), 4) for each in cosines]


def _lock(folder: Path) -> sqlite3.Connection | None:
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(
        folder / "owner.lock", timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        return None
    return lock
