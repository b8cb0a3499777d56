"""Keeping the columnar copy of a large store up to date, after what brings in many rows."""

from typing import TYPE_CHECKING

from store.engine import reading

if TYPE_CHECKING:
    from agent.setup import Office


def bring_up_to_date(office: "Office") -> bool:
    """Make or renew the copy of a large store; whether there is one. A small store needs none."""
    from tools.parts.columns import keep_in_step

    with reading(office.engine) as session:
        return keep_in_step(session, office.settings.home / "columns", office.workspace.id)
