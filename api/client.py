"""A client of Pitcrew's HTTP API, typed: ask, look, decide, import.

It is synchronous and needs nothing but httpx and the shapes that the service itself answers with.
A request with an effect carries an idempotency key, so that trying it again is safe; that is done
where the service asks to wait, or the connection breaks.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from agent.events import Event, Reply
from api.views import knowledge
from api.views.change_sets import Listing as ChangeSets
from api.views.change_sets import Page, Summary
from api.views.conversations import Heading, Transcript
from api.views.conversations import Listing as Conversations
from api.views.journal import Line
from api.views.journal import Listing as Lines
from api.views.receipts import ReceiptView
from api.views.record import RecordView
from api.views.record_list import Listing as Records
from api.views.record_list import Record
from api.views.runs import Heading as RunHeading
from api.views.runs import Listing as Runs
from api.views.runs import View as RunView
from api.views.usage import UsageView
from api.wire import Wire, read


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
        client = http or httpx.Client(base_url=address, timeout=httpx.Timeout(330, connect=10))
        self._wire = Wire(client, key, tries, pause)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.http.close()

    def ask(
        self, text: str, *, conversation: str | None = None, as_of: date | None = None
    ) -> Reply:
        """Ask one thing and wait for the whole reply.

        Raises:
            PitcrewError: The service refused, or could not; `message` and `hint` say why.
        """
        headers = {"accept": "application/json"}
        return self._wire.post("/v1/chat", Reply, _asked(text, conversation, as_of), headers)

    def stream(
        self, text: str, *, conversation: str | None = None, as_of: date | None = None
    ) -> Iterator[Event]:
        """Ask one thing and follow the work; the last event holds the whole reply.

        Where the connection breaks off once the run has begun, it is listened to again, with
        growing pauses while the service is away. Where it is too busy to begin, it is asked again.

        Raises:
            PitcrewError: The service refused, or could not.
            Upstream: The stream broke off before its end, and the service stayed away.
        """
        yield from self._wire.events("POST", "/v1/chat", body=_asked(text, conversation, as_of))

    def listen(self, run: str, *, after: int = 0) -> Iterator[Event]:
        """The events of a run after one; of a run that is over only the last."""
        yield from self._wire.events("GET", f"/v1/runs/{_in_path(run)}/events", after=after)

    def stop(self, run: str) -> None:
        """Stop a run of one's own; what it has found so far is its answer."""
        self._wire.changing(f"/v1/runs/{_in_path(run)}/stop")

    def runs(self, status: str | None = None) -> Iterator[RunHeading]:
        """One's own runs, or for an admin everybody's, the newest first."""
        query = {} if status is None else {"status": status}
        for page in self._wire.pages("/v1/runs", Runs, query):
            yield from page.runs

    def run(self, run: str) -> RunView:
        """One run: its steps, figures, change sets and files."""
        return self._wire.get(f"/v1/runs/{_in_path(run)}", RunView)

    def usage(self, *by: str, since: date | None = None, until: date | None = None) -> UsageView:
        """Runs, tokens and cost by `day`, `person` or `planner`; 30 days unless said."""
        days = {"since": since, "until": until}
        told = {name: day.isoformat() for name, day in days.items() if day is not None}
        return self._wire.get("/v1/usage", UsageView, {"by": list(by) or ["day"], **told})

    def conversations(self) -> Iterator[Heading]:
        """Every conversation, the newest first."""
        for page in self._wire.pages("/v1/conversations", Conversations, {}):
            yield from page.conversations

    def conversation(self, conversation_id: str) -> Transcript:
        """Everything that was said in a conversation."""
        return self._wire.get(f"/v1/conversations/{conversation_id}", Transcript)

    def change_sets(self, status: str | None = None) -> Iterator[Summary]:
        """Every change set, or those of one status, the newest first."""
        query = {} if status is None else {"status": status}
        for page in self._wire.pages("/v1/change-sets", ChangeSets, query):
            yield from page.change_sets

    def change_set(self, change_set_id: str) -> Page:
        """A change set with its first rows; the digest in it is what an approval needs."""
        return self._wire.get(f"/v1/change-sets/{change_set_id}", Page)

    def approve(self, change_set_id: str, digest: str) -> Page:
        """Approve what was shown, apply it, and read it back."""
        path = f"/v1/change-sets/{change_set_id}/approve"
        return self._wire.post(path, Page, {"digest": digest})

    def narrow(
        self, change_set_id: str, *, without: Sequence[int] = (),
        without_groups: Sequence[int] = (), only_groups: Sequence[int] = (),
        rest_waits: bool | None = None,
    ) -> Page:  # fmt: skip
        """Propose only a part of a draft: a new draft, and as `rest` the one of what waits.

        Args:
            change_set_id: The draft.
            without: The `group` of each row that is left out.
            without_groups: Whole groups, by their `number` in the preview.
            only_groups: The only groups that stay; none: all of them.
            rest_waits: Whether what is left out waits as a draft of its own, or is rejected;
                where nothing is said, it waits after `only_groups`.
        """
        part = {"without": list(without), "without_groups": list(without_groups),
                "only_groups": list(only_groups), "rest_waits": rest_waits}  # fmt: skip
        return self._wire.post(f"/v1/change-sets/{change_set_id}/narrow", Page, part)

    def reject(self, change_set_id: str, note: str = "") -> Page:
        """Turn a draft down."""
        path = f"/v1/change-sets/{change_set_id}/reject"
        return self._wire.post(path, Page, {"note": note})

    def undo(self, change_set_id: str, group: int | None = None) -> Page:
        """Undo an applied change set, or one group of it; the undo is what comes back."""
        query = "" if group is None else f"?group={group}"
        path = f"/v1/change-sets/{change_set_id}/undo{query}"
        return self._wire.post(path, Page, {})

    def receipt(self, receipt_id: str) -> ReceiptView:
        """What stands behind one figure."""
        return self._wire.get(f"/v1/receipts/{receipt_id}", ReceiptView)

    def records(self, table: str) -> Iterator[Record]:
        """Every live record of a table."""
        for page in self._wire.pages(f"/v1/records/{table}", Records, {}):
            yield from page.records

    def record(self, table: str, record_id: str) -> RecordView:
        """One record, by its id or its source's."""
        return self._wire.get(f"/v1/records/{table}/{record_id}", RecordView)

    def artifact(self, artifact_id: str) -> bytes:
        """A file that a run made."""
        return self._wire.sent("GET", f"/v1/artifacts/{artifact_id}").content

    def journal(self) -> Iterator[Line]:
        """Everything that was done to records, the newest first."""
        for page in self._wire.pages("/v1/journal", Lines):
            yield from page.lines

    def playbooks(self) -> list[knowledge.PlaybookHeading]:
        """How each job is done here."""
        return self._wire.listed("/v1/playbooks", knowledge.PlaybookHeading)

    def documents(self) -> knowledge.Documents:
        """The documents that may be quoted."""
        return self._wire.get("/v1/documents", knowledge.Documents)

    def passages(self, words: str, *, limit: int = 8) -> list[knowledge.Found]:
        """The passages of documents and playbooks that answer best, each with its citation."""
        query = {"words": words, "limit": limit}
        return self._wire.listed("/v1/documents/passages", knowledge.Found, query)

    def add_document(self, path: Path) -> knowledge.Added:
        """Add a document, or another version of one."""
        files = {"file": (path.name, path.read_bytes())}
        answer = self._wire.changing("/v1/documents", files=files)
        return knowledge.Added.model_validate(read(answer.content))

    def look(self, path: Path, *, as_table: str | None = None) -> dict[str, Any]:
        """Hand in a file and learn what importing it would do; nothing is imported yet."""
        form = {} if as_table is None else {"as_table": as_table}
        files = {"file": (path.name, path.read_bytes())}
        return dict(read(self._wire.changing("/v1/imports", data=form, files=files).content))

    def import_file(
        self, path: Path, *, as_table: str | None = None, mapping: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Import a file; the same file twice changes nothing. The report says what became of it."""
        upload = self.look(path, as_table=as_table)["upload"]
        word = {"as_table": as_table, "mapping": dict(mapping or {})}
        return dict(read(self._wire.changing(f"/v1/imports/{upload}/commit", json=word).content))


def _asked(text: str, conversation: str | None, as_of: date | None) -> dict[str, str]:
    given = {
        "text": text, "conversation": conversation, "as_of": as_of.isoformat() if as_of else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _in_path(name: str) -> str:
    return quote(name, safe="")
