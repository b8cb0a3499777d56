"""Records that are one company or person: groups, how sure, and why."""

from collections.abc import Sequence
from typing import Annotated, Literal

from sqlalchemy import select

from store.schema import entity
from tools.arguments import Filter, Filters, TableName, choice
from tools.contract import Context, Result, tool
from tools.parts.matching.crossing import known_leads
from tools.parts.matching.outcome import Cluster
from tools.parts.matching.records import TABLES, Found, find
from tools.parts.matching.wording import GROUPS_SHOWN, clusters_table, known_table
from tools.parts.merging.levels import DOUBTED, SURE
from tools.parts.paths import table_of
from tools.parts.query import where as rows_where
from tools.result import Figure

_GROUPS_IN_FACTS = 500


@tool(effect="reads")
def find_duplicates(
    ctx: Context,
    table: TableName | None = None,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    tier: Annotated[
        Literal["all", "auto", "review"],
        choice(auto=(*SURE, "safe groups"), review=DOUBTED, all=("all tiers", "both kinds")),
    ] = "all",
) -> Result:
    """Find records that are the same company or person, with the reasons for each group.

    Groups are safe to merge, or worth a person's look. Colleagues, families, namesakes, branches
    and parent companies are told apart; no one number or shared mailbox makes a match. Asked about
    leads alone, it also finds those that are contacts already, or whose company is an account.

    Args:
        table: account, contact or lead; without it, all three.
        where: Only groups that hold a record that meets these conditions.
        tier: Every group, those that are safe to merge (auto), or those worth a look (review).

    Raises:
        BadInput: The table holds neither companies nor people, or a condition cannot be read.
        NotFound: A condition names a value that is not in the store.

    Source:
        I. Fellegi and A. Sunter, "A theory for record linkage" (1969); weights learnt from the
        workspace's own records.
    """
    found = [find(ctx, name) for name in ([table] if table else TABLES)]
    parts = [_part(ctx, one, where, tier) for one in found]
    if table == "lead" and not where:
        parts += [_known(ctx, other) for other in ("contact", "account")]
    return Result(
        say=" ".join(part.say for part in parts if part.say),
        figures=[f for part in parts for f in part.figures],
        tables=[t for part in parts for t in part.tables],
        notes=[n for part in parts for n in part.notes],
        facts={one.table: part.facts for one, part in zip(found, parts, strict=False)},
    )


def _known(ctx: Context, other: Literal["contact", "account"]) -> Result:
    """Which leads are contacts already, or at companies that are accounts."""
    known = known_leads(ctx, other)
    label, plural = entity(other).label, entity(other).plural
    if not known:
        return Result(say="")
    n = len(known)
    figure = ctx.figure(
        f"leads_known_as_{other}s", n, "count", label=f"leads known as {plural}", n=n,
        definition=f"Live leads that are more likely than not one with a live {label}"
        if other == "contact" else "Live leads whose company is more likely than not an account.",
        formula="Fellegi-Sunter weights, guarded clusters over both tables", row_table="lead",
        row_ids=[one.lead for one in known],
    )  # fmt: skip
    is_are = "lead is" if n == 1 else "leads are"
    where = f"{'a ' if n == 1 else ''}{label if n == 1 else plural} already"
    said = where if other == "contact" else "at a company that is an account"
    return Result(
        say=f"{figure.text} {is_are} {said}.", figures=[figure],
        tables=[known_table(ctx, other, known)],
        notes=[] if n <= GROUPS_SHOWN else [f"{GROUPS_SHOWN} of {n} known leads are listed."],
    )  # fmt: skip


def _part(ctx: Context, found: Found, where: Sequence[Filter], tier: str) -> Result:
    ids = chosen_ids(ctx, found.table, where)
    safe, review = found.touching(found.safe, ids), found.touching(found.review, ids)
    figures = _figures(ctx, found, safe, review)
    plural = entity(found.table).plural
    if not safe and not review:
        said = entity(found.table).label if figures[0].value == 1 else plural
        return Result(say=f"No duplicates among {figures[0].text} {said}.", figures=figures)
    listed = [*(safe if tier != "review" else []), *(review if tier != "auto" else [])]
    shown = min(len(listed), GROUPS_SHOWN)
    notes = [] if shown == len(safe) + len(review) else [
        f"{plural.capitalize()}: {shown} of {len(safe) + len(review)} groups are listed."
    ]  # fmt: skip
    return Result(
        say=_sentence(plural, figures), figures=figures,
        tables=[clusters_table(ctx, found, listed)], notes=notes,
        facts={
            "safe": [found.ids(c) for c in safe[:_GROUPS_IN_FACTS]],
            "review": [found.ids(c) for c in review[:_GROUPS_IN_FACTS]],
        },
    )  # fmt: skip


def chosen_ids(ctx: Context, table: str, where: Sequence[Filter]) -> set[str] | None:
    """The ids of the records that meet the conditions; None when there are no conditions."""
    if not where:
        return None
    query = select(table_of(table).c.id).where(rows_where(ctx, table, where))
    return set(ctx.session.connection().scalars(query))


def _figures(
    ctx: Context, found: Found, safe: Sequence[Cluster], review: Sequence[Cluster]
) -> list[Figure]:
    plural, n = entity(found.table).plural, len(found.rows)
    extra = sum(len(c.members) - 1 for c in safe)
    read = ctx.figure(
        "records_matched", n, "count", label=f"{plural} compared", n=n,
        definition=f"Live {plural} that were compared.", formula="count of live rows",
    )  # fmt: skip
    groups = ctx.figure(
        "safe_duplicate_groups", len(safe), "count", label=f"safe groups of {plural}", n=n,
        definition=f"Groups whose every link scores at least {found.tiers.safe:.0f} bits "
        f"({2**found.tiers.safe:.0f} to 1) "
        "with no guard against it.", formula="Fellegi-Sunter weights, guarded clusters",
        row_table=found.table, row_ids=[i for c in safe for i in found.ids(c)],
    )  # fmt: skip
    surplus = ctx.figure(
        "surplus_records", extra, "count", label=f"surplus {plural}", n=n,
        definition="Records that would go if every safe group became one.",
        formula="sum over safe groups of records - 1",
    )  # fmt: skip
    doubtful = ctx.figure(
        "review_duplicate_groups", len(review), "count", label=f"groups of {plural} to look at",
        n=n, definition="Groups that are more likely one than not, but not safely so.",
        formula="Fellegi-Sunter weights, guarded clusters", row_table=found.table,
        row_ids=[i for c in review for i in found.ids(c)],
    )  # fmt: skip
    return [read, groups, surplus, doubtful]


def _sentence(plural: str, figures: Sequence[Figure]) -> str:
    read, groups, surplus, doubtful = figures
    one = groups.value == 1
    safe = (
        f"{groups.text} {'group is' if one else 'groups are'} safe to merge "
        f"({surplus.text} surplus {'record' if surplus.value == 1 else 'records'})"
        if groups.value
        else "none is safe to merge as it stands"
    )
    more = f", and {doubtful.text} more to look at" if doubtful.value else ""
    return f"Among {read.text} {plural}, {safe}{more}."
