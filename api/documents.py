"""Documents that people hand to the page: kept in the deployment's folder, and put on the shelf."""

from pathlib import Path
from typing import IO, TYPE_CHECKING

from api.auth.identity import permit
from api.views.knowledge import Added
from knowledge.documents import READERS
from store.artifacts import plain_name
from store.errors import BadInput, LimitReached, Refused
from store.people import ROLES
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

NEEDED = "ops_manager"
MOST_BYTES = 50_000_000


def may_add(actor: Actor) -> bool:
    """Whether somebody may add and remove documents."""
    return "decide" in actor.scopes and ROLES.index(actor.role) >= ROLES.index(NEEDED)


def add(office: "Office", actor: Actor, name: str, content: IO[bytes]) -> Added:
    """Keep a document and read it; one of the same name takes its place.

    Raises:
        Refused: The person may not.
        BadInput: It is of a kind that is not read, or another document has its name.
        LimitReached: It is too large.
    """
    _need(actor)
    called = plain_name(name)
    if Path(called).suffix.casefold() not in READERS:
        raise BadInput(
            f"{called} is of a kind that is not read.",
            hint="Give Markdown, text, PDF, DOCX or HTML.",
        )
    path = _folder(office) / called
    _write(path, content)
    done = office.index.add(office.workspace.id, path, name=called)
    return Added(
        source=called, new=done.new > 0, rejected=done.rejected[0].reason if done.rejected else None
    )


def forget(office: "Office", actor: Actor, source: str) -> None:
    """Take a document off the shelf; the file of one that was handed in here goes too.

    Raises:
        Refused: The person may not.
        NotFound: There is no such document.
    """
    _need(actor)
    office.index.forget(office.workspace.id, source)
    if plain_name(source) == source:
        (_folder(office) / source).unlink(missing_ok=True)


def _folder(office: "Office") -> Path:
    return office.settings.home / "documents" / office.workspace.id


def _write(path: Path, content: IO[bytes]) -> None:
    """Write the file whole, or leave the one that was there."""
    taken = content.read(MOST_BYTES + 1)
    if len(taken) > MOST_BYTES:
        raise LimitReached(
            f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB.",
            hint="Add it on the machine itself: `pitcrew knowledge add FILE`.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    fresh.write_bytes(taken)
    fresh.replace(path)


def _need(actor: Actor) -> None:
    permit(actor, "decide")
    if ROLES.index(actor.role) < ROLES.index(NEEDED):
        raise Refused(
            f"{actor.name} has the role {actor.role}; adding documents needs {NEEDED}.",
            hint="Ask an ops manager.",
        )
