"""What Slack sends, cut down to what a worker needs; what is not said to us is nothing."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.slack.blocks import OURS, carried
from store.inbox import Arrived

SOURCE = "slack"
SAID = (None, "file_share", "thread_broadcast")
"""The kinds of message that a person writes; the others are edits, joins and the like."""
Json = dict[str, Any]


def arrived(body: Json, now: datetime) -> Arrived | None:
    """What there is to keep of a request; None when there is nothing to do.

    Args:
        body: The event, slash command or press, as Slack sends it.
        now: When it came, for what does not say when it happened.
    """
    given = _clean(body)
    if given.get("type") == "event_callback":
        return _event(given, now)
    if given.get("type") == "block_actions":
        return _pressed(given, now)
    return _command(given, now) if given.get("command") else None


def _event(body: Json, now: datetime) -> Arrived | None:
    event = _dict(body.get("event"))
    direct = event.get("type") == "message" and event.get("channel_type") == "im"
    if event.get("type") != "app_mention" and not direct:
        return None
    user, channel, ts = (_text(event, name) for name in ("user", "channel", "ts"))
    written = event.get("subtype") in SAID and not event.get("edited") and not event.get("hidden")
    if event.get("bot_id") or event.get("bot_profile") or not written:
        return None
    if not (user and channel and ts and body.get("event_id")):
        return None
    team, thread = _team(body), _text(event, "thread_ts")
    # In a channel the answer goes under the message; in direct messages it follows it.
    under = thread or (None if direct else ts)
    talk = lane(team, channel, under)
    return Arrived(
        source=SOURCE, key=f"event:{body['event_id']}", subject=f"{team}:{channel}:{ts}",
        lane=talk, at=_instant(ts, now),
        body={
            "kind": "said", "talk": talk, "team": team, "user": user, "channel": channel, "ts": ts,
            "thread": under, "direct": direct, "text": _text(event, "text"),
            "files": [f["id"] for f in _list(event.get("files")) if _text(f, "id")],
        },
    )  # fmt: skip


def _command(body: Json, now: datetime) -> Arrived | None:
    user, channel, trigger = (_text(body, n) for n in ("user_id", "channel_id", "trigger_id"))
    if not (user and channel and trigger):
        return None
    team = _text(body, "team_id")
    talk = f"{lane(team, channel, None)}:command:{user}"
    return Arrived(
        source=SOURCE, key=f"command:{trigger}", subject=None, lane=talk, at=now,
        body={
            "kind": "command", "talk": talk, "team": team, "user": user, "channel": channel,
            "text": _text(body, "text"), "url": _text(body, "response_url"),
        },
    )  # fmt: skip


def _pressed(body: Json, now: datetime) -> Arrived | None:
    action = next(iter(_list(body.get("actions"))), {})
    place, message = _dict(body.get("container")), _dict(body.get("message"))
    user, channel = _text(_dict(body.get("user")), "id"), _text(_dict(body.get("channel")), "id")
    does = _text(action, "action_id")
    if not (user and channel and does.startswith(OURS) and body.get("trigger_id")):
        return None
    team, ts = _team(body), _text(place, "message_ts") or _text(message, "ts")
    thread = _text(place, "thread_ts") or _text(message, "thread_ts") or None
    hidden = bool(place.get("is_ephemeral"))
    under = thread or (None if channel.startswith("D") else ts)
    whose = f":command:{user}" if hidden and not thread else ""
    talk = lane(team, channel, None if whose else under) + whose
    return Arrived(
        source=SOURCE, key=f"press:{body['trigger_id']}", subject=None, lane=talk, at=now,
        body={
            "kind": "pressed", "talk": talk, "team": team, "user": user, "channel": channel,
            "ts": ts, "thread": under, "does": does.removeprefix(OURS).partition(":")[0],
            "carries": carried(_text(action, "value")), "hidden": hidden,
            "blocks": _list(message.get("blocks")), "words": _text(message, "text"),
            "url": _text(body, "response_url"), "direct": channel.startswith("D"),
        },
    )  # fmt: skip


def lane(team: str, channel: str, thread: str | None) -> str:
    """The name of a thread, whose messages have an order and make one conversation."""
    return f"{team}:{channel}:{thread or ''}"


def _team(body: Json) -> str:
    return _text(body, "team_id") or _text(_dict(body.get("team")), "id")


def _instant(ts: str, now: datetime) -> datetime:
    """Slack's timestamp of a message as an instant; odd ones count as now."""
    try:
        micros = int(Decimal(ts) * 1_000_000)
        at = datetime.fromtimestamp(micros // 1_000_000, UTC).replace(
            microsecond=micros % 1_000_000
        )
    except (InvalidOperation, ValueError, OverflowError, OSError):
        return now
    return min(at, now)


def _text(given: Json, name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _clean(value: Any) -> Any:
    """The same without letters that no database keeps."""
    if isinstance(value, dict):
        return {_clean(k): _clean(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    return value
