"""A worker made from a deployment's settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.clock.worker import Worker
from connectors.destinations import Destination, Hook, Mailbox
from connectors.outgoing.address import Allowed
from store import webhooks
from store.engine import reading

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.setup import Office


def worker_for(office: "Office") -> Worker:
    """A worker of the office's workspace, with the destinations that its settings give."""

    def secret(url: str) -> str | None:
        with reading(office.engine) as session:
            return webhooks.secret_for(session, office.settings.workspace, url)

    return Worker(office.desk, destinations(office.settings, secret))


def destinations(
    settings: "Settings", secret: Callable[[str], str | None]
) -> dict[str, Destination]:
    """Where digests can go; what is not set up is left out, and said when a digest wants it."""
    limits = Allowed(settings.webhooks.hosts, settings.webhooks.private_hosts)
    found: dict[str, Destination] = {"webhook": Hook(limits, secret=secret)}
    mail = settings.mail
    if mail.host is not None:
        password = mail.password.get_secret_value() if mail.password else None
        found["email"] = Mailbox(
            mail.host, mail.port, mail.sender, mail.user, password, mail.starttls
        )
    if settings.slack.bot_token is not None:
        from connectors.destinations.channel import Channel
        from connectors.slack.client import Client

        token = settings.slack.bot_token.get_secret_value()
        found["slack"] = Channel(Client(token, settings.slack.api_url))
    return found
