"""Dumps of a PostgreSQL store by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL, make_url
from sqlmodel import Session

from api.backup.manifest import Chain, chains, counted
from store.errors import NotReady, Upstream


def dump(url: str, engine: Engine, target: Path) -> tuple[dict[str, int], dict[str, Chain]]:
    """Dump the store as it is at one moment, and tell its rows and journals of that same moment.

    Raises:
        NotReady: PostgreSQL's programs are not on this machine.
        Upstream: The dump failed.
    """
    level = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(level) as session:
        moment = session.connection().scalar(text("SELECT pg_export_snapshot()"))
        rows, journals = counted(session.connection()), chains(session)
        _run("pg_dump", url, "--format=custom", "--no-owner", f"--snapshot={moment}",
             f"--file={target}")  # fmt: skip
    return rows, journals


def load(url: str, source: Path) -> None:
    """Put a dump into the database, in one transaction; what was there of the same name goes.

    Raises:
        NotReady: PostgreSQL's programs are not on this machine.
        Upstream: It failed, and nothing was changed.
    """
    _run("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction",
         "--exit-on-error", str(source))  # fmt: skip


def check(source: Path) -> None:
    """Read a dump from its beginning to its end.

    Raises:
        Upstream: It is damaged.
    """
    _run("pg_restore", None, "--file=/dev/null", str(source))


def _run(program: str, url: str | None, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotReady(
            f"{program} is not on this machine.",
            hint="Install PostgreSQL's client programs, of the server's version or a newer one.",
        )
    target = make_url(url) if url else None
    where = [f"--dbname={_without_password(target)}"] if target is not None else []
    # In the list of processes everybody could read a password; the environment is the owner's.
    secret = {"PGPASSWORD": str(target.password)} if target is not None and target.password else {}
    ran = subprocess.run(  # noqa: S603 - PostgreSQL's own program, with arguments of ours
        [found, *where, *arguments], env={**os.environ, **secret}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["it said nothing"]
        raise Upstream(f"{program} failed: {lines[0]}", hint="Nothing was changed.")


def _without_password(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
