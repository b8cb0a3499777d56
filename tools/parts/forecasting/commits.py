"""What reps committed to, rolled up, and how far such words could be trusted in the past."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import and_, select

from store.errors import BadInput, NotFound
from tools.arguments import Filter
from tools.context import Context
from tools.parts.forecasting.reading import Deals
from tools.parts.paths import alive, table_of
from tools.parts.query import where
from tools.parts.sight import PEOPLE, covers

LEAN_REP = 2.0
"""How many past quarters of the whole team a rep's own bias is mixed with."""
ENOUGH = 2
"""Past quarters with commits from which the roll-up takes part in the forecast."""
LEAST_SHARE, MOST_SHARE = 0.25, 4.0
"""Wins over commit are kept within these: one lucky quarter is no rule."""


@dataclass(frozen=True, slots=True)
class Said:
    """One rep's word: for a period, on a day, in cents."""

    rep: str
    first: int
    last: int
    day: int
    cents: int


@dataclass(frozen=True, slots=True)
class RollUp:
    """The last words of all reps for a period.

    Attributes:
        cents: Their sum.
        by_rep: Each rep's word.
        oldest: The day of the oldest of them.
    """

    cents: int
    by_rep: dict[str, int]
    oldest: int


class Commits:
    """Every word that is kept, and what came of it."""

    def __init__(self, said: Iterable[Said], deals: Deals) -> None:
        """Keep the words of whoever's deals are looked at."""
        self.said, self._deals = tuple(said), deals
        self._number = {owner: n for n, owner in enumerate(deals.owners.texts)}

    def rolled_up(self, first: int, last: int, day: int) -> RollUp | None:
        """The last word of each rep for a period, as known on a day; None when nobody spoke."""
        latest: dict[str, Said] = {}
        for word in self.said:
            if (word.first, word.last) == (first, last) and word.day <= day:
                kept = latest.get(word.rep)
                if kept is None or word.day >= kept.day:
                    latest[word.rep] = word
        if not latest:
            return None
        words = {rep: word.cents for rep, word in sorted(latest.items())}
        return RollUp(sum(words.values()), words, min(word.day for word in latest.values()))

    def came(self, rep: str, first: int, last: int) -> float:
        """Cents that a rep won between two days, both included."""
        book, number = self._deals.book, self._number.get(rep)
        if number is None:
            return 0.0
        inside = (
            book.won
            & (book.ended >= first)
            & (book.ended <= last)
            & (self._deals.owners.codes == number)
        )
        return float(np.nansum(book.cents[inside]))

    def expected(self, roll_up: RollUp, past: Iterable[tuple[int, int, int]]) -> float:
        """The roll-up with each rep's own habit taken out.

        Args:
            roll_up: The words for the period to come.
            past: First day, last day and day of looking of earlier periods, all over by now.
        """
        whole_said, whole_came = 0.0, 0.0
        own: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for first, last, day in past:
            then = self.rolled_up(first, last, day)
            for rep, cents in (then.by_rep if then else {}).items():
                came = self.came(rep, first, last)
                whole_said, whole_came = whole_said + cents, whole_came + came
                own[rep].append((cents, came))
        if whole_said <= 0:
            return float(roll_up.cents)
        usual = whole_came / whole_said
        return sum(cents * _kept(own[rep], usual) for rep, cents in roll_up.by_rep.items())

    def __bool__(self) -> bool:
        return bool(self.said)


def _kept(own: list[tuple[int, float]], usual: float) -> float:
    """The share of a rep's words that comes true, leaning on the team's."""
    said = sum(cents for cents, _ in own)
    mean = said / len(own) if own else 0.0
    if mean <= 0:
        return float(np.clip(usual, LEAST_SHARE, MOST_SHARE))
    came = sum(came for _, came in own)
    share = (came + LEAN_REP * mean * usual) / (said + LEAN_REP * mean)
    return float(np.clip(share, LEAST_SHARE, MOST_SHARE))


def read_commits(ctx: Context, deals: Deals, filters: list[Filter]) -> Commits:
    """The commits of the people whom the conditions are about.

    Conditions on anything else (a product, an industry) cannot be put to a rep's word: then there
    are none.
    """
    commit, user = table_of("rep_commit"), table_of("user")
    if not covers(ctx, filters):
        return Commits((), deals)
    try:
        people = where(ctx, "user", [_of_people(given) for given in filters])
    except (BadInput, NotFound):
        return Commits((), deals)
    rows = ctx.session.execute(
        select(commit.c.user_id, commit.c.starts_on, commit.c.ends_on, commit.c.committed_on,
               commit.c.amount_cents)
        .join(user, and_(user.c.workspace_id == commit.c.workspace_id,
                         user.c.id == commit.c.user_id))
        .where(alive(commit, ctx.workspace.id), people, commit.c.committed_on <= ctx.today,
               commit.c.currency == ctx.workspace.currency)
        .order_by(commit.c.committed_on, commit.c.id)
    )  # fmt: skip
    return Commits((Said(rep, _n(a), _n(b), _n(day), cents) for rep, a, b, day, cents in rows),
                   deals)  # fmt: skip


def _of_people(given: Filter) -> Filter:
    """The same condition, asked of a person instead of a deal."""
    if given.field.casefold() in PEOPLE:
        return given
    raise BadInput(f"A commit has no {given.field}.", hint="Commits are of people.")


def _n(day: date) -> int:
    return day.toordinal()
