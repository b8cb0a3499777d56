"""Lists page by page: a cursor stays true while rows are added."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.views.paging import Named, Newest, Numbered
from store import changes, conversation
from store.ledger import ChangeSet
from tests.api.fakes import ANA, VIC, FakeOffice
from tests.makers import NOW, Make
from tests.stores import Stores


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    return request.getfixturevalue(f"{request.param}_stores")


def pages(client: TestClient, path: str, key: str, between: Callable[[], Any] = lambda: None):
    """All rows of a list, two at a time; `between` happens after each page."""
    cursor, rows = None, []
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(path, params=query).json()
        rows += page[key]
        assert len(page[key]) <= 2
        between()
        if (cursor := page["next"]) is None:
            return rows


def talk(session: Session, minute: int) -> str:
    at = NOW + timedelta(minutes=minute)
    made = conversation.begin(session, "main", by=ANA.id, now=at, title=str(minute))
    session.commit()
    return made.id


def proposal(session: Session, make: Make, minute: int) -> str:
    deal = make("account", name=f"A{minute}", industry="x")
    made = changes.propose(
        session, "main", title="t", kind="t", proposed_by="a", now=NOW + timedelta(minutes=minute),
        drafts=[changes.Draft(kind="update", table="account", row_id=deal.id,
                              after={"industry": "y"})],
    )  # fmt: skip
    session.commit()
    return made.id


def test_conversations_are_each_given_once_though_new_ones_begin(
    client: TestClient, session: Session
):
    # Two begin in the same instant: the id decides between them.
    made = [talk(session, minute) for minute in (1, 2, 3, 3, 5)]
    later = iter(range(10, 20))
    rows = pages(client, "/v1/conversations", "conversations", lambda: talk(session, next(later)))
    ids = [row["id"] for row in rows]
    assert sorted(ids) == sorted(made)
    assert ids[0] == made[4]
    assert ids[-1] == made[0]


def test_change_sets_are_each_given_once_though_new_ones_come(
    client: TestClient, session: Session, make: Make
):
    made = [proposal(session, make, minute) for minute in range(5)]
    later = iter(range(10, 20))
    rows = pages(client, "/v1/change-sets?status=draft", "change_sets",
                 lambda: proposal(session, make, next(later)))  # fmt: skip
    assert [row["id"] for row in rows] == made[::-1]


def test_the_changes_of_a_set_are_given_in_order(client: TestClient, session, make: Make):
    rows = [make("account", name=f"A{n}", industry="x") for n in range(5)]
    drafts = [
        changes.Draft(kind="update", table="account", row_id=row.id, after={"industry": "y"},
                      group=n)
        for n, row in enumerate(rows)
    ]  # fmt: skip
    made = changes.propose(session, "main", title="t", kind="t", proposed_by="a", now=NOW,
                           drafts=drafts)  # fmt: skip
    session.commit()
    found = pages(client, f"/v1/change-sets/{made.id}", "changes")
    assert [row["seq"] for row in found] == [1, 2, 3, 4, 5]


def test_records_are_given_whole_and_only_those_that_are_live(
    client: TestClient, session: Session, make: Make
):
    made = sorted(make("opportunity", name=f"D{n}", amount_cents=n * 100).id for n in range(5))
    make("opportunity", name="gone", state="deleted")
    rows = pages(client, "/v1/records/opportunity", "records")
    assert [row["id"] for row in rows] == made
    assert {row["fields"]["amount_cents"] for row in rows} == {0, 100, 200, 300, 400}
    assert client.get("/v1/records/opportunity").json()["total"] == 5
    assert client.get("/v1/records/nothing").status_code == 422


def test_the_journal_is_given_newest_first_to_those_who_may_see_all_of_it(
    client: TestClient, office: FakeOffice, session: Session, make: Make
):
    for minute in range(3):
        made = session.get(ChangeSet, ("main", proposal(session, make, minute)))
        session.commit()
        sent = {"digest": made.digest}
        assert client.post(f"/v1/change-sets/{made.id}/approve", json=sent).status_code == 200
    lines = pages(client, "/v1/journal", "lines")
    assert [line["n"] for line in lines] == sorted((line["n"] for line in lines), reverse=True)
    assert [line["after"] for line in lines] == [{"industry": "y"}] * 3
    office.people[None] = VIC
    assert client.get("/v1/journal").status_code == 403


@pytest.mark.parametrize("path", ["conversations", "change-sets", "records/account", "journal"])
@pytest.mark.parametrize(
    "cursor", ["x", "é", "e30", "bnVsbA", "W10", "eyJpZCI6ImEgYiJ9", "eyJuIjotMX0", "a" * 401]
)
def test_a_cursor_that_was_not_given_out_is_refused(client: TestClient, path: str, cursor: str):
    response = client.get(f"/v1/{path}", params={"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize("mark", [Newest(at=NOW, id="cs_1"), Numbered(n=7), Named(id="acc_1")])
def test_a_mark_is_what_its_cursor_says(mark):
    assert type(mark).read(mark.cursor) == mark
