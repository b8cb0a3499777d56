"""Passwords: hashed with Argon2id, and refused when they are short or easily guessed."""

from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from store.errors import BadInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST, FEWEST = 12, 200, 6
"""Letters, at least and at most, and different letters."""
AT_ONCE = BoundedSemaphore(4)
"""Each hash takes 19 MiB while it is computed, so few are computed at once."""


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    # OWASP's first choice for Argon2id where memory is shared with other work.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("of nobody, so that an unknown address takes as long as a known one")


def hash_of(password: str) -> str:
    """What the store keeps of a password."""
    with AT_ONCE:
        return _hasher().hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; with none kept it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with AT_ONCE:
        try:
            found = _hasher().verify(kept or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return found and kept is not None


def check(password: str, email: str) -> None:
    """Refuse a password that is too short, or that others would try first.

    >>> check("correct horse battery", "ana@example.com")

    Raises:
        BadInput: It is too short, too long, of too few letters, or the person's own address.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"A password has {SHORTEST} to {LONGEST} letters.", hint="A few words make a good one."
        )
    low = password.casefold()
    if len(set(low)) < FEWEST or email in low or low.startswith(("password", "12345678")):
        raise BadInput("That password is too easily guessed.", hint="Take a few unrelated words.")
