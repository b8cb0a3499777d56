"""Ids: opaque, prefixed by what they name, and repeatable where a file must not import twice."""

import base64
import hashlib
import secrets
from collections.abc import Sequence


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


def stable_ids(prefix: str, workspace_id: str, table: str, keys: Sequence[str]) -> list[str]:
    """`stable_id(prefix, workspace_id, table, key)` of each key, several times as fast.

    >>> stable_ids("acc", "main", "account", ["x"]) == [stable_id("acc", "main", "account", "x")]
    True
    """
    start = hashlib.blake2b(f"{workspace_id}\x1f{table}\x1f".encode(), digest_size=10)
    digests = []
    for key in keys:
        one = start.copy()
        one.update(key.encode())
        digests.append(one.digest())
    text = _text(b"".join(digests), 16 * len(keys))
    return [f"{prefix}_{text[at : at + 16]}" for at in range(0, len(text), 16)]


def _text(raw: bytes, length: int = 12) -> str:
    return base64.b32encode(raw).decode().lower().rstrip("=")[:length]
