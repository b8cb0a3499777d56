"""The passages' vectors in embedded Chroma: one collection for each shelf and sentence model.

Chroma's files must have one process at a time, so the process that opens them holds a lock for
as long as it lives. The lock is an open transaction on a SQLite file: the system lets go of it
when the process ends, however it ends. A process that does not get the lock searches by words.
"""

import sqlite3
from collections.abc import Sequence
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


class VectorStore:
    """Vectors by shelf; only the process that holds the lock has one."""

    def __init__(self, client: "Client", lock: sqlite3.Connection, model: str) -> None:
        self.client, self.lock, self.model = client, lock, model
        self.opened: dict[str, Collection] = {}

    @classmethod
    def open(cls, folder: Path, model: str) -> Self | None:
        """The vectors in `folder`, or `None` while another process has them."""
        lock = _lock(folder)
        if lock is None:
            return None
        import chromadb  # two seconds of imports that only a search may pay
        from chromadb.config import Settings

        client = chromadb.PersistentClient(
            path=str(folder / "vectors"), settings=Settings(anonymized_telemetry=False)
        )
        return cls(cast("Client", client), lock, model)

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

    def clear(self, shelf: str) -> None:
        """Remove the shelf's vectors, those of other sentence models too."""
        self.opened.pop(shelf, None)
        for collection in self.client.list_collections():
            if collection.name.startswith(f"{shelf}."):
                self.client.delete_collection(collection.name)

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
