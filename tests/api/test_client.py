"""The Python client against the app itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from agent.events import Ended, Reply, Started
from agent.settings import Chats
from api.app import build
from api.client import Pitcrew
from api.pressure import Line
from store import conversation, errors
from store.changes import Draft, propose
from store.ledger import ChangeSet
from tests.api.fakes import ANA, FakeOffice
from tests.api.people import key, member
from tests.loopback import served
from tests.makers import NOW, Make


@pytest.fixture
def pitcrew(office: FakeOffice) -> Iterator[Pitcrew]:
    with served(build(office)) as url, Pitcrew(url, pause=lambda _seconds: None) as made:
        yield made


def test_an_ask_is_answered_whole(pitcrew: Pitcrew, office: FakeOffice):
    reply = pitcrew.ask("What did we win?", conversation="cnv_7", as_of=date(2017, 12, 31))
    assert isinstance(reply, Reply)
    assert str(reply.receipts[0].value) == "2355928.00"
    [heard] = office.desk.asked
    assert (heard.conversation, heard.as_of) == ("cnv_7", date(2017, 12, 31))


def test_a_stream_is_followed_to_its_end(pitcrew: Pitcrew):
    events = list(pitcrew.stream("What did we win?"))
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Ended)
    assert events[-1].reply.answer == "You won $2,355,928."


def test_a_change_set_is_looked_at_approved_and_undone(pitcrew: Pitcrew, draft: ChangeSet):
    [waiting] = pitcrew.change_sets("draft")
    page = pitcrew.change_set(waiting.id)
    assert page.changes[0].record == "Acme"
    done = pitcrew.approve(waiting.id, page.change_set.digest)
    assert (done.change_set.status, done.change_set.applied) == ("applied", 1)
    undone = pitcrew.undo(waiting.id)
    assert undone.change_set.undo_of == waiting.id
    with pytest.raises(errors.Conflict):
        pitcrew.reject(waiting.id, "too late")


def test_lists_go_on_to_their_end(pitcrew: Pitcrew, session: Session, make: Make):
    for _ in range(3):
        conversation.begin(session, "main", by=ANA.id, now=NOW)
    names = {make("account", name=f"A{n}").name for n in range(250)}
    assert {record.fields["name"] for record in pitcrew.records("account")} == names
    found = list(pitcrew.conversations())
    assert len(found) == 3
    assert pitcrew.conversation(found[0].id).messages == []


def test_a_file_is_imported_and_its_records_are_found(pitcrew: Pitcrew, tmp_path: Path):
    path = tmp_path / "companies.csv"
    path.write_text("Company,Country,Record ID\nAcme,United States,1\nUmbra,Germany,2\n")
    assert pitcrew.look(path, as_table="account")["table_label"]
    report = pitcrew.import_file(path, as_table="account", mapping={"Company": "name"})
    assert report["added"] == 2
    [first, _] = sorted(pitcrew.records("account"), key=lambda each: each.fields["name"])
    assert pitcrew.record("account", first.id).name == "Acme"


def test_failures_are_the_errors_of_the_house(pitcrew: Pitcrew, office: FakeOffice):
    with pytest.raises(errors.NotFound) as found:
        pitcrew.receipt("rec_none")
    assert found.value.hint
    with pytest.raises(errors.BadInput):
        pitcrew.ask("")
    with pytest.raises(errors.BadInput):
        next(pitcrew.stream(""))


def test_a_busy_service_is_asked_again_and_carries_out_one(office: FakeOffice):
    app, waits = build(office), []
    app.state.line = Line(Chats(per_person=1))
    app.state.line._running[ANA.id] = 1

    def pause(seconds: float) -> None:
        waits.append(seconds)
        app.state.line._running.clear()

    with served(app) as url, Pitcrew(url, pause=pause) as made:
        made.ask("Hi")
    assert waits == [2]
    assert len(office.desk.asked) == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_has_one_effect(
    office: FakeOffice, draft: ChangeSet
):
    app = build(office)
    lost: list[str] = []

    class Losing(httpx.BaseTransport):
        """Loses the first answer on its way back."""

        def __init__(self) -> None:
            self.inner = TestClient(app, base_url="http://localhost")

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = self.inner.request(
                request.method, str(request.url), content=request.read(),
                headers=dict(request.headers),
            )  # fmt: skip
            if not lost:
                lost.append(request.headers["idempotency-key"])
                raise httpx.ReadError("gone")
            return httpx.Response(answer.status_code, content=answer.content)

    http = httpx.Client(transport=Losing(), base_url="http://localhost")
    with Pitcrew(http=http, pause=lambda _seconds: None) as made:
        assert made.approve(draft.id, draft.digest).change_set.status == "applied"
    assert len(lost) == 1


def test_a_service_that_is_away_is_said_to_be():
    waits: list[float] = []
    with (
        Pitcrew("http://127.0.0.1:9", tries=2, pause=waits.append) as made,
        pytest.raises(errors.Upstream, match="away"),
    ):
        made.ask("Hi")
    assert waits == [1]


def test_a_key_says_who_asks(office: FakeOffice):
    member(office, "ana@example.com", "analyst")
    secret = key(office, "ana@example.com", "read")
    with served(build(office)) as url:
        with Pitcrew(url) as stranger, pytest.raises(errors.NotSignedIn):
            stranger.ask("Hi")
        with Pitcrew(url, secret) as known:
            known.ask("Hi")
    assert office.desk.asked[0].actor.id == "ana@example.com"


def test_a_part_of_a_draft_is_approved_and_the_rest_waits(
    pitcrew: Pitcrew, session: Session, make: Make
):
    drafts = [
        Draft("update", "account", make("account", name=name).id, {"city": "Rome"}, reason=why)
        for name, why in (("Acme", "one"), ("Bolt", "other"), ("Cask", "other"))
    ]
    made = propose(session, "main", title="Tidy", kind="t", drafts=drafts, proposed_by="a", now=NOW)
    session.commit()
    part = pitcrew.narrow(made.id, only_groups=[1])
    assert (part.total, part.change_set.status) == (2, "draft")
    assert pitcrew.approve(part.change_set.id, part.change_set.digest).change_set.applied == 2
    assert [each.id for each in pitcrew.change_sets("draft")] == [part.rest]
    assert {line.record for line in pitcrew.journal() if line.record} == {"Bolt", "Cask"}


def test_runs_usage_and_documents_are_looked_at(pitcrew: Pitcrew, session: Session, tmp_path: Path):
    talk = conversation.begin(session, "main", by=ANA.id, now=NOW)
    # Begun now: one of days ago is ended as soon as the service looks after such.
    run = conversation.start_run(session, "main", talk.id, asked="Hi?", actor=ANA.id,
                                 now=datetime.now(UTC), planner="embedded",
                                 as_of=date(2026, 1, 5))  # fmt: skip
    session.commit()
    [heading] = pitcrew.runs("running")
    assert pitcrew.run(heading.id).asked == "Hi?"
    used = pitcrew.usage("person", since=NOW.date(), until=NOW.date())
    assert (used.by, used.since, used.total.failed) == (["person"], NOW.date(), 0)
    with pytest.raises(errors.Conflict):
        pitcrew.stop(run.id)  # no process works on it
    assert pitcrew.playbooks()
    note = tmp_path / "holidays.md"
    note.write_text("# Holidays\n\nThe office is closed on the last Friday of August.\n")
    assert pitcrew.add_document(note).new
    assert "holidays.md" in pitcrew.documents().documents[0]
    assert "August" in pitcrew.passages("when is the office closed", limit=1)[0].text
