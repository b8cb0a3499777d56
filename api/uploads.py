"""Files that a person hands to the page: kept aside until they are imported, a day at most."""

import re
import shutil
import time
from pathlib import Path
from typing import IO

from store.artifacts import plain_name
from store.errors import LimitReached, NotFound
from store.identity import new_id

MOST_BYTES = 1_000_000_000
CHUNK = 1 << 20
KEPT_SECONDS = 24 * 3600
AN_ID = re.compile(r"upl_[a-z2-7]{1,32}")


def keep(home: Path, name: str, content: IO[bytes]) -> str:
    """Write an uploaded file aside and return the id of the upload.

    Raises:
        LimitReached: The file is too large for an upload.
    """
    _sweep(home / "uploads")
    upload = new_id("upl")
    folder = home / "uploads" / upload
    folder.mkdir(parents=True)
    written = 0
    with (folder / plain_name(name)).open("wb") as target:
        while piece := content.read(CHUNK):
            written += len(piece)
            if written > MOST_BYTES:
                shutil.rmtree(folder)
                raise LimitReached(
                    f"{name} is larger than {MOST_BYTES // 1_000_000:,} MB.",
                    hint="Import it on the machine itself: `pitcrew import FILE`.",
                )
            target.write(piece)
    return upload


def find(home: Path, upload: str) -> Path:
    """The file of an upload.

    Raises:
        NotFound: There is none, or it was cleaned away.
    """
    folder = home / "uploads" / upload
    files = sorted(folder.iterdir()) if AN_ID.fullmatch(upload) and folder.is_dir() else []
    if not files:
        raise NotFound(f"There is no upload {upload!r}.", hint="Upload the file again.")
    return files[0]


def drop(home: Path, upload: str) -> None:
    """Remove an upload that was imported."""
    shutil.rmtree(find(home, upload).parent)


def _sweep(folder: Path) -> None:
    for old in folder.iterdir() if folder.is_dir() else []:
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
