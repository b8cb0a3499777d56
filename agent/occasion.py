"""What a run that a clock began has beside a person's message: its own id, its steps, its limits.

The desk works on both in the same way; only here does it look whether there is an occasion.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlmodel import Session

from tools.context import Context
from tools.contract import Tool
from tools.result import ChangeSetRef, Result


class Occasion(Protocol):
    """One time of a schedule, in the hands of the worker that has it."""

    run: str
    """The id of the run; an attempt that goes on from one that broke off has the same."""

    def call(
        self, context: Context, tool: Tool[Any, Any], arguments: Mapping[str, object]
    ) -> Result:
        """Run a tool, or give what the same call of this run gave before it broke off."""
        ...

    def hold(self, session: Session) -> None:
        """Make sure, in the session's own transaction, that the run is still this worker's."""
        ...

    def allows(self, session: Session, draft: ChangeSetRef) -> bool:
        """Whether a policy may apply a draft of this run."""
        ...
