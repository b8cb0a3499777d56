"""Free wordings with the plain requests that they mean: what `Rewording` is taught by.

Files of three fields a line in `knowledge/wordings/`: the world that the wording is about (`talk`
for one that stands on an answer before it), the wording, and the plain request. A plain request
says what the wording says, all of it and no more, in the one way that the planner reads best;
`nothing` where the product does nothing of the kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from store.errors import BadInput

SHIPPED = Path(__file__).parent / "wordings"
FIELDS = 3
TALK, NOTHING = "talk", "nothing"
"""The world of what stands on an answer before it, and the plain form of what nothing does."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A free wording and the plain request that it means."""

    world: str
    said: str
    plain: str

    @property
    def stands_alone(self) -> bool:
        """Whether it is one request that needs no other message to be understood."""
        return self.world != TALK and ";" not in self.plain and self.plain != NOTHING


@cache
def read_all(folder: Path = SHIPPED) -> tuple[Wording, ...]:
    """Every wording in the files of `folder`, each once; read once per process.

    Raises:
        BadInput: A line has not three fields, or a wording has two plain forms.
    """
    known: dict[str, Wording] = {}
    for place, wording in _lines(folder):
        if known.setdefault(wording.said, wording).plain != wording.plain:
            raise BadInput(
                f"{place} gives {wording.said!r} another plain form than a line before it.",
                hint="Leave one of them out.",
            )
    return tuple(known.values())


def _lines(folder: Path) -> Iterator[tuple[str, Wording]]:
    """The wordings, each after its file and line."""
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip():
                continue
            place, fields = f"{path.name}:{number}", [each.strip() for each in line.split("\t")]
            if len(fields) != FIELDS or not all(fields):
                raise BadInput(
                    f"{place} has not the three fields world, wording and plain request.",
                    hint="Separate them with one tab each.",
                )
            yield place, Wording(*fields)
