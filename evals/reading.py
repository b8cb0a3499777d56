"""How often a free wording is read as the plain request that its writer says it means.

`evals/aside/wordings/` holds every twelfth pair that was written for `knowledge/wordings/`, chosen
by a hash of its words and never taught; `wordings_of_strangers/` those of somebody who wrote an
exam and no lessons. A wording is read right when its plan is the plan of its plain request, each
argument alike: a stricter measure than a judge's, who lets pass what goes without saying.

    python -m evals.reading [FOLDER...]
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.planner.reading.plan import Plan
from agent.planner.understanding import Understanding
from agent.planner.words.memory import Memory
from agent.settings import Settings
from evals.world import WORKSPACE, Worlds
from knowledge.wordings import NOTHING, Wording, read_all
from store import workspace as workspaces
from store.engine import reading

ASIDE = Path(__file__).parent / "aside" / "wordings"
STRANGERS = ASIDE.parent / "wordings_of_strangers"
WORLDS = {"demo": "demo-small", "maven": "maven", "cb": "crunchbase"}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of wordings that stand alone."""

    asked: int
    by_readers: int
    """Read right by the readers alone."""
    by_both: int
    """Read right when plainer words may take the place of the first reading."""
    changed: int
    """Whose plan the plainer words changed."""


def score(wordings: Iterator[tuple[Wording, Understanding]]) -> Score:
    """The counts over wordings, each with a reader of its world."""
    seen: Counter[str] = Counter()
    for wording, understanding in wordings:
        meant = _done(understanding.outright(wording.plain))
        if meant is None and wording.plain != NOTHING:
            continue  # a name that this world does not know
        first, last = understanding.outright(wording.said), understanding.plan(wording.said)
        seen["asked"] += 1
        seen["readers"] += _done(first) == meant
        seen["both"] += _done(last) == meant
        seen["changed"] += last.reworded
    return Score(seen["asked"], seen["readers"], seen["both"], seen["changed"])


def _done(plan: Plan) -> list[tuple[str, str]] | None:
    """What a plan does, to be compared; None when it asks or does nothing."""
    if plan.question or not plan.calls:
        return None
    return [(call.tool, str(sorted(call.arguments.items()))) for call in plan.calls]


def _asked(
    worlds: Worlds, wordings: tuple[Wording, ...]
) -> Iterator[tuple[Wording, Understanding]]:
    """Each wording that stands alone, with a reader of the world that it is asked in."""
    readers: dict[str, Understanding] = {}
    for wording in wordings:
        if wording.world not in WORLDS:
            continue  # it goes on from something said before
        if wording.world not in readers:
            made = worlds.named(WORLDS[wording.world])
            with reading(made.brain.engine) as session:
                space = workspaces.read(session, WORKSPACE)
            readers[wording.world] = made.brain.understanding(space, Memory(), made.today)
        yield wording, readers[wording.world]


def main() -> None:
    """Print the score of each folder of wordings."""
    for folder in [Path(each) for each in sys.argv[1:]] or [ASIDE, STRANGERS]:
        with TemporaryDirectory() as home:
            found = score(_asked(Worlds(Path(home), Settings()), read_all(folder)))
        sys.stdout.write(
            f"{folder.name}: {found.asked:,} wordings; the plan of their plain request by the "
            f"readers alone {found.by_readers / found.asked:.1%}, with plainer words "
            f"{found.by_both / found.asked:.1%} ({found.changed:,} plans changed)\n"
        )


if __name__ == "__main__":
    main()
