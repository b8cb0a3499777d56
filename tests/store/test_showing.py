"""Looking at change sets, narrowing them, and how risky they are said to be."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.changes import Draft, subset
from store.errors import BadInput, Conflict, NotFound
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import apply, approve, carry_out, propose


@pytest.fixture
def three(session: Session, make: Make) -> list[str]:
    return [make("account", phone="1").id for _ in range(3)]


def drafts(rows: list[str]) -> list[Draft]:
    return [Draft("update", "account", row_id, {"phone": "2"}, reason="short") for row_id in rows]


def test_a_change_set_is_shown_a_page_at_a_time(session: Session, three: list[str]) -> None:
    made = propose(session, *drafts(three))
    page = changes.show(session, WORKSPACE, made.id, offset=1, limit=1)
    assert (page.total, [c.row_id for c in page.changes]) == (3, three[1:2])
    change = page.changes[0]
    assert (change.before, change.after, change.reason) == ({"phone": "1"}, {"phone": "2"}, "short")
    with pytest.raises(NotFound, match="no change set 'cs_x'"):
        changes.show(session, WORKSPACE, "cs_x")
    with pytest.raises(NotFound):
        changes.show(session, "elsewhere", made.id)


def test_change_sets_are_listed_newest_first_and_by_state(
    engine: Engine, session: Session, three: list[str]
) -> None:
    first = propose(session, *drafts(three[:1]))
    carry_out(engine, first)
    with_later = changes.propose(
        session, WORKSPACE, title="Later", kind="test", drafts=drafts(three[1:]),
        proposed_by="agent", now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    session.commit()
    assert [c.id for c in changes.listing(session, WORKSPACE)] == [with_later.id, first.id]
    assert [c.id for c in changes.listing(session, WORKSPACE, status=["applied"])] == [first.id]
    assert changes.by_status(session, WORKSPACE) == {"applied": 1, "draft": 1}
    assert changes.listing(session, "elsewhere") == []


def test_only_the_first_so_many(engine: Engine, session: Session, three: list[str]) -> None:
    old = propose(session, *drafts(three))
    new = subset(session, WORKSPACE, old.id, first=2, by="ann", now=NOW)
    session.commit()
    assert new.title.endswith("(only 2 of 3)")
    assert new.counts["rows"] == 2
    with pytest.raises(Conflict, match="already rejected by ann"):
        approve(engine, old)
    approve(engine, new)
    assert apply(engine, new).applied == 2


def test_these_and_not_those(session: Session, three: list[str]) -> None:
    first = propose(session, *drafts(three))
    without = subset(session, WORKSPACE, first.id, drop=three[:1], by="ann", now=NOW)
    assert without.counts["rows"] == 2
    just_one = subset(session, WORKSPACE, without.id, keep=three[2:], by="ann", now=NOW)
    shown = changes.show(session, WORKSPACE, just_one.id)
    assert [c.row_id for c in shown.changes] == three[2:]


def test_a_choice_that_leaves_nothing_or_everything_is_refused(
    session: Session, three: list[str]
) -> None:
    made = propose(session, *drafts(three))
    with pytest.raises(BadInput, match="leaves 0 of its 3"):
        subset(session, WORKSPACE, made.id, keep=["acc_x"], by="ann", now=NOW)
    with pytest.raises(BadInput, match="leaves 3 of its 3"):
        subset(session, WORKSPACE, made.id, first=9, by="ann", now=NOW)


def test_a_rejected_draft_cannot_be_applied(
    engine: Engine, session: Session, three: list[str]
) -> None:
    made = propose(session, *drafts(three))
    changes.reject(engine, WORKSPACE, made.id, by="ann", now=NOW, note="not now")
    with pytest.raises(Conflict, match="already rejected by ann"):
        approve(engine, made)
    with pytest.raises(Conflict, match="already rejected by ann"):
        changes.reject(engine, WORKSPACE, made.id, by="bo", now=NOW)


def test_risk_is_what_would_be_lost_if_nobody_looked(
    session: Session, make: Make, three: list[str]
) -> None:
    one, two, three_ = three
    deal = make("opportunity")
    sure = Draft("merge", "account", one, {"merged_into": two}, confidence=0.99)
    unsure = Draft("merge", "account", one, {"merged_into": two}, confidence=0.5)
    cases = [
        ([Draft("update", "account", one, {"phone": "2"})], "low"),
        ([Draft("update", "opportunity", deal.id, {"stage": "Won"})], "medium"),
        ([Draft("delete", "account", one)], "medium"),
        ([Draft("delete", "account", one), Draft("delete", "account", three_)], "high"),
        ([sure], "medium"),
        ([unsure], "high"),
        ([Draft("create", "contact", after={"last_name": str(n)}) for n in range(101)], "medium"),
        ([Draft("create", "contact", after={"last_name": str(n)}) for n in range(1001)], "high"),
    ]
    for proposed, risk in cases:
        assert propose(session, *proposed).risk == risk, proposed[0]


def test_a_tool_may_call_its_changes_riskier_but_not_safer(
    session: Session, three: list[str]
) -> None:
    for said, kept in (("high", "high"), ("low", "medium")):
        made = changes.propose(
            session, WORKSPACE, title="x", kind="x", proposed_by="agent", now=NOW, risk=said,
            drafts=[Draft("delete", "account", three[0])],
        )  # fmt: skip
        assert made.risk == kept


def test_counts_say_what_is_in_it(session: Session, make: Make, three: list[str]) -> None:
    made = propose(
        session,
        Draft("update", "account", three[0], {"phone": "2", "city": "Rome"}),
        Draft("delete", "account", three[1]),
        Draft("create", "contact", after={"last_name": "Park"}),
    )
    assert made.counts == {
        "rows": 3, "fields": 3, "groups": 3, "creates": 1, "updates": 1, "merges": 0, "moves": 0,
        "deletes": 1, "restores": 0, "by_table": {"account": 2, "contact": 1},
        "by_field": {"account.city": 1, "account.phone": 1, "contact.last_name": 1},
    }  # fmt: skip
