"""Whether a digest can leave this deployment for a place, told before anybody counts on it."""

from collections.abc import Callable

from agent.settings import Settings
from connectors.outgoing.address import Allowed, check
from store.errors import PitcrewError

NO_MAIL = "no mail server is set up here (PITCREW_MAIL__HOST)"
NO_SLACK = "Slack is not connected here (PITCREW_SLACK__BOT_TOKEN)"


def barrier(settings: Settings) -> Callable[[str], str | None]:
    """What stands in the way of each place, such as `email:ops@example.com`; None: nothing known.

    Only the settings are looked at: whether the other side is up is learned when something is sent.
    """

    def stands(place: str) -> str | None:
        kind, _, address = place.partition(":")
        if kind == "email":
            return NO_MAIL if settings.mail.host is None else None
        if kind == "slack":
            return NO_SLACK if settings.slack.bot_token is None else None
        try:
            check(address, Allowed(settings.webhooks.hosts, settings.webhooks.private_hosts))
        except PitcrewError as error:
            return f"{error.message} {error.hint}".strip().rstrip(".")
        return None

    return stands
