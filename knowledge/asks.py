"""Sentences that people ask for each tool with: what the planner learns the choice of a tool from.

One text file a tool in `knowledge/asks/`, a sentence a line. A line `# win_rate` says which figure
the sentences below it are about. A sentence that two tools could honestly be meant by stands in
both files. The playbooks hold more asks, for people to read; these are only learned from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from store.errors import BadInput

SHIPPED = Path(__file__).parent / "asks"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the tool that it asks for, and the figure where the file names one."""

    tool: str
    text: str
    figure: str | None = None


@cache
def read_all(folder: Path = SHIPPED) -> tuple[Said, ...]:
    """Every sentence under `folder`, by tool; read once per process.

    Raises:
        BadInput: A file says a sentence twice.
    """
    return tuple(said for path in sorted(folder.glob("*.txt")) for said in _read(path))


def _read(path: Path) -> Iterator[Said]:
    figure: str | None = None
    seen: set[tuple[str | None, str]] = set()
    for line in path.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("# "):
            figure = text.removeprefix("# ")
        elif text:
            if (form := (figure, text.casefold())) in seen:
                raise BadInput(f"{path.name} says {text!r} twice.", hint="Leave one of them out.")
            seen.add(form)
            yield Said(path.stem, text, figure)
