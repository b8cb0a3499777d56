"""The worlds that cases are asked in: each is made once, and every case gets a copy of its own."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from agent.brain import Brain
from agent.desk import Desk
from agent.planner.words.memory import Memory
from agent.settings import Settings
from connectors import files
from evals.case import Case
from evals.census import Census, census
from knowledge import embedding
from knowledge.index import Index
from store import demo
from store import workspace as workspaces
from store.demo.writing import ORDER
from store.engine import open_engine, reading, upgrade, writing
from store.errors import NotReady
from store.identity import new_id
from store.row import BusinessRow
from store.schema import entity

WORKSPACE = "main"
DATA = Path(__file__).parents[2] / "shared" / "data"
"""Where the public files lie, beside the checkout; cases that need them are skipped elsewhere."""

SMALL = 0.05
INLINE_DAY = date(2026, 11, 20)
IMPORTED: dict[str, tuple[date, tuple[str, ...]]] = {
    "maven": (
        date(2017, 12, 31),
        ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"),
    ),
    "crunchbase": (
        date(2013, 10, 31),
        ("crunchbase-companies.csv", "crunchbase-rounds.csv"),
    ),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A world as it was made: its store, its day, and a planner that has learned its words."""

    store: Path
    today: date
    brain: Brain
    rows: Census


@dataclass(frozen=True, slots=True)
class Place:
    """One case's own copy of a world, with a desk in it, and its rows before anything is asked."""

    desk: Desk
    store: Path
    today: date
    rows: Census


@dataclass(slots=True)
class Worlds:
    """Makes worlds in a folder and lends copies of them.

    Args:
        folder: Where they are made; the caller removes it.
        settings: How the agent plans; its home and store are replaced for each case.
        data: The folder with the public files.
    """

    folder: Path
    settings: Settings
    data: Path = DATA
    _templates: dict[str, Template] = field(default_factory=dict)
    _first: Brain | None = None
    _index: Index | None = None
    _lent: int = 0

    @contextmanager
    def lend(self, case: Case) -> Iterator[Place]:
        """A copy of the case's world, gone afterwards.

        Raises:
            NotReady: The files that the world is made of are not on this machine.
        """
        template = self._template(case)
        self._lent += 1
        home = self.folder / f"case-{self._lent}"
        home.mkdir(parents=True)
        store = home / "store.db"
        shutil.copy(template.store, store)
        engine = open_engine(f"sqlite:///{store}")
        brain = replace(template.brain, engine=engine, _lexicons={**template.brain._lexicons})  # noqa: SLF001 - a copy may keep what its original has learned
        today = case.today or template.today
        settings = self.settings.model_copy(update={"home": home, "store_url": None})
        desk = Desk(
            engine, settings, brain, self._known(), home / "artifacts", clock=noon_of(today)
        )
        try:
            yield Place(desk, store, today, template.rows)
        finally:
            engine.dispose()
            shutil.rmtree(home)

    def close(self) -> None:
        """Let go of what the worlds share."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _known(self) -> Index:
        if self._index is None:
            self._index = Index(self.folder, embedding.load(self.folder / "cache"))
        return self._index

    def _template(self, case: Case) -> Template:
        name = case.world if isinstance(case.world, str) else f"rows of {case.id}"
        if name not in self._templates:
            self._templates[name] = (
                self.named(case.world)
                if isinstance(case.world, str)
                else self._made(name, case.world)
            )
        return self._templates[name]

    def named(self, name: str) -> Template:
        """A world by its name, made now.

        Raises:
            NotReady: The files that it is made of are not on this machine.
        """
        if name in IMPORTED:
            return self._imported(name)
        made = demo.generate(scale=SMALL)
        store = self._store(name)
        with closing_engine(store) as engine:
            demo.write(engine, WORKSPACE, made, noon_of(made.today)())
        return self._learned(store, made.today)

    def _imported(self, name: str) -> Template:
        today, names = IMPORTED[name]
        paths = [self.data / name / each for each in names]
        if not all(path.exists() for path in paths):
            raise NotReady(
                f"The files of the world {name!r} are not on this machine.",
                hint="Give the folder that holds them with --data.",
            )
        store = self._store(name)
        with closing_engine(store) as engine:
            with writing(engine) as session:
                space = workspaces.ensure(session, WORKSPACE)
            plans = [files.plan(path, workspace=space) for path in paths]
            home = self.folder / f"import-{name}"
            files.load(engine, WORKSPACE, plans, by="evals", now=noon_of(today)(), home=home)
        return self._learned(store, today)

    def _made(self, name: str, rows: Mapping[str, list[dict[str, Any]]]) -> Template:
        store = self._store(name)
        with closing_engine(store) as engine, writing(engine) as session:
            workspaces.ensure(session, WORKSPACE)
            put_rows(session, rows)
        return self._learned(store, INLINE_DAY)

    def empty(self) -> Path:
        """A store with its tables and nothing in them."""
        empty = self.folder / "empty.db"
        if not empty.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing_engine(empty) as engine:
                upgrade(engine)
        return empty

    def _store(self, name: str) -> Path:
        return Path(shutil.copy(self.empty(), self.folder / f"{name.replace(' ', '-')}.db"))

    def _learned(self, store: Path, today: date) -> Template:
        """The world with a planner that knows the playbooks (learned once) and its words."""
        with closing_engine(store) as engine:
            brain = (
                Brain(engine, self.folder / "cache")
                if self._first is None
                else replace(self._first, engine=engine, _lexicons={})
            )
            with reading(engine) as session:
                space = workspaces.read(session, WORKSPACE)
            brain.understanding(space, Memory(), today)
        self._first = self._first or brain
        return Template(store, today, brain, census(store))


def put_rows(session: Session, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Put a case's own rows into an empty workspace, parents before the rows that name them."""
    for table in ORDER:
        for given in rows.get(table, []):
            session.add(_row(table, given))
        session.flush()


def noon_of(today: date) -> Callable[[], datetime]:
    """A clock that stands at noon of a day."""
    return lambda: datetime.combine(today, time(12), UTC)


@contextmanager
def closing_engine(store: Path) -> Iterator[Any]:
    """An engine whose last connection writes the log into the file, so that it can be copied."""
    engine = open_engine(f"sqlite:///{store}")
    try:
        yield engine
    finally:
        engine.dispose()
        with closing(sqlite3.connect(store)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _row(table: str, given: Mapping[str, Any]) -> BusinessRow:
    model = entity(table).model
    now = noon_of(INLINE_DAY)()
    filled = {
        "workspace_id": WORKSPACE, "id": new_id(model.prefix), "recorded_at": now,
        "changed_at": now, **{name: _aware(value) for name, value in given.items()},
    }  # fmt: skip
    return model.model_validate(filled)


def _aware(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
