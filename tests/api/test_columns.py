"""The columnar copy of a large store: made before a command answers, and kept beside a server."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import Session

from api import columns
from tests.api.fakes import FakeOffice
from tools.parts import columns as copies

Progress = Callable[[int, int | None], None] | None


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The store counts as large, and its copy is behind until it is made; what has been made."""
    made: list[object] = []

    def keep_in_step(
        _session: Session, folder: Path, workspace_id: str, *, progress: Progress = None
    ) -> bool:
        if progress:
            progress(2_000, 4_000)
        made.append((folder.name, workspace_id))
        return True

    monkeypatch.setattr(copies, "is_behind", lambda *_: not made)
    monkeypatch.setattr(copies, "keep_in_step", keep_in_step)
    return made


def test_before_a_command_answers_the_copy_is_made_and_shown(
    behind: list[object], office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    columns.catch_up(office)  # type: ignore[arg-type]  # a fake has what is asked of it
    assert behind == [("columns", "main")]
    shown = capsys.readouterr()
    assert "2000/4000" in shown.err
    assert shown.out == ""
    columns.catch_up(office)  # type: ignore[arg-type]  # as above
    assert len(behind) == 1
    assert capsys.readouterr().err == ""


def test_beside_a_server_the_copy_is_made_without_anybody_asking(
    behind: list[object], office: FakeOffice
) -> None:
    stop = Event()
    stop.set()
    columns.keep(office, stop)  # type: ignore[arg-type]  # as above
    assert behind == [("columns", "main")]


def test_what_goes_wrong_beside_a_server_does_not_end_the_keeping(
    office: FakeOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bool:
        raise OSError("no space")

    monkeypatch.setattr(copies, "is_behind", broken)
    stop = Event()
    stop.set()
    columns.keep(office, stop)  # type: ignore[arg-type]  # as above
    assert "was not brought up to date" in caplog.text
