"""Matching that remembers: the next run matches again only what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from tools.parts.matching import stash
from tools.parts.matching.again import MOVED, Once, match_again
from tools.parts.matching.clusters import components
from tools.parts.matching.earlier import Earlier
from tools.parts.matching.engine import Said, Scorer, fields_of, marks, matched, scored_here
from tools.parts.matching.grouping import USUAL, Couples, Tiers, numbers
from tools.parts.matching.hearing import Accepted
from tools.parts.matching.kinds import kind_of
from tools.parts.matching.leaving import Leaving
from tools.parts.matching.moves import moves
from tools.parts.matching.outcome import Matches

FEW = 2_000
"""Fewer records than these are always matched whole: that takes no time."""
NEWS = 20
"""Decisions of people since the last full run, after which the weights are learnt anew."""


@dataclass(frozen=True)
class Memory:
    """Where a table's last run is remembered, and whether to begin afresh all the same."""

    folder: Path
    afresh: bool = False


@dataclass(frozen=True)
class Ran:
    """What a run did: how many records it matched again; None where it began afresh."""

    matches: Matches
    changed: int | None = None


def match(
    frame: pl.DataFrame, apart: Couples = (), *, of_companies: bool, tiers: Tiers = USUAL,
    scorer: Scorer = scored_here, memory: Memory | None = None, accepted: Sequence[Accepted] = (),
) -> Ran:  # fmt: skip
    """Match a table, from what the last run remembers where that is near enough.

    Args:
        frame: Any of the fields of people or of companies, as text.
        apart: Pairs of rows that somebody said are two.
        of_companies: Which of the two they are.
        tiers: Where the tiers begin.
        scorer: Where pairs are scored when everything is matched.
        memory: Where the last run is remembered; without it, everything is matched.
        accepted: Doubtful pairs that people approved to be merged.
    """
    once = Once(frame, marks(frame), Said(apart, accepted=accepted), tiers)
    if memory is None or frame.height < FEW:
        subject = kind_of(frame, of_companies=of_companies).read(frame, None)
        return Ran(matched(subject, once.said, tiers, once.mark, scorer))
    earlier = None if memory.afresh else _earlier(memory, once, of_companies=of_companies)
    if earlier is not None:
        moved = moves(earlier.mark, once.mark)
        told = abs(len(apart) - len(earlier.apart))
        fresh = len(earlier.accepted ^ {one.key for one in accepted})
        if moved.share + told / earlier.size <= MOVED and max(told, fresh) < NEWS:
            return Ran(match_again(earlier, moved, once), len(moved.fresh))
    return Ran(_remembered(memory.folder, once, scorer, of_companies=of_companies))


def _earlier(memory: Memory, once: Once, *, of_companies: bool) -> Earlier | None:
    """The last run, when it was over a table of this make."""
    kept = stash.read(memory.folder)
    if kept is None:
        return None
    earlier = Earlier(kept)
    kind = kind_of(once.frame, of_companies=of_companies)
    alike = earlier.kind is kind and earlier.fields == fields_of(once.frame)
    return earlier if alike and earlier.size else None


def _remembered(folder: Path, once: Once, scorer: Scorer, *, of_companies: bool) -> Matches:
    """Match everything, and leave it for the next run."""
    kind = kind_of(once.frame, of_companies=of_companies)
    leaving = Leaving(folder)
    subject = kind.read(once.frame, None)
    found = matched(subject, once.said, once.tiers, once.mark, scorer, leaving.key)
    rest = {"mark": once.mark, "apart": np.sort(numbers(once.said.apart))}
    links = np.flatnonzero(found.judged.bits >= once.tiers.least)
    left, right = found.judged.left[links], found.judged.right[links]
    rest["component"] = components(once.frame.height, left, right).astype(np.int32)
    told = {"columns": fields_of(once.frame), "tiers": [once.tiers.likely, once.tiers.safe],
            "accepted": [one.key for one in once.said.accepted]}  # fmt: skip
    leaving.finish(kind, found, rest, told)
    return found
