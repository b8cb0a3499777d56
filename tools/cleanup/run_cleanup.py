"""The clean-up that runs by itself: what policies allow, what needs a person, what was skipped."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from store.ledger import Change
from store.lessons import learn_from_decisions
from store.policies import PAUSE_DAYS, TakenBack, standing, taken_back
from tools.cleanup.merge_duplicates import merge_duplicates
from tools.contract import Context, Result, tool
from tools.parts.deal_ages import judged
from tools.parts.normalise.survey import TABLES, Correction, Survey, fields_with_rules, survey
from tools.parts.upkeep import digest
from tools.parts.upkeep.allowing import Share, shares
from tools.result import ChangeSetRef


@dataclass(slots=True)
class _Found:
    """What a run looked at and made."""

    fixed: list[tuple[Share, ChangeSetRef]] = field(default_factory=list)
    rest: Share = field(default_factory=Share)
    rest_set: ChangeSetRef | None = None


@tool(effect="proposes")
def run_cleanup(ctx: Context) -> Result:
    """Run the whole clean-up: correct values, merge safe duplicates, list stale deals, report.

    What a standing policy allows is applied when the run ends; everything else waits for approval,
    grouped by rule with samples. It pauses itself, and only proposes, once people have undone too
    much of what it did. This is what a schedule runs.
    """
    learn_from_decisions(ctx.session, ctx.workspace.id, ctx.now)
    back = taken_back(ctx.session, ctx.workspace.id, ctx.now)
    merges = merge_duplicates(ctx)
    found = [s for table in TABLES for s in survey(ctx, table, fields_with_rules(table))]
    merging = _rows_of(ctx, merges.change_sets)
    waiting = sum(_set_aside(one, merging) for one in found)
    made = _proposed(ctx, found, back)
    stale, _ = judged(ctx, [], None)
    figures = [*digest.figures(ctx, found, made.fixed, made.rest, waiting), *merges.figures]
    sets = [ref for _, ref in made.fixed] + ([made.rest_set] if made.rest_set else [])
    return Result(
        say=digest.sentence(ctx, figures, merges, [one for one in stale if one.stale], back),
        figures=[*figures, *digest.stale_figures(ctx, stale)],
        tables=[
            *digest.fixed_table(made.fixed), *digest.rest_table(made.rest),
            *(t for t in merges.tables if t.name in {"merges", "merge_groups", "groups"}),
            *digest.skipped_table(found), *digest.stale_table(ctx, stale),
        ],
        change_sets=[*sets, *merges.change_sets], notes=_notes(back, waiting, made.rest),
        facts={"digest": True, "paused": back.paused, "fixed": sum(len(s) for s, _ in made.fixed),
               "needs_approval": len(made.rest), "merges": len(merges.change_sets)},
    )  # fmt: skip


def _proposed(ctx: Context, found: Sequence[Survey], back: TakenBack) -> _Found:
    """A change set for what each policy allows, and one for the rest."""
    granted = standing(ctx.session, ctx.workspace.id, ctx.now)
    usable = [p for p in granted if p.tool == "normalise_fields"] if not back.paused else []
    allowed, rest = shares(found, usable, ctx.now)
    made = _Found(rest=rest)
    for share in allowed:
        title = f"Correct {len(share):,} values that a policy allows"
        made.fixed.append((share, ctx.propose(title, "normalise_fields", share.drafts())))
    if len(rest):
        # Its kind is this tool's, which no policy can name: it waits for a person.
        title = f"Clean-up: correct {len(rest):,} {'value' if len(rest) == 1 else 'values'}"
        made.rest_set = ctx.propose(title, "run_cleanup", rest.drafts())
    return made


def _rows_of(ctx: Context, sets: Sequence[ChangeSetRef]) -> set[tuple[str, str]]:
    """The rows that change sets touch."""
    query = select(Change.table_name, Change.row_id).where(
        col(Change.workspace_id) == ctx.workspace.id,
        col(Change.change_set_id).in_([ref.id for ref in sets]),
    )
    return set(ctx.session.exec(query)) if sets else set()


def _set_aside(one: Survey, merging: set[tuple[str, str]]) -> int:
    """Take out the corrections of rows that a merge is about: they come after it."""
    kept: list[Correction] = [c for c in one.corrections if (one.table, c.row_id) not in merging]
    aside = len(one.corrections) - len(kept)
    one.corrections = kept
    return aside


def _notes(back: TakenBack, waiting: int, rest: Share) -> list[str]:
    notes = []
    if back.paused:
        notes.append(
            f"Paused: in the last {PAUSE_DAYS} days people took back {back.undone:,} of the "
            f"{back.applied:,} records that policies changed. Nothing is applied without asking "
            "until somebody revokes the policy and grants a new one."
        )
    if waiting:
        notes.append(f"{waiting:,} corrections wait until the merges of their records are decided.")
    if rest.over:
        notes.append(f"{rest.over:,} are of a kind that a policy allows, but over its limit.")
    return notes
