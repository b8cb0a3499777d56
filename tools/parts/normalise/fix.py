"""What a normaliser says of a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fix:
    """A better way to write a value; a normaliser returns None when there is none to propose.

    Without a `value` the field is to be emptied, because what is there stands for nothing. Such a
    fix has no confidence, so that no standing policy can ever apply it: only a person can.
    """

    value: str | None
    reason: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that looks wrong but that only a person can correct."""

    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A value that is well written, and of which a person should know something all the same."""

    reason: str


Verdict = Fix | Doubt | Remark | None
"""A fix, a doubt or a remark that is only reported, or nothing to say."""
