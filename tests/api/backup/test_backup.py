"""A backup is of one moment, is checked, and comes back as it was: on SQLite and PostgreSQL."""

import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from agent.settings import Settings
from api.backup.making import backup
from api.backup.manifest import Manifest, chains, counted
from api.backup.occupied import alone_in, working_in
from api.backup.restoring import restore
from store import artifacts, changes
from store.engine import open_engine, writing
from store.errors import BadInput, Conflict, NotFound, Refused
from tests.makers import Make
from tests.stores import Stores

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = changes.Approver("ana@example.com", "admin")


@pytest.fixture
def full(engine: Engine, session: Session, make: Make, tmp_path: Path) -> SimpleNamespace:
    """A deployment with records, a journal of five lines, and a file that a run made."""
    ids = [make("account", name=f"Acme {n}").id for n in range(5)]
    drafts = [changes.Draft(kind="update", table="account", row_id=i, after={"name": f"B {i}"},
                            reason="a test", confidence=1.0) for i in ids]  # fmt: skip
    made = changes.propose(session, "main", title="Rename", kind="edit", drafts=drafts,
                           proposed_by="ana@example.com", now=NOW)  # fmt: skip
    home = tmp_path / "home"
    artifacts.keep(session, "main", home / "artifacts", name="list.csv", content=b"a,b\n",
                   media_type="text/csv", now=NOW)  # fmt: skip
    session.commit()
    changes.approve(engine, "main", made.id, digest=made.digest, by=ANA, now=NOW)
    changes.apply(engine, "main", made.id, worker="a test", now=NOW)
    settings = Settings(home=home, store_url=_url(engine), _env_file=None)
    return SimpleNamespace(engine=engine, settings=settings, file=tmp_path / "b" / "one.tar.gz")


def _url(engine: Engine) -> str:
    return engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=False)


def truth(engine: Engine) -> tuple[dict[str, int], object]:
    with Session(engine) as session:
        return counted(session.connection()), chains(session)


@pytest.fixture
def elsewhere(stores: Stores, full: SimpleNamespace, tmp_path: Path) -> Iterator[Settings]:
    """An empty deployment on a database of the same kind."""
    home = tmp_path / "elsewhere"
    if full.engine.dialect.name == "sqlite":
        yield Settings(home=home, _env_file=None)
        return
    with stores.one() as other:
        with other.begin() as connection:
            connection.execute(text("DELETE FROM workspace"))
        other.dispose()
        yield Settings(home=home, store_url=_url(other), _env_file=None)


def test_what_comes_back_is_what_was_there(full: SimpleNamespace, elsewhere: Settings) -> None:
    made = backup(full.settings, full.engine, full.file, NOW)
    before = truth(full.engine)
    assert made.journals["main"].lines == 5
    done = restore(elsewhere, full.file, NOW)
    engine = open_engine(elsewhere.store)
    assert truth(engine) == before
    assert done.before is None
    [kept] = (path for path in (elsewhere.home / "artifacts").rglob("*") if path.is_file())
    assert kept.read_bytes() == b"a,b\n"
    engine.dispose()


def test_a_backup_is_for_its_owners_eyes(full: SimpleNamespace) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    assert full.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in full.file.parent.iterdir()] == ["one.tar.gz"]
    with pytest.raises(BadInput, match="exists already"):
        backup(full.settings, full.engine, full.file, NOW)


