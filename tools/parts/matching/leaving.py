"""Writing down a full run for the next one."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np

from tools.parts.matching.blocking import Key, in_order, packed
from tools.parts.matching.earlier import VERDICT
from tools.parts.matching.encode import numbered
from tools.parts.matching.kinds import Kind
from tools.parts.matching.outcome import Matches, Subject
from tools.parts.matching.sheet import Array, Sheet
from tools.parts.matching.stash import Writing, begin

log = logging.getLogger("pitcrew.matching")


class Leaving:
    """Writes down a full run while it is under way; a full disk only ends the writing."""

    def __init__(self, folder: Path) -> None:
        self._keys: list[tuple[int, int]] = []
        self._out: Writing | None = None
        with self._trying():
            self._out = begin(folder)

    @contextmanager
    def _trying(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            log.warning("What this run found cannot be kept for the next: %s", error)
            if self._out is not None:
                self._out.drop()
            self._out = None

    def key(self, both: Key, bits: int, cap: int) -> None:
        """Keep a key."""
        with self._trying():
            if self._out is not None:
                self._out.put(f"key:{len(self._keys)}", both)
        self._keys.append((bits, cap))

    def finish(
        self, kind: Kind, found: Matches, rest: Mapping[str, Array], told: Mapping[str, Any]
    ) -> None:
        """Keep everything else.

        Args:
            kind: What the records are.
            found: What was found.
            rest: Each record's mark, and the pairs said to differ.
            told: The columns that were compared, where the tiers began, and the merges of people.
        """
        with self._trying():
            if self._out is not None:
                self._finish(self._out, kind, found, rest, told)

    def _finish(
        self, out: Writing, kind: Kind, found: Matches, rest: Mapping[str, Array],
        told: Mapping[str, Any],
    ) -> None:  # fmt: skip
        subject = cast("Subject", found.subject)
        sheet = kind.flat(subject)
        index = _put_sheet(out, sheet)
        arrays = {f"pair:{name}": getattr(found.judged, name) for name in VERDICT}
        arrays["pair:both"] = packed(found.judged.left, found.judged.right)
        many = np.bincount(found.judged.left, minlength=sheet.size)
        arrays["pair:starts"] = np.concatenate([[0], np.cumsum(many)]).astype(np.int32)
        arrays |= {f"log_m:{name}": bits for name, bits in found.model.log_m.items()}
        arrays |= {f"heard:{name}": bits for name, bits in found.model.heard.items()}
        arrays |= {f"fact:{name}": fact for name, fact in kind.facts(subject).items()}
        arrays |= {"safe": found.safe, "likely": found.likely, **rest}
        arrays["prior"] = np.array([found.model.prior])
        for name, array in arrays.items():
            out.put(name, array)
        facts: dict[str, Any] = {
            **told, "kind": kind.name, "size": sheet.size, "keys": self._keys, "index": index,
            "formal": kind.formal(subject),
        }  # fmt: skip
        out.finish(facts)


def _put_sheet(out: Writing, sheet: Sheet) -> dict[str, int]:
    """Keep the records; how many bits the places in each index take."""
    index: dict[str, int] = {}
    for space, texts in sheet.texts.items():
        out.put_texts(f"texts:{space}", texts)
        both, index[space] = in_order(numbered(sheet.series[space]))
        out.put(f"index:{space}", both)
    for under, named in (("codes", sheet.codes), ("worth", sheet.worth), ("plain", sheet.plain)):
        for name, array in named.items():
            out.put(f"{under}:{name}", array)
    return index
