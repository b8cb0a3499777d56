"""What the store keeps of a run is enough to do it again: the same calls lead to the same rows.

Two stores draw the same ids and stand at the same time, so no table is left out, and ids, digests
and artifacts are compared too. Left out is what a clock on the wall writes: see `replay.CLOCKED`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import col, select

from store.changes import audit
from store.engine import reading
from store.ledger import ChangeSet
from tests.safety.conftest import ANA
from tests.safety.planted import furnish
from tests.safety.replay import Teller, Turn, counting, recorded, state
from tests.safety.worst_case import Order
from tests.stores import Stores

COUNT: Order = ("measure", {"metric": "count_accounts", "by": ["industry"]})
TIDY: Order = ("normalise_fields", {"table": "contact", "fields": ["phone"]})
MERGE: Order = ("merge_duplicates", {"tables": ["account"], "tier": "review"})
COUNTRIES: Order = ("normalise_fields", {"table": "account", "fields": ["country"]})
STALE: Order = ("close_stale_deals", {"even_doubtful": True})
PAUSE: Order = ("change_schedule", {"action": "pause", "schedule": "Nightly"})
SHEET: Order = ("export_list", {"table": "contact"})
NOWHERE: Order = ("find_records", {"table": "nowhere"})
WRITTEN = {
    "account", "artifact", "change", "change_set", "contact", "conversation", "journal", "message",
    "receipt", "run", "schedule_state", "step", "usage",
}  # fmt: skip
"""The tables that the script must have written to, or the comparison says little."""


class Company:
    """A furnished store, and somebody at its desk."""

    def __init__(self, stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stores, self._home, self._patch = stores, home, monkeypatch

    @contextmanager
    def anew(self, name: str) -> Iterator[Teller]:
        """The same store every time, down to its ids."""
        self._patch.setattr("store.identity.secrets.token_bytes", counting())
        home = self._home / name
        home.mkdir()
        with self._stores.one() as engine:
            furnish(engine)
            yield Teller(engine, home, ANA)


@pytest.fixture
def company(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    return Company(stores, tmp_path, monkeypatch)


def worked(teller: Teller) -> None:
    """Questions, drafts, approvals, an undo, a refusal, a file, and what takes effect at once."""
    teller.tell(Turn("How many accounts by industry?", (COUNT,)))
    teller.tell(Turn("Normalise the phones of contacts", (TIDY, COUNT)))
    teller.tell(Turn("Normalise the countries of accounts", (COUNTRIES,)))
    shown = drafts(teller)[-1]
    teller.tell(Turn(f"approve {shown}", (("approve_changes", {"change_set": shown}),)))
    teller.tell(Turn(f"undo {shown}", (("undo_changes", {"change_set": shown}),)))
    teller.tell(Turn("Close the stale deals", (STALE,)))
    shown = drafts(teller)[-1]
    teller.tell(Turn(f"reject {shown}", (("reject_changes", {"change_set": shown}),)))
    teller.tell(Turn("Merge the accounts, then export the contacts", (NOWHERE, MERGE, SHEET)))
    teller.tell(Turn("Pause Nightly", (PAUSE,)))


def drafts(teller: Teller) -> list[str]:
    with reading(teller.engine) as session:
        found = select(col(ChangeSet.id)).where(col(ChangeSet.conversation_id) == teller.talk)
        return list(session.exec(found))


def told_again(company: Company, turns: list[Turn]) -> dict[str, list[str]]:
    with company.anew("again") as teller:
        for turn in turns:
            teller.tell(turn)
        with reading(teller.engine) as session:
            assert audit(session, "main") == []
        return state(teller.engine)


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    return [table for table in one if one[table] != other[table]]


def test_recorded_calls_lead_to_the_same_rows_in_every_table(company: Company) -> None:
    with company.anew("first") as teller:
        before = state(teller.engine)
        worked(teller)
        after = state(teller.engine)
        turns = recorded(teller.engine, teller.talk or "")
    assert set(differing(before, after)) >= WRITTEN
    assert differing(after, told_again(company, turns)) == []


def test_a_call_that_is_left_out_is_seen(company: Company) -> None:
    with company.anew("first") as teller:
        worked(teller)
        after = state(teller.engine)
        turns = recorded(teller.engine, teller.talk or "")
    turns[-1] = Turn(turns[-1].text, ())
    assert "schedule_state" in differing(after, told_again(company, turns))
