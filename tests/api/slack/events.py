"""What Slack sends, made for tests."""

import itertools
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.slack.signature import signed

SECRET = "a-signing-secret"
_numbers = itertools.count(1)


def said(text: str, user: Any = "UANA", channel: Any = "DANA", **more: Any) -> dict[str, Any]:
    """A direct message; in a channel it is a mention."""
    n = next(_numbers)
    direct = str(channel or "D").startswith("D")
    event = {
        "type": "message" if direct else "app_mention", "user": user, "text": text,
        "channel": channel, "ts": f"1700000001.{n:06d}", **more,
    } | ({"channel_type": "im"} if direct else {})  # fmt: skip
    return {"type": "event_callback", "event_id": f"Ev{n}", "team_id": "T1", "event": event}


def command(text: str, url: str, user: str = "UANA", channel: str = "C1") -> dict[str, Any]:
    """A slash command."""
    return {
        "command": "/pitcrew", "text": text, "user_id": user, "channel_id": channel,
        "team_id": "T1", "response_url": f"{url}/respond/1", "trigger_id": f"1.{next(_numbers)}",
    }  # fmt: skip


def button(message: dict[str, Any], does: str) -> dict[str, Any]:
    """A button of a message by what it does.

    Raises:
        LookupError: It has none.
    """
    for block in message.get("blocks", []):
        for element in block.get("elements", []):
            if str(element.get("action_id", "")).startswith(f"pitcrew:{does}:"):
                return dict(element)
    raise LookupError(does)


def press(
    message: dict[str, Any], does: str, user: str = "UANA", *, url: str = "", hidden: bool = False
) -> dict[str, Any]:  # fmt: skip
    """Somebody presses a button of a message that was posted."""
    element = button(message, does)
    container = {"message_ts": message.get("ts", ""), "is_ephemeral": hidden}
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return {
        "type": "block_actions", "trigger_id": f"2.{next(_numbers)}", "team": {"id": "T1"},
        "user": {"id": user}, "channel": {"id": message.get("channel", "C1")},
        "container": container, "response_url": f"{url}/respond/2" if url else "",
        "message": {} if hidden else message,
        "actions": [{"action_id": element["action_id"], "value": element["value"]}],
    }  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """A request as Slack sends it."""

    content: bytes
    headers: dict[str, str]


def request(body: dict[str, Any], secret: str = SECRET, at: int | None = None) -> Signed:
    """The body in the form that Slack gives it, signed."""
    when = str(at if at is not None else int(time.time()))
    if body.get("type") == "event_callback":
        content, kind = json.dumps(body).encode(), "application/json"
    elif body.get("type") == "block_actions":
        content = urlencode({"payload": json.dumps(body)}).encode()
        kind = "application/x-www-form-urlencoded"
    else:
        content, kind = urlencode(body).encode(), "application/x-www-form-urlencoded"
    headers = {"content-type": kind, "x-slack-request-timestamp": when,
               "x-slack-signature": signed(secret, when, content)}  # fmt: skip
    return Signed(content, headers)
