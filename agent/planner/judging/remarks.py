"""Later steps of a message that ask for nothing of their own: `and how sure?`, `are there any?`.

What they want is in the answer to the step before, or they only comment on it. Taken for requests,
they would find some tool that nobody asked for.
"""

from agent.planner.learned.intent import Guess
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call, Memory
from agent.planner.words.signature import slots
from agent.planner.words.splitting import asks
from agent.planner.words.text import tokens
from tools.arguments import Slot
from tools.catalog import catalog

PLAIN = 0.9
"""A nameless step that is this likely for one tool is a request: `then show me what is waiting`."""
LONGEST = 14
"""Words; a longer step is read for itself."""
_NAMES = frozenset({"metric", "table", "field", "dimension", "value"})


def is_remark(clause: Clause, best: Guess, memory: Memory) -> bool:
    """Whether a later step of a message only says more about the step before it.

    Args:
        clause: The step.
        best: The tool that its words alone would mean.
        memory: The calls so far, of this message too.
    """
    last = memory.last
    if last is not None and _tells(clause, best, last):
        return True
    if last is None or len(clause.tokens) > LONGEST or names_something(clause):
        return False
    if best.tool not in catalog():
        return True
    if catalog()[best.tool].effect == "decides" and memory.newest("draft") is None:
        return True  # "Is it true?" approves nothing of what was never proposed
    if catalog()[last.tool].effect == "proposes" and best.tool == "show_changes":
        return True  # a proposal shows what it would change
    return best.chance < PLAIN and not _acts(clause, best)


_CLOCK = frozenset({"minute", "min", "hour", "second", "sec"})
"""How long the asker has: `I have ten minutes`."""


def _tells(clause: Clause, best: Guess, last: Call) -> bool:
    """Whether a statement after an order only says why: `VP, V.P., it's all over the place`."""
    if last.tool not in catalog() or catalog()[last.tool].effect != "proposes":
        return False
    looks = best.tool in catalog() and catalog()[best.tool].effect == "reads"
    return looks and clause.has(_COMPLAINS) and not asks(clause.text) and "?" not in clause.text


_COMPLAINS = (
    r"\b(?:all over the place|a (?:real |total |complete )?mess|looks? (?:stupid|bad|ugly|silly"
    r"|terrible)|inconsistent|every which way|(?:it's|that's|they're|these are) (?:all )?(?:wrong"
    r"|different|mixed))\b"
)


def names_something(clause: Clause) -> bool:
    """Whether the words name records, a figure, a value, a place, a time or a number."""
    numbers = [a for a in clause.amounts if not _CLOCK & set(clause.after(a.end, 1))]
    if clause.periods or numbers or clause.places or clause.titles or clause.industries:
        return True
    return any(_NAMES & {m.slot for m in sense.meanings} for sense in clause.senses)


def _acts(clause: Clause, best: Guess) -> bool:
    """Whether the step opens with the verb of the tool: `then load them`, `export it`."""
    first = [t.norm for t in tokens(best.tool.replace("_", " "))[:1]]
    takes = slots(best.tool) & {Slot.RECORDS, Slot.CHANGE_SET}
    proposes = catalog()[best.tool].effect == "proposes"
    return clause.norms[:1] == first or (bool(takes or proposes) and best.chance > PLAIN / 2)
