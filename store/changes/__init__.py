"""Change sets: propose, show, approve, apply, verify, undo. Nothing else changes business rows.

The order of a change set's life: `propose` seals it as a draft; `show` is what a person sees;
`approve` binds their yes to the hash of what they saw; `apply` carries it out; `undo` proposes the
inverse, which is approved and applied like any other.
"""

from store.changes.apart import keep_apart, may_be_one, pairs_of, told_apart
from store.changes.application import Outcome, Skipped, apply, outcome
from store.changes.approval import Approver, approve, find, reject
from store.changes.editing import edit
from store.changes.merging import Merge, drafts_of, merge_drafts, resolve, resolved
from store.changes.narrowing import narrowed, remainder, subset
from store.changes.policy import covered
from store.changes.proposal import Draft, propose
from store.changes.reversal import inverse, undo, undo_now, undoable
from store.changes.showing import Shown, Since, by_status, listing, show, since
from store.changes.verification import Mismatch, audit, verify

__all__ = [
    "Approver", "Draft", "Merge", "Mismatch", "Outcome", "Shown", "Since", "Skipped", "apply",
    "approve", "audit", "by_status", "covered", "drafts_of", "edit", "find", "inverse",
    "keep_apart", "listing", "may_be_one", "merge_drafts", "narrowed", "outcome", "pairs_of",
    "propose", "reject", "remainder", "resolve", "resolved", "show", "since", "subset",
    "told_apart", "undo", "undo_now", "undoable", "verify",
]  # fmt: skip
