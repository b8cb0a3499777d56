"""Arrays kept in one file, opened without being read: what a run leaves for the next.

Never a source of truth. Whatever is missing, damaged, of another make or of another version of
Pitcrew is taken as not there, and made anew.
"""

import hashlib
import json
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import numpy as np
import polars as pl
import pyarrow as pa

from tools.parts.matching.sheet import Array

_HEAD = "kept.json"
_ALIGNED = 64
_LOOKS, _LOOK = 64, 4096
_STALE = 86_400
"""Seconds after which a file that was never finished is nobody's."""


@dataclass
class Writing:
    """A new file of arrays under way."""

    folder: Path
    stream: IO[bytes]
    path: Path
    placed: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def put(self, name: str, array: Array) -> None:
        """Write an array."""
        start = -(-self.stream.tell() // _ALIGNED) * _ALIGNED
        self.stream.seek(start)
        self.placed[name] = (array.dtype.str, start, len(array))
        self.stream.write(np.ascontiguousarray(array).data)

    def put_texts(self, name: str, texts: pa.Array) -> None:
        """Write texts: where each begins, and their bytes."""
        _, starts, data = texts.buffers()
        begins = np.frombuffer(starts, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        first, last = (int(begins[0]), int(begins[-1])) if len(begins) else (0, 0)
        self.put(f"{name}:starts", begins - first)
        self.put(f"{name}:bytes", np.frombuffer(data or b"", np.uint8)[first:last])

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Put the file in the place of the one before."""
        self.stream.close()
        path = self.path.rename(self.path.with_suffix(".bin"))
        head = {"made_by": maker(), "file": path.name, "size": path.stat().st_size,
                "check": _check(_opened(path)), "placed": self.placed, "facts": facts}  # fmt: skip
        fresh = self.folder / f"{path.stem}.part"
        fresh.write_text(json.dumps(head), "utf-8")
        fresh.replace(self.folder / _HEAD)
        for old in self.folder.glob("*.bin"):
            if old != path:
                _remove(old)

    def drop(self) -> None:
        """Leave what was there before."""
        self.stream.close()
        _remove(self.path)


def begin(folder: Path) -> Writing:
    """Begin a new file of arrays in a folder; what is there stays until it is finished."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.part"):  # by a run that was killed
        if time.time() - left.stat().st_mtime > _STALE:
            _remove(left)
    path = folder / f"{uuid4().hex}.part"
    path.touch(0o600)  # it holds people's names and addresses, as the store does
    return Writing(folder, path.open("wb"), path)


@dataclass(frozen=True)
class Stash:
    """Arrays of an earlier run."""

    whole: Array
    placed: Mapping[str, tuple[str, int, int]]
    facts: Mapping[str, Any]

    def get(self, name: str) -> Array:
        """An array; nothing of it is read before it is used."""
        kind, start, length = self.placed[name]
        dtype = np.dtype(kind)
        found: Array = self.whole[start : start + length * dtype.itemsize].view(dtype)
        return found

    def names(self, under: str) -> list[str]:
        """The names of the arrays that begin so."""
        return [name for name in self.placed if name.startswith(under)]

    def texts(self, name: str) -> pa.Array:
        """Texts, as Arrow holds them."""
        starts, data = self.get(f"{name}:starts"), self.get(f"{name}:bytes")
        buffers = [None, pa.py_buffer(starts), pa.py_buffer(data)]
        return pa.LargeStringArray.from_buffers(len(starts) - 1, buffers[1], buffers[2])


def read(folder: Path) -> Stash | None:
    """What an earlier run left; None when that is of no use."""
    try:
        head = json.loads((folder / _HEAD).read_text("utf-8"))
        path = folder / head["file"]
        if head["made_by"] != maker() or path.stat().st_size != head["size"]:
            return None
        whole = _opened(path)
        return (
            Stash(whole, head["placed"], head["facts"]) if _check(whole) == head["check"] else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@cache
def maker() -> str:
    """What another version of Pitcrew or of its libraries would call itself differently."""
    here = Path(__file__).parent
    sources = sorted([*here.glob("*.py"), *(here.parent / "normalise").glob("*.py")])
    told = hashlib.sha256(f"{pl.__version__} {np.__version__}".encode())
    for source in sources:
        told.update(source.read_bytes())
    return told.hexdigest()


def _opened(path: Path) -> Array:
    if path.stat().st_size == 0:
        return np.zeros(0, np.uint8)
    return np.memmap(path, np.uint8, "r").view(np.ndarray)


def _check(whole: Array) -> int:
    """A number of samples from all over a file: reading all of it would cost more than it saves."""
    step = max(len(whole) // _LOOKS, _LOOK)
    seen = 0
    for start in range(0, len(whole), step):
        seen = zlib.crc32(whole[start : start + _LOOK].data, seen)
    return seen


def _remove(path: Path) -> None:
    # On some systems a file that another process is reading cannot be removed; the next run will.
    with suppress(OSError):
        path.unlink()
