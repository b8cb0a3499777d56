"""Files that runs make, kept in the deployment's `artifacts` folder and listed in the store."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from store.conversation import Reader, made_for
from store.errors import BadInput, NotFound
from store.identity import new_id
from store.trail import Artifact

NAME_LENGTH = 120


def keep(  # noqa: PLR0913 - a file is all of these
    session: Session,
    workspace_id: str,
    folder: Path,
    *,
    name: str,
    content: bytes,
    media_type: str,
    now: datetime,
    run_id: str | None = None,
    made_by: str | None = None,
) -> Artifact:
    """Write a file into the folder and list it.

    The file is named by its artifact, never by the name given, which is only what a person sees.

    Args:
        session: The store.
        workspace_id: Whose file it is.
        folder: The deployment's artifacts folder.
        name: What the file is called when somebody saves it.
        content: Its bytes.
        media_type: What kind of file it is.
        now: The time.
        run_id: The run that made it.
        made_by: Who asked for it.
    """
    artifact_id = new_id("art")
    path = Path(workspace_id) / artifact_id
    target = _inside(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    made = Artifact(
        workspace_id=workspace_id, id=artifact_id, run_id=run_id, name=plain_name(name),
        media_type=media_type, size_bytes=len(content), path=path.as_posix(), made_at=now,
        sha256=hashlib.sha256(content).hexdigest(), made_by=made_by,
    )  # fmt: skip
    session.add(made)
    return made


def find(
    session: Session, workspace_id: str, artifact_id: str, by: Reader | None = None
) -> Artifact:
    """An artifact by its id; with a reader, only one that was made for them.

    Raises:
        NotFound: The workspace has none with that id, or it is somebody else's.
    """
    theirs = made_for(by, workspace_id, col(Artifact.made_by), col(Artifact.run_id))
    mine = (col(Artifact.workspace_id) == workspace_id, col(Artifact.id) == artifact_id)
    found = session.exec(select(Artifact).where(*mine, *theirs)).first()
    if found is None:
        raise NotFound(f"There is no file {artifact_id!r}.", hint="Use an id from a reply.")
    return found


def read(folder: Path, artifact: Artifact) -> bytes:
    """The bytes of an artifact, as they were when it was made.

    Raises:
        NotFound: The file is gone from the folder, or is not the one that was made.
    """
    target = _inside(folder, Path(artifact.path))
    content = target.read_bytes() if target.is_file() else None
    if content is None or hashlib.sha256(content).hexdigest() != artifact.sha256:
        raise NotFound(
            f"The file {artifact.name} is no longer in the artifacts folder as it was made.",
            hint="Ask for it again.",
        )
    return content


def plain_name(name: str) -> str:
    """The name without folders and control characters, short enough for any disk.

    >>> plain_name("../lists/Series B: USA.csv")
    'Series B_ USA.csv'
    """
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r'[\x00-\x1f<>:"|?*]', "_", last).strip(". ")[-NAME_LENGTH:] or "file"


def _inside(folder: Path, path: Path) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BadInput(f"{path} is outside the artifacts folder.", hint="Give a plain name.")
    return target
