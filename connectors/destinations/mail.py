"""Digests by e-mail, through an SMTP server."""

import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate

from connectors.destinations.letter import Letter
from store.errors import BadInput, Upstream

_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An SMTP server, and in whose name it sends."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None
    starttls: bool = True
    timeout: float = 20.0

    def send(self, address: str, letter: Letter) -> None:
        """Send a letter as a plain e-mail.

        Raises:
            Upstream: The server did not take it.
            BadInput: The address is no e-mail address.
        """
        if not _ADDRESS.fullmatch(address):
            raise BadInput(f"{address!r} is no e-mail address.", hint="Give one such as a@b.com.")
        message = EmailMessage()
        message["From"], message["To"] = self.sender, address
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{letter.id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                if self.starttls:
                    server.starttls()
                if self.user and self.password:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise Upstream(
                f"The mail server {self.host}:{self.port} did not take the message: "
                f"{type(error).__name__}.",
                hint="Look at the settings PITCREW_MAIL__HOST and the like.",
            ) from error
