"""One thing that arrived, from knowing who it is to the answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.slack import filing
from api.slack.answer import Answer, Post, refused
from api.slack.asking import Asking
from api.slack.people import People
from api.slack.pressing import Press, Pressed, rebuilt
from connectors.slack.client import is_slacks
from connectors.slack.text import said
from store.errors import NotFound, PitcrewError, Refused
from store.inbox import Taken
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

NOT_READ = "I read tables: CSV, XLSX and Parquet."


@dataclass(slots=True)
class Job:
    """A message, a slash command or a press, in the hands of a worker."""

    office: "Office"
    people: People
    taken: Taken
    post: Post

    def do(self) -> None:
        """Answer it.

        Raises:
            LimitReached: Slack asks to wait.
            Upstream: Slack does not take the answer, or does not say who it is.
        """
        body = self.taken.body
        if body["user"] == self.people.client.bot.user:
            return
        if body["kind"] == "pressed" and body["does"] != "answer":
            self._press()
            return
        try:
            actor = self.people.actor(body["user"])
        except Refused as error:
            self._stranger(error)
            return
        self.post.begin()
        self.post.finish(self._reply(actor))

    def _reply(self, actor: Actor) -> Answer:
        """What is said; whatever fails here is an answer too."""
        body = self.taken.body
        asking = Asking(self.office, body, self.taken.progress, self.post.note, self.post.tell)
        if body["kind"] == "pressed":
            text = str(body["carries"].get("text", ""))
        else:
            text = said(body["text"], self.people.client.bot.user, self.people.name)
        try:
            sent = [self.people.client.file(each) for each in body.get("files", [])]
            tables = [each for each in sent if filing.is_table(each.name)]
            if tables:
                return filing.looked_at(self.office, self.people.client, actor, tables, text)
            if sent and not text:
                raise NotFound(f"I cannot use {sent[0].name}.", hint=NOT_READ)
            return asking.answer(text, actor)
        except PitcrewError as error:
            if is_slacks(error):
                raise
            return refused(error)

    def _press(self) -> None:
        """Carry out a press; what was refused is told to whoever pressed, and to nobody else."""
        body = self.taken.body
        try:
            actor = self.people.actor(body["user"])
            again = "tried" in self.post.progress
            self.post.note(tried=True)
            pressed = Press(self.office, actor, body["carries"], again).carry_out(body["does"])
        except PitcrewError as error:
            if is_slacks(error):
                raise
            self._aside(refused(error))
            self._catch_up()
            return
        if pressed.instead and "drawn" not in self.post.progress:
            self._redraw(rebuilt(self.office, body["blocks"], pressed), pressed.instead)
            self.post.note(drawn=True)
        if pressed.answer is not None:
            self.post.finish(pressed.answer)

    def _catch_up(self) -> None:
        """Show what others have decided since the message was drawn."""
        body = self.taken.body
        shown = rebuilt(self.office, body["blocks"], Pressed())
        if shown != body["blocks"] and not body["hidden"]:
            self._redraw(shown, {})

    def _redraw(self, blocks: list[dict[str, Any]], instead: dict[str, Any]) -> None:
        """Put the outcome in the place of the buttons."""
        body = self.taken.body
        if body["hidden"]:
            shown = [block for each in instead.values() for block in each]
            whole = {"replace_original": True, "text": "Decided", "blocks": blocks or shown}
            self.post.client.respond(body["url"], whole)
            return
        words = str(body["words"] or "Decided")
        self.post.client.replace(body["channel"], body["ts"], words, blocks)

    def _aside(self, answer: Answer) -> None:
        """Tell somebody alone why nothing happened."""
        body = self.taken.body
        told = {"response_type": "ephemeral", "replace_original": False, "text": answer.text,
                "blocks": list(answer.blocks)}  # fmt: skip
        if body.get("url"):
            self.post.client.respond(body["url"], told)
            return
        self.post.client.whisper(
            body["channel"], body["user"], answer.text, answer.blocks, body.get("thread")
        )

    def _stranger(self, error: Refused) -> None:
        """Tell somebody who is nobody here how that is changed, and nobody else."""
        body = self.taken.body
        if body["kind"] == "said" and body["direct"]:
            self.post.finish(refused(error))
            return
        self._aside(refused(error))
