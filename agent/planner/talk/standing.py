"""What a sentence lays down for times to come: a rule of cleaning up, or work done again and again.

Such a sentence is read whole, before it is taken for steps: the words in it are those of the rule
or of the request that it lays down.
"""

from collections.abc import Callable

from agent.planner.schedules.laid_down import parts_ask
from agent.planner.schedules.recurring import recurring
from agent.planner.talk.amending import acted_on, amended
from agent.planner.talk.retiming import retimed
from agent.planner.words.clause import World
from agent.planner.words.memory import Call, Memory
from agent.planner.words.repeating import Replan
from tools.parts.teaching import told

LIKELY, SURE = 0.2, 0.8
"""A rule that the words have the form of must be this likely; when it is this sure, looser forms
do."""
RATHER = 0.5
"""A schedule this likely is kept whatever its form; it is tried and shown before it is approved."""


def standing_call(
    text: str, world: World, memory: Memory, chance: Callable[[str], float], replan: Replan
) -> Call | None:
    """The call that keeps the rule or the schedule; None when the sentence asks for a thing now.

    Args:
        text: What the person said.
        world: What the reading depends on besides.
        memory: What the conversation remembers.
        chance: How likely the sentence as a whole asks for a tool.
        replan: The calls that a text would make by itself.
    """
    moved = (
        amended(text, memory, world.today)
        or retimed(text, memory, world.today, world.calendar.first_month)
        or acted_on(text, memory)
    )
    if moved is not None:
        return moved
    if parts_ask(text, world):
        return None
    likely = chance("cleanup_rules")
    taught = told(text, loosely=likely > SURE) if likely > LIKELY else None
    if taught is None and max(chance("change_schedule"), chance("list_schedules")) > SURE:
        return None
    if taught is None:
        return recurring(text, world, memory, replan, surely=chance("schedule_work") > RATHER)
    given = {"action": taught.action, "value": taught.found, "written": taught.written}
    arguments = {name: value for name, value in given.items() if value}
    return Call(tool="cleanup_rules", arguments=arguments, text=text)
