"""Block Kit: the few blocks that messages are made of, and what a button carries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.slack.text import pieces

Block = dict[str, Any]
BLOCKS = 48
"""Blocks in one message; Slack takes 50."""
LETTERS = 9_000
"""Letters of blocks in one message: beyond some such length Slack cuts or refuses it."""
LABEL = 75
VALUE = 2000
OURS = "pitcrew:"
"""What the names of our own buttons begin with."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says, what it does, and what it carries."""

    label: str
    does: str
    carries: Mapping[str, Any]
    style: str | None = None
    asks: str | None = None
    """A question that Slack puts first, answered yes or no."""


def section(text: str) -> list[Block]:
    """Text in as many blocks as it takes; nothing in it is made a link."""
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": piece, "verbatim": True}}
        for piece in pieces(text)
    ]


def context(*lines: str) -> list[Block]:
    """Small grey text."""
    elements = [
        {"type": "mrkdwn", "text": piece, "verbatim": True}
        for line in lines
        for piece in pieces(line)
    ]
    return [
        {"type": "context", "elements": elements[i : i + 10]} for i in range(0, len(elements), 10)
    ]


def header(text: str) -> list[Block]:
    """A heading."""
    return [{"type": "header", "text": {"type": "plain_text", "text": _short(text, 150)}}]


def buttons(name: str, given: Iterable[Button]) -> list[Block]:
    """A row of buttons under a name that is theirs alone in the message."""
    found = [_button(each, n) for n, each in enumerate(given)]
    return [{"type": "actions", "block_id": name, "elements": found}] if found else []


def carried(value: str) -> dict[str, Any]:
    """What a pressed button carries; nothing when it is none of ours."""
    try:
        found = json.loads(value)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def messages(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks in as many messages as they need."""
    found: list[list[Block]] = [[]]
    held = 0
    for block in blocks:
        size = len(json.dumps(block, ensure_ascii=False))
        if found[-1] and (len(found[-1]) >= BLOCKS or held + size > LETTERS):
            found.append([])
            held = 0
        found[-1].append(block)
        held += size
    return [each for each in found if each]


def text_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The words of blocks, without their looks."""
    lines = []
    for block in blocks:
        held = [block.get("text"), *(e.get("text") for e in block.get("elements", []))]
        if block.get("type") != "actions":
            lines += [str(each["text"]) for each in held if isinstance(each, dict)]
            lines += [each for each in held if isinstance(each, str)]
    return "\n".join(lines)


def _button(given: Button, n: int) -> Block:
    made: Block = {
        "type": "button", "action_id": f"{OURS}{given.does}:{n}",
        "text": {"type": "plain_text", "text": _short(given.label, LABEL)},
        "value": json.dumps(given.carries, separators=(",", ":")),
    }  # fmt: skip
    if given.style:
        made["style"] = given.style
    if given.asks:
        made["confirm"] = {
            "title": {"type": "plain_text", "text": _short(given.label, 100)},
            "text": {"type": "plain_text", "text": _short(given.asks, 300)},
            "confirm": {"type": "plain_text", "text": "Yes"},
            "deny": {"type": "plain_text", "text": "No"},
        }
    return made


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
