"""Digests to a webhook: the same guard as for any address that somebody gives."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from connectors.destinations.letter import Letter
from connectors.outgoing.address import Allowed, Lookup, lookup, resolve
from connectors.outgoing.posting import post, signed
from store.errors import Upstream


@dataclass(frozen=True, slots=True)
class Hook:
    """Posts a digest as JSON; `text` alone is what chat programs with incoming webhooks draw."""

    limits: Allowed
    find: Lookup = lookup
    secret: Callable[[str], str | None] = lambda _url: None
    """The secret that the receiver at an address knows; without one nothing is signed."""

    def send(self, address: str, letter: Letter) -> None:
        """Post a letter to a URL whose host the deployment allows.

        Raises:
            Upstream: The other side did not take it.
            Refused: The host is not on the list, or at an address that is not public.
            BadInput: The address is no URL.
        """
        target = resolve(address, self.limits, self.find)
        body = {"id": letter.id, "subject": letter.subject, "text": letter.text,
                "digest": letter.content}  # fmt: skip
        content = json.dumps(body, separators=(",", ":")).encode()
        secret = self.secret(address)
        headers = (
            {"webhook-id": letter.id} if secret is None
            else signed(secret, letter.id, int(time.time()), content)
        )  # fmt: skip
        status = asyncio.run(post(target, content, headers))
        if not 200 <= status < 300:  # noqa: PLR2004 - the codes of success
            raise Upstream(f"{target.host} answered {status}.", hint="It is tried again later.")
