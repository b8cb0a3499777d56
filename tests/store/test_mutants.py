"""The tests can fail: a scripted day and the random office both catch each deliberate bug."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine
from sqlmodel import Session

from store.changes import application, approval, bench, bookkeeping, inverting, merging, writing
from tests.store import day
from tests.store.machine import Office
from tests.store.test_properties import FAST
from tests.stores import Stores

HUNT = settings(FAST, max_examples=400, stateful_step_count=25, phases=[Phase.generate])
Patch = pytest.MonkeyPatch


def nocas(patch: Patch) -> None:
    """Write over whatever is there now."""
    patch.setattr(bench, "stale", lambda *_: None)
    patch.setattr(
        writing, "as_expected", lambda target: (target.c.id == writing.bindparam("of_id"),)
    )


def nodigest(patch: Patch) -> None:
    """Take any hash for the right one."""
    for module in (approval, application):
        patch.setattr(module, "matches", lambda *_: None)


def blindundo(patch: Patch) -> None:
    """Put the old value back whoever wrote the field since."""
    patch.setattr(inverting, "holds", lambda *_: True)


def dropchild(patch: Patch) -> None:
    """Leave the losers' children where they are."""
    patch.setattr(merging, "moved_children", lambda *_: [])


def split(patch: Patch) -> None:
    """Commit the rows first, and the journal in a transaction of its own."""
    write = application.write_rows

    def write_and_commit(session: Session, *rest: Any) -> None:
        write(session, *rest)
        session.commit()

    patch.setattr(application, "write_rows", write_and_commit)


def nogroup(patch: Patch) -> None:
    """Apply what fits of a group."""
    patch.setattr(application, "groups_of", lambda pending: [[change] for change in pending])


def nopost(patch: Patch) -> None:
    """Do not look whether somebody is left behind."""
    patch.setattr(bench, "stranded", lambda *_: None)


def nomark(patch: Patch) -> None:
    """Note what became of only the first group of a batch."""
    bookkeep = bookkeeping.bookkeep

    def keep_only_lines(
        session: Session, workspace_id: str, actor: str, verdicts: Iterable[Any], now: Any
    ) -> None:
        verdicts = list(verdicts)
        bookkeep(session, workspace_id, actor, verdicts[:1], now)

    patch.setattr(application, "bookkeep", keep_only_lines)


def blindwrite(patch: Patch) -> None:
    """Compare values without versions: a confirmed value looks untouched."""
    stale = bench.stale

    def values_only(change: Mapping[str, Any], row: Any) -> str | None:
        as_is = {**change, "expected_version": row["version"]} if row else change
        return stale(as_is, row)

    patch.setattr(bench, "stale", values_only)
    patch.setattr(
        writing, "as_expected", lambda target: (target.c.id == writing.bindparam("of_id"),)
    )


def badchain(patch: Patch) -> None:
    """Start every batch of journal lines from the beginning."""
    patch.setattr(bookkeeping.journal, "head", lambda *_: "0" * 64)


MUTANTS = [
    nocas, nodigest, blindundo, dropchild, split, nogroup, nopost, nomark, blindwrite, badchain,
]  # fmt: skip


every_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
Mutant = Callable[[Patch], None]


def test_an_unbroken_store_lives_through_the_day(engine: Engine) -> None:
    day.live_through(engine)


@every_mutant
def test_a_deliberate_bug_does_not_survive_a_day(
    mutant: Mutant, monkeypatch: Patch, engine: Engine
) -> None:
    mutant(monkeypatch)
    with pytest.raises(BaseException, match=r"(?s).*"):
        day.live_through(engine)


@pytest.mark.slow
@every_mutant
def test_a_deliberate_bug_does_not_survive_the_random_office(
    mutant: Mutant, monkeypatch: Patch, sqlite_stores: Stores
) -> None:
    mutant(monkeypatch)
    with pytest.raises(BaseException, match=r"(?s).*"):
        run_state_machine_as_test(lambda: Office(sqlite_stores), settings=HUNT)
