"""A file that a person hands over: looked at first, imported on their word; for every door."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api import uploads
from api.auth.identity import permit
from api.columns import bring_up_to_date
from connectors import files
from store.errors import Refused
from store.people import ROLES
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office

NEEDED = "ops_manager"


def permitted(actor: Actor) -> None:
    """Refuse those who may not import.

    Raises:
        Refused: The role or the key's scopes do not reach so far.
    """
    permit(actor, "decide")
    if ROLES.index(actor.role) < ROLES.index(NEEDED):
        raise Refused(f"{actor.name} has the role {actor.role}; importing needs {NEEDED}.")


def planned(
    office: "Office", path: Path, as_table: str | None, mapping: Mapping[str, str]
) -> files.ImportPlan:
    """What importing a file would do."""
    return files.plan(path, as_table=as_table, mapping=mapping, workspace=office.workspace)


def carried_out(
    office: "Office", actor: Actor, upload: str, plan: files.ImportPlan
) -> files.ImportReport:
    """Import an upload as it was planned; the same file twice changes nothing."""
    [report] = files.load(
        office.engine, office.workspace.id, [plan], by=actor.id, now=datetime.now(UTC),
        home=office.settings.home,
    )  # fmt: skip
    bring_up_to_date(office)
    uploads.drop(office.settings.home, upload)
    return report
