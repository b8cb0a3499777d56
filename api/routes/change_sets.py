"""Change sets over HTTP: list, look, approve, reject, undo."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api import decisions
from api.given import Cursor, Limit, Offset, Text
from api.office import Asker, Store, TheOffice
from api.views import change_sets
from api.views.paging import Newest, Numbered
from store.engine import reading

router = APIRouter(prefix="/change-sets", tags=["change sets"])

Group = Annotated[int, Query(ge=1, le=10_000, description="A group's number in the preview.")]
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class Approval(BaseModel):
    """A person's word on exactly what they were shown."""

    model_config = ConfigDict(extra="forbid")

    digest: Text = Field(description="The digest that came with the preview.", examples=[DIGEST])


class Part(BaseModel):
    """What to leave out of a draft, or what alone to keep."""

    model_config = ConfigDict(extra="forbid")

    without: list[int] = Field(
        default_factory=list,
        max_length=10_000,
        examples=[[3, 7]],
        description="The `group` of rows that are left out, with whatever belongs to them.",
    )
    without_groups: list[int] = Field(
        default_factory=list, max_length=1_000, description="Whole groups, by their `number`."
    )
    only_groups: list[int] = Field(
        default_factory=list, max_length=1_000,
        description="The only groups that stay, by their `number`; empty: all of them.",
    )  # fmt: skip
    rest_waits: bool | None = Field(
        default=None,
        description="Whether what is left out waits as a draft of its own, the `rest` of the "
        "answer, or is rejected; where nothing is said, it waits after `only_groups`.",
    )


class Rejection(BaseModel):
    """Why a draft is turned down."""

    model_config = ConfigDict(extra="forbid")

    note: Text = Field(default="", max_length=500, examples=["Not the Acme ones."])


@router.get("")
def listing(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    office: TheOffice,
    session: Store,
    asker: Asker,
    status: Text | None = None,
    offset: Offset = 0,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> change_sets.Listing:
    """Change sets, the newest first, and how many wait for a decision."""
    after = Newest.read(cursor)
    mine = office.workspace.id
    return change_sets.listing(session, mine, status, limit, offset, after, by=asker)


@router.get("/{change_set}")
def show(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    change_set: Text,
    office: TheOffice,
    session: Store,
    asker: Asker,
    offset: Offset = 0,
    limit: Limit = 50,
    group: Group | None = None,
    cursor: Cursor = None,
) -> change_sets.Page:
    """One change set with some of its rows, or those of one group: before, after and why."""
    after = Numbered.read(cursor)
    return change_sets.page(
        session, office.workspace, change_set, offset, limit, group, after, by=asker
    )


@router.post("/{change_set}/approve")
def approve(
    change_set: Text, approval: Approval, office: TheOffice, actor: Asker
) -> change_sets.Page:
    """Approve what was shown, apply it, and read it back."""
    decisions.approve(office, actor, change_set, approval.digest)
    return _after(office, change_set)


@router.post("/{change_set}/narrow")
def narrow(change_set: Text, part: Part, office: TheOffice, actor: Asker) -> change_sets.Page:
    """Propose only a part of it; the answer is the new draft, with its digest."""
    with reading(office.engine) as session:
        found = change_sets.find(session, office.workspace.id, change_set, by=actor)
        keep = change_sets.numbers_kept(
            session, found, without=part.without, without_groups=part.without_groups,
            only_groups=part.only_groups,
        )  # fmt: skip
    without = [*part.without, *part.without_groups]
    waits = decisions.rest_waits(part.only_groups, without, said=part.rest_waits)
    made = decisions.narrow(office, actor, found.id, keep, rest_waits=waits)
    return _after(office, made.part).model_copy(update={"rest": made.rest})


@router.post("/{change_set}/reject")
def reject(
    change_set: Text, rejection: Rejection, office: TheOffice, actor: Asker
) -> change_sets.Page:
    """Turn a draft down; nothing changes."""
    decisions.reject(office, actor, change_set, rejection.note)
    return _after(office, change_set)


@router.post("/{change_set}/undo")
def undo(
    change_set: Text, office: TheOffice, actor: Asker, group: Group | None = None
) -> change_sets.Page:
    """Undo an applied change set, or one group; the answer is the undo, with its three buckets."""
    groups = None
    if group is not None:
        with reading(office.engine) as session:
            found = change_sets.find(session, office.workspace.id, change_set)
            groups = change_sets.undoable_of(session, found, group)
    return _after(office, decisions.undo(office, actor, change_set, groups))


def _after(office: TheOffice, change_set: str) -> change_sets.Page:
    with reading(office.engine) as session:
        return change_sets.page(session, office.workspace, change_set, 0, 50)
