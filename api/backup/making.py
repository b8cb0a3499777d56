"""Making a backup: the store as of one moment, the files that runs made, the documents."""

import io
import os
import shutil
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from agent.settings import Settings
from api.backup import postgresql, sqlite
from api.backup.manifest import NAME, Chain, Manifest, chains, counted, part_of
from api.backup.reading import verify
from store.engine import open_engine, revision
from store.errors import BadInput, NotReady

STORE = {"sqlite": "store.db", "postgresql": "store.pgdump"}
FOLDERS = ("artifacts", "imports")
SHELVES = "knowledge/shelves"
"""Documents and their words; their vectors are computed again from these."""


def backup(settings: Settings, engine: Engine, target: Path, now: datetime) -> Manifest:
    """Write a backup, read it again from the disk, and only then give it its name.

    Raises:
        BadInput: There is a file of that name.
        Refused: The store, or the backup, is damaged.
        NotReady: PostgreSQL's programs are needed and not here.
    """
    if target.exists():
        raise BadInput(f"{target} exists already.", hint="Give another name; none is overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as made:
        folder = Path(made)
        try:
            manifest = _gather(settings, engine, folder, now)
            _write(partial, folder, manifest)
            verify(partial, folder / "read")
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def _gather(settings: Settings, engine: Engine, folder: Path, now: datetime) -> Manifest:
    kind = engine.dialect.name
    at = revision(engine)
    if at is None:
        raise NotReady("There is no store to back up yet.", hint="Run `pitcrew init` first.")
    copied = folder / STORE[kind]
    # The store first: a file that a run made lies in its folder before its row is committed.
    rows, journals = (
        _of_sqlite(engine, copied) if kind == "sqlite"
        else postgresql.dump(settings.store, engine, copied)
    )  # fmt: skip
    for name in FOLDERS:
        if (settings.home / name).is_dir():
            shutil.copytree(settings.home / name, folder / name)
    for shelf in sorted((settings.home / SHELVES).glob("*.sqlite")):
        sqlite.copy(shelf, folder / SHELVES / shelf.name)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = {path.relative_to(folder).as_posix(): part_of(path) for path in files}
    return Manifest(
        made_at=now, kind=kind, revision=at, parts=parts, rows=rows, journals=journals
    )  # fmt: skip


def _of_sqlite(engine: Engine, copied: Path) -> tuple[dict[str, int], dict[str, Chain]]:
    sqlite.copy(Path(str(engine.url.database)), copied)
    sqlite.check(copied)
    opened = open_engine(f"sqlite:///{copied}")
    try:
        with Session(opened) as session:
            found = counted(session.connection()), chains(session)
    finally:
        opened.dispose()
    sqlite.settle(copied)
    return found


def _write(target: Path, folder: Path, manifest: Manifest) -> None:
    """Whoever reads a backup reads everything, so only its owner may."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            content = manifest.model_dump_json(indent=1).encode()
            head = tarfile.TarInfo(NAME)
            head.size, head.mtime = len(content), int(manifest.made_at.timestamp())
            archive.addfile(head, io.BytesIO(content))
            for name in manifest.parts:
                archive.add(folder / name, arcname=name)
        file.flush()
        os.fsync(file.fileno())
