"""How well and how fast duplicates are found, beside others, on whatever labelled sets are there.

    python -m evals.bench.matching [FOLDER] [--only NAME] [--peers pitcrew,exact] [--big]

Each subfolder that holds `contacts.parquet`, `accounts.parquet` or `records.parquet` beside its
`truth*.parquet` is one set; without a folder, the public sets are looked for beside the project.
Tables of our own generator, of 10,000 and 100,000 contacts, are always there; `--big` adds one of
a million. Each peer runs in a process of its own. Nothing in Pitcrew is tuned to a set: one
configuration for all; columns of registers are only renamed.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from evals.bench import _matching_spark
from evals.bench._matching_libraries import MOST as LIBRARY_MOST
from evals.bench._matching_libraries import MOST_DEDUPE
from evals.bench._matching_peers import PEERS, Marks, missing, pitcrew
from evals.bench._matching_sets import SHARED, LabelledSet, sets
from evals.bench._matching_splink import TUTORIAL_MOST

__all__ = ["mark", "sets"]

_OWN = {
    "own_10k": ("--records", "10000"), "own_100k": ("--records", "100000"),
    "own_100k_noisy": ("--records", "100000", "--noise", "1.8"),
    "own_100k_abroad": ("--records", "100000", "--abroad", "0.66"),
}  # fmt: skip
"""Our own tables: usual, with nearly twice the noise, and with two thirds of firms abroad."""
USUAL_LIMIT = 120
"""CPU seconds that a peer may take on a set."""
_BIG = {"own_1m": ("--records", "1000000")}
_MOST = {
    "splink-tutorial": (
        TUTORIAL_MOST, "its rules compare everybody of one surname, which takes hours at this size"
    ),
    "dedupe": (MOST_DEDUPE, "it takes minutes and more than 6 GB at 100,000 records"),
    "recordlinkage": (LIBRARY_MOST, "its pairs, and its minutes, are too many at this size"),
}  # fmt: skip
"""So many records at most, and why not more."""
_HEAD = (
    f"{'set':24}{'peer':18}{'precision':>10}{'recall':>8}{'F1':>8}{'B3 prec':>9}{'rec':>8}"
    f"{'F1':>8}{'CPU s':>9}{'ratio':>7}{'MB':>7}"
)


def mark(name: str, records: Path, truth: Path, entity: str) -> Marks:
    """Match one set here, in this process, and compare with its truth."""
    return pitcrew(LabelledSet(name, records, truth, entity), again=False)


def generated(folder: Path, wanted: dict[str, tuple[str, ...]], only: str) -> Iterator[LabelledSet]:
    """Tables of our own, made when the folder does not have them yet."""
    for name, told in wanted.items():
        home = folder / name
        if only not in f"{name}/contacts":
            continue
        if not (home / "truth_contacts.parquet").exists():
            _run("evals.bench._crm_people", str(home), *told)
        truth = home / "truth_contacts.parquet"
        yield LabelledSet(f"{name}/contacts", home / "contacts.parquet", truth, "person_id")


def _run(module: str, *arguments: str) -> str:
    told = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(told, check=True, capture_output=True, text=True)  # noqa: S603 - our own module, in this Python
    except subprocess.CalledProcessError as ended:
        sys.stderr.write(ended.stderr)
        raise
    return done.stdout


def beside(
    labelled: LabelledSet, peers: list[str], limit: int = USUAL_LIMIT
) -> Iterator[Marks | str]:
    """Every peer's marks on one set, or why there are none.

    Args:
        labelled: The set.
        peers: Who, in order.
        limit: The CPU seconds after which a peer is stopped.
    """
    for peer in peers:
        why = missing(peer) or _too_many(labelled, peer)
        if why:
            yield f"{labelled.name:24}{peer}: not run: {why}"
            continue
        told = [*(str(part) for part in labelled), str(limit)]
        try:
            said = _run("evals.bench._matching_peers", peer, *told)
        except subprocess.CalledProcessError as ended:
            if peer == "pitcrew" and ended.returncode != -signal.SIGXCPU:
                raise
            yield f"{labelled.name:24}{peer}: {_why(ended, limit)}"
            continue
        yield Marks(**json.loads(said.splitlines()[-1]))


def _why(ended: subprocess.CalledProcessError, limit: int) -> str:
    """Why a peer came to no result."""
    if ended.returncode == -signal.SIGXCPU:
        return f"stopped after {limit} CPU s"
    return f"failed: {(ended.stderr.strip().splitlines() or ['it said nothing'])[-1]}"


def _too_many(labelled: LabelledSet, peer: str) -> str | None:
    most, why = _MOST.get(peer, (0, ""))
    return why if most and len(labelled.real()) > most else None


def line(marks: Marks, first: float) -> str:
    """A line of the table; the ratio is of CPU seconds to Pitcrew's."""
    shares = [marks.precision, marks.recall, marks.f1]
    cubed = [marks.b3_precision, marks.b3_recall, marks.b3_f1]
    widths = (10, 8, 8, 9, 8, 8)
    cells = "".join(f"{x:>{w}.4f}" for x, w in zip([*shares, *cubed], widths, strict=True))
    ratio = f"{marks.cpu_seconds / first:.1f}" if first else "-"
    cost = f"{marks.cpu_seconds:>9.1f}{ratio:>7}{marks.peak_mb:>7}"
    return f"{marks.set:24}{marks.peer:18}{cells}{cost}"


