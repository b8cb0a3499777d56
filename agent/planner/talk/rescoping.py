"""What a follow-up keeps of the conditions before: not whose figures they were, if others come.

`And for the East Enterprise team?`, after the figures of one rep, is not about that rep in it.
"""

import re
from typing import Any

from agent.planner.judging.holding import is_known
from agent.planner.words.clause import Clause
from agent.planner.words.memory import Call

_ANOTHER = re.compile(r"^(?:(?:oh|ok(?:ay)?|and|also|then|sorry|no|oops|wait|actually)[, ]+)*"
                      r"(?:(?:the )?same|what about|how about|for|in|from|of|(?:i )?mean(?:t)?"
                      r"|(?:make|change) (?:it|that|the))"
                      r"\b(?! (?:those|these|them|that|which))")  # fmt: skip
_PEOPLE = frozenset({"owner", "manager"})
_SCOPES = frozenset({"owner", "team", "manager", "region"})
"""Parts of the sales force: another one takes the place of the one before."""


def rescoped(clause: Clause, last: Call) -> dict[str, Any]:
    """What the last call had, without whose figures they were when somebody else's are asked for.

    `And for the East Enterprise team?`, after the figures of one rep, is not about that rep in it.
    """
    last = _of_table(clause, last)
    named = {m.name for _, m in clause.senses_of("value")} & _SCOPES
    another = _ANOTHER.match(clause.low.strip()) or (named & _PEOPLE and _is_name(clause))
    if not named or not another or clause.has(r"\b(?:only|just)\b"):
        return dict(last.arguments)
    kept = dict(last.arguments)
    where = [c for c in kept.get("where") or [] if c["field"] not in _SCOPES]
    return {**kept, "where": where} if kept.get("where") else kept


_LINKS = re.compile(r"^(?:(?:and|ok(?:ay)?|now|then|so)[, ]+)*")


def _is_name(clause: Clause) -> bool:
    """Whether a message is a name and nothing else: `and Dana?`."""
    words = _LINKS.sub("", clause.low.strip()).rstrip("?.! ")
    return any(s.text.lower() == words for s, _ in clause.senses_of("value"))


def _of_table(clause: Clause, last: Call) -> Call:
    """The last call without conditions that the records named now cannot meet: `and contacts?`."""
    was, where = last.arguments.get("table"), last.arguments.get("where")
    named = [table for _, table in clause.fresh().named_tables()]
    if not where or was is None or len(named) != 1 or named[0] == was:
        return last
    kept = [c for c in where if is_known(named[0], c["field"])]
    arguments = {**last.arguments, "where": kept} if kept else {
        name: value for name, value in last.arguments.items() if name != "where"}  # fmt: skip
    return last.model_copy(update={"arguments": arguments})