def test_each_backup_under_write_load_is_of_one_moment(
    full: SimpleNamespace, tmp_path: Path
) -> None:
    """A writer adds a pair of rows in each transaction: a backup has both or neither."""
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            with writing(full.engine) as session:
                for half in ("a", "b"):
                    session.connection().execute(
                        text("INSERT INTO conversation (workspace_id, id, title, started_by, "
                             "started_at, memory, shared) VALUES ('main', :id, '', 'x', :at, "
                             "'{}', FALSE)"),
                        {"id": f"cnv_{half}{n}", "at": NOW.isoformat()},
                    )  # fmt: skip
            written.set()

    def made_after_a_write(n: int) -> Manifest:
        written.clear()
        assert written.wait(60), "the writer stopped"
        return backup(full.settings, full.engine, tmp_path / f"{n}.tgz", NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [made_after_a_write(n) for n in range(5)]
    finally:
        stop.set()
        writer.join()
    assert all(each.rows["conversation"] % 2 == 0 for each in made)
    assert made[-1].rows["conversation"] > made[0].rows["conversation"] > 0


def test_there_is_something_here_already(full: SimpleNamespace) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    before = truth(full.engine)
    with pytest.raises(Refused, match="something here already"):
        restore(full.settings, full.file, NOW)
    assert truth(full.engine) == before


def test_what_is_replaced_comes_back_to_the_moment_of_the_backup(full: SimpleNamespace) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    before = truth(full.engine)
    with writing(full.engine) as session:
        session.connection().execute(text("UPDATE account SET name = 'gone wrong'"))
        session.connection().execute(text("DELETE FROM artifact"))
    full.engine.dispose()
    done = restore(full.settings, full.file, NOW, replace=True)
    assert truth(full.engine) == before
    assert done.before is not None
    assert (done.before / "artifacts").is_dir()


@pytest.fixture
def stores(request: pytest.FixtureRequest, sqlite_stores: Stores) -> Stores:
    """SQLite alone where a test is about its files; both kinds everywhere else."""
    kind = getattr(request, "param", None)
    if kind is None:
        return sqlite_stores
    found: Stores = request.getfixturevalue(f"{kind}_stores")
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    about_files = metafunc.function.__name__.endswith("_on_sqlite")
    if not about_files:
        metafunc.parametrize("stores", ["sqlite", "postgresql"], indirect=True)


def test_a_log_left_beside_the_store_is_not_replayed_on_sqlite(
    full: SimpleNamespace, elsewhere: Settings
) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    elsewhere.home.mkdir()
    for end in ("-wal", "-shm"):
        (elsewhere.home / f"store.db{end}").write_bytes(b"of another store")
    restore(elsewhere, full.file, NOW)
    assert not (elsewhere.home / "store.db-wal").exists()
    engine = open_engine(elsewhere.store)
    assert truth(engine) == truth(full.engine)
    engine.dispose()


def test_a_damaged_backup_is_refused_before_anything_is_touched_on_sqlite(
    full: SimpleNamespace, elsewhere: Settings, tmp_path: Path
) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    content = bytearray(full.file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    full.file.write_bytes(content)
    with pytest.raises((BadInput, Refused), match="damaged"):
        restore(elsewhere, full.file, NOW)
    assert not (elsewhere.home / "store.db").exists()


@pytest.mark.parametrize("wrong", ["rows", "journals", "parts"])
def test_a_backup_that_is_not_what_it_says_is_refused_on_sqlite(
    full: SimpleNamespace, elsewhere: Settings, wrong: str
) -> None:
    made = backup(full.settings, full.engine, full.file, NOW)
    if wrong == "rows":
        made.rows["account"] += 1
    elif wrong == "journals":
        made.journals["main"].head = "0" * 64
    else:
        made.parts["store.db"].sha256 = "0" * 64
    _tell(full.file, made)
    with pytest.raises(Refused):
        restore(elsewhere, full.file, NOW)
    assert not (elsewhere.home / "store.db").exists()


def _tell(file: Path, manifest: Manifest) -> None:
    """Put another manifest into a backup."""
    folder = file.parent / "unpacked"
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    (folder / "manifest.json").write_text(manifest.model_dump_json())
    with tarfile.open(file, "w:gz") as archive:
        for path in folder.iterdir():
            archive.add(path, path.name)


def test_a_backup_cannot_write_outside_the_home_folder_on_sqlite(
    full: SimpleNamespace, elsewhere: Settings
) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    folder = full.file.parent
    (folder / "evil").write_text("x")
    with tarfile.open(folder / "evil.tar.gz", "w:gz") as archive:
        archive.add(folder / "evil", "artifacts/../../evil")
        archive.add(folder / "evil", "../evil2")
    with pytest.raises(BadInput, match="no manifest"):
        restore(elsewhere, folder / "evil.tar.gz", NOW)
    assert not (elsewhere.home.parent / "evil").exists()


def test_a_running_server_is_not_pulled_from_under_on_sqlite(
    full: SimpleNamespace, elsewhere: Settings
) -> None:
    backup(full.settings, full.engine, full.file, NOW)
    with (
        working_in(elsewhere.home), working_in(elsewhere.home),
        pytest.raises(Conflict, match="running here"),
    ):  # fmt: skip
        restore(elsewhere, full.file, NOW)
    with alone_in(elsewhere.home), pytest.raises(Conflict, match="being restored"):
        working_in(elsewhere.home).__enter__()


def test_a_file_that_is_no_backup_says_so_on_sqlite(elsewhere: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        restore(elsewhere, tmp_path / "nothing.tar.gz", NOW)
    (tmp_path / "x.tar.gz").write_text("hello")
    with pytest.raises(BadInput, match="no backup"):
        restore(elsewhere, tmp_path / "x.tar.gz", NOW)
