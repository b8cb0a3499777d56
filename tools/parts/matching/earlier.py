"""What a full run left for the next: its records, what it learnt, its keys, pairs and groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.blocking import Key
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
from tools.parts.matching.outcome import Subject
from tools.parts.matching.sheet import Addition, Array, Rows, Sheet, gathered
from tools.parts.matching.stash import Stash
from tools.parts.matching.usual_names import FAMILY, GIVEN, no_rarer
from tools.parts.matching.weights import Model

VERDICT = ("bits", "conflict", "guarded")
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

    def pairs_of(self, rows: Rows) -> Rows:
        """Where the pairs stand whose smaller record is one of some, in their order."""
        starts = self.stash.get("pair:starts")
        begin = starts[rows].astype(np.int64)
        length = starts[rows + 1] - begin
        ends = np.cumsum(length)
        every = np.arange(ends[-1] if len(ends) else 0)
        return np.repeat(begin - ends + length, length) + every

    @cached_property
    def verdicts(self) -> Verdicts:
        """What was made of its pairs: their bits, contradictions and guards."""
        bits, conflict, guarded = (self.stash.get(f"pair:{name}") for name in VERDICT)
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

    def added(self, sheet: Sheet) -> Addition:
        """Other records, their values known by those here, and worth what they were worth here."""
        known = {space: self._verified(space, sheet) for space in sheet.texts}
        worth = dict(sheet.worth)
        for name in worth:
            if not name.endswith("/holders"):
                unseen = 1.0 if name == "number/bits" else UNSEEN
                rare = np.float32(np.log2(max(self.size, POPULATION) / unseen))
                at = known[name.partition("/")[0]]
                worth[name] = take(self.sheet.worth[name], at, missing=rare)
        for name, usual in _COMMON.items():
            if name in worth:
                worth[name] = no_rarer(worth[name], sheet.series["name"], usual, self.size)
        after = {
            space: len(self.sheet.texts[space]) + np.arange(len(code), dtype=np.int32)
            for space, code in known.items()
        }
        codes = {space: np.where(c >= 0, c, after[space]) for space, c in known.items()}
        return Addition(Sheet(sheet.size, sheet.texts, sheet.codes, worth, sheet.plain), codes)

    def _verified(self, space: str, sheet: Sheet) -> Codes:
        """The codes here of a sheet's values, told by their numbers and then by the values."""
        code = self.known(space, sheet.series[space])
        at = np.flatnonzero(code >= 0)
        mine = pl.Series(
            gathered(self.sheet.texts[space], code[at].astype(np.int64)), dtype=pl.String
        )
        code[at[(mine != sheet.series[space].gather(at)).to_numpy()]] = -1
        return code

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

    def read(self, frame: pl.DataFrame) -> Addition:
        """Read records as this run would have."""
        return self.added(self.kind.flat(self.kind.read(frame, self)))

    def subject(self, sheet: Sheet) -> Subject:
        """Records that were read so, to be compared."""
        return self.kind.whole(sheet, self.facts)
