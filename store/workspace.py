"""Workspaces: one company's data and its conventions."""

from sqlmodel import Session, select

from store.errors import NotFound
from store.people import Workspace

DEFAULT = "main"


def ensure(
    session: Session, workspace_id: str = DEFAULT, *, name: str = "Main", **conventions: str | int
) -> Workspace:
    """The workspace, made with these conventions when it is not there yet."""
    found = session.get(Workspace, workspace_id)
    if found is None:
        found = Workspace.model_validate({"id": workspace_id, "name": name, **conventions})
        session.add(found)
        session.flush()
    return found


def read(session: Session, workspace_id: str = DEFAULT) -> Workspace:
    """The workspace.

    Raises:
        NotFound: There is none with that id.
    """
    found = session.get(Workspace, workspace_id)
    if found is None:
        raise NotFound(f"There is no workspace {workspace_id!r}.", hint="Run `pitcrew init` first.")
    return found


def every(session: Session) -> list[Workspace]:
    """All workspaces, by id."""
    return list(session.exec(select(Workspace).order_by(Workspace.id)))
