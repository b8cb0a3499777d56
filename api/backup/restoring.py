"""Putting a backup back: all of it is checked before anything that is there is touched."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from agent.settings import Settings
from api.backup import manifest as manifests
from api.backup import postgresql
from api.backup.manifest import Manifest
from api.backup.occupied import alone_in
from api.backup.reading import ROOMS, verify
from api.backup.sqlite import BESIDE
from store.engine import open_engine
from store.errors import Refused


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where that lies which was there before."""

    manifest: Manifest
    before: Path | None


def restore(settings: Settings, source: Path, now: datetime, *, replace: bool = False) -> Restored:
    """Put a backup's store, files and documents into a deployment.

    On PostgreSQL the tables that are there are dropped in the same transaction; on SQLite what was
    there is moved aside.

    Args:
        settings: The deployment: its home folder and its store.
        source: The backup.
        now: The time; it names the folder that what was there before is moved to.
        replace: Do it although there is something.

    Raises:
        Conflict: A server or a worker runs there.
        Refused: There is something already, or the backup is damaged, or of the other database.
    """
    home = settings.home
    with alone_in(home), tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as made:
        folder = Path(made) / "read"
        manifest = verify(source, folder)
        engine = open_engine(settings.store)
        try:
            _check(settings, engine, manifest, replace=replace)
            if manifest.kind == "postgresql":
                engine.dispose()
                postgresql.load(settings.store, folder / "store.pgdump")
                (folder / "store.pgdump").unlink()
            before = _put_aside(home, now)
            if manifest.kind == "sqlite":
                _put_store(Path(str(engine.url.database)), folder / "store.db", before)
            for path in folder.iterdir():
                path.rename(home / path.name)
            manifests.hold(manifest, engine)
        finally:
            engine.dispose()
    return Restored(manifest, before)


def _check(settings: Settings, engine: Engine, manifest: Manifest, *, replace: bool) -> None:
    if engine.dialect.name != manifest.kind:
        raise Refused(
            f"The backup is of a {manifest.kind} store, and this deployment's is on "
            f"{engine.dialect.name}.",
            hint="PITCREW_STORE_URL names the store; none is SQLite in the home folder.",
        )
    found = _there(settings, engine)
    if found and not replace:
        raise Refused(
            f"There is something here already: {', '.join(found)}.",
            hint="Restore into a new --home, or say --replace: what is here is then put aside.",
        )


def _there(settings: Settings, engine: Engine) -> list[str]:
    rooms = [(name, (settings.home / name).rglob("*")) for name in sorted(ROOMS)]
    found = [name for name, inside in rooms if any(path.is_file() for path in inside)]
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        return [path.name, *found] if path.exists() and path.stat().st_size else found
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        full = "workspace" in names and connection.scalar(text("SELECT count(*) FROM workspace"))
    return ["the store", *found] if full else found


def _put_aside(home: Path, now: datetime) -> Path | None:
    """Move what is in the home folder to a folder beside it; vectors are computed again."""
    rooms = [home / name for name in sorted(ROOMS) if (home / name).exists()]
    if not rooms and not (home / "store.db").exists():
        return None
    before = home / f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    before.mkdir()
    for room in rooms:
        room.rename(before / room.name)
    return before


def _put_store(store: Path, copied: Path, before: Path | None) -> None:
    """Put a store in its place. A log left beside it would be replayed into the wrong file."""
    for path in (store, *(store.with_name(store.name + end) for end in BESIDE)):
        if path.exists() and before is not None:
            shutil.move(path, before / path.name)
        else:
            path.unlink(missing_ok=True)
    store.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(copied, store)
