"""Ids: opaque, prefixed by what they name, and repeatable where a file must not import twice."""

import base64
import hashlib
import secrets


def new_id(prefix: str) -> str:
    """A fresh id such as `run_k3v7q2m4x9a5`: 60 random bits after the prefix."""
    return f"{prefix}_{_text(secrets.token_bytes(8))}"


def stable_id(prefix: str, *parts: str) -> str:
    """The id that the same parts always get; 80 bits, so a billion rows do not collide.

    >>> stable_id("acc", "main", "crm", "001") == stable_id("acc", "main", "crm", "001")
    True
    """
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=10).digest()
    return f"{prefix}_{_text(digest, 16)}"


def _text(raw: bytes, length: int = 12) -> str:
    return base64.b32encode(raw).decode().lower().rstrip("=")[:length]
