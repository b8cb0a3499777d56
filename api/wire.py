"""What the Python client sends and reads: tried again where that is safe, pages, streams."""

import json
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, TypeVar
from uuid import uuid4

import httpx
from pydantic import BaseModel, TypeAdapter

from agent.events import Ended, Event, Started
from store import errors

BY_CODE = {kind.code: kind for kind in errors.PitcrewError.__subclasses__()}
PASSING = frozenset({429, 502, 503, 504})
BUSY = 409
LONGEST = 30.0
"""Seconds between two tries, at most."""
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
Shape = TypeVar("Shape", bound=BaseModel)


class Wire:
    """Requests to one service; a request with an effect carries an idempotency key."""

    def __init__(
        self, http: httpx.Client, key: str | None, tries: int, pause: Callable[[float], None]
    ) -> None:
        self.http = http
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._tries = tries
        self._pause = pause

    def get(self, path: str, shape: type[Shape], query: Mapping[str, Any] | None = None) -> Shape:
        """What a path answers."""
        return shape.model_validate(read(self.sent("GET", path, params=query or {}).content))

    def listed(
        self, path: str, shape: type[Shape], query: Mapping[str, Any] | None = None
    ) -> list[Shape]:
        """A path that answers with a list."""
        found = read(self.sent("GET", path, params=query or {}).content)
        return [shape.model_validate(each) for each in found]

    def post(
        self, path: str, shape: type[Shape], body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> Shape:  # fmt: skip
        """What comes of a request with an effect."""
        answer = self.changing(path, json=body, headers=dict(headers or {}))
        return shape.model_validate(read(answer.content))

    def changing(
        self, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Send what has an effect, once however often it is tried."""
        once = {"idempotency-key": str(uuid4()), **(headers or {})}
        return self.sent("POST", path, headers=once, **more)

    def pages(
        self, path: str, shape: type[Shape], query: Mapping[str, str] | None = None
    ) -> Iterator[Shape]:
        """Every page of a list."""
        cursor: str | None = None
        while True:
            given = {**(query or {}), "limit": "200"} | ({"cursor": cursor} if cursor else {})
            page = self.get(path, shape, given)
            yield page
            cursor = getattr(page, "next", None)
            if cursor is None:
                return

    def events(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, after: int = 0
    ) -> Iterator[Event]:
        """The events of a run; where the stream breaks off it is listened to again.

        Raises:
            PitcrewError: The service refused, or could not.
            Upstream: The service stayed away, or went away before a run had begun.
        """
        heard = _Heard(after)
        tries = self._tries
        while True:
            before = heard.last
            broken = yield from self._stream(method, path, body, heard)
            if heard.ended:
                return
            tries = self._tries if heard.last > before else tries - 1
            again = heard.run is not None or method == "GET" or broken.refused
            if not again or tries < 0:
                raise broken.error(again=again)
            if heard.run is not None:
                method, path, body = "GET", f"/v1/runs/{heard.run}/events", None
            self._pause(broken.wait or min(2.0 ** (self._tries - tries), LONGEST))

    def _stream(
        self, method: str, path: str, body: Mapping[str, Any] | None, heard: "_Heard"
    ) -> Generator[Event, None, "_Broken"]:
        """The events that come; then what broke the stream off."""
        told = {**self._headers, "last-event-id": str(heard.last)}
        try:
            with self.http.stream(method, path, json=body, headers=told) as response:
                if response.is_error:
                    response.read()
                    if not _is_passing(response):
                        raise error_of(response)
                    return _Broken.off_by(response)
                for line in response.iter_lines():
                    if line.startswith("id: "):
                        heard.last = int(line[4:])
                    elif line.startswith("data: "):
                        event = EVENT.validate_python(read(line[6:]))
                        heard.note(event)
                        yield event
        except httpx.TransportError as error:
            return _Broken(f": {error}")
        return _Broken()

    def sent(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Send a request; again where the service asks to wait, or the connection breaks.

        Raises:
            PitcrewError: The service refused, or could not.
        """
        told = {**self._headers, **(headers or {})}
        for left in reversed(range(self._tries)):
            try:
                answer = self.http.request(method, path, headers=told, **more)
            except httpx.TransportError as error:
                if not left:
                    raise errors.Upstream(f"The service is away: {error}.") from error
                self._pause(1)
                continue
            if not answer.is_error:
                return answer
            if not left or not _is_passing(answer):
                break
            self._pause(_wait(answer) or 1)
        raise error_of(answer)


@dataclass(frozen=True, slots=True)
class _Broken:
    """What broke a stream off, as far as that is known.

    `refused` says that the service itself turned the request away before anything began, and
    `wait` for how long. What a proxy answers for it says nothing of the kind.
    """

    why: str = ""
    answer: httpx.Response | None = None
    refused: bool = False
    wait: float = 0

    @classmethod
    def off_by(cls, answer: httpx.Response) -> Self:
        """An answer in the place of a stream."""
        own = answer.headers.get("content-type", "").startswith("application/problem+json")
        return cls(f": the service answered {answer.status_code}", answer, own, _wait(answer))

    def error(self, *, again: bool) -> errors.PitcrewError:
        """What is raised when it is given up."""
        if self.refused and self.answer is not None:
            return error_of(self.answer)
        hint = "Listen to the run again." if again else "Look whether a run has begun; ask again."
        return errors.Upstream(f"The stream broke off{self.why}.", hint=hint)


class _Heard:
    """How far a stream has been listened to."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.run: str | None = None
        self.ended = False

    def note(self, event: Event) -> None:
        """Take in an event."""
        if isinstance(event, Started):
            self.run = event.run
        self.ended = isinstance(event, Ended)


def read(text: str | bytes) -> Any:
    """JSON whose numbers keep every digit: no float touches money."""
    return json.loads(text, parse_float=Decimal)


def error_of(answer: httpx.Response) -> errors.PitcrewError:
    """The error of the house that an answer tells."""
    try:
        said = answer.json()
        kind = BY_CODE.get(said["code"], errors.Upstream)
        return kind(said["message"], hint=said.get("hint", ""), status=answer.status_code)
    except (json.JSONDecodeError, KeyError, TypeError):
        return errors.Upstream(f"The service answered {answer.status_code}.")


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the same request may succeed in a moment."""
    return answer.status_code in PASSING or (
        answer.status_code == BUSY and "retry-after" in answer.headers
    )


def _wait(answer: httpx.Response) -> float:
    """The seconds that an answer asks to wait; 0 where it names none, or a time of day."""
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), LONGEST) if asked.isdecimal() else 0
