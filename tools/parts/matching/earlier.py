"""What a full run leaves for the next: its records, what it learnt, its keys, pairs and groups."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.blocking import Key, in_order, packed
from tools.parts.matching.encode import (
    POPULATION,
    UNSEEN,
    Codes,
    Column,
    Flags,
    Floats,
    Numbers,
    numbered,
    take,
)
from tools.parts.matching.grouping import Labels, Tiers
from tools.parts.matching.kinds import KINDS, Facts, Kind
from tools.parts.matching.lineage import Lineage
from tools.parts.matching.organisations import Guesses, Usual
from tools.parts.matching.outcome import Matches, Subject
from tools.parts.matching.sheet import Array, Sheet, gathered
from tools.parts.matching.stash import Stash, Writing, begin
from tools.parts.matching.usual_names import FAMILY, GIVEN, no_rarer
from tools.parts.matching.weights import Model

log = logging.getLogger("pitcrew.matching")

_PAIRS = ("bits", "conflict", "guarded")
Verdicts = tuple[Floats, Flags, Flags]
_USUAL = ("in_town", "anywhere", "spelled")
_COMMON = {"name/formal": GIVEN, "name/surname": FAMILY}


@dataclass(frozen=True)
class Earlier:
    """An earlier full run: what it learnt is kept until too much has changed."""

    stash: Stash

    @cached_property
    def kind(self) -> Kind:
        """What its records are."""
        return KINDS[self.stash.facts["kind"]]

    @property
    def fields(self) -> list[str]:
        """The columns that were compared."""
        return list(self.stash.facts["columns"])

    @property
    def size(self) -> int:
        """How many records there were."""
        return int(self.stash.facts["size"])

    @property
    def tiers(self) -> Tiers:
        """Where its tiers began."""
        return Tiers(*self.stash.facts["tiers"])

    @property
    def mark(self) -> NDArray[np.uint64]:
        """For each record, the number of what it held."""
        return self.stash.get("mark")

    @property
    def apart(self) -> NDArray[np.int64]:
        """Pairs of its records that people had said are two, packed."""
        return self.stash.get("apart")

    @property
    def accepted(self) -> set[str]:
        """The merges of doubtful pairs that it had learnt from."""
        return set(self.stash.facts["accepted"])

    @property
    def labels(self) -> tuple[Labels, Labels]:
        """Its groups: the strict ones, the generous ones."""
        return self.stash.get("safe"), self.stash.get("likely")

    @cached_property
    def paired(self) -> NDArray[np.int64]:
        """Its pairs, packed and in order."""
        return self.stash.get("pair:both")

    @cached_property
    def verdicts(self) -> Verdicts:
        """What was made of its pairs: their bits, contradictions and guards."""
        bits, conflict, guarded = (self.stash.get(f"pair:{name}") for name in _PAIRS)
        return bits, conflict, guarded

    @property
    def component(self) -> Codes:
        """For each of its records, what hung together by links in either tier."""
        return self.stash.get("component")

    @cached_property
    def blocks(self) -> list[tuple[Key, int, int]]:
        """Its keys: numbers and places in order, the bits of a place, the cap."""
        return [
            (self.stash.get(f"key:{n}"), bits, cap)
            for n, (bits, cap) in enumerate(self.stash.facts["keys"])
        ]

    @cached_property
    def model(self) -> Model:
        """The weights that were learnt."""
        log_m = {name[6:]: self.stash.get(name) for name in self.stash.names("log_m:")}
        heard = {name[6:]: self.stash.get(name) for name in self.stash.names("heard:")}
        return Model(log_m, float(self.stash.get("prior")[0]), heard)

    @cached_property
    def sheet(self) -> Sheet:
        """Its records."""
        part = self._part
        texts = {
            name[6:-7]: self.stash.texts(name[:-7])
            for name in self.stash.names("texts:") if name.endswith(":starts")
        }  # fmt: skip
        return Sheet(self.size, texts, part("codes:"), part("worth:"), part("plain:"))

    @cached_property
    def facts(self) -> Facts:
        """What its subject knew of the whole table."""
        return self._part("fact:")

    @property
    def formal(self) -> Mapping[str, str]:
        """What short forms of names stand for."""
        return dict(self.stash.facts["formal"])

    @cached_property
    def lineage(self) -> Lineage:
        """Which first names go with which surnames."""
        return Lineage.of(self._part("fact:lineage:"))

    def _part(self, under: str) -> dict[str, Array]:
        return {name[len(under) :]: self.stash.get(name) for name in self.stash.names(under)}

    def known(self, space: str, texts: pl.Series) -> Codes:
        """The codes that its records have for these values; -1 for those it has not seen."""
        index, bits = self.stash.get(f"index:{space}"), np.uint64(self.stash.facts["index"][space])
        if len(index) == 0:
            return np.full(len(texts), -1, np.int32)
        wanted = numbered(texts) >> bits
        found = index[np.minimum(np.searchsorted(index, wanted << bits), len(index) - 1)]
        code = (found & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int32)
        return np.where(found >> bits == wanted, code, np.int32(-1))

    def weighed(self, sheet: Sheet) -> Sheet:
        """Other records, their values worth what they were worth here."""
        worth = dict(sheet.worth)
        code = {
            space: self.known(space, sheet.series[space])
            for space in {name.partition("/")[0] for name in worth}
        }
        for name in worth:
            if not name.endswith("/holders"):
                at = code[name.partition("/")[0]]
                unseen = 1.0 if name == "number/bits" else UNSEEN
                rare = np.float32(np.log2(max(self.size, POPULATION) / unseen))
                worth[name] = take(self.sheet.worth[name], at, missing=rare)
        for name, usual in _COMMON.items():
            if name in worth:
                worth[name] = no_rarer(worth[name], sheet.series["name"], usual, self.size)
        return Sheet(sheet.size, sheet.texts, sheet.codes, worth, sheet.plain)

    def organisation(self, domain: Column, company: Column, city: Column) -> Column:
        """For each record, its domain; else the one that its company usually went with."""
        gaps = np.flatnonzero((domain.code < 0) & (company.code >= 0))
        named = company.code[gaps]
        at, town = self.known("company", company.texts), self.known("city", city.texts)
        spelling: Numbers = take(numbered(company.texts), named, missing=0)
        found = self._usual.of(take(at, named), take(town, city.code[gaps]), spelling)
        said = gathered(self.sheet.texts["organisation"], np.maximum(found, 0).astype(np.int64))
        whole = pl.concat([domain.texts, pl.Series(said, dtype=pl.String), company.texts])
        code = domain.code.copy()
        alone = len(domain.texts) + len(gaps) + named
        code[gaps] = np.where(found >= 0, len(domain.texts) + np.arange(len(gaps)), alone)
        inner = Column.of(whole)
        return Column(take(inner.code, code), inner.texts)

    @cached_property
    def _usual(self) -> Usual:
        return Usual(
            *(Guesses(self.facts[f"{name}:by"], self.facts[f"{name}:best"]) for name in _USUAL)
        )

    def read(self, frame: pl.DataFrame) -> Sheet:
        """Read records as this run would have."""
        return self.weighed(self.kind.flat(self.kind.read(frame, self)))

    def subject(self, sheet: Sheet) -> Subject:
        """Records that were read so, to be compared."""
        return self.kind.whole(sheet, self.facts)


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
        arrays = {f"pair:{name}": getattr(found.judged, name) for name in _PAIRS}
        arrays["pair:both"] = packed(found.judged.left, found.judged.right)
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
        if any(name.startswith(space + "/") for name in sheet.worth):
            both, index[space] = in_order(numbered(sheet.series[space]))
            out.put(f"index:{space}", both)
    for under, named in (("codes", sheet.codes), ("worth", sheet.worth), ("plain", sheet.plain)):
        for name, array in named.items():
            out.put(f"{under}:{name}", array)
    return index
