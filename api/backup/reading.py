"""Reading a backup: every file against its hash, the store against what the manifest says."""

import tarfile
from pathlib import Path, PurePosixPath

from api.backup import manifest as manifests
from api.backup import postgresql, sqlite
from api.backup.manifest import NAME, Manifest
from store.engine import open_engine
from store.errors import BadInput, NotFound, Refused

ROOMS = frozenset({"artifacts", "imports", "knowledge"})
STORES = frozenset({"store.db", "store.pgdump"})


def verify(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into a folder, and hold all of it against its manifest.

    Raises:
        NotFound: There is no such file.
        BadInput: It is no backup, or of another version.
        Refused: It is damaged.
    """
    manifest = _unpack(source, folder)
    for name, part in manifest.parts.items():
        path = folder / name
        if not path.is_file() or manifests.part_of(path) != part:
            raise Refused(f"{name} in {source.name} is damaged.", hint="Take another backup.")
    if manifest.kind == "postgresql":
        postgresql.check(folder / "store.pgdump")
        return manifest
    copied = folder / "store.db"
    sqlite.check(copied)
    engine = open_engine(f"sqlite:///{copied}")
    try:
        manifests.hold(manifest, engine)
    finally:
        engine.dispose()
    sqlite.settle(copied)
    return manifest


def _unpack(source: Path, folder: Path) -> Manifest:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source, "r:gz") as archive:
            members = [member for member in archive if member.isfile() and _is_ours(member.name)]
            archive.extractall(folder, members=members, filter="data")
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {source}.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadInput(
            f"{source.name} is no backup of Pitcrew's, or it is damaged.",
            hint="`pitcrew backup FILE` makes one.",
        ) from error
    head = folder / NAME
    if not head.is_file():
        raise BadInput(f"{source.name} is no backup of Pitcrew's: it has no {NAME}.")
    found = manifests.parse(head.read_bytes())
    head.unlink()
    return found


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    if len(path.parts) == 1:
        return name == NAME or name in STORES
    return path.parts[0] in ROOMS and ".." not in path.parts
