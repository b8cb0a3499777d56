"""Which organisation a record belongs to, when one says it by domain and another by name."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.parts.matching.encode import Codes, Column, Numbers, numbered, take

_USUAL = 0.75
_USUAL_IN_TOWN = 0.6


@dataclass(frozen=True)
class Guesses:
    """Domains by what points to them; what points is in order."""

    by: NDArray[np.int64]
    best: Codes

    def of(self, wanted: NDArray[np.int64]) -> Codes:
        """The domain of each; -1 where nothing points to one."""
        if len(self.by) == 0:
            return np.full(len(wanted), -1, np.int32)
        place = np.minimum(np.searchsorted(self.by, wanted), len(self.by) - 1)
        return np.where(self.by[place] == wanted, self.best[place], -1).astype(np.int32)


@dataclass(frozen=True)
class Usual:
    """The domain that a company usually has: in a town, anywhere, and by how it is spelled."""

    in_town: Guesses
    anywhere: Guesses
    spelled: Guesses

    def of(self, company: Codes, city: Codes, spelling: Numbers) -> Codes:
        """For each record, the domain that its company usually goes with; -1 where none does."""
        found = self.in_town.of(_both(company, city))
        found = np.where(found >= 0, found, self.anywhere.of(company.astype(np.int64)))
        return np.where(found >= 0, found, self.spelled.of(spelling.view(np.int64)))


def usual(domain: Column, company: Column, city: Column) -> Usual:
    """Learn which domain each company usually has, from the records that say both."""
    town = _both(company.code, city.code)
    return Usual(
        _most(town, domain.code, _USUAL_IN_TOWN),
        _most(company.code.astype(np.int64), domain.code, _USUAL), _spelled(domain),
    )  # fmt: skip


def organisation(domain: Column, company: Column, city: Column, known: Usual) -> Column:
    """For each record, its domain; else the domain its company's name usually goes with.

    A name's records in the same city decide first, then all of them, then a domain that spells
    the name; a company known by name alone stands for itself.
    """
    found = domain.code.copy()
    gaps = np.flatnonzero((found < 0) & (company.code >= 0))
    named = company.code[gaps]
    spelling = take(numbered(company.texts), named, missing=0)
    found[gaps] = known.of(named, city.code[gaps], spelling)
    alone = np.where(company.code >= 0, company.code + len(domain.texts), -1)
    code = np.where(found >= 0, found, alone).astype(np.int32)
    return Column(code, pl.concat([domain.texts, company.texts]))


def _both(company: Codes, city: Codes) -> NDArray[np.int64]:
    known = (company >= 0) & (city >= 0)
    return np.where(known, (company.astype(np.int64) << 32) | city, -1)


def _most(by: NDArray[np.int64], domain: Codes, share: float) -> Guesses:
    """The domain that most records of the same company (and city) have, when most do."""
    frame = pl.DataFrame({"by": by, "domain": domain})
    usual_ = (
        frame.filter((pl.col("by") >= 0) & (pl.col("domain") >= 0))
        .group_by("by", "domain")
        .len()
        .sort("by", "len", "domain", descending=[False, True, False])
        .group_by("by", maintain_order=True)
        .agg(best=pl.col("domain").first(), share=pl.col("len").first() / pl.col("len").sum())
        .filter(pl.col("share") >= share)
    )
    return Guesses(usual_["by"].to_numpy(), usual_["best"].cast(pl.Int32).to_numpy())


def _spelled(domain: Column) -> Guesses:
    """For each company name, by its number, the one domain whose first label spells it."""
    label = pl.col("domain").str.extract(r"^([^.]*)").str.replace_all("-", "", literal=True)
    once = (
        domain.texts.to_frame("domain").with_row_index("code").with_columns(name=label)
        .group_by("name").agg(pl.col("code").first().cast(pl.Int32), times=pl.len())
        .filter(pl.col("times") == 1)
    )  # fmt: skip
    number = numbered(once["name"]).view(np.int64)
    order = np.argsort(number)
    return Guesses(number[order], once["code"].to_numpy()[order])
