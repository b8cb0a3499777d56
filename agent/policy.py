"""What is applied without asking: only what a standing policy, granted by a person, covers."""

from datetime import datetime

from sqlalchemy import Engine

from store import changes, policies
from store.changes import Approver
from store.engine import reading
from store.errors import PitcrewError
from tools.result import ChangeSetRef


def decide(
    engine: Engine, workspace_id: str, drafts: list[ChangeSetRef], now: datetime, worker: str
) -> list[ChangeSetRef]:
    """Apply each draft that a policy covers whole; the others stay drafts.

    With no policy granted, which is how a workspace starts, nothing is applied; nor once people
    have undone too much of what policies did.
    """
    if not drafts or not _granted(engine, workspace_id, now):
        return drafts
    return [_decided(engine, workspace_id, draft, now, worker) for draft in drafts]


def _granted(engine: Engine, workspace_id: str, now: datetime) -> bool:
    with reading(engine) as session:
        if not policies.standing(session, workspace_id, now):
            return False
        return not policies.taken_back(session, workspace_id, now).paused


def _decided(
    engine: Engine, workspace_id: str, draft: ChangeSetRef, now: datetime, worker: str
) -> ChangeSetRef:
    by = Approver(email="policy", role="ops_manager", kind="policy")
    try:
        changes.approve(engine, workspace_id, draft.id, digest=draft.digest, by=by, now=now)
    except PitcrewError:
        return draft  # no policy covers all of it: a person decides
    done = changes.apply(engine, workspace_id, draft.id, worker=worker, now=now)
    return draft.model_copy(update={"status": done.status})
