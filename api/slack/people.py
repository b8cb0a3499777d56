"""Who somebody in Slack is here: found by the e-mail that Slack has had confirmed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connectors.slack.client import Client, Person
from store.errors import NotFound, Refused, Upstream
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

REMEMBERED = 60.0
"""Seconds for which an e-mail is not looked up again; the role is read at each message."""
MOST = 5_000


@dataclass(slots=True)
class People:
    """Looks people up."""

    office: "Office"
    client: Client
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, Person]] = field(default_factory=dict)

    def actor(self, user: str) -> Actor:
        """Who acts when somebody writes or presses: themselves, with the role they have now.

        Raises:
            Refused: They are nobody here, and why.
            Upstream: Slack does not say who they are.
        """
        found, bot = self.person(user), self.client.bot
        ours = found.team == bot.team
        same_company = bool(bot.enterprise) and found.enterprise == bot.enterprise
        if found.stranger or not (ours or same_company):
            raise Refused(
                "I work for the people of the company that runs me, and you are here as a guest "
                "of another one.",
                hint="Ask somebody of that company.",
            )
        if found.is_bot or found.gone:
            raise Refused("I answer people, not programs or accounts that are closed.")
        if found.email is None:
            raise Refused(
                "Slack does not give me a confirmed e-mail address of yours, and I know people "
                "by it.",
                hint="Confirm it in your Slack account; the app needs the scope users:read.email.",
            )
        return self._member(found.email.strip().lower())

    def name(self, user: str) -> str:
        """What somebody is called here, for a message that mentions them.

        Never what they call themselves in Slack: whoever mentions them would be taken to have said
        it, and people choose that name as they like. One who is nobody here is their address.
        """
        found = self.person(user)
        if found.email is None:
            return found.id
        try:
            return self.office.actor_for(found.email).name
        except (NotFound, Refused):
            return found.email

    def person(self, user: str) -> Person:
        """Somebody in Slack, looked up a minute ago at most."""
        now = self.clock()
        held = self._known.get(user)
        if held is not None and now - held[0] < REMEMBERED:
            return held[1]
        try:
            found = self.client.person(user)
        except Upstream as error:
            if "said" not in error.facts:
                raise
            raise Refused(
                f"I could not find out who you are. {error.message}", hint=error.hint
            ) from error
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[user] = (now, found)
        return found

    def _member(self, email: str) -> Actor:
        try:
            return self.office.actor_for(email)
        except NotFound as error:
            raise Refused(
                f"I do not know {email} yet.",
                hint="An admin adds you with `pitcrew users add "
                f"{email} --role viewer`, or on Pitcrew's page; then ask me again.",
            ) from error
