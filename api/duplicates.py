"""Finding the duplicates of a table or a file, whole, and writing them down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.engine import reading
from store.errors import BadInput
from tools.parts.matching.engine import Scorer, scored_here
from tools.parts.matching.gathering import Gathered, gather
from tools.parts.matching.gathering import tiers as tiers_of
from tools.parts.matching.grouping import Tiers
from tools.parts.matching.listing import listing
from tools.parts.matching.records import TABLES, memory_of
from tools.parts.matching.remembering import Memory, match

if TYPE_CHECKING:
    import polars as pl
    import typer

Told = Callable[[str, int, int | None], None]
"""Told the step under way, how much of it is done, and of how much when that is known."""


@dataclass(frozen=True)
class Request:
    """What to look through, and where the answer goes."""

    table: str
    out: Path
    source: Path | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    auto: float | None = None
    review: float | None = None
    engine: str = "here"
    afresh: bool = False


@dataclass(frozen=True)
class Done:
    """What was found, in a sentence, and what a person should know about it."""

    said: str
    notes: list[str]


def run(context: "typer.Context", request: Request, told: Told) -> Done:
    """Find duplicates and write the file.

    Raises:
        BadInput: The table holds neither companies nor people; the file cannot be read, or the
            result cannot be written where it should go; there is no such engine.
        NotReady: Spark is asked for and is not installed.
    """
    if request.table not in TABLES:
        raise BadInput(
            f"Duplicates are looked for among accounts, contacts and leads, not {request.table}.",
            hint="For example: pitcrew duplicates contact --out duplicates.csv.",
        )
    _writable(request)
    scorer = _scorer(request.engine)
    gathered, usual, notes, memory = _gathered(context, request, told)
    tiers = Tiers.of(request.review, request.auto) if request.auto or request.review else usual
    told("Matching", 0, None)
    ran = match(gathered.frame, gathered.apart, of_companies=request.table == "account",
                tiers=tiers, scorer=scorer, memory=memory,
                accepted=gathered.accepted)  # fmt: skip
    if ran.changed is not None:
        notes = [*notes, _again(ran.changed)]
    told("Writing", 0, None)
    rows = listing(ran.matches, gathered.names)
    try:
        rows.write_csv(request.out)
    except OSError as error:
        raise BadInput(f"{request.out} cannot be written: {error}.") from error
    return Done(_sentence(request, len(gathered.names), rows, tiers), notes)


def _writable(request: Request) -> None:
    """Refuse, before any work, a place where the result cannot or must not go."""
    out = request.out
    if not out.parent.is_dir():
        raise BadInput(f"There is no folder {str(out.parent)!r}.", hint="Make it first.")
    if not out.name or out.is_dir():
        raise BadInput(f"{str(out)!r} is a folder.", hint="Name the file to write in it.")
    if request.source is not None and request.source.resolve() == out.resolve():
        raise BadInput(f"{out} is the file to read.", hint="Write the result to another file.")


def _scorer(engine: str) -> Scorer:
    """Where pairs are scored; the answer is the same."""
    if engine == "here":
        return scored_here
    if engine != "spark":
        raise BadInput(f"There is no engine {engine!r}.", hint="There are: here, spark.")
    from tools.parts.matching.distributed import OnSpark, spark

    return OnSpark(spark())


def _again(changed: int) -> str:
    """That a run matched again only what had changed."""
    what = "Nothing has changed" if not changed else (
        f"{changed:,} {'record has' if changed == 1 else 'records have'} changed or come"
    )  # fmt: skip
    return (
        f"{what} since the weights were learnt; the rest is as it was found then."
        " --fresh matches everything."
    )


def _gathered(
    context: "typer.Context", request: Request, told: Told
) -> tuple[Gathered, Tiers, list[str], Memory | None]:
    if request.source is not None:
        from api.record_files import read

        file = read(request.source, request.table, request.mapping, request.sheet)
        return Gathered(file.frame, file.names, file.names, []), Tiers(), file.notes, None
    from api.opening import opened

    if request.mapping or request.sheet:
        raise BadInput("--map and --sheet are about a file.", hint="Name one with --from FILE.")
    office = opened(context)
    with reading(office.engine) as session:
        workspace = office.settings.workspace
        found = gather(
            session, workspace, request.table, lambda done, total: told("Reading", done, total)
        )
        usual = tiers_of(session, workspace, request.table, datetime.now(UTC))
    memory = memory_of(office.settings.home, workspace, request.table, afresh=request.afresh)
    return found, usual, [], memory


def _sentence(request: Request, compared: int, rows: "pl.DataFrame", tiers: Tiers) -> str:
    if rows.is_empty():
        return f"{request.out}: no duplicates among {compared:,} records."
    auto, clusters = int((rows["tier"] == "auto").sum()), rows["cluster"].n_unique()
    return (
        f"{request.out}: {rows.height:,} of {compared:,} records in {clusters:,} clusters;"
        f" {auto:,} are safely one with another (auto, odds of {2**tiers.safe:,.0f} to 1 and"
        f" more), {rows.height - auto:,} to look at (review, {2**tiers.likely:,.2g} to 1)."
    )
