"""Which organisation a record belongs to, when one says it by domain and another by name."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tools.parts.matching.encode import Codes, Column, take

_USUAL = 0.75
_USUAL_IN_TOWN = 0.6


def organisation(domain: Column, company: Column, city: Column) -> Column:
    """For each record, its domain; else the domain its company's name usually goes with.

    A name's records in the same city decide first, then all of them, then a domain that spells
    the name; a company known by name alone stands for itself.
    """
    found = domain.code.copy()
    for guess in (
        _usual(domain, company, [city], _USUAL_IN_TOWN),
        _usual(domain, company, [], _USUAL),
        take(_spelled(domain, company), company.code),
    ):
        found = np.where(found >= 0, found, guess)
    alone = np.where(company.code >= 0, company.code + len(domain.texts), -1)
    code = np.where(found >= 0, found, alone).astype(np.int32)
    return Column(code, pl.concat([domain.texts, company.texts]))


def _usual(domain: Column, company: Column, within: Sequence[Column], share: float) -> Codes:
    """The domain that most records of the same company (and city) have, when most do."""
    keys = {f"k{n}": column.code for n, column in enumerate((company, *within))}
    frame = pl.DataFrame({**keys, "domain": domain.code})
    known = frame.filter(pl.all_horizontal(pl.col(name) >= 0 for name in keys))
    usual = (
        known.filter(pl.col("domain") >= 0)
        .group_by(*keys, "domain")
        .len()
        .sort(*keys, "len", "domain", descending=[*(False for _ in keys), True, False])
        .group_by(*keys, maintain_order=True)
        .agg(best=pl.col("domain").first(), share=pl.col("len").first() / pl.col("len").sum())
        .filter(pl.col("share") >= share)
    )
    matched = frame.join(usual, on=list(keys), how="left", maintain_order="left")
    return matched["best"].fill_null(-1).cast(pl.Int32).to_numpy()


def _spelled(domain: Column, company: Column) -> Codes:
    """For each company name, the one domain whose first label spells it."""
    label = pl.col("domain").str.extract(r"^([^.]*)").str.replace_all("-", "", literal=True)
    spelled = (
        domain.texts.to_frame("domain").with_row_index("code").with_columns(name=label)
        .group_by("name").agg(pl.col("code").first().cast(pl.Int32), times=pl.len())
        .filter(pl.col("times") == 1)
    )  # fmt: skip
    named = company.texts.to_frame("name").join(
        spelled, on="name", how="left", maintain_order="left"
    )
    return named["code"].fill_null(-1).to_numpy()
