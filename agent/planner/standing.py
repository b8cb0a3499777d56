"""What a sentence lays down for times to come: a rule of cleaning up, or work done again and again.

Such a sentence is read whole, before it is taken for steps: the words in it are those of the rule
or of the request that it lays down.
"""

from agent.planner.clause import World
from agent.planner.memory import Call, Memory
from agent.planner.recurring import recurring
from tools.parts.teaching import told


def standing_call(text: str, world: World, memory: Memory) -> Call | None:
    """The call that keeps the rule or the schedule; None when the sentence asks for a thing now."""
    taught = told(text)
    if taught is None:
        return recurring(text, world, memory)
    given = {"action": taught.action, "value": taught.found, "written": taught.written}
    arguments = {name: value for name, value in given.items() if value}
    return Call(tool="cleanup_rules", arguments=arguments, text=text)
