"""How fast figures are on a large store: SQLite, PostgreSQL, the columnar copy, DuckDB by hand.

Run `python -m evals.bench.numbers [--rows N] [--copy] [--postgresql URL] [--by NAMES]
[--only NAMES] [--folder PATH]`. It makes a company of N deals with ten moves and five activities
each (kept in the folder for the next time), and prints for each metric and dimension, and for the
walk of the pipeline, the process and the forecast, the processor seconds of the whole answer, each
also as a multiple of what was written by hand, or of the copy where nothing was. The same rows are
put into SQLite and into PostgreSQL, in a server of its own where its programs are on this machine,
else in the empty database on this machine that `--postgresql` names; `--copy` asks only the copy.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from evals.bench import _numbers_by_hand as by_hand
from evals.bench import _numbers_data as data
from evals.bench._numbers_stores import Store, cpu, made
from evals.bench._postgresql import Cluster, programs
from store import workspace as workspaces
from store.engine import working
from store.errors import BadInput
from tools.catalog import find
from tools.context import Actor, Context
from tools.parts.columns import beside
from tools.parts.columns.copying import path_of
from tools.parts.measuring.asked import Asked, understand
from tools.parts.measuring.groups import grouped
from tools.parts.metrics import METRICS
from tools.parts.metrics.slices import compute

TODAY = date(2026, 11, 20)
PAYS = 1_000
"""Rows from which on the copy is asked here, so that a small company can be tried too."""
MEMORY = "1GB"
"""What PostgreSQL's servers share: a store of a million deals is larger, as it is in practice."""
TOOLS: dict[str, dict[str, Any]] = {
    "pipeline_changes": {"period": "the last 30 days"}, "analyse_process": {}, "forecast": {},
}  # fmt: skip


class NoShelf:
    """Numbers make no files."""

    def put(self, name: str, content: bytes, media_type: str) -> str:
        """Refuse."""
        raise AssertionError(name, content, media_type)


class Line(NamedTuple):
    """One question: what it cost each store, and by hand."""

    name: str
    by: str
    costs: dict[str, float]
    hand: float | None

    def ratio(self, store: str) -> float | None:
        """A store's cost as a multiple of the one by hand, or of the copy's."""
        beside = self.hand or (self.costs["copy"] if store != "copy" else None)
        return self.costs[store] / beside if beside else None


def _in(store: Store, look: Callable[[Context], object]) -> None:
    """Look at a store in a session of its own, and leave nothing behind."""
    with working(store.engine) as session:
        if store.copies is not None:
            beside(session, store.copies, "main", large=PAYS)
        look(Context(
            session=session, workspace=workspaces.read(session), today=TODAY, now=data.NOW,
            actor=Actor("bench", "Bench", "analyst"), shelf=NoShelf(),
        ))  # fmt: skip
        session.rollback()


def _asked(context: Context, metric: str, by: str) -> None:
    """The breakdown as `measure` computes it."""
    asked: Asked = understand(context, metric, [by] if by else [])
    if asked.by:
        grouped(asked)
    else:
        compute(asked.cut, asked.metric, asked.variant)


def _lines(stores: list[Store], dimensions: Sequence[str], only: Sequence[str]) -> Iterator[Line]:
    copies = stores[-1].copies
    assert copies is not None  # noqa: S101 - the copy comes last
    path = path_of(copies, "main")
    for metric in METRICS:
        for by in dimensions if not only or metric in only else ():
            try:
                costs = _costs(stores, lambda c: _asked(c, metric, by), 3)  # noqa: B023 - called at once
            except BadInput:
                continue  # the metric's rows have no such dimension
            said = by_hand.statement(metric, by)
            yield Line(metric, by, costs, _by_hand(path, said) if said else None)
    for name, arguments in TOOLS.items():
        if not only or name in only:
            costs = _costs(stores, lambda c: find(name).run(c, arguments), 2)  # noqa: B023 - as above
            yield Line(name, "", costs, None)


def _costs(stores: list[Store], look: Callable[[Context], object], tries: int) -> dict[str, float]:
    """The copy goes first: what a question imports is then there for the others' one try."""
    return {
        s.name: cpu(lambda: _in(s, look), tries if s.copies else 1, s.spent)  # noqa: B023 - called at once
        for s in reversed(stores)
    }


def _by_hand(path: Path, statement: str) -> float:
    with duckdb.connect(str(path), read_only=True) as copy:
        return cpu(lambda: copy.execute(statement).fetchall())


def _shown(value: float | None, places: int = 3) -> str:
    return "-" if value is None else f"{value:,.{places}f}"


def _print(stores: list[Store], lines: Iterator[Line]) -> list[Line]:
    names, kept = [store.name for store in stores], []
    heads = [*names, "by hand", *(f"{name} x" for name in names)]
    print(f"{'':26}{'by':10}" + "".join(f"{head:>13}" for head in heads))
    for line in lines:
        kept.append(line)
        cells = [*(_shown(line.costs[name]) for name in names), _shown(line.hand),
                 *(_shown(line.ratio(name), 2) for name in names)]  # fmt: skip
        print(f"{line.name:26}{line.by or '-':10}" + "".join(f"{c:>13}" for c in cells), flush=True)
    return kept


def _sum_up(stores: list[Store], lines: list[Line]) -> None:
    for store in stores:
        for other, some in (("by hand", [n for n in lines if n.hand]),
                             ("the copy", [n for n in lines if not n.hand])):  # fmt: skip
            ratios = [r for n in some if (r := n.ratio(store.name)) is not None]
            if ratios:
                print(f"{store.name} over {other}, {len(ratios)} figures: median"
                      f" {statistics.median(ratios):,.2f}, worst {max(ratios):,.2f},"
                      f" within 2: {sum(r <= 2 for r in ratios)}")  # fmt: skip  # noqa: PLR2004 - the target


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _served(until: ExitStack) -> str | None:
    """A new database in a server that lasts until then; None, and why, where there is none."""
    folder = programs()
    if folder is None:
        print("PostgreSQL is left out: initdb and postgres are not on this machine.")
        return None
    cluster = Cluster.start(folder, memory=MEMORY)
    until.callback(cluster.stop)
    return cluster.url(cluster.create())


def main() -> None:
    """Make the company and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="Deals.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--copy", action="store_true", help="Ask only the copy.")
    parser.add_argument("--postgresql", help="An empty database on this machine, to ask that one.")
    parser.add_argument("--by", type=_names, default=by_hand.DIMENSIONS, help="Dimensions.")
    parser.add_argument("--only", type=_names, default=[], help="Metrics and tools.")
    parser.add_argument("--folder", type=Path, help="Where the company is kept.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as until:
        url = None if given.copy else given.postgresql or _served(until)
        stores = made(given.folder or Path(temporary), given.rows, given.seed,
                      sqlite=not given.copy, postgresql=url)  # fmt: skip
        lines = _print(stores, _lines(stores, given.by, given.only))
    print()
    _sum_up(stores, lines)


if __name__ == "__main__":
    main()
