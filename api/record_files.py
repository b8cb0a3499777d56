"""A file of contacts, leads or accounts, as the matching engine takes it. Nothing is stored.

Its headers are understood as an import would; what an import keeps aside, such as a third e-mail
or a date of birth, is of use here as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from connectors.files.delimited import DelimitedFile
from connectors.files.headers import plain, vocabulary
from connectors.files.opening import open_source
from connectors.files.rows import Source
from connectors.files.sheets import ParquetFile
from store.errors import BadInput
from tools.parts.matching import companies, people

_CHUNK = 100_000
_ALSO = {
    "born_on": ("born", "date of birth", "dob", "birth date", "birthday", "birthdate"),
    "identity_number": (
        "identity number", "national id", "ssn", "soc sec id", "social security number",
        "passport number", "tax id",
    ),
    "street": ("address 1", "street name", "street address 1"),
    "house_number": ("street number", "house number"),
    "city": ("suburb", "locality", "city town"),
    "postal_code": ("post code", "zip code 5"),
    "other_phones": ("other phone", "phone 2", "home phone", "assistant phone", "other phones"),
    "other_emails": ("email 3", "personal email", "alternate email", "e mail 2", "other email"),
}  # fmt: skip
"""Headers that only matching has a use for, or that only such files have."""
_SEVERAL = {"email": ("email", "other_emails"), "phone": ("phone", "mobile", "other_phones"),
            "mobile": ("mobile", "phone", "other_phones")}  # fmt: skip


@dataclass
class RecordFile:
    """What a file holds: the engine's fields, what each record is called, and what to know."""

    frame: pl.DataFrame
    names: pl.Series
    mapping: dict[str, str]
    notes: list[str] = field(default_factory=list)


def read(
    path: Path, table: str, mapping: Mapping[str, str] | None = None, sheet: str | None = None
) -> RecordFile:
    """Read a CSV, XLSX or Parquet file.

    Args:
        path: The file.
        table: What its rows are: account, contact or lead.
        mapping: Where columns go that their headers do not say: column -> field.
        sheet: Of a workbook, the sheet; None: the first.

    Raises:
        NotFound: There is no such file.
        BadInput: It cannot be read, or holds nothing to compare records by.
    """
    source = open_source(path, sheet)
    meant = _meant(table, source.header, mapping or {})
    if not set(meant.values()) & set(_fields(table)):
        raise BadInput(
            f"{path.name} has no column to compare {table}s by: {', '.join(source.header[:12])}.",
            hint="Say what a column is with --map COLUMN=FIELD. "
            f"Fields: {', '.join(_fields(table))}.",
        )
    raw, notes = _raw(source)
    frame = _filled(raw, meant, table)
    del raw  # a million rows are not held twice
    names = frame["external_id"] if "external_id" in frame.columns else None
    if names is None:
        notes.append("No column holds an id; records are called by their row, from 1.")
    elif names.null_count() or names.n_unique() < len(names):
        notes.append("Ids are missing or repeated; those records are called by their row.")
    return RecordFile(frame, _called(frame), meant, [*source.notes, *notes])


def _fields(table: str) -> tuple[str, ...]:
    return companies.FIELDS if table == "account" else people.FIELDS


