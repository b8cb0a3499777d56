"""A program's calls, counted: each is one run of its person's, with one tool call and no planner.

What a workspace may use holds for programs too: a call begins only while there are runs left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agent import allowance
from agent.events import Ending
from store import usage
from store.engine import writing
from store.errors import PitcrewError
from store.identity import new_id
from store.usage import CALL, Spent
from tools.context import Actor
from tools.result import Result

if TYPE_CHECKING:
    from agent.setup import Office

PROGRAM = "program"
"""Who chose the tool, where a run has the name of its planner."""


@dataclass(slots=True)
class Counted:
    """One call, and how it ends."""

    name: str
    ending: Ending = "failed"

    def gave(self, result: Result) -> None:
        """It has a result."""
        if any(made.status == "draft" for made in result.change_sets):
            self.ending = "needs_approval"
        else:
            self.ending = "needs_answer" if result.questions else "answered"


@contextmanager
def counted(office: "Office", actor: Actor) -> Iterator[Counted]:
    """Note that a call begins, and how it has ended.

    Raises:
        LimitReached: The workspace, or the person, has no run left today.
    """
    call = Counted(new_id(CALL))
    _begin(office, actor, call.name)
    try:
        yield call
    except PitcrewError:
        call.ending = "refused"
        raise
    finally:
        _end(office, call.name, call.ending)


def _begin(office: "Office", actor: Actor, name: str) -> None:
    space, now = office.workspace, datetime.now(UTC)
    with writing(office.engine) as session:
        allowance.need_run(session, space, office.settings.allowance, actor.id, now)
        usage.begin(session, space.id, name, day=allowance.day_of(space, now), actor=actor.id,
                    planner=PROGRAM, now=now)  # fmt: skip


def _end(office: "Office", name: str, ending: Ending) -> None:
    spent = Spent(tool_calls=1)
    price = allowance.cost(office.settings.model, spent)
    with writing(office.engine) as session:
        usage.end(session, office.workspace.id, name, status=ending, planner=PROGRAM, spent=spent,
                  price=price, now=datetime.now(UTC))  # fmt: skip
