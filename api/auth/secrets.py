"""Secrets of 256 random bits, and what is kept of them: a hash, which opens nothing."""

import hashlib
import hmac
import secrets

KEY = "pk_"
SHOWN = 8
"""Letters of a key by which a person tells it from others; they are not part of the secret."""


def new_token() -> str:
    """A secret for a cookie or an invitation."""
    return secrets.token_urlsafe(32)


def new_key() -> tuple[str, str]:
    """A new API key, and the prefix by which it is listed.

    >>> key, prefix = new_key()
    >>> key.startswith(prefix + "_"), len(key) > 50
    (True, True)
    """
    prefix = KEY + secrets.token_hex(SHOWN // 2)
    return f"{prefix}_{secrets.token_urlsafe(32)}", prefix


def hashed(secret: str) -> str:
    """What the store keeps of a secret; with 256 random bits there is nothing to guess.

    >>> len(hashed("anything"))
    64
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derived(secret: str, purpose: str) -> str:
    """Another secret that only whoever holds the first can make.

    >>> derived("a", "csrf") == derived("a", "csrf"), derived("a", "csrf") == derived("b", "csrf")
    (True, False)
    """
    return hmac.new(secret.encode("utf-8", "surrogatepass"), purpose.encode(), "sha256").hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
