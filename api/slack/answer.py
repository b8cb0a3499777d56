"""What is said in the end, and how it gets to where it was asked, whatever breaks off meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.drawing.blocks import WORKING, failed, working
from connectors.slack.blocks import Block, messages, text_of
from connectors.slack.client import Client
from store.errors import PitcrewError, Upstream

SHUT = frozenset({
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "thread_locked",
    "restricted_action_thread_only_channel", "user_not_in_channel", "method_not_allowed",
})  # fmt: skip
"""What Slack says of a channel in which we cannot speak."""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
RESPONSES = 4
"""Answers that the address of a slash command takes, one short of Slack's five."""
NOTICE = 300
Note = Callable[..., None]


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along with an answer; its content is made when it is sent."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said: its words for notifications, its blocks, and files."""

    text: str
    blocks: Sequence[Block]
    files: Sequence[File] = ()


def refused(error: PitcrewError) -> Answer:
    """An expected failure as an answer."""
    return Answer(f"{error.message} {error.hint}".strip(), failed(error.message, error.hint))


@dataclass(slots=True)
class Post:
    """Where an answer goes: a thread, direct messages, or the sender of a slash command alone.

    Attributes:
        client: The way to Slack.
        body: What arrived.
        progress: How far an earlier worker got.
        note: Keeps how far this one is.
    """

    client: Client
    body: dict[str, Any]
    progress: dict[str, Any]
    note: Note
    _quiet: bool = field(default=False)

    def begin(self) -> None:
        """Say that it is worked on, once; a channel that is shut leads to direct messages."""
        if self._alone or "ts" in self.progress:
            return
        try:
            ts = self.client.say(self.channel, WORKING, working(), self.thread)
        except Upstream as error:
            if error.facts.get("said") not in SHUT or self.progress.get("instead"):
                raise
            self.note(instead=self.client.direct(self.body["user"]))
            ts = self.client.say(self.channel, WORKING, working(), self.thread)
        self.note(ts=ts)

    def tell(self, blocks: Sequence[Block]) -> None:
        """Show how far it is; where Slack would rather not hear it, the answer will do."""
        if self._alone or self._quiet or "ts" not in self.progress:
            return
        try:
            self.client.replace(self.channel, self.progress["ts"], WORKING, blocks)
        except PitcrewError:
            self._quiet = True

    def finish(self, answer: Answer) -> None:
        """Say it: all messages in their order, then the files; what was said is not said again.

        Raises:
            LimitReached: Slack asks to wait.
            Upstream: Slack does not take it.
        """
        parts, text = messages(answer.blocks) or [[]], _notice(answer.text)
        if self._alone:
            self._respond(parts, text)
        else:
            self._post(parts, text)
        if answer.files and "files" not in self.progress:
            self._send(answer.files)
            self.note(files=len(answer.files))

    def add(self, text: str) -> None:
        """Say a line more, after whatever was said."""
        if self._alone:
            self.client.respond(self.body["url"], {"response_type": "ephemeral", "text": text,
                                                   "replace_original": False})  # fmt: skip
            return
        if "ts" in self.progress and "said" not in self.progress:
            self._replace(text, failed(text))
            return
        self.client.say(self.channel, text, failed(text), self.thread)

    @property
    def channel(self) -> str:
        """Where it is said."""
        return str(self.progress.get("instead") or self.body["channel"])

    @property
    def thread(self) -> str | None:
        """The message under which it is said; in direct messages it follows."""
        return None if self.progress.get("instead") else self.body.get("thread")

    @property
    def _alone(self) -> bool:
        """Whether only the sender is to see it, until that way is found to be closed."""
        whose = self.body["kind"] == "command" or bool(self.body.get("hidden"))
        return whose and bool(self.body.get("url")) and "instead" not in self.progress

    def _post(self, parts: Sequence[list[Block]], text: str) -> None:
        said = int(self.progress.get("said", 0))
        for n, blocks in enumerate(parts[said:], said + 1):
            if n == 1 and "ts" in self.progress:
                self._replace(text, blocks)
            else:
                words = text if n == 1 else _notice(text_of(blocks))
                self.client.say(self.channel, words, blocks, self.thread)
            self.note(said=n)

    def _replace(self, text: str, blocks: list[Block]) -> None:
        try:
            self.client.replace(self.channel, self.progress["ts"], text, blocks)
        except Upstream as error:
            if error.facts.get("said") not in GONE:
                raise
            self.client.say(self.channel, text, blocks, self.thread)

    def _respond(self, parts: Sequence[list[Block]], text: str) -> None:
        """Answer a slash command; once its address has expired, in direct messages."""
        said = int(self.progress.get("said", 0))
        for n, blocks in enumerate(parts[said:], said + 1):
            body = {"response_type": "ephemeral", "replace_original": False, "text": text,
                    "blocks": blocks}  # fmt: skip
            if n > RESPONSES or not self._responded(body):
                self.note(instead=self.client.direct(self.body["user"]))
                self._post(parts, text)
                return
            self.note(said=n)

    def _responded(self, body: dict[str, Any]) -> bool:
        """Use the address; whether it still holds."""
        try:
            self.client.respond(self.body["url"], body)
        except Upstream as error:
            if "said" not in error.facts:
                raise
            return False
        return True

    def _send(self, files: Sequence[File]) -> None:
        """Upload files together; those of a slash command go to its sender's direct messages."""
        channel, thread = self.channel, self.thread
        if self._alone:
            channel, thread = self.client.direct(self.body["user"]), None
        made, missing = _contents(files)
        try:
            if made:
                self.client.upload(channel, thread, made)
        except Upstream as error:
            if "said" not in error.facts:
                raise
            missing += [f"{name} is missing: {error.message} {error.hint}" for name, _ in made]
        if missing:
            text = "\n".join(missing)
            self.client.say(channel, text, failed(text), thread)


def _contents(files: Sequence[File]) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The files' contents; and of those that cannot be made, why."""
    made, missing = [], []
    for file in files:
        try:
            made.append((file.name, file.content()))
        except PitcrewError as error:
            missing.append(f"{file.name} is missing: {error.message} {error.hint}".strip())
    return made, missing


def _notice(text: str) -> str:
    """What a notification shows."""
    flat = " ".join(text.split())
    return flat if len(flat) <= NOTICE else f"{flat[: NOTICE - 1]}…"
