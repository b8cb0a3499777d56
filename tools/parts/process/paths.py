"""What a stage history says of a process: stays, moves, loops, skips, returns, the bottleneck.

Pure arithmetic over the moves of deals; `tools.parts.process.reading` gets them from the store.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["next", "skip", "back", "won", "lost", "other"]
PATH_SIGN = " > "


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the process: its place in the order, and what a deal there is."""

    name: str
    position: int
    status: str = "open"


class Move(NamedTuple):
    """A deal enters a stage."""

    stage: str
    on: date


class History(NamedTuple):
    """One deal's moves in order, and the last day on which it is seen in its last stage."""

    deal: str
    moves: tuple[Move, ...]
    until: date
    status: str = "open"


class Stay(NamedTuple):
    """A deal in a stage: how many days, and whether it has left."""

    deal: str
    stage: str
    days: int
    over: bool


@dataclass(slots=True)
class Process:
    """What the histories add up to.

    Attributes:
        stays: Every stay in an open stage.
        steps: How often each move was made, and its stays' days.
        looped: Deals that entered a stage again.
        returned: Deals that moved back.
        skipped: Deals that jumped over a stage.
        skips: How often each stage was jumped over.
        variants: How often each path was walked, among deals that are decided.
        deals: How many deals there are.
    """

    stays: list[Stay] = field(default_factory=list)
    steps: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    looped: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    skips: Counter[str] = field(default_factory=Counter)
    variants: Counter[tuple[str, ...]] = field(default_factory=Counter)
    won: Counter[tuple[str, ...]] = field(default_factory=Counter)
    deals: int = 0
    decided: int = 0
    returned_won: int = 0
    returned_decided: int = 0
    straight_won: int = 0
    straight_decided: int = 0


def mine(histories: Sequence[History], stages: Mapping[str, Stage], start: date) -> Process:
    """Add the histories up.

    Args:
        histories: The deals' moves; a move that stays in its stage counts once.
        stages: The stages by name.
        start: Stays and moves that began before this day are left out; loops and returns count by
            the day of the move that makes them.

    >>> talk, offer = Stage("Talk", 1), Stage("Offer", 2)
    >>> one = History("a", (Move("Talk", date(2026, 1, 1)), Move("Offer", date(2026, 1, 5)),
    ...     Move("Talk", date(2026, 1, 9))), date(2026, 1, 20))
    >>> found = mine([one], {"Talk": talk, "Offer": offer}, date(2026, 1, 1))
    >>> [(s.stage, s.days, s.over) for s in found.stays], found.returned, found.looped
    ([('Talk', 4, True), ('Offer', 4, True), ('Talk', 11, False)], {'a'}, {'a'})
    """
    found, order = Process(), _Order(stages)
    for history in histories:
        moves = merged(history.moves)
        if not moves:
            continue
        found.deals += 1
        _add(found, history, moves, order, start)
        _outcome(found, history, moves, order)
    return found


class _Order:
    """What the stages say of moves, each looked up once: there are few kinds and many moves."""

    def __init__(self, stages: Mapping[str, Stage]) -> None:
        self._stages = stages
        self._open: dict[str, bool] = {}
        self._moves: dict[tuple[str, str], tuple[Kind, list[str]]] = {}

    def is_open(self, stage: str) -> bool:
        """Whether a deal in the stage is open; one without a known place is."""
        if stage not in self._open:
            known = self._stages.get(stage)
            self._open[stage] = known is None or known.status == "open"
        return self._open[stage]

    def move(self, pair: tuple[str, str]) -> tuple[Kind, list[str]]:
        """What a move is, and the stages that it jumps over."""
        if pair not in self._moves:
            kind = kind_of(*pair, self._stages)
            ends = [self._stages[name] for name in pair] if kind == "skip" else []
            self._moves[pair] = kind, between(ends[0], ends[1], self._stages) if ends else []
        return self._moves[pair]


def merged(moves: Sequence[Move]) -> list[Move]:
    """The moves without those that stay where they are."""
    kept: list[Move] = []
    for move in moves:
        if not kept or kept[-1].stage != move.stage:
            kept.append(move)
    return kept


def kind_of(one: str, two: str, stages: Mapping[str, Stage]) -> Kind:
    """What a move is: to the next stage, over one, back, or to an end."""
    start, end = stages.get(one), stages.get(two)
    if end is not None and end.status in {"won", "lost"}:
        return "won" if end.status == "won" else "lost"
    if start is None or end is None or start.status != "open":
        return "other"
    if end.position < start.position:
        return "back"
    return "skip" if between(start, end, stages) else "next"


def between(one: Stage, two: Stage, stages: Mapping[str, Stage]) -> list[str]:
    """The open stages that a move jumps over."""
    inside = [
        s for s in stages.values()
        if s.status == "open" and one.position < s.position < two.position
    ]  # fmt: skip
    return [s.name for s in sorted(inside, key=lambda s: s.position)]


def _add(
    found: Process, history: History, moves: Sequence[Move], order: _Order, start: date
) -> None:
    seen: set[str] = set()
    for move, after in zip(moves, [*moves[1:], None], strict=True):
        stage, on = move
        here = on >= start and order.is_open(stage)
        if here and stage in seen:
            found.looped.add(history.deal)
        seen.add(stage)
        if here:
            _stay(found, history, move, after)
        if after is not None and after.on >= start:
            _step(found, history.deal, move, after, order)


def _stay(found: Process, history: History, move: Move, after: Move | None) -> None:
    end = after.on if after is not None else history.until
    over = after is not None or history.status != "open"
    found.stays.append(Stay(history.deal, move.stage, max((end - move.on).days, 0), over))


def _step(found: Process, deal: str, move: Move, after: Move, order: _Order) -> None:
    pair = (move.stage, after.stage)
    found.steps[pair].append(max((after.on - move.on).days, 0))
    kind, over = order.move(pair)
    if kind == "back":
        found.returned.add(deal)
    elif kind == "skip":
        found.skipped.add(deal)
        found.skips.update(over)


def _outcome(found: Process, history: History, moves: Sequence[Move], order: _Order) -> None:
    """The whole path of a deal that is decided, and whether it was won."""
    if history.status == "open":
        return
    path = tuple(m.stage for m in moves if order.is_open(m.stage))
    won = history.status == "won"
    found.decided += 1
    found.variants[path] += 1
    found.won[path] += won
    turned = history.deal in found.returned
    found.returned_decided += turned
    found.returned_won += turned and won
    found.straight_decided += not turned
    found.straight_won += not turned and won
