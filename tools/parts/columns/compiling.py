"""What is worked out of a select once for all selects that differ in their values alone.

Looking through a select and putting it into words takes Python longer than DuckDB takes to answer
many of them; a breakdown by month asks the same one for eighty days.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.cache_key import CacheKey
from sqlalchemy.sql.compiler import SQLCompiler

Asked = Select[Any] | CompoundSelect[Any]
T = TypeVar("T")
MOST = 500
"""Kinds of select that are remembered."""

_known: OrderedDict[Any, Any] = OrderedDict()
_turn = Lock()


def once_for(statement: Asked, name: str, look: Callable[[Asked], T]) -> T:
    """What a look at a select finds, where its values make no difference."""
    key = _key(statement)
    if key is None:
        return look(statement)
    found: T = _remembered((name, key.key), lambda: look(statement))
    return found


def compiled(statement: Asked, dialect: Dialect) -> tuple[SQLCompiler, list[Any]]:
    """A select in a dialect's words, and its values in their order."""
    key = _key(statement)
    if key is not None:
        made: SQLCompiler = _remembered(
            (dialect.name, key.key), lambda: statement.compile(dialect=dialect, cache_key=key)
        )
        if not made.post_compile_params:  # else as many marks as there are values in a list
            values = made.construct_params(extracted_parameters=key.bindparams)
            return made, [values[name] for name in made.positiontup or ()]
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    values = made.params  # put together anew whenever it is asked for
    return made, [values[name] for name in made.positiontup or ()]


def _key(statement: Asked) -> CacheKey | None:
    """What two selects share that differ in their values alone; none if that cannot be told.

    Nothing public of SQLAlchemy's tells it. Without this name, each select is looked through.
    """
    made: Callable[[], CacheKey | None] | None = getattr(statement, "_generate_cache_key", None)
    return made() if made is not None else None


def _remembered(key: Any, look: Callable[[], Any]) -> Any:
    with _turn:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    found = look()
    with _turn:
        _known[key] = found
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found
