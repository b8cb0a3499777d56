"""Where a bug at a door is written down."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
BYTES = 5_000_000


def log_file(home: Path) -> Path:
    """The deployment's log."""
    return home / "logs" / "pitcrew.log"


def keep_log(home: Path) -> None:
    """Write the process's log to the deployment's folder, at most five files of it."""
    path = log_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=BYTES, backupCount=4, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def log_fault(error: BaseException) -> Path:
    """Write a bug's traceback to the log, and return the log's path."""
    from agent.settings import Settings

    home = Settings().home
    path = log_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT))
    log = logging.getLogger("pitcrew.door")
    log.addHandler(handler)
    log.error("a command failed", exc_info=error)
    log.removeHandler(handler)
    handler.close()
    return path
