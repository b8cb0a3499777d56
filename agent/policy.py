"""What is applied without asking: only what a standing policy, granted by a person, covers."""

from datetime import datetime

from sqlalchemy import Engine

from agent.keeping import Opened
from agent.occasion import Occasion
from store import changes, policies
from store.changes import Approver, find
from store.engine import reading
from store.errors import PitcrewError
from tools.result import ChangeSetRef

WORKER = "policy"
UNDER_WAY = ("approved", "applying")
"""Decided, and broken off before it was carried out."""


def decide(
    engine: Engine, opened: Opened, drafts: list[ChangeSetRef], now: datetime
) -> list[ChangeSetRef]:
    """Apply each draft that a policy covers whole; the others stay drafts.

    With no policy granted, which is how a workspace starts, nothing is applied; nor once people
    have undone too much of what policies did. A schedule may be allowed less than the policies.
    """
    workspace_id, occasion = opened.workspace.id, opened.occasion
    if occasion is not None:
        drafts = [_as_it_is(engine, workspace_id, draft) for draft in drafts]
    if not drafts or not _granted(engine, workspace_id, now):
        return drafts
    return [
        _decided(engine, workspace_id, draft, now, WORKER)
        if _allowed(engine, draft, occasion) else draft
        for draft in drafts
    ]  # fmt: skip


def _as_it_is(engine: Engine, workspace_id: str, draft: ChangeSetRef) -> ChangeSetRef:
    """A draft with the status that it has by now: a run that broke off may have got further."""
    with reading(engine) as session:
        return draft.model_copy(update={"status": find(session, workspace_id, draft.id).status})


def _allowed(engine: Engine, draft: ChangeSetRef, occasion: Occasion | None) -> bool:
    if occasion is None or draft.status in UNDER_WAY:
        return True
    with reading(engine) as session:
        return occasion.allows(session, draft)


def _granted(engine: Engine, workspace_id: str, now: datetime) -> bool:
    with reading(engine) as session:
        if not policies.standing(session, workspace_id, now):
            return False
        return not policies.taken_back(session, workspace_id, now).paused


def _decided(
    engine: Engine, workspace_id: str, draft: ChangeSetRef, now: datetime, worker: str
) -> ChangeSetRef:
    if draft.status != "draft" and draft.status not in UNDER_WAY:
        return draft
    by = Approver(email="policy", role="ops_manager", kind="policy")
    try:
        if draft.status == "draft":
            changes.approve(engine, workspace_id, draft.id, digest=draft.digest, by=by, now=now)
    except PitcrewError:
        return draft  # no policy covers all of it: a person decides
    done = changes.apply(engine, workspace_id, draft.id, worker=worker, now=now)
    return draft.model_copy(update={"status": done.status})
