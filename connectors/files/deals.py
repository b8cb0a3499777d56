"""What a deal's stage, flags and dates say together: is it open, won or lost, and since when."""

from dataclasses import dataclass, field
from typing import Any

from connectors.files.parse import Rows, Tally


@dataclass(slots=True)
class StageSeen:
    """A stage that deals were in: what it says of them, and their probabilities."""

    status: str
    probabilities: set[float | None] = field(default_factory=set)

    @property
    def steady(self) -> bool:
        """Whether every deal there had one and the same probability: the stage's own."""
        return len(self.probabilities) == 1


def status_of_stage(stage: str) -> str:
    """Open, won or lost, as the stage's own words say.

    >>> [status_of_stage(s) for s in ("Closed Won", "closedlost", "Won", "Proposal")]
    ['won', 'lost', 'won', 'open']
    """
    word = "".join(letter for letter in stage.casefold() if letter.isalpha())
    if word in {"won", "closedwon", "dealwon", "closewon", "wonclosed"}:
        return "won"
    if word.startswith(("closedlost", "lost", "closelost", "closednolonger")) or word in {
        "deallost", "disqualified", "dead", "abandoned", "closednodecision",
    }:  # fmt: skip
        return "lost"
    return "won" if word.startswith("closedwon") else "open"


def settle(rows: Rows, tally: Tally, seen: dict[str, StageSeen]) -> None:
    """Give each deal its status and dates, and remember the stages that were met."""
    statuses = _statuses(tally, rows)
    probabilities = rows.fields.pop("probability", None)
    if statuses is not None:
        rows.fields["status"] = statuses
        _remember_stages(seen, rows, statuses, probabilities)
        _close_dates(rows, statuses)


def _statuses(tally: Tally, rows: Rows) -> list[str | None] | None:
    fields = rows.fields
    won, lost = fields.pop("is_won", None), fields.pop("is_lost", None)
    closed, said, stages = fields.pop("is_closed", None), fields.get("status"), fields.get("stage")
    if all(part is None for part in (won, lost, closed, said, stages)):
        return None
    nothing: list[Any] = [None] * rows.size
    parts = (part or nothing for part in (said, won, lost, closed, stages))
    found: list[str | None] = []
    for at, (word, is_won, is_lost, is_closed, stage) in enumerate(zip(*parts, strict=True)):
        flagged = _flagged(is_won, is_lost, is_closed)
        by_stage = status_of_stage(stage) if stage else None
        if flagged and by_stage and by_stage not in {flagged, "open"}:
            tally.note("deals whose stage and won/closed columns disagree; the columns count",
                            f"{stage} on line {rows.lines[at]}")  # fmt: skip
        known = flagged or _status_word(word) or by_stage
        if word and not known:
            tally.note("deals with a status that says neither open, won nor lost; taken as open",
                       f"{word} on line {rows.lines[at]}")  # fmt: skip
        found.append(known)
    return found


def _flagged(won: bool | None, lost: bool | None, closed: bool | None) -> str | None:  # noqa: FBT001 - cells, not switches
    if won:
        return "won"
    if lost or closed:
        return "lost" if lost or won is False else None
    return "open" if closed is False or (won is False and lost is False) else None


def _status_word(word: str | None) -> str | None:
    if not word:
        return None
    found = status_of_stage(word)
    return found if found != "open" or word.casefold() in {"open", "in progress"} else None


def _remember_stages(
    seen: dict[str, StageSeen],
    rows: Rows,
    statuses: list[str | None],
    chances: list[float | None] | None,
) -> None:
    stages = rows.fields.get("stage")
    if stages is None:
        return
    met = zip(stages, statuses, chances or [None] * rows.size, strict=True)
    for stage, status, chance in dict.fromkeys(met):
        if stage:
            seen.setdefault(stage, StageSeen(status or "open")).probabilities.add(chance)


def _close_dates(rows: Rows, statuses: list[str | None]) -> None:
    """One close date is the day it closed when it has, else the day it is expected to."""
    nothing = [None] * rows.size
    expected = rows.fields.get("expected_close_on") or nothing
    closed = rows.fields.get("closed_on") or nothing
    done = [status in {"won", "lost"} for status in statuses]
    rows.fields["closed_on"] = [
        (c or e) if d else None for d, c, e in zip(done, closed, expected, strict=True)
    ]
    rows.fields["expected_close_on"] = [
        None if d and c is None else e for d, c, e in zip(done, closed, expected, strict=True)
    ]