def tiers(marks: Marks) -> str:
    """What is Pitcrew's alone: the tier that may be merged unseen, and the second run."""
    again = "-"
    if marks.again_seconds is not None and marks.first_seconds:
        share = marks.again_seconds / marks.first_seconds
        again = f"{marks.again_seconds:.2f} ({share:.1%})"
    return (
        f"{'':24}auto: precision {marks.auto_precision:.4f}, holds {marks.auto_recall:.1%} of the"
        f" true pairs; pairs compared hold {marks.blocked_recall:.1%}; matching alone"
        f" {marks.first_seconds:.2f} CPU s, again after 1 % changed {again}"
    )


def report(labelled: LabelledSet, peers: list[str], limit: int) -> Iterator[Marks]:
    """Print a set's lines as they come."""
    first = 0.0
    for marks in beside(labelled, peers, limit):
        if isinstance(marks, str):
            print(marks, flush=True)
            continue
        first = first or (marks.cpu_seconds if marks.peer == "Pitcrew" else 0.0)
        print(line(marks, first), flush=True)
        if marks.auto_precision is not None:
            print(tiers(marks), flush=True)
        yield marks


def spread(labelled: LabelledSet) -> str:
    """Whether Spark comes to the same result on a set, or why that is not known."""
    why = _matching_spark.missing()
    if why:
        return f"{labelled.name}: Spark: not run: {why}"
    told = [str(part) for part in labelled]
    return _run("evals.bench._matching_spark", *told).splitlines()[-1]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--only", default="", help="Sets whose name holds this.")
    parser.add_argument("--peers", default=",".join(PEERS), help="Which of the peers, in order.")
    parser.add_argument(
        "--limit", type=int, default=USUAL_LIMIT, help="CPU seconds that a peer may take on a set."
    )
    parser.add_argument("--big", action="store_true", help="A million contacts as well.")
    parser.add_argument("--spark", default="own_10k", help="The table that Spark matches as well.")
    parser.add_argument("--made", type=Path, help="Where generated tables are kept.")
    parser.add_argument("--json", type=Path, help="Write the marks here as well.")
    given = parser.parse_args()
    unknown = set(given.peers.split(",")) - set(PEERS)
    if unknown:
        parser.error(f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    return given


def main() -> None:
    """Print the table."""
    given = _arguments()
    marks: list[Marks] = []
    if not given.folder.is_dir():
        print("The public labelled sets are not here; only tables of our own are matched.")
    print(_HEAD)
    with tempfile.TemporaryDirectory() as temporary:
        wanted = _OWN | (_BIG if given.big else {})
        own = generated(given.made or Path(temporary), wanted, given.only)
        there = (each for each in sets(given.folder) if given.only in each.name)
        for labelled in [*there, *own]:
            marks += report(labelled, given.peers.split(","), given.limit)
            if labelled.name == f"{given.spark}/contacts":
                print(spread(labelled), flush=True)
    if given.json:
        given.json.write_text(
            json.dumps([asdict(each) for each in marks], indent=1) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
