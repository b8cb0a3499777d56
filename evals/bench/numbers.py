"""How fast figures are on a large store: SQLite, its columnar copy, and DuckDB by hand.

Run `python -m evals.bench.numbers [--rows N] [--stores] [--folder PATH]`. It makes a company of N
deals with ten moves and five activities each (kept in the folder for the next time), and prints for
each metric and dimension the CPU seconds of the whole breakdown, and ours as a multiple of what
was written by hand. With `--stores` the same rows are put into SQLite as well, and asked there.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from evals.bench import _numbers_by_hand as by_hand
from evals.bench import _numbers_data as data
from store import workspace as workspaces
from store.engine import open_engine, reading, upgrade, working
from store.errors import BadInput
from tools.context import Actor, Context
from tools.parts.columns import beside, keep_in_step
from tools.parts.columns.copying import Age, path_of, stamp
from tools.parts.measuring.asked import Asked, understand
from tools.parts.measuring.groups import grouped
from tools.parts.metrics import METRICS
from tools.parts.metrics.slices import compute

TODAY = date(2026, 11, 20)
TRIES = 3
PAYS = 1_000
"""Rows from which on the copy is asked here, so that a small company can be tried too."""


class NoShelf:
    """Numbers make no files."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Refuse."""
        raise AssertionError(name, content, media_type)


def _cpu(work: Callable[[], object], tries: int = TRIES) -> float:
    """The least CPU seconds of a few tries, over all threads."""
    spent = []
    for _ in range(tries):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return min(spent)


def _asked(engine: Engine, copies: Path | None, metric: str, by: str) -> None:
    """The breakdown as `measure` computes it, in a session of its own."""
    with working(engine) as session:
        if copies is not None:
            beside(session, copies, "main", large=PAYS)
        context = Context(
            session=session, workspace=workspaces.read(session), today=TODAY, now=data.NOW,
            actor=Actor("bench", "Bench", "analyst"), shelf=NoShelf(),
        )  # fmt: skip
        asked: Asked = understand(context, metric, [by] if by else [])
        if asked.by:
            grouped(asked)
        else:
            compute(asked.cut, asked.metric, asked.variant)


def _lines(engine: Engine, copies: Path, *, stores: bool) -> list[float]:
    print(f"{'metric':26}{'by':10}{'SQLite':>9}{'copy':>9}{'by hand':>9}{'ratio':>8}")
    ratios = []
    path = path_of(copies, "main")
    for metric in METRICS:
        for by in by_hand.DIMENSIONS:
            try:
                ours = _cpu(lambda: _asked(engine, copies, metric, by))  # noqa: B023 - called at once
            except BadInput:
                continue  # the metric's rows have no such dimension
            store = _cpu(lambda: _asked(engine, None, metric, by), 1) if stores else None  # noqa: B023 - as above
            said = by_hand.statement(metric, by)
            hand = _by_hand(path, said) if said else None
            if hand:
                ratios.append(ours / hand)
            print(
                f"{metric:26}{by or '-':10}{_shown(store):>9}{ours:9.3f}{_shown(hand):>9}"
                f"{_shown(ours / hand if hand else None, 2):>8}", flush=True,
            )  # fmt: skip
    return ratios


def _by_hand(path: Path, statement: str) -> float:
    with duckdb.connect(str(path), read_only=True) as copy:
        return _cpu(lambda: copy.execute(statement).fetchall())


def _shown(value: float | None, places: int = 3) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _made(folder: Path, rows: int, seed: int, *, stores: bool) -> tuple[Engine, Path]:
    """The company in a store and in a copy, made when the folder has none of this size."""
    folder.mkdir(parents=True, exist_ok=True)
    raw, copies = folder / f"rows-{rows}-{seed}.duckdb", folder / f"copies-{rows}-{seed}-{stores}"
    if not raw.exists():
        print(
            f"making {rows:,} deals: {_cpu(lambda: data.write_columns(raw, rows, seed), 1):.0f} s"
        )
    path = folder / f"store-{rows}-{seed}-{stores}.db"
    fresh = not path.exists()
    tables = data.ALL if stores else tuple(data.SMALL)  # small tables are never asked of a copy
    engine = data.store_of(path, raw, tables) if fresh else open_engine(f"sqlite:///{path}")
    upgrade(engine)  # the folder may have been kept by an earlier version
    if stores:
        with reading(engine) as session:
            spent = _cpu(lambda: keep_in_step(session, copies, "main"), 1)
        print(f"copying the store: {spent:.0f} s")
    elif not path_of(copies, "main").exists():
        _as_copy(raw, copies)
    return engine, copies


def _as_copy(raw: Path, copies: Path) -> None:
    """The rows as a copy of a store that is left empty: only the copy is asked."""
    copies.mkdir(parents=True, exist_ok=True)
    path = path_of(copies, "main")
    path.write_bytes(raw.read_bytes())
    with duckdb.connect(str(path)) as copy:
        stamp(copy, Age(line=0, imports=0, chain=""))


def main() -> None:
    """Make the company and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="Deals.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--stores", action="store_true", help="Ask SQLite as well.")
    parser.add_argument("--folder", type=Path, help="Where the company is kept.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        engine, copies = _made(folder, given.rows, given.seed, stores=given.stores)
        ratios = _lines(engine, copies, stores=given.stores)
    print(
        f"\nours over by hand, {len(ratios)} figures: median {statistics.median(ratios):.2f},"
        f" worst {max(ratios):.2f}, within 2: {sum(r <= 2 for r in ratios)}"  # noqa: PLR2004 - the target
    )


if __name__ == "__main__":
    main()
