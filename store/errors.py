"""Every error that Pitcrew raises on purpose.

* PitcrewError
  x BadInput        the arguments or the file cannot be used as given
  x NotFound        the named thing is not in the store
  x NotSignedIn     nobody has signed in, or what they showed does not hold (any more)
  x Refused         policy, permission or a missing approval says no
  x Conflict        the store changed after the plan was made
  x NotReady        the data does not yet support an answer (too few rows, no history)
  x LimitReached    a budget of steps, rows, tokens or seconds is spent
  x Upstream        a service we call failed, after its retries

Anything else that escapes is a bug, and is logged as one.
"""

from typing import ClassVar


class PitcrewError(Exception):
    """Base of every expected failure; it speaks to three readers.

    Args:
        message: What happened, for the person. One sentence that names the input.
        hint: What to do instead, for the person and the model.
        facts: Values for the log line only; they never leave the process.
    """

    code: ClassVar[str]

    def __init__(self, message: str, *, hint: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = facts


class BadInput(PitcrewError):
    """The arguments or the file cannot be used as given."""

    code = "bad_input"


class NotFound(PitcrewError):
    """The named thing is not in the store."""

    code = "not_found"


class NotSignedIn(PitcrewError):
    """Nobody has signed in, or what they showed does not hold (any more)."""

    code = "not_signed_in"


class Refused(PitcrewError):
    """Policy, permission or a missing approval says no."""

    code = "refused"


class Conflict(PitcrewError):
    """The store changed after the plan was made."""

    code = "conflict"


class NotReady(PitcrewError):
    """The data does not yet support an answer."""

    code = "not_ready"


class LimitReached(PitcrewError):
    """A budget of steps, rows, tokens or seconds is spent."""

    code = "limit_reached"


class Upstream(PitcrewError):
    """A service we call failed, after its retries."""

    code = "upstream"
