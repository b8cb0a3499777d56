"""How much one request may send: told by its header before a byte is read, else as it comes.

A file may be large, and goes to the disk as it comes. Whatever else is sent is held in memory.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem
from api.uploads import MOST_BYTES

MOST_TEXT = 20_000_000
MOST_FILE = MOST_BYTES + 1_000_000
"""An upload, and the form around it."""
TOO_LARGE = 413


class Bounded:
    """Refuses a request whose body is larger than any that is meant."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_file = headers.get("content-type", "").startswith("multipart/")
        most = MOST_FILE if is_file else MOST_TEXT
        if _told(headers) > most:
            await _refusal(most)(scope, receive, send)
            return
        await self.app(scope, _counting(receive, most), send)


def _told(headers: Headers) -> int:
    """The length that the request tells; 0 where it tells none."""
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _counting(receive: Receive, most: int) -> Receive:
    """The body, as long as it is not too much: after that it is as if the client had gone."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > most else message

    return counted


def _refusal(most: int) -> ASGIApp:
    return problem(
        "limit_reached", f"A request of this kind has at most {most:,} bytes.",
        "Import large files with `pitcrew import` on the machine itself.", TOO_LARGE,
    )  # fmt: skip
