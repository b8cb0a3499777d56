"""Words as the planner reads them, in a world that knows nothing but what is declared."""

from collections.abc import Callable
from datetime import date

import pytest

from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.vocabulary import declared


@pytest.fixture(scope="module")
def words() -> Callable[[str], Clause]:
    """Reads a sentence."""
    lexicon = Lexicon()
    declared(lexicon)
    return lambda text: Clause(text, World(lexicon, date(2026, 11, 20)))
