"""What the code cannot do, held by reading it: run code from data, or build SQL from input."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import SQLModel

from store.schema import ENTITIES

ROOT = Path(__file__).parents[2]
ROOMS = ("store", "tools", "knowledge", "connectors", "agent", "api")
RUNS_CODE = {"eval", "exec", "compile", "__import__"}
RUNS_PROGRAMS = {"subprocess", "pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle",
                 "joblib", "ctypes", "code", "codeop", "pty", "runpy", "imp"}  # fmt: skip
OS_CALLS = re.compile(r"(?:system|popen|exec\w*|spawn\w*|fork\w*|posix_spawn\w*)")
SQL = re.compile(
    r"^\s*\(?(?:(?:SELECT|INSERT|UPDATE|DELETE|DROP|CREATE|ALTER|COPY|PRAGMA|ATTACH)\b"
    r"|select\b.*\bfrom\b|insert into\b|delete from\b|update \w+ set\b|drop table\b)",
)
"""How SQL begins; ordinary sentences begin with some of these words too, but not so."""
BUILDS_SQL = {
    "api/backup/manifest.py",
    "knowledge/shelf.py", "store/engine.py", "store/imports/writing.py", "tools/parts/clock.py",
    "tools/parts/columns/copying.py", "tools/parts/columns/reading.py",
    "tools/parts/columns/shape.py", "tools/parts/matching/columns.py",
}  # fmt: skip
"""Modules that write SQL as text: with names of tables and columns from the schema, numbers of our
own and marks for parameters. A module comes onto this list only after somebody has read it."""


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of some rooms but the migrations, which know no input."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def runs_code(tree: ast.Module) -> list[str]:
    """Calls that turn data into code or programs."""
    return [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := _dangerous(node.func))
    ] + sorted({name.split(".")[0] for name in imported(tree)} & RUNS_PROGRAMS)


def _dangerous(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        return called.id if called.id in RUNS_CODE else ""
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return ""
    whole = f"{called.value.id}.{called.attr}"
    loads = whole in {"yaml.load", "yaml.unsafe_load", "yaml.full_load", "torch.load"}
    return whole if loads or (called.value.id == "os" and OS_CALLS.fullmatch(called.attr)) else ""


def builds_sql(tree: ast.Module) -> list[int]:
    """Lines on which text that begins like SQL is put together from parts."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        and (text := _first_words(node)) is not None
        and SQL.match(text)
    ]


def _first_words(node: ast.AST) -> str | None:
    """How a text that is put together begins; None for what is not put together."""
    if isinstance(node, ast.JoinedStr) and any(isinstance(v, ast.FormattedValue)
                                               for v in node.values):  # fmt: skip
        first = node.values[0]
        return str(first.value) if isinstance(first, ast.Constant) else ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _literal(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _literal(node.func.value) if node.func.attr in {"format", "join"} else None
    return None


def _literal(node: ast.expr) -> str | None:
    known = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if known else None  # type: ignore[attr-defined]  # it is a constant


def reachable_from_tools() -> set[str]:
    """The project's modules that importing any tool can lead to, however late it is imported."""
    known = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
             for path, tree in trees(*ROOMS)}  # fmt: skip
    seen: set[str] = set()
    left = [name for name in known if name.startswith("tools")]
    while left:
        name = left.pop()
        if name in known and name not in seen:
            seen.add(name)
            left += imported(known[name])
    return seen


def test_nothing_that_a_tool_can_reach_runs_code_or_programs() -> None:
    reachable = reachable_from_tools()
    assert {"store.engine", "tools.contract", "tools.parts.query"} <= reachable
    found = {
        path: names
        for path, tree in trees(*ROOMS)
        if path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in reachable
        and (names := runs_code(tree))
    }
    assert found == {}


def test_no_other_room_runs_code_from_data_either() -> None:
    found = {path: names for path, tree in trees(*ROOMS) if (names := runs_code(tree))}
    assert found == {
        "agent/teaching/lesson.py": ["torch.load"],  # a half training, of weights only
        "api/backup/postgresql.py": ["subprocess"],  # pg_dump and pg_restore
        "api/commands/examining.py": ["subprocess"],  # `pitcrew eval` starts python
    }


def test_sql_is_written_as_text_only_where_somebody_has_looked() -> None:
    assert {path for path, tree in trees(*ROOMS) if builds_sql(tree)} == BUILDS_SQL


def test_every_name_that_stands_in_such_text_is_a_plain_word() -> None:
    tables = SQLModel.metadata.tables.values()
    names = [name for table in tables for name in (table.name, *(c.name for c in table.columns))]
    assert [
        name for name in [*names, *ENTITIES] if not re.fullmatch(r"[a-z][a-z0-9_]*", name)
    ] == []


def test_the_checks_see_what_they_look_for() -> None:
    bad = ast.parse(
        "import pickle, os\neval(x)\nos.system(x)\n"
        "q = f'SELECT * FROM {x}'\nq = 'DELETE FROM ' + x\nq = 'UPDATE t SET a={}'.format(x)\n"
        "q = 'select %s from t' % x\n"
    )
    assert runs_code(bad) == ["eval", "os.system", "pickle"]
    assert builds_sql(bad) == [4, 5, 6, 7]
