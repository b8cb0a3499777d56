"""Files that runs make: kept under names of our own, read back only as they were made."""

from pathlib import Path

import pytest
from sqlmodel import Session

from store import artifacts
from store.errors import BadInput, NotFound
from store.trail import Artifact
from tests.makers import NOW, WORKSPACE


def keep(session: Session, folder: Path, name: str = "list.csv") -> Artifact:
    return artifacts.keep(
        session, WORKSPACE, folder, name=name, content=b"a,b\n", media_type="text/csv", now=NOW
    )


def test_a_file_is_read_back_as_it_was_made(session: Session, tmp_path: Path) -> None:
    made = keep(session, tmp_path)
    session.commit()
    found = artifacts.find(session, WORKSPACE, made.id)
    assert artifacts.read(tmp_path, found) == b"a,b\n"
    assert (found.name, found.size_bytes) == ("list.csv", 4)
    with pytest.raises(NotFound, match="no file"):
        artifacts.find(session, "elsewhere", made.id)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\x00b.csv", "", "..", "C:\\x"]
)
def test_a_wicked_name_stays_inside_the_folder(session: Session, tmp_path: Path, name: str) -> None:
    made = keep(session, tmp_path / "artifacts", name)
    assert "/" not in made.name
    assert "\\" not in made.name
    assert [path.name for path in tmp_path.iterdir()] == ["artifacts"]


def test_a_file_that_was_changed_or_removed_is_not_given_out(
    session: Session, tmp_path: Path
) -> None:
    made = keep(session, tmp_path)
    (tmp_path / made.path).write_bytes(b"other")
    with pytest.raises(NotFound, match="no longer"):
        artifacts.read(tmp_path, made)
    (tmp_path / made.path).unlink()
    with pytest.raises(NotFound, match="no longer"):
        artifacts.read(tmp_path, made)


def test_a_path_out_of_the_folder_is_refused(session: Session, tmp_path: Path) -> None:
    made = keep(session, tmp_path)
    made.path = "../secret"
    with pytest.raises(BadInput, match="outside"):
        artifacts.read(tmp_path, made)
    session.rollback()
