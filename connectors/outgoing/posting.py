"""Sending a signed message to an address that has been looked at."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping

import httpx

from connectors.outgoing.address import Target
from store.errors import Upstream

SECONDS = 10.0
TOLERANCE = 300
"""For how many seconds a receiver should take a signature as fresh."""


def signed(secret: str, message_id: str, at: int, content: bytes) -> dict[str, str]:
    """The headers of a signed message, as Standard Webhooks writes them.

    Args:
        secret: `whsec_` and base64, as it was shown to the receiver.
        message_id: The same for every attempt, so that a receiver knows a repeated one.
        at: Seconds since 1970.
        content: The body, byte by byte.

    Source: https://www.standardwebhooks.com, "Signature scheme".
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{message_id}.{at}.".encode() + content
    mark = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{mark}",
    }  # fmt: skip


def verified(
    secret: str, headers: Mapping[str, str], content: bytes, now: int, tolerance: int = TOLERANCE
) -> bool:
    """Whether a message was signed with the secret, and not long ago; for receivers in Python."""
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at)) > tolerance:
        return False
    right = signed(secret, message_id, int(at), content)["webhook-signature"]
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(right.encode(), each.encode()) for each in given)


async def post(
    target: Target, content: bytes, headers: Mapping[str, str], seconds: float = SECONDS
) -> int:
    """Send the content, and return the status of the answer; redirects are not followed.

    Nothing of the answer's body is read, no cookie is kept and no proxy is asked.

    Raises:
        Upstream: There was no answer in time.
    """
    told = {"content-type": "application/json", "user-agent": "Pitcrew", **headers}
    extensions = {"sni_hostname": target.host} if target.scheme == "https" else {}
    try:
        async with (
            asyncio.timeout(seconds),
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client,
            client.stream(
                "POST",
                target.url,
                content=content,
                extensions=extensions,
                headers={**told, "host": target.host_header},
            ) as answer,
        ):
            return answer.status_code
    except (httpx.HTTPError, TimeoutError, OSError) as error:
        raise Upstream(
            f"{target.host} did not answer: {type(error).__name__}.",
            hint="Is the receiver up, and its certificate valid?",
        ) from error
