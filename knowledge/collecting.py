"""The files of a folder that is being added, compared with what the shelf already holds."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import documents
from knowledge.sections import Section
from store.errors import BadInput, LimitReached, NotFound

MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class File:
    """A document to read: new, or with another content than before."""

    source: str
    folder: str
    path: Path
    digest: str
    new: bool

    def sections(self) -> tuple[Section, ...]:
        """Its passages; see `documents.read` for what it raises."""
        return documents.read(self.path)


@dataclass(frozen=True, slots=True)
class Collected:
    """What a folder holds beside what is known from it."""

    name: str
    files: tuple[File, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    skipped: int


def collect(folder: Path, name: str | None, known: Mapping[str, tuple[str, str]]) -> Collected:
    """Compare a folder, or one file, with the manifest.

    Hidden files and links are left out, so that a link cannot bring in a file from elsewhere.

    Args:
        folder: The folder or the file.
        name: What it is called in citations; its own name unless given.
        known: For each source on the shelf, its folder and digest.

    Raises:
        NotFound: There is no such folder or file.
        BadInput: It holds no document, or the name belongs to another folder.
        LimitReached: It holds too many files.
    """
    root = folder.expanduser().resolve()
    if not root.exists():
        raise NotFound(f"There is no folder or file {folder}.", hint="Check the path.")
    called = (name or root.name).strip("/")
    paths, skipped = _paths(root)
    sources = {_source(called, root, path): path for path in paths}
    before = _known_under(called, str(root), known)
    if not sources:
        raise BadInput(
            f"{folder} holds no document that can be read; {skipped} other files were left out.",
            hint=f"Give Markdown, text, PDF, DOCX or HTML. {len(before)} documents stay known.",
        )
    digests = {source: _digest(path) for source, path in sources.items()}
    changed = [source for source in sources if before.get(source) != digests[source]]
    files = tuple(
        File(source, str(root), sources[source], digests[source], source not in before)
        for source in changed
    )
    unchanged = tuple(source for source in sources if source not in set(changed))
    gone = tuple(source for source in before if source not in sources)
    return Collected(called, files, unchanged, gone, skipped)


def _paths(root: Path) -> tuple[list[Path], int]:
    if root.is_file():
        return [root], 0
    readable: list[Path] = []
    skipped = 0
    for parent, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for path in (Path(parent, each) for each in sorted(names)):
            if path.name.startswith(".") or path.is_symlink() or not path.is_file():
                skipped += 1
            elif path.suffix.casefold() in documents.READERS:
                readable.append(path)
            else:
                skipped += 1
    if len(readable) > MOST_FILES:
        raise LimitReached(
            f"{root.name} holds {len(readable):,} documents; {MOST_FILES:,} is the most.",
            hint="Add its folders one by one.",
        )
    return readable, skipped


def _source(called: str, root: Path, path: Path) -> str:
    return called if path == root else f"{called}/{path.relative_to(root).as_posix()}"


def _known_under(called: str, root: str, known: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The sources known under a name, with their digests."""
    under = {
        source: entry
        for source, entry in known.items()
        if source == called or source.startswith(f"{called}/")
    }
    others = sorted({folder for folder, _ in under.values() if folder != root})
    if others:
        raise BadInput(
            f"Documents called {called} were already added from {others[0]}.",
            hint="Give this folder another name, or forget the earlier one first.",
        )
    return {source: digest for source, (_, digest) in under.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
