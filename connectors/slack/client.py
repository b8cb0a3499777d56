"""Slack's Web API, as much of it as Pitcrew needs; every failure is one of ours.

A 429 is `LimitReached` with the seconds that Slack names: whoever calls waits, for it alone knows
what else there is to do meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from connectors.slack.blocks import text_of
from store.errors import BadInput, LimitReached, PitcrewError, Refused, Upstream

Blocks = Sequence[Mapping[str, Any]]
SECONDS = 20
TOO_MANY = 429
SERVER_FAULT = 500
OWN_API = "https://slack.com/api/"
CHUNK = 1 << 16
MOST_LETTERS = 30_000
SLACK = "slack"
PLAIN = {"unfurl_links": False, "unfurl_media": False}
"""Record text could hold links: Slack is not to fetch and show what lies behind them."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Who Pitcrew is in a Slack workspace."""

    user: str
    team: str
    enterprise: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack; `email` is None unless Slack has had it confirmed."""

    id: str
    name: str
    email: str | None
    team: str
    enterprise: str | None = None
    is_bot: bool = False
    gone: bool = False
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody put into Slack."""

    id: str
    name: str
    size: int
    url: str


@dataclass(frozen=True)
class Client:
    """One bot's way to Slack.

    Attributes:
        token: The bot's token, `xoxb-...`.
        api_url: Where Slack's API is.
    """

    token: str = field(repr=False)
    api_url: str = OWN_API

    @cached_property
    def _web(self) -> WebClient:
        return WebClient(
            token=self.token, base_url=self.api_url, timeout=SECONDS, retry_handlers=[]
        )

    @cached_property
    def bot(self) -> Bot:
        """Who we are.

        Raises:
            Upstream: Slack does not say.
        """
        said = self._call("auth.test")
        return Bot(str(said["user_id"]), str(said["team_id"]), said.get("enterprise_id"))

    def person(self, user: str) -> Person:
        """Somebody in Slack, as their own organisation has confirmed them.

        Raises:
            Upstream: Slack does not know them, or does not answer.
        """
        found = self._call("users.info", params={"user": user})["user"]
        profile = found.get("profile") or {}
        confirmed = found.get("is_email_confirmed") is True
        return Person(
            id=str(found["id"]), name=profile.get("real_name") or found.get("name") or user,
            email=(profile.get("email") or None) if confirmed else None,
            team=str(found.get("team_id") or ""),
            enterprise=(found.get("enterprise_user") or {}).get("enterprise_id"),
            is_bot=bool(found.get("is_bot")), gone=bool(found.get("deleted")),
            stranger=bool(found.get("is_stranger")),
        )  # fmt: skip

    def say(
        self, channel: str, text: str, blocks: Blocks = (), thread: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> str:  # fmt: skip
        """Post a message and return its timestamp, by which it is known.

        Args:
            channel: Its id, or `#name`.
            text: What notifications show, and those who cannot see blocks.
            blocks: What it looks like.
            thread: The message to answer under.
            facts: What programs may read of it, such as an id by which a second copy is known.
        """
        more = (
            {"metadata": {"event_type": "pitcrew", "event_payload": dict(facts)}} if facts else {}
        )
        body = {"channel": channel, "text": text, "thread_ts": thread, **PLAIN, **more}
        return str(self._shown("chat.postMessage", body, blocks)["ts"])

    def replace(self, channel: str, ts: str, text: str, blocks: Blocks = ()) -> None:
        """Put another message in the place of one of ours."""
        self._shown("chat.update", {"channel": channel, "ts": ts, "text": text}, blocks)

    def whisper(
        self, channel: str, user: str, text: str, blocks: Blocks = (), thread: str | None = None
    ) -> None:
        """Post a message that one person of a channel sees, and nobody else."""
        body = {"channel": channel, "user": user, "text": text, "thread_ts": thread}
        self._shown("chat.postEphemeral", body, blocks)

    def direct(self, user: str) -> str:
        """The channel of somebody's direct messages with us."""
        return str(self._call("conversations.open", json={"users": user})["channel"]["id"])

    def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer a slash command, or a press in a message that only one person sees.

        Raises:
            Refused: The address is none of Slack's.
            Upstream: Slack did not take it; it is for half an hour and five answers.
        """
        self._check(url)
        try:
            answer = httpx.post(url, json=dict(body), timeout=SECONDS, follow_redirects=False)
        except httpx.HTTPError as error:
            raise _silent(type(error).__name__) from error
        if answer.status_code == TOO_MANY:
            raise _wait(answer.headers.get("retry-after"))
        if not answer.is_success:
            raise Upstream(f"Slack did not take an answer: {answer.status_code}.",
                           said=answer.text[:80], by=SLACK)  # fmt: skip

    def upload(self, channel: str, thread: str | None, files: Sequence[tuple[str, bytes]]) -> None:
        """Put files into a channel, under a message and all at once: names and contents."""
        given = [{"filename": n, "title": n, "content": content} for n, content in files]
        try:
            self._web.files_upload_v2(channel=channel, thread_ts=thread, file_uploads=given)
        except (SlackClientError, OSError, HTTPException) as error:
            raise _ours("files.upload", error) from error

    def file(self, file: str) -> Sent:
        """A file that somebody put into Slack, as Slack describes it.

        Raises:
            BadInput: It lies elsewhere, and only a link to it is in Slack.
        """
        found = self._call("files.info", params={"file": file})["file"]
        url, name = str(found.get("url_private_download") or ""), str(found.get("name") or "file")
        if found.get("is_external") or not url:
            raise BadInput(
                f"{name} is only a link to another place.", hint="Put the file itself into Slack."
            )
        return Sent(str(found["id"]), name, int(found.get("size") or 0), url)

    def fetch(self, sent: Sent, to: IO[bytes], most: int) -> None:
        """Write a file's content into an open file.

        Raises:
            Refused: The address is none of Slack's: our token goes nowhere else.
            BadInput: There is more of it than that.
            Upstream: Slack does not give it to us.
        """
        self._check(sent.url)
        headers = {"authorization": f"Bearer {self.token}"}
        try:
            with httpx.stream("GET", sent.url, headers=headers, timeout=SECONDS) as answer:
                if answer.status_code == TOO_MANY:
                    raise _wait(answer.headers.get("retry-after"))
                if not answer.is_success:
                    raise Upstream(
                        f"Slack did not give me {sent.name}: {answer.status_code}.",
                        hint="The app needs the scope files:read, and must be in the channel.",
                    )
                _write(answer, to, most, sent.name)
        except httpx.HTTPError as error:
            raise _silent(type(error).__name__) from error

    def _shown(self, method: str, body: Mapping[str, Any], blocks: Blocks) -> dict[str, Any]:
        """Send a message; one whose blocks Slack will not have goes out as their words alone."""
        said = {name: value for name, value in body.items() if value is not None}
        try:
            return self._call(method, json=said | {"blocks": list(blocks)})
        except Upstream as error:
            if error.facts.get("said") not in {"invalid_blocks", "msg_blocks_too_long"}:
                raise
            words = text_of(blocks) or str(said.get("text", ""))
            return self._call(method, json=said | {"text": words[:MOST_LETTERS], "blocks": []})

    def _call(self, method: str, **given: Any) -> dict[str, Any]:
        try:
            answer = self._web.api_call(method, **given)
        except (SlackClientError, OSError, HTTPException) as error:
            raise _ours(method, error) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _check(self, url: str) -> None:
        """Refuse an address that is not Slack's own.

        Raises:
            Refused: It is not.
        """
        found, api = urlsplit(url), urlsplit(self.api_url)
        host = found.hostname or ""
        ours = host == api.hostname and found.port == api.port and found.scheme == api.scheme
        slacks = found.scheme == "https" and host.endswith(".slack.com") and found.port is None
        if not ours and not slacks:
            raise Refused(f"{host or url!r} is no address of Slack.")


def _write(answer: httpx.Response, to: IO[bytes], most: int, name: str) -> None:
    written = 0
    for piece in answer.iter_bytes(CHUNK):
        written += len(piece)
        if written > most:
            raise BadInput(
                f"{name} is larger than {most // 1_000_000:,} MB.",
                hint="Import it on the machine itself: `pitcrew import FILE`.",
            )
        to.write(piece)


def _ours(method: str, error: Exception) -> PitcrewError:
    """What went wrong, as one of our errors."""
    if not isinstance(error, SlackApiError):
        return _silent(type(error).__name__)
    response = error.response
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", response)
    said = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == TOO_MANY or said == "ratelimited":
        headers = {k.lower(): v for k, v in (getattr(response, "headers", None) or {}).items()}
        return _wait(headers.get("retry-after"))
    if isinstance(status, int) and status >= SERVER_FAULT:
        return _silent(str(status))
    return Upstream(
        f"Slack refused {method}: {said or status}.", said=said or "unknown", by=SLACK,
        hint="docs/slack.md lists the scopes that the app needs.",
    )  # fmt: skip


def _silent(why: str) -> Upstream:
    return Upstream(f"Slack did not answer: {why}.", hint="It is tried again later.", by=SLACK)


def _wait(seconds: object) -> LimitReached:
    text = str(seconds[0] if isinstance(seconds, list) and seconds else seconds)
    wanted = int(text) if text.isdecimal() else 1
    return LimitReached(
        f"Slack asks to wait {wanted} seconds.", hint="It goes on by itself.", retry_after=wanted,
        by=SLACK,
    )  # fmt: skip


def is_slacks(error: PitcrewError) -> bool:
    """Whether an error is Slack's, so that it is Slack that is to be waited for."""
    return error.facts.get("by") == SLACK
