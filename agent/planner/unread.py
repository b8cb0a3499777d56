"""What was not understood of a request: said beside the answer, or asked before a change."""

from agent.planner.clause import Clause
from agent.planner.text import Token
from tools.result import Question

_INTRODUCES = frozenset({"with", "for", "in", "at", "from", "of", "by", "about", "except",
                         "without", "where", "having", "whose", "under", "like"})  # fmt: skip
SHORTEST = 4
"""Letters; shorter words seldom carry a condition."""


def unread(clause: Clause, tool: str) -> str:
    """The first words of a request that no reader used and that no ask for the tool holds.

    `Companies in Canada that are hiring`: nothing here knows who is hiring, and an answer that
    passes over it in silence would look like a whole one.
    """
    strange = [t for t in clause.left_over() if _is_strange(clause, t, tool)]
    if not strange:
        return ""
    last = strange[0]
    for token in strange[1:]:
        if clause.text[last.end : token.start].strip():
            break
        last = token
    return clause.text[strange[0].start : last.end]


def is_condition(clause: Clause, words: str) -> bool:
    """Whether words that were not understood stand where a condition stands: `with a discount`."""
    start = clause.text.find(words)
    return start > 0 and bool(_INTRODUCES & set(clause.before(start, 2)))


def unread_aside(words: str) -> str:
    """What a reply adds when it leaves words out of account."""
    return f"I did not take “{words}” into account: I do not know what it asks for here."


def unread_question(words: str) -> Question:
    """What is asked before a change is proposed on words that are half understood."""
    return Question(
        text=f"I cannot take “{words}” into account here. Shall I go on without it, or would you "
        "put it another way?",
        options=["go on without it"],
        slot="unused",
    )


def _is_strange(clause: Clause, token: Token, tool: str) -> bool:
    familiar = clause.world.familiar.get(tool)
    if not familiar or len(token.text) < SHORTEST or not token.text.isalpha():
        return False
    return token.norm not in familiar and token.norm not in clause.world.lexicon.words
