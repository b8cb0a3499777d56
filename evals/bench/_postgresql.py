"""A throw-away PostgreSQL for tests and benchmarks, when its programs are on this machine."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg

PORT = 54329


def programs() -> Path | None:
    """The folder with PostgreSQL's programs: from the PATH, or the newest that Debian keeps."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


class Cluster:
    """One server in a temporary folder, reached by a socket in it; not safe against a power cut."""

    def __init__(self, folder: Path, server: subprocess.Popen[bytes]) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    @classmethod
    def start(cls, bin_folder: Path, *, memory: str = "64MB") -> Self:
        """Make a cluster and wait until it answers; `memory` is what its servers share."""
        folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        who = _unprivileged(folder)
        subprocess.run(  # noqa: S603 - PostgreSQL's own program, found on this machine
            [bin_folder / "initdb", "-D", folder / "data", "-U", "pitcrew", "--auth=trust",
             "--no-sync", "--encoding=UTF8", "--locale=C"],
            check=True, stdout=subprocess.DEVNULL, **who,
        )  # fmt: skip
        settings = (
            "fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=",
            f"shared_buffers={memory}", "max_connections=60", f"unix_socket_directories={folder}",
            # One transaction that fills a table it has just emptied then writes no log.
            "wal_level=minimal", "max_wal_senders=0",
        )  # fmt: skip
        server = subprocess.Popen(  # noqa: S603 - as above
            [bin_folder / "postgres", "-D", folder / "data", "-p", str(PORT),
             *(part for setting in settings for part in ("-c", setting))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who,
        )  # fmt: skip
        cluster = cls(folder, server)
        cluster._wait()
        return cluster

    def url(self, database: str) -> str:
        return f"postgresql://pitcrew@/{database}?host={self._folder}&port={PORT}"

    def create(self) -> str:
        """A new, empty database; its name."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def stop(self) -> None:
        self._server.terminate()
        try:
            self._server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _wait(self) -> None:
        for _ in range(600):
            try:
                return self._run("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError("PostgreSQL did not start within a minute")


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as a user who has no rights to lose."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
