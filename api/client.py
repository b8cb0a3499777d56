"""A client of Pitcrew's HTTP API, typed: ask, look, decide, import.

It is synchronous and needs nothing but httpx and the shapes that the service itself answers with.
A request with an effect carries an idempotency key, so that trying it again is safe; that is done
where the service asks to wait, or the connection breaks.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import httpx
from pydantic import BaseModel, TypeAdapter

from agent.events import Ended, Event, Reply
from api.views.change_sets import Listing as ChangeSets
from api.views.change_sets import Page, Summary
from api.views.conversations import Heading, Transcript
from api.views.conversations import Listing as Conversations
from api.views.receipts import ReceiptView
from api.views.record import RecordView
from api.views.record_list import Listing as Records
from api.views.record_list import Record
from store import errors

BY_CODE = {kind.code: kind for kind in errors.PitcrewError.__subclasses__()}
PASSING = frozenset({429, 502, 503})
BUSY = 409
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
Shape = TypeVar("Shape", bound=BaseModel)


class Pitcrew:
    """One service, and who asks it.

    Args:
        address: Such as `http://localhost:8321`.
        key: An API key; none where there are no accounts.
        tries: How often a request is sent at most.
        http: A client to send with, for tests and unusual networks.
        pause: Waits between two tries.
    """

    def __init__(
        self,
        address: str = "http://localhost:8321",
        key: str | None = None,
        *,
        tries: int = 4,
        http: httpx.Client | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http or httpx.Client(base_url=address, timeout=httpx.Timeout(330, connect=10))
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._tries = tries
        self._pause = pause

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(
        self, text: str, *, conversation: str | None = None, as_of: date | None = None
    ) -> Reply:
        """Ask one thing and wait for the whole reply.

        Raises:
            PitcrewError: The service refused, or could not; `message` and `hint` say why.
        """
        headers = {"accept": "application/json"}
        return self._post("/v1/chat", Reply, _asked(text, conversation, as_of), headers)

    def stream(
        self, text: str, *, conversation: str | None = None, as_of: date | None = None
    ) -> Iterator[Event]:
        """Ask one thing and follow the work; the last event holds the whole reply.

        Raises:
            PitcrewError: The service refused, or could not.
            Upstream: The stream broke off before its end.
        """
        asked = _asked(text, conversation, as_of)
        with self._http.stream("POST", "/v1/chat", json=asked, headers=self._headers) as response:
            if response.is_error:
                response.read()
                raise _error(response)
            event: Event | None = None
            for line in response.iter_lines():
                if line.startswith("data: "):
                    event = EVENT.validate_python(_read(line[6:]))
                    yield event
        if not isinstance(event, Ended):
            raise errors.Upstream("The stream broke off.", hint="Ask again.")

    def conversations(self) -> Iterator[Heading]:
        """Every conversation, the newest first."""
        for page in self._pages("/v1/conversations", Conversations, {}):
            yield from page.conversations

    def conversation(self, conversation_id: str) -> Transcript:
        """Everything that was said in a conversation."""
        return self._get(f"/v1/conversations/{conversation_id}", Transcript)

    def change_sets(self, status: str | None = None) -> Iterator[Summary]:
        """Every change set, or those of one status, the newest first."""
        query = {} if status is None else {"status": status}
        for page in self._pages("/v1/change-sets", ChangeSets, query):
            yield from page.change_sets

    def change_set(self, change_set_id: str) -> Page:
        """A change set with its first rows; the digest in it is what an approval needs."""
        return self._get(f"/v1/change-sets/{change_set_id}", Page)

    def approve(self, change_set_id: str, digest: str) -> Page:
        """Approve what was shown, apply it, and read it back."""
        path = f"/v1/change-sets/{change_set_id}/approve"
        return self._post(path, Page, {"digest": digest})

    def reject(self, change_set_id: str, note: str = "") -> Page:
        """Turn a draft down."""
        path = f"/v1/change-sets/{change_set_id}/reject"
        return self._post(path, Page, {"note": note})

    def undo(self, change_set_id: str, group: int | None = None) -> Page:
        """Undo an applied change set, or one group of it; the undo is what comes back."""
        query = "" if group is None else f"?group={group}"
        path = f"/v1/change-sets/{change_set_id}/undo{query}"
        return self._post(path, Page, {})

    def receipt(self, receipt_id: str) -> ReceiptView:
        """What stands behind one figure."""
        return self._get(f"/v1/receipts/{receipt_id}", ReceiptView)

    def records(self, table: str) -> Iterator[Record]:
        """Every live record of a table."""
        for page in self._pages(f"/v1/records/{table}", Records, {}):
            yield from page.records

    def record(self, table: str, record_id: str) -> RecordView:
        """One record, by its id or its source's."""
        return self._get(f"/v1/records/{table}/{record_id}", RecordView)

    def artifact(self, artifact_id: str) -> bytes:
        """A file that a run made."""
        return self._sent("GET", f"/v1/artifacts/{artifact_id}").content

    def look(self, path: Path, *, as_table: str | None = None) -> dict[str, Any]:
        """Hand in a file and learn what importing it would do; nothing is imported yet."""
        form = {} if as_table is None else {"as_table": as_table}
        files = {"file": (path.name, path.read_bytes())}
        return _object(self._changing("/v1/imports", data=form, files=files))

    def import_file(
        self, path: Path, *, as_table: str | None = None, mapping: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Import a file; the same file twice changes nothing. The report says what became of it."""
        upload = self.look(path, as_table=as_table)["upload"]
        word = {"as_table": as_table, "mapping": dict(mapping or {})}
        return _object(self._changing(f"/v1/imports/{upload}/commit", json=word))

    def _get(self, path: str, shape: type[Shape]) -> Shape:
        return shape.model_validate(_read(self._sent("GET", path).content))

    def _post(
        self, path: str, shape: type[Shape], body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> Shape:  # fmt: skip
        answer = self._changing(path, json=body, headers=dict(headers or {}))
        return shape.model_validate(_read(answer.content))

    def _changing(
        self, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        once = {"idempotency-key": str(uuid4()), **(headers or {})}
        return self._sent("POST", path, headers=once, **more)

    def _pages(self, path: str, shape: type[Shape], query: Mapping[str, str]) -> Iterator[Shape]:
        cursor: str | None = None
        while True:
            given = {**query, "limit": "200"} | ({"cursor": cursor} if cursor else {})
            page = shape.model_validate(_read(self._sent("GET", path, params=given).content))
            yield page
            cursor = getattr(page, "next", None)
            if cursor is None:
                return

    def _sent(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        told = {**self._headers, **(headers or {})}
        for left in reversed(range(self._tries)):
            try:
                answer = self._http.request(method, path, headers=told, **more)
            except httpx.TransportError as error:
                if not left:
                    raise errors.Upstream(f"The service is away: {error}.") from error
                self._pause(1)
                continue
            if not answer.is_error:
                return answer
            if not left or not _is_passing(answer):
                break
            self._pause(float(answer.headers.get("retry-after", "1")))
        raise _error(answer)


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the same request may succeed in a moment."""
    return answer.status_code in PASSING or (
        answer.status_code == BUSY and "retry-after" in answer.headers
    )


def _asked(text: str, conversation: str | None, as_of: date | None) -> dict[str, str]:
    given = {
        "text": text, "conversation": conversation, "as_of": as_of.isoformat() if as_of else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _read(text: str | bytes) -> Any:
    """JSON whose numbers keep every digit: no float touches money."""
    return json.loads(text, parse_float=Decimal)


def _object(answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = _read(answer.content)
    return found


def _error(answer: httpx.Response) -> errors.PitcrewError:
    try:
        said = answer.json()
        kind = BY_CODE.get(said["code"], errors.Upstream)
        return kind(said["message"], hint=said.get("hint", ""), status=answer.status_code)
    except (json.JSONDecodeError, KeyError, TypeError):
        return errors.Upstream(f"The service answered {answer.status_code}.")
