"""The documents of one workspace in a SQLite file of their own: manifest, passages, word index.

This file is the truth; the vectors are derived from it and can be computed again at any time.
Several processes may read and write it at once. One file for each workspace means that no query
can meet another workspace's words.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from knowledge.fusion import Numbers, Signals, highest, wording
from knowledge.passage import Passage, Trust, citation, passage_id
from knowledge.sections import Section
from store.errors import Conflict

SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS document (
    source TEXT PRIMARY KEY, folder TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS passage (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL REFERENCES document (source) ON DELETE CASCADE,
    section TEXT NOT NULL, text TEXT NOT NULL, page INTEGER, line INTEGER
);
CREATE INDEX IF NOT EXISTS passage_by_source ON passage (source);
CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5 (
    section, text, content='passage', content_rowid='n',
    tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER IF NOT EXISTS passage_came AFTER INSERT ON passage BEGIN
    INSERT INTO word (rowid, section, text) VALUES (new.n, new.section, new.text);
END;
CREATE TRIGGER IF NOT EXISTS passage_went AFTER DELETE ON passage BEGIN
    INSERT INTO word (word, rowid, section, text)
    VALUES ('delete', old.n, old.section, old.text);
END;
"""
MOST_TERMS = 32
COMMON, FEW = 4, 200
"""A word in more than a quarter of the passages, and in more than 200, is not looked for."""
TERM = re.compile(r"\w+")
STOP = frozenset(
    TERM.findall(
        "a about all am an and any are as at be been but by can could did do does for from had"
        " has have he her his how i if in into is it its just let make me my of on or our please"
        " s she should so some t tell that the their them then there these they this to us was we"
        " were what when where which who whom why will with would you your"
    )
)


