"""The index: what a workspace's documents and the playbooks say, found by meaning and by words.

Words come from `knowledge.shelf` (the truth), meaning from `knowledge.vectors` (derived from it),
and `knowledge.fusion` makes one score of both. `docs/decisions/0004-retrieval.md` says why.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from knowledge import bookshelf, collecting, playbook
from knowledge.bookshelf import PLAYBOOKS
from knowledge.embedding import Embedder, Vectors
from knowledge.fusion import Signals, contenders
from knowledge.passage import TIERS, Passage, Trust
from knowledge.report import Added, Holdings, Rejected
from knowledge.sections import visible
from knowledge.shelf import Placed, Shelf
from knowledge.vectors import VectorStore
from store.errors import BadInput, Conflict, NotFound, PitcrewError

Progress = Callable[[int, int, str], None]
"""Told after each file or batch: how many are done, of how many, and which."""

LIST = "`pitcrew knowledge list` shows the documents."
DEPTH = 60
"""How many candidates each half gives."""
LONGEST_QUESTION = 2_000
AT_ONCE = 64
KEPT_OPEN = 64
IN_PASSING = 64
"""At most so many passages are embedded while somebody waits for a search."""


class Index:
    """Everything a deployment knows, in one folder; safe to use from several threads.

    Args:
        home: The deployment's folder; the index lives in `knowledge` inside it.
        embedder: The sentence model, or `None` to find passages by their words alone.
        books: The folder of playbooks; those that come with Pitcrew, unless a test says otherwise.
    """

    def __init__(
        self, home: Path, embedder: Embedder | None, books: Path = playbook.SHIPPED
    ) -> None:
        self.folder, self.embedder, self.books = home / "knowledge", embedder, books
        self._vectors: VectorStore | None = None
        self._level: dict[str, int] = {}
        self._turn = threading.RLock()
        self._open: dict[str, Shelf] = {}
        self._books_read = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process search by meaning."""
        with self._turn:
            if self._vectors is not None:
                self._vectors.close()
            self._vectors = None
            self._level.clear()
            while self._open:
                self._open.popitem()[1].close()

    def add(
        self,
        workspace_id: str,
        folder: Path,
        progress: Progress | None = None,
        name: str | None = None,
    ) -> Added:
        """Bring a folder of documents, or one document, up to date in a workspace.

        Only files whose content changed are read and embedded; files that are gone are removed.

        Args:
            workspace_id: Whose documents they are.
            folder: The folder or the file.
            progress: Told how far it has come.
            name: What the folder is called in citations; its own name unless given.

        Raises:
            NotFound: There is no such folder.
            BadInput: It holds no document, or another folder was added under the same name.
        """
        shelf = self._shelf(workspace_id)
        found = collecting.collect(folder, name, shelf.documents())
        report = Added(
            name=found.name,
            unchanged=len(found.unchanged),
            removed=len(found.gone),
            skipped=found.skipped,
        )
        for done, file in enumerate(found.files, start=1):
            self._read(shelf, file, report)
            if progress is not None:
                progress(done, len(found.files), file.source)
        shelf.drop(found.gone)
        report.embedded = self._level_out(shelf, progress=progress)
        return report

    def search(
        self,
        workspace_id: str,
        query: str,
        k: int = 5,
        tiers: Sequence[Trust] = TIERS,
    ) -> list[Passage]:
        """The `k` passages that answer a question best, from this workspace and the playbooks.

        Args:
            workspace_id: Whose documents to search.
            query: The question, in any words.
            k: How many passages to give.
            tiers: Which kinds to search.

        Raises:
            BadInput: The question is empty.
        """
        question = visible(query).strip()[:LONGEST_QUESTION]
        if not question:
            raise BadInput("A search of the knowledge needs words.", hint="Give a question.")
        shelves = self._shelves(workspace_id, tiers)
        for shelf in shelves:
            self._level_out(shelf, most=IN_PASSING)
        vector = self.embedder.embed([question])[0] if self.embedder and self._vectors else None
        found = [
            (shelf, each, signals)
            for shelf in shelves
            for each, signals in self._candidates(shelf, question, vector, k).items()
        ]
        best = sorted(found, key=lambda each: (-each[2].score, each[1]))[:k]
        answers = [
            passage
            for shelf in shelves
            for passage in shelf.passages({i: signals for of, i, signals in best if of == shelf})
        ]
        return sorted(answers, key=lambda each: (-each.score, each.id))

    def forget(self, workspace_id: str, source: str) -> int:
        """Remove a document, or every document under a folder's name; gives their number.

        Raises:
            NotFound: The workspace has no such document.
        """
        shelf = self._shelf(workspace_id)
        prefix = f"{source.rstrip('/')}/"
        gone = [each for each in shelf.documents() if each == source or each.startswith(prefix)]
        if not gone:
            raise NotFound(
                f"There is no document {source!r} in the knowledge of this workspace.",
                hint=LIST,
            )
        shelf.drop(gone)
        self._level_out(shelf)
        return len(gone)

    def holdings(self, workspace_id: str) -> Holdings:
        """The documents of a workspace, and how many of its passages have vectors."""
        shelf = self._shelf(workspace_id)
        ids = shelf.ids()
        with self._turn:
            store = self._own()
            vectors = len(ids & store.ids(_key(shelf))) if store else None
        return Holdings(documents=sorted(shelf.documents()), passages=len(ids), vectors=vectors)

    def document(self, workspace_id: str, source: str) -> list[Placed]:
        """A document of a workspace as it was read: its passages in order.

        Raises:
            NotFound: The workspace has no such document.
        """
        found = self._shelf(workspace_id).sections(source)
        if not found:
            raise NotFound(f"There is no document {source!r} here.", hint=LIST)
        return found

    def reindex(self, progress: Progress | None = None) -> int:
        """Compute the word index and every vector again, of all workspaces; gives their number.

        Raises:
            Conflict: Another process has the vectors.
        """
        self._read_books()
        with self._turn:
            self.close()
            self._own(afresh=True)
        if self._vectors is None and self.embedder is not None:
            raise Conflict(
                "Another process is using the knowledge index.",
                hint="Stop the server, reindex, and start it again.",
            )
        embedded = 0
        for path in sorted((self.folder / "shelves").glob("*.sqlite")):
            shelf = Shelf.found(path)
            shelf.rebuild_words()
            embedded += self._level_out(shelf, progress=progress)
            shelf.close()
        return embedded

    def _read(self, shelf: Shelf, file: collecting.File, report: Added) -> None:
        try:
            sections = file.sections()
        except PitcrewError as error:
            shelf.drop([file.source])
            report.rejected.append(Rejected(source=file.source, reason=error.message))
            return
        shelf.put(file.source, file.folder, file.digest, sections)
        report.new += file.new
        report.changed += not file.new

    def _shelf(self, workspace_id: str) -> Shelf:
        key = hashlib.blake2b(workspace_id.encode(), digest_size=10).hexdigest()
        return self._kept(f"company-{key}", workspace_id, "company")

    def _kept(self, name: str, owner: str, trust: Trust) -> Shelf:
        """The shelf with its open connections; of those not used lately, they are closed."""
        with self._turn:
            shelf = self._open.pop(name, None)
            if shelf is None:
                shelf = Shelf(self.folder / "shelves" / f"{name}.sqlite", owner, trust)
            self._open[name] = shelf
            while len(self._open) > KEPT_OPEN:
                self._open.pop(next(iter(self._open))).close()
            return shelf

    def _shelves(self, workspace_id: str, tiers: Sequence[Trust]) -> list[Shelf]:
        shelves = []
        if "playbook" in tiers:
            shelves.append(self._read_books())
        if "company" in tiers:
            shelves.append(self._shelf(workspace_id))
        return shelves

    def _read_books(self) -> Shelf:
        """The playbooks' shelf, brought up to date once per process."""
        shelf = self._kept(PLAYBOOKS, PLAYBOOKS, "playbook")
        with self._turn:
            if not self._books_read:
                bookshelf.shelve(shelf, playbook.read_all(self.books))
                self._books_read = True
        return shelf

    def _candidates(
        self, shelf: Shelf, question: str, vector: Vectors | None, k: int
    ) -> dict[str, Signals]:
        """What either half finds on a shelf, with both signals of each."""
        store = self._vectors
        if vector is None or store is None:
            worded = shelf.worded(question, DEPTH)
            return {each: Signals(share, None) for each, share in worded.items()}
        cosines = store.nearest(_key(shelf), vector, DEPTH)
        # A vector without a passage is left over from a document that is gone: `worded` drops it.
        shares = shelf.worded(question, DEPTH, besides=cosines)
        hopeful = contenders(shares, cosines, k)
        cosines |= store.cosines(_key(shelf), vector, hopeful)
        return {
            each: Signals(share, cosines[each]) for each, share in shares.items() if each in cosines
        }

    def _level_out(
        self, shelf: Shelf, progress: Progress | None = None, most: int | None = None
    ) -> int:
        """Make the shelf's vectors agree with its passages, whatever happened in between."""
        with self._turn:
            store, revision = self._own(), shelf.revision()
            if store is None or self.embedder is None or self._level.get(_key(shelf)) == revision:
                return 0
            wanted, present = shelf.ids(), store.ids(_key(shelf))
            store.drop(_key(shelf), sorted(present - wanted))
            missing = sorted(wanted - present)
            now = missing[:most]
            for at in range(0, len(now), AT_ONCE):
                batch = now[at : at + AT_ONCE]
                store.put(_key(shelf), batch, self.embedder.embed(shelf.texts(batch)))
                if progress is not None:
                    progress(min(at + AT_ONCE, len(now)), len(now), "passages")
            if len(now) == len(missing):
                self._level[_key(shelf)] = revision
            return len(now)

    def _own(self, *, afresh: bool = False) -> VectorStore | None:
        """The vectors, taken into this process when no other process has them."""
        if self._vectors is None and self.embedder is not None:
            self._vectors = VectorStore.open(self.folder, self.embedder.name, afresh=afresh)
        return self._vectors


def _key(shelf: Shelf) -> str:
    return shelf.path.stem
