"""What a clean-up did, what waits for a person, and what it left alone and why."""

from collections import Counter
from collections.abc import Sequence

from store.policies import TakenBack
from tools.context import Context
from tools.parts.deal_cards import cards
from tools.parts.normalise.survey import Survey
from tools.parts.staleness import Judgement
from tools.parts.upkeep.allowing import Share
from tools.result import Cell, ChangeSetRef, Figure, Result, Table

ROWS_SHOWN = 60
DEALS_SHOWN = 20
_RULE_COLUMNS = ["field", "rule", "records", "samples"]
_RULE_UNITS = ["text", "text", "count", "text"]

Fixed = Sequence[tuple[Share, ChangeSetRef]]


def figures(
    ctx: Context, found: Sequence[Survey], fixed: Fixed, rest: Share, waiting: int
) -> list[Figure]:
    """Values read, corrections that a policy allows, those that wait, and those left alone."""
    read = sum(one.filled for one in found)
    doubtful = sum(one.doubtful for one in found)
    counts = (
        ("values_read", read, "values read", "Values of the fields that have a rule."),
        ("fixed_by_policy", sum(len(share) for share, _ in fixed), "corrections by policy",
         "Corrections that a standing policy allows."),
        ("needs_approval", len(rest), "corrections that need approval",
         "Corrections that no policy allows."),
        ("left_alone", doubtful + waiting, "values left alone",
         "Values that only a person can settle, or whose record waits for a merge."),
    )  # fmt: skip
    return [
        ctx.figure(name, value, "count", label=label, definition=words, formula="count", n=read)
        for name, value, label, words in counts
    ]


def stale_figures(ctx: Context, judged: Sequence[Judgement]) -> list[Figure]:
    """How many open deals are stale."""
    stale = [one.deal.id for one in judged if one.stale]
    return [
        ctx.figure(
            "stale_deals", len(stale), "count", label="stale deals", n=len(judged),
            definition="Open deals with signs of staleness that weigh 2 or more.", formula="count",
            row_table="opportunity", row_ids=stale,
        )
    ]  # fmt: skip


def sentence(
    ctx: Context, told: Sequence[Figure], merges: Result, stale: Sequence[Judgement],
    back: TakenBack,
) -> str:  # fmt: skip
    """The digest in a few sentences."""
    by_name = {figure.metric: figure for figure in told}
    parts = []
    if by_name["fixed_by_policy"].value:
        parts.append(f"{by_name['fixed_by_policy'].text} corrections fall under standing policies")
    if by_name["needs_approval"].value:
        parts.append(f"{by_name['needs_approval'].text} corrections need your approval")
    if merges.change_sets:
        groups = int(merges.change_sets[0].counts.get("groups", 0))
        noun = "merge of safe duplicates" if groups == 1 else "merges of safe duplicates"
        parts.append(f"{groups:,} {noun} {'needs' if groups == 1 else 'need'} your approval")
    left = by_name["left_alone"]
    parts.append(f"{left.text} {'value' if left.value == 1 else 'values'} left alone")
    deals = f"{len(stale):,} open {'deal is' if len(stale) == 1 else 'deals are'} stale"
    paused = " It is paused, so everything is only proposed." if back.paused else ""
    if not by_name["fixed_by_policy"].value and not by_name["needs_approval"].value:
        clean = f"nothing to correct among {by_name['values_read'].text} values"
        parts.insert(0, clean)
    return f"Clean-up of {ctx.today}: {', '.join([*parts, deals])}.{paused}"


def fixed_table(fixed: Fixed) -> list[Table]:
    """What standing policies allow, by field and rule."""
    rows: list[list[Cell]] = [
        [where, reason, count, "; ".join(samples)]
        for share, _ in fixed
        for where, reason, count, samples in share.by_rule()
    ]
    return _rules("fixed", "Allowed by standing policies", rows)


def rest_table(rest: Share) -> list[Table]:
    """What needs approval, by field and rule."""
    rows: list[list[Cell]] = [
        [where, reason, count, "; ".join(samples)]
        for where, reason, count, samples in rest.by_rule()
    ]
    return _rules("needs_approval", "Needs your approval, by rule", rows)


def _rules(name: str, title: str, rows: list[list[Cell]]) -> list[Table]:
    if not rows:
        return []
    return [
        Table(
            name=name, title=title, columns=_RULE_COLUMNS, units=_RULE_UNITS,
            rows=rows[:ROWS_SHOWN], total=len(rows),
        )
    ]  # fmt: skip


def skipped_table(found: Sequence[Survey]) -> list[Table]:
    """What was left alone, by field, with a sample and the reason."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    for one in found:
        for value, (reason, ids) in one.doubts.items():
            counts[one.where] += len(ids)
            first.setdefault(one.where, (value, reason))
    rows: list[list[Cell]] = [[where, n, *first[where]] for where, n in counts.most_common()]
    if not rows:
        return []
    return [
        Table(
            name="skipped", title="Left alone: only a person can say",
            columns=["field", "records", "sample", "why"], units=["text", "count", "text", "text"],
            rows=rows[:ROWS_SHOWN], total=len(rows),
        )
    ]  # fmt: skip


def stale_table(ctx: Context, judged: Sequence[Judgement]) -> list[Table]:
    """The most stale deals; nothing is done about them here."""
    stale = [one for one in judged if one.stale]
    if not stale:
        return []
    shown = stale[:DEALS_SHOWN]
    known = cards(ctx, [one.deal.id for one in shown])
    rows: list[list[Cell]] = [[*known[one.deal.id].cells, one.words] for one in shown]
    return [
        Table(
            name="stale_deals", title="Stale deals: say “close the dead deals” or “nudge owners”",
            columns=["deal", "owner", "stage", "amount", "why"],
            units=["text", "text", "text", ctx.workspace.currency, "text"], rows=rows,
            total=len(stale), row_table="opportunity", row_ids=[one.deal.id for one in shown],
        )
    ]  # fmt: skip
