"""Reading many values at once, in columns: the same as `text` reads them one at a time.

`text` says what a value comes down to, and is asked for every value that is not plain. Plain ones,
most of a table, are read here in bulk; a test compares the two on arbitrary text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tools.parts.matching import text
from tools.parts.matching.encode import Codes, Flags
from tools.parts.matching.vocabulary import (
    COMPANY_ABBREVIATIONS,
    FREE_MAIL,
    MAIL_TYPOS,
    PLACEHOLDER_MAILBOXES,
    PLACEHOLDER_PHONES,
    ROLE_MAILBOXES,
)

_LEGAL_END = rf"(?: (?:{'|'.join(sorted(text.LEGAL_ENDS))}))+$"


@dataclass(frozen=True)
class Mails:
    """Distinct e-mail addresses, read: None where a text is no address."""

    address: pl.Series
    local: pl.Series
    domain: pl.Series
    placeholder: Flags
    personal: Flags
    free: Flags


def mails(values: pl.Series) -> Mails:
    """Read addresses as `text.mail` does."""
    clean = (
        pl.col("v").str.head(text.MAX_TEXT).str.to_lowercase()
        .str.replace_all("mailto:", "", literal=True).str.replace_all(" ", "", literal=True)
        .str.strip_chars("<>.,;")
    )  # fmt: skip
    cut = values.to_frame("v").select(clean.str.extract_groups(r"(?s)^(?<l>.*)@(?<d>[^@]*)$"))
    parts = cut.unnest("v").select(
        l=pl.col("l").str.extract(r"(?s)^([^+]+)"), d=pl.col("d").replace(MAIL_TYPOS)
    )
    sound = pl.col("l").is_not_null() & pl.col("d").str.contains(".", literal=True)
    read = parts.with_columns(
        l=pl.when(sound).then("l"),
        d=pl.when(sound).then(pl.col("d").replace("googlemail.com", "gmail.com")),
    )
    dotless = pl.col("l").str.replace_all(".", "", literal=True)
    box = pl.when(pl.col("d") == "gmail.com").then(dotless).otherwise("l")
    marks = read.select(
        address=box + "@" + pl.col("d"),
        placeholder=pl.col("l").is_in(list(PLACEHOLDER_MAILBOXES)).fill_null(False),  # noqa: FBT003 - the value to fill in
        role=pl.col("l").is_in(list(ROLE_MAILBOXES)).fill_null(False),  # noqa: FBT003 - as above
        free=pl.col("d").is_in(list(FREE_MAIL)).fill_null(False),  # noqa: FBT003 - as above
    )
    fake, role = marks["placeholder"].to_numpy(), marks["role"].to_numpy()
    known = read["d"].is_not_null().to_numpy()
    return Mails(
        marks["address"],
        read["l"],
        read["d"],
        fake,
        known & ~role & ~fake,
        marks["free"].to_numpy(),
    )


def phones(values: pl.Series) -> pl.Series:
    """Read numbers as `text.phone` does."""
    digits = (
        pl.col("v").str.to_lowercase()
        .str.replace(r"\s*(?:x|ext|extension)\.?\s*\d*\s*$", "")
        .str.replace_all("(0)", "", literal=True).str.replace_all(r"\D", "").str.tail(9)
    )  # fmt: skip
    sound = (digits.str.len_chars() == text.SUBSCRIBER) & ~digits.is_in(list(PLACEHOLDER_PHONES))
    return values.to_frame("v").select(pl.when(sound).then(digits)).to_series()


def sites(values: pl.Series) -> pl.Series:
    """Read web addresses as `text.site` does."""
    domain = (
        pl.col("v").str.head(text.MAX_TEXT).str.strip_chars().str.to_lowercase()
        .str.extract(r"^(?:https?://)?(?:www[0-9]?\.)?([a-z0-9.-]+\.[a-z]{2,})")
    )  # fmt: skip
    return values.to_frame("v").select(domain.str.strip_chars(".")).to_series()


def postcodes(values: pl.Series) -> pl.Series:
    """The beginnings of postal codes, in lower case."""
    start = pl.col("v").str.strip_chars().str.to_lowercase().str.head(_START)
    return values.to_frame("v").select(start).to_series()


_START = 5
"""Characters of a postal code that are compared: of a longer one, the rest is a street or less."""


def companies(values: pl.Series) -> pl.Series:
    """Read company names as `text.company_words` does, their words run together."""
    return pl.Series(_companies(values, ""), dtype=pl.String)


def spaced_companies(values: pl.Series) -> pl.Series:
    """Read company names as `text.company_words` does, a space between words."""
    return pl.Series(_companies(values, " "), dtype=pl.String)


def _companies(values: pl.Series, between: str) -> pl.Series:
    clean = (
        pl.col("v").str.head(text.MAX_TEXT).str.strip_chars().str.to_lowercase()
    )  # fmt: skip
    flat = (
        clean.str.replace_all(r"\([^)]*\)| - .*$|^the ", " ")
        .str.replace_all("&", " and ", literal=True).str.replace_all("'", "", literal=True)
        .str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" ")
    )  # fmt: skip
    whole = pl.lit(" ") + pl.col("flat")
    short = whole.str.replace(_LEGAL_END, "").str.strip_chars(" ")
    words = pl.when(short == "").then(pl.col("flat").str.extract(r"^(\S+)")).otherwise(short)
    frame = values.to_frame("v").with_columns(flat=flat).select(
        plain=pl.col("v").str.contains(r"^[\x20-\x7e]*$")
        & ~pl.col("flat").str.contains(r"\b[a-z0-9]\b")
        & ~clean.str.contains(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6}$"),
        words=words.str.split(" "),
    )  # fmt: skip
    swapped = pl.element().replace({**COMPANY_ABBREVIATIONS, "and": ""})
    kept = pl.col("words").list.eval(swapped.filter(swapped != ""))
    read = frame.select(kept.list.join(between)).to_series()
    return _mended(values, read, frame["plain"], lambda v: between.join(text.company_words(v)))


def _mended(
    values: pl.Series, read: pl.Series, plain: pl.Series, careful: Callable[[str], str]
) -> pl.Series:
    """What was read in bulk, with the values that are not plain read one at a time."""
    odd = (~plain).arg_true()
    if len(odd) == 0:
        return read
    return read.clone().scatter(odd, [careful(value) for value in values.gather(odd).to_list()])


@dataclass(frozen=True)
class Names:
    """Distinct texts of a name's field: read as that part, and read as a whole name."""

    part: pl.Series
    middle: Codes
    suffix: Codes
    whole_first: pl.Series
    whole_last: pl.Series
    whole_middle: Codes