class Placed(NamedTuple):
    """A passage in its place in a document."""

    id: str
    section: str
    text: str
    citation: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of one workspace, or the playbooks."""

    path: Path
    owner: str
    trust: Trust
    idle: list[sqlite3.Connection] = field(default_factory=list, compare=False, repr=False)

    @classmethod
    def found(cls, path: Path) -> Self:
        """The shelf in an existing file, whoever it belongs to."""
        with closing(sqlite3.connect(path, timeout=10)) as database:
            (owner,) = database.execute("SELECT value FROM fact WHERE name = 'owner'").fetchone()
        return cls(path, owner, "company" if path.stem.startswith("company-") else "playbook")

    def close(self) -> None:
        """Close the connections that wait to be used again."""
        while self.idle:
            self.idle.pop().close()

    def put(self, source: str, folder: str, digest: str, sections: Sequence[Section]) -> None:
        """Replace a document by these passages, in one transaction."""
        seen: Counter[tuple[str, str]] = Counter()
        rows = []
        for section in sections:
            same = (section.path, section.text)
            each = passage_id(source, section, seen[same])
            rows.append((each, source, section.path, section.text, section.page, section.line))
            seen[same] += 1
        with self._writing() as database:
            database.execute("DELETE FROM document WHERE source = ?", [source])
            database.execute("INSERT INTO document VALUES (?, ?, ?)", [source, folder, digest])
            database.executemany(
                "INSERT INTO passage (id, source, section, text, page, line)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

    def drop(self, sources: Iterable[str]) -> None:
        """Take documents off, with their passages."""
        with self._writing() as database:
            database.executemany(
                "DELETE FROM document WHERE source = ?", [(each,) for each in sources]
            )

    def documents(self) -> dict[str, tuple[str, str]]:
        """For each source: the folder it was added from, and the digest of its content."""
        with self._reading() as database:
            rows = database.execute("SELECT source, folder, digest FROM document")
            return {source: (folder, digest) for source, folder, digest in rows}

    def ids(self) -> set[str]:
        """The ids of all passages."""
        with self._reading() as database:
            return {row[0] for row in database.execute("SELECT id FROM passage")}

    def revision(self) -> int:
        """A number that every write raises, from whichever process."""
        with self._reading() as database:
            row = database.execute("SELECT value FROM fact WHERE name = 'revision'").fetchone()
            return int(row[0]) if row else 0

    def texts(self, ids: Sequence[str]) -> list[str]:
        """What the sentence model reads of each passage: its headings, then its text."""
        found = {row[0]: _read_aloud(row[2], row[3]) for row in self._rows(ids)}
        return [found.get(each, "") for each in ids]

    def worded(self, question: str, limit: int, besides: Iterable[str] = ()) -> dict[str, float]:
        """The passages that hold most of the question's telling words, each with its share.

        Args:
            question: What is asked.
            limit: How many passages to give.
            besides: Passages to give as well, however little they share with the question.
        """
        with self._reading() as database:
            (passages,) = database.execute("SELECT count(*) FROM passage").fetchone()
            most = max(FEW, passages // COMMON)
            found = {term: _holding(database, term, most + 1) for term in terms(question)}
            # A word that stands everywhere tells nothing, and would cost the most to count.
            held = {term: holding for term, holding in found.items() if len(holding) <= most}
            numbers, shares = wording(passages, held)
            best = highest(numbers, shares, limit)
            rows = _select(database, "id, n", "n", list(best))
            rows += _select(database, "id, n", "id", list(besides))
        every = dict(zip(numbers.tolist(), shares.tolist(), strict=True))
        return {each: every.get(number, 0.0) for each, number in rows}

    def passages(self, signals: Mapping[str, Signals]) -> list[Passage]:
        """The passages with these ids, each given its signals."""
        if not signals:
            return []
        return [
            Passage(
                id=each,
                text=text,
                score=round(signals[each].score, 4),
                source=source,
                section=section,
                citation=citation(source, section, page, line),
                trust=self.trust,
                wording=round(signals[each].wording, 4),
                similarity=signals[each].cosine,
            )
            for each, source, section, text, page, line in self._rows(list(signals))
        ]

    def sections(self, source: str) -> list[Placed]:
        """The passages of one document, in the order in which they stand there."""
        with self._reading() as database:
            rows = database.execute(
                "SELECT id, section, text, page, line FROM passage WHERE source = ? ORDER BY n",
                [source],
            ).fetchall()
        return [
            Placed(each, section, text, citation(source, section, page, line))
            for each, section, text, page, line in rows
        ]

    def rebuild_words(self) -> None:
        """Compute the word index again from the passages."""
        with self._writing() as database:
            database.execute("INSERT INTO word (word) VALUES ('rebuild')")

    def _rows(self, ids: Sequence[str]) -> list[tuple[str, str, str, str, int | None, int | None]]:
        with self._reading() as database:
            return _select(database, "id, source, section, text, page, line", "id", ids)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that other reads have used before: opening one costs more than a query."""
        database = self.idle.pop() if self.idle else self._connected()
        try:
            yield database
        except BaseException:
            database.close()
            raise
        self.idle.append(database)

    def _connected(self) -> sqlite3.Connection:
        if not self.path.exists():
            with self._writing():
                pass
        return sqlite3.connect(self.path, timeout=10, check_same_thread=False)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA foreign_keys = ON")
            database.executescript(SCHEMA)
            database.execute("BEGIN IMMEDIATE")
            try:
                self._claim(database)
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute(
                "INSERT INTO fact VALUES ('revision', '1')"
                " ON CONFLICT (name) DO UPDATE SET value = value + 1"
            )
            database.execute("COMMIT")

    def _claim(self, database: sqlite3.Connection) -> None:
        """Refuse a file that belongs to another workspace, whatever its name."""
        database.execute("INSERT OR IGNORE INTO fact VALUES ('owner', ?)", [self.owner])
        (owner,) = database.execute("SELECT value FROM fact WHERE name = 'owner'").fetchone()
        if owner != self.owner:
            raise Conflict(
                f"{self.path.name} holds another workspace's documents.",
                hint="Restore the knowledge folder from a backup.",
            )


def terms(question: str) -> list[str]:
    """The question's telling words, each once; all of its words when none is telling.

    >>> terms("What is the refund for Atlas?")
    ['refund', 'atlas']
    """
    words = list(dict.fromkeys(TERM.findall(question.casefold())))
    telling = [word for word in words if word not in STOP] or words
    return telling[:MOST_TERMS]


def _read_aloud(section: str, text: str) -> str:
    return f"{section.replace(' > ', ' - ')}. {text}" if section else text


def _holding(database: sqlite3.Connection, term: str, most: int) -> Numbers:
    query = "SELECT rowid FROM word WHERE word MATCH ? LIMIT ?"
    rows = database.execute(query, [f'"{term}"', most])
    return np.fromiter((row[0] for row in rows), np.int64)


def _select(
    database: sqlite3.Connection, columns: str, key: str, values: Sequence[object]
) -> list[Any]:
    marks = ",".join("?" * len(values))
    # Only this module's column names and as many marks as there are values; each value is bound.
    query = f"SELECT {columns} FROM passage WHERE {key} IN ({marks})"  # noqa: S608  # see above
    return database.execute(query, values).fetchall()
