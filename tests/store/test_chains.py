"""Chains of merges taken back in any order, parts of a batch, and undos of undos."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.changes import Draft, merge_drafts, standing
from store.engine import reading, working, writing
from store.errors import BadInput, Conflict
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import ANN, approve, carry_out, contents, propose, sound
from tests.stores import Stores

ORDERS = list(permutations(range(3)))


def merged(engine: Engine, stays: str, goes: str, **after: object) -> ChangeSet:
    """Merge one account into another, with a fresh look at the store."""
    with working(engine) as session:
        drafts = merge_drafts(
            session, WORKSPACE, "account", stays, [goes], after=after, reason="same"
        )
        made = propose(session, *drafts, title=f"{goes} into {stays}")
    carry_out(engine, made)
    return made


def taken_back(engine: Engine, made: ChangeSet, *groups: int) -> ChangeSet:
    return changes.undo_now(
        engine, WORKSPACE, made.id, by=ANN, now=NOW, worker="test", groups=groups or None
    )[0]


@pytest.fixture
def four(engine: Engine, make: Make) -> dict[str, object]:
    """Four accounts that are one, each with a contact, and what the store held before."""
    for name in "abcd":
        make("account", id=name, name=f"Acme {name}", phone=name, external_id=f"crm-{name}")
        make("contact", id=f"at_{name}", account_id=name)
    return {"before": contents(engine)}


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_a_chain_of_merges_is_undone_in_any_order(
    engine: Engine, four: dict[str, object], order: tuple[int, ...]
) -> None:
    sets = [
        merged(engine, "b", "a", phone="a", name="Acme b"),
        merged(engine, "c", "b", phone="a", name="Acme a"),
        merged(engine, "d", "c", phone="a"),
    ]
    for place in order:
        taken_back(engine, sets[place])
        assert sound(engine)
    assert contents(engine) == four["before"]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_merges_into_one_record_are_undone_in_any_order(
    engine: Engine, four: dict[str, object], order: tuple[int, ...]
) -> None:
    sets = [
        merged(engine, "a", "b", phone="b", city="Rome"),
        merged(engine, "a", "c", phone="c"),
        merged(engine, "a", "d", phone="d", city="Bonn"),
    ]
    for place in order:
        taken_back(engine, sets[place])
        assert sound(engine)
    assert contents(engine) == four["before"]


def test_a_child_goes_back_to_the_record_that_it_came_from_out_of_order(
    engine: Engine, four: dict[str, object]
) -> None:
    first = merged(engine, "b", "a")
    merged(engine, "c", "b")
    back = taken_back(engine, first)
    now = contents(engine)
    assert now["account", "a"]["state"] == "live"
    assert now["contact", "at_a"]["account_id"] == "a"
    assert now["contact", "at_b"]["account_id"] == "c"
    assert back.undo_report is not None
    assert back.undo_report["exact"]


def test_a_child_that_a_person_moved_on_stays_where_they_put_it(
    engine: Engine, four: dict[str, object]
) -> None:
    first = merged(engine, "b", "a")
    merged(engine, "c", "b")
    with writing(engine) as session:
        changes.edit(
            session, WORKSPACE, "contact", "at_a", {"account_id": "d"}, actor="bo", now=NOW
        )
    back = taken_back(engine, first)
    assert contents(engine)["contact", "at_a"]["account_id"] == "d"
    assert back.undo_report is not None
    assert [line["by"] for line in back.undo_report["kept"]] == ["bo"]


@pytest.fixture
def pairs(engine: Engine, session: Session, make: Make) -> ChangeSet:
    """One batch of three merges, applied."""
    drafts = []
    for name in ("Acme", "Bolt", "Core"):
        stays, goes = make("account", name=name), make("account", name=f"{name} Inc", phone="2")
        make("contact", account_id=goes.id)
        drafts += merge_drafts(
            session, WORKSPACE, "account", stays.id, [goes.id], after={"phone": "2"},
            reason="same", group=name,
        )  # fmt: skip
    return propose(session, *drafts, title="Merge three")


def live(engine: Engine) -> set[str]:
    rows = contents(engine, ["account"]).values()
    return {row["name"] for row in rows if row["state"] == "live"}


def test_a_part_of_a_batch_is_undone_and_then_the_rest(engine: Engine, pairs: ChangeSet) -> None:
    before = contents(engine)
    carry_out(engine, pairs)
    part = taken_back(engine, pairs, 2)
    assert live(engine) == {"Acme", "Bolt", "Bolt Inc", "Core"}
    assert part.title == "Undo: Merge three (only 1 of 3)"
    rest = taken_back(engine, pairs)
    assert rest.title == "Undo: Merge three (only 2 of 3)"
    assert contents(engine) == before
    with pytest.raises(Conflict, match=r"ann@example.com has undone it already on 2026-11-20"):
        taken_back(engine, pairs)
    assert sound(engine)


def test_a_part_is_not_undone_twice(engine: Engine, pairs: ChangeSet) -> None:
    carry_out(engine, pairs)
    taken_back(engine, pairs, 2)
    with pytest.raises(Conflict, match="has undone that part already"):
        taken_back(engine, pairs, 2)
    with pytest.raises(BadInput, match="group 9"):
        taken_back(engine, pairs, 9)


def test_what_was_undone_and_done_again_can_be_undone_again(
    engine: Engine, pairs: ChangeSet
) -> None:
    before = contents(engine)
    carry_out(engine, pairs)
    after = contents(engine)
    for _ in range(3):
        back = taken_back(engine, pairs)
        assert contents(engine) == before
        taken_back(engine, back)
        assert contents(engine) == after
    part = taken_back(engine, pairs, 1)
    taken_back(engine, part)
    taken_back(engine, pairs, 1)
    assert live(engine) == {"Acme", "Acme Inc", "Bolt", "Core"}
    assert sound(engine)


def test_a_part_of_an_undo_is_done_again(engine: Engine, pairs: ChangeSet) -> None:
    before = contents(engine)
    carry_out(engine, pairs)
    back = taken_back(engine, pairs)
    taken_back(engine, back, 1)  # the last group of the batch, first in its undo
    assert live(engine) == {"Acme", "Acme Inc", "Bolt", "Bolt Inc", "Core"}
    taken_back(engine, pairs)
    assert contents(engine) == before
    assert sound(engine)


def test_previews_of_other_parts_stand_side_by_side(engine: Engine, pairs: ChangeSet) -> None:
    carry_out(engine, pairs)
    first = changes.undo(engine, WORKSPACE, pairs.id, by="ann", now=NOW, groups=[1])
    second = changes.undo(engine, WORKSPACE, pairs.id, by="ann", now=NOW, groups=[2])
    both = changes.undo(engine, WORKSPACE, pairs.id, by="ann", now=NOW, groups=[2, 3])
    with pytest.raises(Conflict, match="already rejected"):
        approve(engine, second)
    assert carry_out(engine, first).status == "applied"
    assert carry_out(engine, both).status == "applied"
    assert live(engine) == {"Acme", "Acme Inc", "Bolt", "Bolt Inc", "Core", "Core Inc"}


def test_what_is_undone_says_so_before_anything_is_proposed(
    engine: Engine, pairs: ChangeSet
) -> None:
    carry_out(engine, pairs)
    with reading(engine) as session:
        assert changes.undoable(session, WORKSPACE, pairs.id) == {1, 2, 3}
    taken_back(engine, pairs, 3)
    with reading(engine) as session:
        assert changes.undoable(session, WORKSPACE, pairs.id) == {1, 2}
    taken_back(engine, pairs)
    with reading(engine) as session, pytest.raises(Conflict, match="has undone it already"):
        changes.undoable(session, WORKSPACE, pairs.id)


def test_even_a_store_that_forgets_what_was_undone_restores_nothing_twice(
    engine: Engine, pairs: ChangeSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deliberate bug: nothing is known to be taken back."""
    carry_out(engine, pairs)
    taken_back(engine, pairs, 2)
    monkeypatch.setattr(standing.Standing, "withdrawn", lambda *_: {})
    again = taken_back(engine, pairs, 2)
    assert again.counts["rows"] == 0  # nobody is told, and even so nothing is restored twice
    assert sound(engine)