def names(values: pl.Series, alone: Flags, *, family: bool) -> Names:
    """Read a first or last name's field as `text.person` does.

    Args:
        values: The distinct texts.
        alone: Whether a text is some record's only name, and may be a whole one.
        family: Whether it is the last name's field.
    """
    lower = values.str.to_lowercase()
    plain = values.str.contains("^[a-zA-Z]+$") & (values.str.len_bytes() <= text.MAX_TEXT)
    odd = (~plain).arg_true()
    texts = values.gather(odd).to_list()
    fields = [
        text.field_of_name(value, family=family, alone=only)
        for value, only in zip(texts, alone[odd.to_numpy()].tolist(), strict=True)
    ]
    read, whole = [part for part, _ in fields], [name for _, name in fields]
    nothing = pl.Series([""], dtype=pl.String).new_from_index(0, len(values))

    def texts_of(said: Sequence[str], otherwise: pl.Series) -> pl.Series:
        return otherwise.clone().scatter(odd, said) if len(odd) else otherwise

    def codes_of(said: Sequence[int]) -> Codes:
        code = np.full(len(values), -1, np.int32)
        code[odd.to_numpy()] = said
        return code

    first, last = (nothing, lower) if family else (lower, nothing)
    return Names(
        texts_of([part.word for part in read], lower),
        codes_of([ord(part.middle) if part.middle else -1 for part in read]),
        codes_of([part.suffix for part in read]),
        texts_of([name.first for name in whole], first),
        texts_of([name.last for name in whole], last),
        codes_of([ord(name.middle) if name.middle else -1 for name in whole]),
    )
