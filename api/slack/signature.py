"""Whether a request is Slack's own: signed over its raw bytes, and not long ago."""

import hashlib
import hmac

TOLERANCE = 300
"""Seconds: an older request may be one that somebody has recorded."""
DIGITS = 12


def signed(secret: str, at: str, body: bytes) -> str:
    """The signature that Slack gives a request.

    Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    text = b"v0:" + at.encode("ascii") + b":" + body
    return f"v0={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


def is_genuine(secret: str, at: str, signature: str, body: bytes, now: float) -> bool:
    """Whether Slack signed these very bytes within the last five minutes.

    Args:
        secret: The app's signing secret.
        at: The header with the time, as it was sent.
        signature: The header with the signature, as it was sent.
        body: The request's bytes, before anything has read them.
        now: Seconds since 1970.
    """
    if not (at.isascii() and at.isdecimal() and len(at) <= DIGITS):
        return False
    if abs(now - int(at)) > TOLERANCE:
        return False
    # As bytes: texts with letters beyond ASCII cannot be compared in constant time.
    return hmac.compare_digest(
        signed(secret, at, body).encode(), signature.encode("utf-8", "surrogatepass")
    )
