"""The context of each tool call of a run: a session of its own, who asks, and what they decided."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from agent.brain import Brain
from agent.events import Ask
from agent.keeping import Opened
from agent.own_words import OwnWords
from agent.planner.words.memory import Memory
from agent.reach import barrier
from agent.toolbelt import Opener, consent_for
from store.engine import working
from store.people import Workspace
from tools.context import Context, Foreseen
from tools.parts.columns import beside, is_behind

if TYPE_CHECKING:
    from agent.desk import Desk

SLOW = (
    "This store is large and its columnar copy is not up to date, so I read the store itself, which"
    " takes longer. A server renews the copy by itself; `pitcrew snapshot` does so at once."
)


def foresight(
    brain: Brain, workspace: Workspace, today: date, asker: str | None = None
) -> Callable[[str], Foreseen]:
    """What the embedded planner would do about a message, were it the first of a talk."""

    def foresee(text: str) -> Foreseen:
        plan = brain.understanding(workspace, Memory(), today, asker).plan(text)
        asked = plan.question.text if plan.question else plan.statement
        return Foreseen([(call.tool, call.arguments) for call in plan.calls], asked)

    return foresee


def contexts(desk: "Desk", ask: Ask, opened: Opened, own: OwnWords) -> Opener:
    """Opens a context for one call; a decision gets the person's consent, if they gave it."""

    @contextmanager
    def opener(tool: str, arguments: dict[str, Any]) -> Iterator[Context]:
        copies = desk.settings.home / "columns"
        with working(desk.engine) as session:
            if is_behind(session, copies, opened.workspace.id):
                opened.notes.append(SLOW)  # those of the reply, where it stands once
            beside(session, copies, opened.workspace.id)
            yield Context(
                session=session, workspace=opened.workspace,
                actor=ask.actor.within(desk.settings.agent_scopes),
                today=opened.today, now=desk.clock(), run_id=opened.run,
                shelf=opened.shelf(session, desk.artifacts, desk.clock()),
                conversation_id=opened.conversation,
                consent=consent_for(opened.consents, tool, arguments),
                memory=desk.settings.home,
                foresee=foresight(desk.brain, opened.workspace, opened.today, ask.actor.id),
                barrier=barrier(desk.settings),
                own_words=ask.actor.kind != "agent" and own.ask_for(tool, arguments),
            )  # fmt: skip

    return opener
