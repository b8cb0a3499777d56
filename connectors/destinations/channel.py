"""Digests in Slack: what was fixed with its undo, what waits with its buttons."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.destinations.letter import Letter
from connectors.slack.blocks import Block, context, header, messages, section
from connectors.slack.client import Client
from connectors.slack.deciding import deciding
from connectors.slack.text import escaped, from_markdown, marked, pieces
from store.errors import BadInput

_PLACE = re.compile(r"#[^\s#]{1,80}|[CGD][A-Z0-9]{2,}")
ENDINGS = {"done": "done", "failed": "it did not work", "refused": "it was refused",
           "cancelled": "it was cancelled", "skipped": "it was skipped"}  # fmt: skip
LEFT_ALONE = 10


@dataclass(frozen=True, slots=True)
class Channel:
    """Slack, and the bot that posts there; it must be in the channel."""

    client: Client

    def send(self, address: str, letter: Letter) -> None:
        """Post a digest; one that takes several messages goes on in the thread of the first.

        Raises:
            Upstream: Slack did not take it.
            LimitReached: Slack asks to wait.
            BadInput: The address is no channel.
        """
        if not _PLACE.fullmatch(address):
            raise BadInput(f"{address!r} is no channel.", hint="For example slack:#revops.")
        facts, thread = {"digest": letter.id}, None
        for blocks in messages(drawn(letter)):
            ts = self.client.say(address, letter.subject, blocks, thread, facts)
            thread = thread or ts


def drawn(letter: Letter) -> list[Block]:
    """A digest as blocks; one of another shape as its text."""
    digest = letter.content
    if not digest.get("name"):
        return section(from_markdown(letter.text))
    blocks = header(str(digest["name"]))
    why = f": {escaped(str(digest['reason']))}" if digest.get("reason") else ""
    ending = ENDINGS.get(str(digest.get("outcome")), str(digest.get("outcome")))
    line = f"{escaped(str(digest.get('at', '')))}, for {escaped(str(digest.get('owner', '')))}: "
    blocks += context(f"{line}{ending}{why}.")
    fixed, waiting = digest.get("fixed") or [], digest.get("waiting") or []
    blocks += list(_chapter("Fixed", fixed)) + list(_chapter("Needs your approval", waiting))
    skipped = [f"• {escaped(str(each))}" for each in (digest.get("skipped") or [])[:LEFT_ALONE]]
    if skipped:
        blocks += section("\n".join(["*Left alone, and why*", *skipped]))
    if digest.get("answer") and not fixed and not waiting:
        blocks += section(from_markdown(str(digest["answer"])))
    return blocks


def _chapter(title: str, parts: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    if parts:
        yield from section(f"*{title}*")
    for part in parts:
        count = int(part.get("changes") or 0)
        noun = "change" if count == 1 else "changes"
        lines = [f"*{marked(str(part['title']))}* ({count:,} {noun}) · `{part['id']}`"]
        lines += [_group(each) for each in part.get("groups") or []]
        if part.get("more_groups"):
            lines.append(f"• and {part['more_groups']:,} more kinds of change")
        for piece in pieces("\n".join(lines)):
            yield from section(piece)
        if part.get("digest"):
            yield from deciding(
                str(part["id"]), str(part["digest"]), str(part["status"]),
                str(part.get("risk") or "low"),
            )  # fmt: skip


def _group(group: Mapping[str, Any]) -> str:
    rule = f", {marked(str(group['rule']))}" if group.get("rule") else ""
    such = f"; for example {marked(str(group['samples']))}" if group.get("samples") else ""
    return f"• {int(group['items']):,} × {marked(str(group['what']))}{rule}{such}"  # noqa: RUF001 - a times sign reads as one
