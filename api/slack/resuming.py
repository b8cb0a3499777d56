"""What becomes of a message whose run broke off: nothing that was decided is decided again.

“Approve” means what was shown last. Once the run that it began has applied that, the same word
would mean the change set before it. So a message that decides is never asked twice: what it has
come to is said instead. Any other is asked again, by a person who for this once decides nothing.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_
from sqlmodel import col, select

from agent.consent import verb_of
from agent.events import Reply
from agent.pulse import CUT_OFF
from store import changes, conversation
from store.engine import reading, writing
from store.ledger import ChangeSet
from store.trail import Run
from tools.context import Actor
from tools.result import ChangeSetRef

if TYPE_CHECKING:
    from agent.setup import Office

UNDER_WAY = ("approved", "applying")
NOT_DECIDING = frozenset({"read", "propose"})
STANDS = "I was stopped while I carried that out. This is what it came to:"
NOTHING = "I was stopped before I carried that out, so nothing was decided. Say it again."


def before(office: "Office", run: str, text: str, actor: Actor) -> Reply | None:
    """What there is to say to a message without asking it again; None: ask it again.

    Args:
        office: The deployment.
        run: The run that the message began, and that is over.
        text: The message.
        actor: Who wrote it.
    """
    space = office.settings.workspace
    with reading(office.engine) as session:
        found = conversation.read_run(session, space, run)
        kept = conversation.reply_of(session, found)
    # A run that was ended for dead meanwhile has a reply that says so, and no other.
    if kept and kept.get("answer") != CUT_OFF:
        return Reply.model_validate(kept)
    _withdraw(office, found)
    if verb_of(text) is None:
        return None
    refs = _finished(office, found, actor)
    said = "\n".join(f"{ref.summary}: {ref.status}." for ref in refs)
    answer = f"{STANDS}\n{said}" if refs else NOTHING
    return Reply(
        conversation=found.conversation_id, run=run, answer=answer,
        change_sets=refs, ended="answered" if refs else "failed",
    )  # fmt: skip


def again(actor: Actor) -> Actor:
    """Who asks a second time: the same person, who has decided whatever they decided."""
    return actor.within(NOT_DECIDING)


def _finished(office: "Office", run: Run, actor: Actor) -> list[ChangeSetRef]:
    """What somebody has decided since their run began; what was approved and not yet applied is."""
    sets = _decided(office, run, actor)
    for one in sets:
        if one.status in UNDER_WAY:
            changes.apply(office.engine, run.workspace_id, one.id, worker=actor.id,
                          now=datetime.now(UTC))  # fmt: skip
    return [
        ChangeSetRef(id=one.id, summary=one.title, counts=one.counts, risk=one.risk,
                     status=one.status, digest=one.digest)
        for one in _decided(office, run, actor)
    ]  # fmt: skip


def _decided(office: "Office", run: Run, actor: Actor) -> Sequence[ChangeSet]:
    approved = (
        col(ChangeSet.approved_by) == actor.id,
        col(ChangeSet.approved_at) >= run.started_at,
    )
    rejected = (
        col(ChangeSet.rejected_by) == actor.id,
        col(ChangeSet.finished_at) >= run.started_at,
    )
    query = select(ChangeSet).where(
        col(ChangeSet.workspace_id) == run.workspace_id,
        or_(approved[0] & approved[1], rejected[0] & rejected[1]),
    )
    with reading(office.engine) as session:
        return session.exec(query.order_by(col(ChangeSet.proposed_at), col(ChangeSet.id))).all()


def _withdraw(office: "Office", run: Run) -> None:
    """Take back what a run drafted that broke off before anybody saw it."""
    drafts = select(ChangeSet.id).where(
        col(ChangeSet.workspace_id) == run.workspace_id, col(ChangeSet.run_id) == run.id,
        col(ChangeSet.status) == "draft",
    )  # fmt: skip
    with reading(office.engine) as session:
        loose = list(session.exec(drafts))
    for each in loose:
        changes.reject(
            office.engine, run.workspace_id, each, by="pitcrew", now=datetime.now(UTC),
            note="The run broke off before it was shown.",
        )  # fmt: skip
    if run.status == "running":
        with writing(office.engine) as session:
            conversation.end_run(session, run.workspace_id, run.id, status="failed",
                                 now=datetime.now(UTC))  # fmt: skip
