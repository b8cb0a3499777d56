"""The Python client against the app itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from agent.events import Ended, Reply, Said, Started
from agent.settings import Chats
from api.app import build
from api.client import Pitcrew
from api.pressure import Line
from store import conversation, errors
from store.changes import Draft, propose
from store.ledger import ChangeSet
from tests.api.fakes import ANA, FakeOffice
from tests.api.fakes import reply as answered
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


class Breaking(httpx.BaseTransport):
    """A service whose stream breaks off after so many events, each time it is listened to."""

    def __init__(self, events: list[str], *, at: int) -> None:
        self.events, self.at, self.asked = events, at, list[tuple[str, str, str]]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        after = int(request.headers["last-event-id"])
        self.asked.append((request.method, request.url.path, str(after)))
        return httpx.Response(200, content=self._said(after))

    def _said(self, after: int) -> Iterator[bytes]:
        for n, event in enumerate(self.events[after : after + self.at], after + 1):
            yield f"data: {event}\nid: {n}\n\n".encode()
        if after + self.at < len(self.events):
            raise httpx.ReadError("cut")


def told() -> list[str]:
    started = Started(conversation="cnv_1", run="run_1", planner="embedded")
    end = Ended(reply=answered(run="run_1"))
    return [each.model_dump_json() for each in (started, Said(text="You"), Said(text=" won"), end)]


def test_a_stream_that_breaks_off_goes_on_where_it_was_and_nothing_is_asked_twice():
    service = Breaking(told(), at=2)
    http = httpx.Client(transport=service, base_url="http://localhost")
    with Pitcrew(http=http, pause=lambda _seconds: None) as made:
        kinds = [event.kind for event in made.stream("What did we win?")]
    assert kinds == ["started", "said", "said", "ended"]
    assert service.asked == [("POST", "/v1/chat", "0"), ("GET", "/v1/runs/run_1/events", "2")]


def test_a_stream_that_only_ever_breaks_off_is_given_up():
    before_it_began = Breaking(told(), at=0)
    http = httpx.Client(transport=before_it_began, base_url="http://localhost")
    with Pitcrew(http=http) as made, pytest.raises(errors.Upstream, match="broke off: cut"):
        list(made.stream("Hi"))
    assert len(before_it_began.asked) == 1
    silent = Breaking(told()[:1], at=1)
    http = httpx.Client(transport=silent, base_url="http://localhost")
    waits: list[float] = []
    with (
        Pitcrew(http=http, tries=2, pause=waits.append) as made,
        pytest.raises(errors.Upstream, match="broke off"),
    ):
        list(made.stream("Hi"))
    assert len(silent.asked) == 1 + len(waits)


class Behind(httpx.BaseTransport):
    """A proxy that answers for a service for so many requests, once a run has begun."""

    def __init__(self, service: httpx.BaseTransport, answers: list[httpx.Response]) -> None:
        self.service, self.answers = service, answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and self.answers:
            return self.answers.pop(0)
        return self.service.handle_request(request)


def test_a_stream_is_listened_to_again_once_the_service_is_back_behind_its_proxy():
    service, waits = Breaking(told(), at=2), list[float]()
    away = [httpx.Response(502, text="<h1>Bad Gateway</h1>"), httpx.Response(504),
            httpx.Response(503, headers={"retry-after": "7"}),
            httpx.Response(503, headers={"retry-after": "Mon, 1 Jan 2029 09:00 GMT"})]  # fmt: skip
    http = httpx.Client(transport=Behind(service, away), base_url="http://localhost")
    with Pitcrew(http=http, pause=waits.append) as made:
        kinds = [event.kind for event in made.stream("What did we win?")]
    assert kinds == ["started", "said", "said", "ended"]
    assert waits == [1, 2, 4, 7, 16]
    assert [each[0] for each in service.asked] == ["POST", "GET"]


def test_a_proxy_that_stays_without_its_service_ends_the_stream_with_what_it_said():
    away = [httpx.Response(502) for _ in range(9)]
    http = httpx.Client(transport=Behind(Breaking(told(), at=2), away), base_url="http://localhost")
    with (
        Pitcrew(http=http, tries=2, pause=lambda _seconds: None) as made,
        pytest.raises(errors.Upstream, match="answered 502") as given_up,
    ):
        list(made.stream("Hi"))
    assert "Listen to the run again" in given_up.value.hint


def test_a_stream_that_is_refused_as_too_busy_is_asked_again_and_carries_out_one(
    office: FakeOffice,
):
    app, waits = build(office), []
    app.state.line = Line(Chats(per_person=1))
    app.state.line._running[ANA.id] = 1

    def pause(seconds: float) -> None:
        waits.append(seconds)
        app.state.line._running.clear()

    with served(app) as url, Pitcrew(url, pause=pause) as made:
        assert [event.kind for event in made.stream("Hi")][-1] == "ended"
    assert (waits, len(office.desk.asked)) == ([2], 1)


def test_a_stream_that_stays_refused_says_why_and_one_lost_by_a_proxy_is_not_asked_twice(
    office: FakeOffice,
):
    app = build(office)
    app.state.line = Line(Chats(per_person=1))
    app.state.line._running[ANA.id] = 1
    with (
        served(app) as url,
        Pitcrew(url, tries=2, pause=lambda _seconds: None) as made,
        pytest.raises(errors.LimitReached, match="under way already"),
    ):
        list(made.stream("Hi"))
    asked: list[str] = []

    def lost(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(502)

    http = httpx.Client(transport=httpx.MockTransport(lost), base_url="http://localhost")
    with Pitcrew(http=http) as made, pytest.raises(errors.Upstream, match="502"):
        list(made.stream("Hi"))
    assert asked == ["POST"]


def test_a_part_of_a_draft_is_approved_and_the_rest_waits(
    pitcrew: Pitcrew, session: Session, make: Make
):
    drafts = [
        Draft("update", "account", make("account", name=name).id, {"city": "Rome"}, reason=why)
        for name, why in (("Acme", "one"), ("Bolt", "other"), ("Cask", "other"))
    ]
    made = propose(session, "main", title="Tidy", kind="t", drafts=drafts, proposed_by="a", now=NOW)
    session.commit()
    part = pitcrew.narrow(made.id, only_groups=[1], rest_waits=True)
    assert (part.total, part.change_set.status) == (2, "draft")
    assert pitcrew.approve(part.change_set.id, part.change_set.digest).change_set.applied == 2
    assert [each.id for each in pitcrew.change_sets("draft")] == [part.rest]
    assert {line.record for line in pitcrew.journal() if line.record} == {"Bolt", "Cask"}


def test_runs_usage_and_documents_are_looked_at(pitcrew: Pitcrew, session: Session, tmp_path: Path):
    talk = conversation.begin(session, "main", by=ANA.id, now=NOW)
    run = conversation.start_run(session, "main", talk.id, asked="Hi?", actor=ANA.id, now=NOW,
                                 planner="embedded", as_of=date(2026, 1, 5))  # fmt: skip
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