def _meant(table: str, header: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """For each column that is of use, the field that it fills."""
    fields = {*_fields(table), "external_id", "full_name", "house_number"}
    known = {plain(word): name for name, words in _ALSO.items() for word in words if name in fields}
    known |= vocabulary(table).by_header
    told = {plain(column): name for column, name in said.items()}
    for column, name in said.items():
        if plain(column) not in {plain(h) for h in header}:
            raise BadInput(f"There is no column {column!r} in the file.",
                           hint=f"Columns: {', '.join(header)}.")  # fmt: skip
        if name and name not in fields:
            raise BadInput(f"{name!r} is nothing to compare {table}s by.",
                           hint=f"Fields: {', '.join(sorted(fields))}.")  # fmt: skip
    meant: dict[str, str] = {}
    for column in header:
        word = plain(column)
        filled = told[word] if word in told else known.get(word) or _by_look(word)
        if filled == "account_id" and not word.endswith(("id", "ids")):
            filled = "company_name"
        if filled in fields:
            meant[column] = filled
    return meant


def _by_look(header: str) -> str | None:
    """Numbered and labelled columns of one kind: `Email 4`, `Phone (home)`."""
    if "email" in header and not header.endswith(("optout", "domain", "status")):
        return "other_emails"
    if header.startswith(("phone", "telephone", "mobile", "cell")):
        return "other_phones"
    return None


def _raw(source: Source) -> tuple[pl.DataFrame, list[str]]:
    """The file's columns as text."""
    if isinstance(source, ParquetFile):
        frame = pl.read_parquet(source.path)
        return frame.rename(dict(zip(frame.columns, source.header, strict=True))), []
    if isinstance(source, DelimitedFile):
        quick = _quickly(source)
        if quick is not None:
            return quick, []
    return _carefully(source)


def _quickly(source: DelimitedFile) -> pl.DataFrame | None:
    """A well-formed UTF-8 file, read in columns at once; None where it is not well formed."""
    if not source.encoding.startswith("utf-8") or source.skipped:
        return None
    try:
        frame = pl.read_csv(source.path, separator=source.delimiter, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.width != len(source.header):
        return None
    return frame.rename(dict(zip(frame.columns, source.header, strict=True)))


def _carefully(source: Source) -> tuple[pl.DataFrame, list[str]]:
    """Row by row, as an import reads it; rows that cannot be cut into cells are counted."""
    bad = 0
    frames = [pl.DataFrame(schema=dict.fromkeys(source.header, pl.String))]
    for chunk in source.chunks(_CHUNK):
        bad += len(chunk.bad)
        frames.append(
            pl.DataFrame({
                name: pl.Series(list(cells), dtype=pl.String)
                for name, cells in zip(source.header, chunk.columns, strict=True)
            })
        )  # fmt: skip
    notes = [f"{bad:,} rows could not be cut into cells and were left out."] if bad else []
    return pl.concat(frames), [*notes, *source.told()]


def _filled(raw: pl.DataFrame, meant: Mapping[str, str], table: str) -> pl.DataFrame:
    """One column a field: the first that has a value; e-mails and numbers are all kept."""
    text = raw.select(
        pl.col(c).cast(pl.String).str.strip_chars().replace("", None) for c in meant
    )  # fmt: skip
    held: dict[str, list[pl.Expr]] = {}
    for column, name in meant.items():
        held.setdefault(_slot(name, held), []).append(pl.col(column))
    frame = text.select(
        (_together(columns) if name.startswith("other_") else pl.coalesce(columns)).alias(name)
        for name, columns in held.items()
    )
    return frame.with_columns(_composed(frame.columns, table))


def _slot(name: str, held: Mapping[str, object]) -> str:
    """Where a column goes whose field may have several values."""
    slots = _SEVERAL.get(name, (name,))
    return next((slot for slot in slots if slot not in held), slots[-1])


def _together(columns: Sequence[pl.Expr]) -> pl.Expr:
    return pl.concat_str(columns, separator=";", ignore_nulls=True).replace("", None)


def _composed(columns: Sequence[str], table: str) -> Iterator[pl.Expr]:
    """A whole name stands in for its parts; a house number goes with its street."""
    if table != "account" and "full_name" in columns:
        first = pl.col("first_name") if "first_name" in columns else pl.lit(None, pl.String)
        last = pl.col("last_name") if "last_name" in columns else pl.lit(None, pl.String)
        yield (
            pl.when(last.is_null())
            .then(pl.coalesce(first, "full_name"))
            .otherwise(first)
            .alias("first_name")
        )
    if {"house_number", "street"} <= set(columns):
        yield (
            pl.concat_str("house_number", "street", separator=" ", ignore_nulls=True)
            .replace("", None)
            .alias("street")
        )


def _called(frame: pl.DataFrame) -> pl.Series:
    row = pl.format("row {}", pl.int_range(1, pl.len() + 1))
    if "external_id" not in frame.columns:
        return frame.select(row.alias("external_id")).to_series()
    once = pl.col("external_id").is_not_null() & pl.col("external_id").is_first_distinct()
    return frame.select(pl.when(once).then("external_id").otherwise(row)).to_series()
