"""Selects that differ in their values alone are put into words once, where that can be told."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql.psycopg import dialect as postgresql

from tools.parts.columns import compiling
from tools.parts.paths import table_of

DEAL = table_of("opportunity")
WORDS = postgresql(paramstyle="numeric_dollar")


class Plain:
    """A select as a library without keys for its cache would give it."""

    def __init__(self, statement):
        self.compile = statement.compile


def worth(cents):
    return select(DEAL.c.id).where(DEAL.c.amount_cents == cents)


def test_one_compilation_serves_two_selects_with_the_values_of_each():
    first, values = compiling.compiled(worth(1), WORDS)
    again, others = compiling.compiled(worth(2), WORDS)
    assert again is first
    assert (values, others) == ([1], [2])


def test_without_a_key_each_select_is_put_into_words_by_itself():
    first, values = compiling.compiled(Plain(worth(1)), WORDS)
    again, others = compiling.compiled(Plain(worth(2)), WORDS)
    assert again is not first
    assert str(again) == str(first)
    assert (values, others) == ([1], [2])
    looked = []
    for _ in range(2):
        compiling.once_for(Plain(worth(1)), "tables", looked.append)
    assert len(looked) == 2
