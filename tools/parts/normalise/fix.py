"""What a normaliser says of a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fix:
    """A better way to write a value; a normaliser returns None when there is none to propose."""

    value: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that looks wrong but that only a person can correct."""

    reason: str


Verdict = Fix | Doubt | None
"""A fix, a doubt that is only reported, or nothing to say."""
