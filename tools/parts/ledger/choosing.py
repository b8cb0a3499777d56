"""Which change set is meant when nobody gave its id: the one this conversation is about."""

from collections.abc import Collection

from sqlmodel import col, select

from store.changes import find, narrowed
from store.errors import NotFound, Refused
from store.ledger import ChangeSet
from tools.context import Consent, Context
from tools.parts.sight import sets_in_sight, why
from tools.result import ChangeSetRef, Question

DONE = ("applied", "conflicted")
NAMED = 6


def meant(ctx: Context, change_set: str | None, status: Collection[str]) -> ChangeSet | Question:
    """The change set that is meant; a question when several could be.

    Args:
        ctx: Whose conversation it is.
        change_set: Its id, when somebody gave one.
        status: In which states it may be, when nobody did.

    Raises:
        NotFound: There is none with that id, or none in one of those states.
    """
    if change_set is None and ctx.consent is not None:
        change_set = ctx.consent.change_set_id
    if change_set is not None:
        found = found_in_sight(ctx, change_set)
        parts = narrowed(ctx.session, found) if "draft" in status and not ctx.consent else []
        return _which(parts, f"{found.title} was narrowed, and {len(parts)} parts wait") or found
    waiting = in_state(ctx, status)
    here = [c for c in waiting if c.conversation_id and c.conversation_id == ctx.conversation_id]
    if here or len(waiting) == 1:
        return (here or waiting)[0]
    if not waiting and set(status) == set(DONE):
        raise NotFound(
            "Nothing has been applied here yet, so there is nothing to undo or to look back on.",
            hint="“What changed since Monday?” shows what imports and people changed.",
        )
    if not waiting:
        raise NotFound(f"No change set is {_either(status)}.", hint="Ask for changes first.")
    return which_of(waiting, f"{len(waiting)} change sets are {_either(status)}")


def _which(parts: list[ChangeSet], told: str) -> ChangeSet | Question | None:
    """The only one; a question when there are several."""
    if len(parts) > 1:
        return which_of(parts, told)
    return parts[0] if parts else None


def which_of(found: list[ChangeSet], told: str) -> Question:
    """The question which of several change sets is meant."""
    return Question(
        text=f"{told}. Which one?",
        options=[f"{c.id}: {c.title}" for c in found[:NAMED]], slot="change_set",
    )  # fmt: skip


def found_in_sight(ctx: Context, change_set: str) -> ChangeSet:
    """A change set by its id, when it is for the asker to look into.

    Raises:
        NotFound: There is none with that id, or it writes what is not theirs to see.
    """
    found = find(ctx.session, ctx.workspace.id, change_set)
    mine = (ChangeSet.workspace_id == ctx.workspace.id, ChangeSet.id == found.id)
    query = select(ChangeSet.id).where(*mine, *sets_in_sight(ctx.actor))
    if ctx.session.exec(query).first() is None:
        raise NotFound(f"There is no change set {change_set!r}.", hint=why(ctx.actor))
    return found


def in_state(ctx: Context, status: Collection[str]) -> list[ChangeSet]:
    """The workspace's change sets in some states, newest first; expired drafts are left out."""
    query = select(ChangeSet).where(
        ChangeSet.workspace_id == ctx.workspace.id,
        col(ChangeSet.status).in_(list(status)),
        *sets_in_sight(ctx.actor),
    )
    rows = ctx.session.exec(query.order_by(col(ChangeSet.proposed_at).desc(), col(ChangeSet.id)))
    return [row for row in rows if row.status != "draft" or row.expires_at > ctx.now]


def ref(found: ChangeSet) -> ChangeSetRef:
    """A change set as a reply shows it."""
    return ChangeSetRef(
        id=found.id, summary=found.title, counts=found.counts, risk=found.risk,
        status=found.status, digest=found.digest,
    )  # fmt: skip


def consented(ctx: Context, verb: str, change_set: str | None) -> Consent:
    """The person's own word, when it is for this and for that change set.

    Raises:
        Refused: They said something else, or about another change set.
    """
    given = ctx.consent
    if given is None or given.verb != verb:
        raise Refused(
            f"Nobody has said to {verb} it.", hint=f"The person must answer `{verb}` themselves."
        )
    if change_set is not None and change_set != given.change_set_id:
        raise Refused(
            f"The person's word was about {given.change_set_id}, not about {change_set}.",
            hint=f"Show {change_set} and ask them again.",
        )
    return given


def _either(status: Collection[str]) -> str:
    words = {"draft": "waiting for approval", "conflicted": "applied in part"}
    return " or ".join(words.get(state, state) for state in status)
