"""The Python client's streams: broken off, behind a proxy, and refused by a busy service."""

from collections.abc import Iterator

import httpx
import pytest

from agent.events import Ended, Said, Started
from agent.settings import Chats
from api.app import build
from api.client import Pitcrew
from api.pressure import Line
from store import errors
from tests.api.fakes import ANA, FakeOffice
from tests.api.fakes import reply as answered
from tests.loopback import served


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
