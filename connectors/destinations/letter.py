"""What is sent, and what a place to send it to must be able to do."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest, ready to be sent.

    Attributes:
        id: Stays the same when it is sent again, so that the other side can drop a second copy.
        subject: One line.
        text: The whole digest, as Markdown.
        content: The same as data, for those who draw it themselves.
    """

    id: str
    subject: str
    text: str
    content: dict[str, Any]


class Destination(Protocol):
    """A way to reach people: e-mail, a webhook, a channel."""

    def send(self, address: str, letter: Letter) -> None:
        """Send a letter, and return once the other side has it.

        Raises:
            Upstream: The other side did not take it; it is tried again later.
            BadInput: The address cannot be one.
        """
        ...