def test_looking_past_undone_work_is_what_makes_any_order_exact(
    engine: Engine, four: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deliberate bug: every field goes back to its own before-image."""
    monkeypatch.setattr(standing.Standing, "undone", lambda *_: set())
    sets = [merged(engine, "a", "b", phone="b"), merged(engine, "a", "c", phone="c")]
    for made in sets:
        taken_back(engine, made)
    assert contents(engine) != four["before"]


STEPS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.sampled_from(["", "1", "2"])),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, order=st.randoms(use_true_random=False), twice=st.booleans())
def test_whatever_was_merged_and_changed_comes_back_in_any_order(
    sqlite_stores: Stores, steps: list[tuple[str, str, str]], order: object, twice: bool
) -> None:
    with sqlite_stores.one() as engine:
        with working(engine) as session:
            make = Make(session)
            for name in "abcd":
                make("account", id=name, name=name)
                make("contact", id=f"at_{name}", account_id=name)
        before = contents(engine)
        sets = [made for step in steps if (made := _step(engine, *step)) is not None]
        order.shuffle(sets)  # type: ignore[attr-defined]  # hypothesis gives a Random
        for made in sets:
            back = taken_back(engine, made)
            if twice and back.counts["rows"]:
                again = taken_back(engine, back)
                if again.counts["rows"] == back.counts["rows"]:
                    taken_back(engine, made)
        assert sound(engine)
        if not twice:
            assert contents(engine) == before


def _step(engine: Engine, one: str, two: str, phone: str) -> ChangeSet | None:
    """A merge of two live accounts, or an update of one, as a change set that was applied."""
    rows = contents(engine, ["account"])
    if rows["account", one]["state"] != "live" or rows["account", two]["state"] != "live":
        return None
    if one != two:
        return merged(engine, one, two, **({"phone": phone} if phone else {}))
    if not phone or rows["account", one]["phone"] == phone:
        return None
    with working(engine) as session:
        made = propose(session, Draft("update", "account", one, {"phone": phone}))
    carry_out(engine, made)
    return made


def test_the_second_of_two_who_approve_is_told_who_was_first_and_when(
    engine: Engine, pairs: ChangeSet
) -> None:
    approve(engine, pairs)
    bo = changes.Approver("bo@example.com", "admin")
    with pytest.raises(Conflict, match=r"approved by ann@example\.com on 2026-11-20 at 12:00 UTC"):
        approve(engine, pairs, by=bo)
    carry_out_again = changes.apply(engine, WORKSPACE, pairs.id, worker="bo", now=NOW)
    assert carry_out_again.status == "applied"
    with pytest.raises(Conflict, match=r"approved by ann@example\.com"):
        changes.reject(engine, WORKSPACE, pairs.id, by="bo@example.com", now=NOW)


def test_doing_again_what_was_undone_is_called_so(engine: Engine, pairs: ChangeSet) -> None:
    carry_out(engine, pairs)
    back = taken_back(engine, pairs)
    again = taken_back(engine, back)
    assert (back.title, again.title) == ("Undo: Merge three", "Redo: Merge three")
    assert taken_back(engine, again).title == "Undo: Merge three"
