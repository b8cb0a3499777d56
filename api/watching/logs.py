"""The log: one JSON object a line, with fields that are listed here and no others.

A message is written by us and says what happened; whom or what it happened to is told by ids. What
a library says in an error is kept to its first line, without the values that it quotes.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.watching.redaction import of_a_fault, redacted
from store.errors import PitcrewError

if TYPE_CHECKING:
    from agent.settings import Settings

BYTES = 5_000_000
FILES = 4
FIELDS = frozenset(
    {
        "change_set", "code", "conversation", "ending", "method", "ms", "planner", "route", "rows",
        "run", "schedule", "status", "tool", "tries", "worker", "workspace",
    }
)  # fmt: skip
"""What a line may tell beside its message: ids of ours, names of ours, and numbers."""
FRAMES = 30


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        told |= {
            name: redacted(value) if isinstance(value, str) else value
            for name, value in sorted(record.__dict__.items())
            if name in FIELDS and isinstance(value, str | int | float | bool)
        }
        told |= _trace()
        if record.exc_info and record.exc_info[1]:
            told["error"] = fault(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def fault(error: BaseException) -> dict[str, Any]:
    """An error as a line tells it: its class, what it said, where, and what it came from."""
    own = isinstance(error, PitcrewError)
    told: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins."),
        "said": error.code if isinstance(error, PitcrewError) and own else of_a_fault(str(error)),
        "at": [_place(frame) for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        told["because"] = fault(cause)
    return told


def log_file(home: Path) -> Path:
    """The deployment's log."""
    return home / "logs" / "pitcrew.log"


def keep_log(settings: "Settings") -> None:
    """Write the process's log where the settings say: the home folder, stderr, or both."""
    chosen = settings.log
    handlers: list[logging.Handler] = []
    if chosen.to != "stderr":
        handlers.append(_file(settings.home, rotating=True))
    if chosen.to != "file":
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(JsonLines())
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(chosen.level.upper())
    # Libraries tell of every request they make, whole addresses included.
    for name in ("httpx", "httpx2", "httpcore", "openai", "mcp", "fastmcp", "chromadb"):
        logging.getLogger(name).setLevel(logging.WARNING)


def log_fault(error: BaseException, home: Path) -> Path:
    """Write a bug to the log of a deployment, and return the log's path."""
    handler = _file(home, rotating=False)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("pitcrew.door")
    log.addHandler(handler)
    log.error("a command failed", exc_info=error)
    log.removeHandler(handler)
    handler.close()
    return log_file(home)


def _file(home: Path, *, rotating: bool) -> logging.FileHandler:
    path = log_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    if rotating:
        return RotatingFileHandler(path, maxBytes=BYTES, backupCount=FILES, encoding="utf-8")
    return logging.FileHandler(path, encoding="utf-8")


def _place(frame: traceback.FrameSummary) -> str:
    path = frame.filename.rpartition("site-packages/")[2]
    for room in ("agent", "api", "connectors", "evals", "knowledge", "store", "tools"):
        path = path[path.index(f"/{room}/") + 1 :] if f"/{room}/" in path else path
    return f"{path}:{frame.lineno} {frame.name}"


def _trace() -> dict[str, str]:
    """The trace that is under way, if traces are kept: its id finds the line and the other way."""
    if "opentelemetry.sdk.trace" not in sys.modules:
        return {}
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    return {"trace": f"{context.trace_id:032x}"} if context.is_valid else {}
