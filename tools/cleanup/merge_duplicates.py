"""Merges of duplicate records, proposed as one change set with the choice behind every value."""

from collections.abc import Sequence
from typing import Annotated, Literal

from store.changes import Draft, drafts_of
from store.changes import find as find_set
from store.changes.titles import merge_title
from store.errors import BadInput
from store.schema import entity
from tools.arguments import FieldName, Filters, TableName, choice
from tools.cleanup.find_duplicates import chosen_ids
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import Same
from tools.parts.ledger.conditions import same_in
from tools.parts.ledger.preview import effects_table, groups_table
from tools.parts.matching.records import find
from tools.parts.merging.effects import by_table, effects
from tools.parts.merging.levels import DOUBTED, SURE
from tools.parts.merging.planning import Planned, planned
from tools.parts.merging.rules import rules_for, said_rules
from tools.parts.merging.showing import SHOWN, conflicts_table, merges_table, values_table
from tools.parts.survivorship import RECORD, Rules, Setting
from tools.result import Figure

_DEFAULT = ("account", "contact")
_TABLES = ("account", "contact", "lead")
"""What can be merged, in the order in which it is: accounts first, as contacts belong to them."""

Tier = Annotated[
    Literal["auto", "review"],
    choice(
        auto=SURE,
        review=("all of them", "all duplicates", "likely", "everything that looks", *DOUBTED),
    ),
]  # fmt: skip
Keep = Annotated[
    Literal["usual", "oldest", "newest", "changed_last", "most_complete"],
    choice(
        oldest=("keep the oldest", "oldest record", "oldest one", "oldest stays", "oldest wins",
                "into the oldest", "first created"),
        newest=("keep the newest", "newest record", "newest one", "newest stays", "newest wins",
                "into the newest", "last created"),
        changed_last=("keep the most recently updated", "most recently changed record",
                      "record that changed last", "last modified record", "freshest record",
                      "keep the freshest", "whichever was updated last", "updated last",
                      "whichever changed last", "last updated record", "last changed record",
                      "most recently updated record"),
        most_complete=("keep the most complete", "most complete record", "keep the fullest",
                       "fullest record", "record with most fields", "most complete one"),
    ),
]  # fmt: skip
Prefer = Annotated[
    Literal["survivor", "most_recent", "most_complete", "longest", "usual", "manual"],
    choice(
        most_recent=("most recent values", "newest values", "latest values", "most recent value",
                     "most recent", "newest", "latest", "prefer recent"),
        longest=("longest values", "longest", "longer"),
        most_complete=("values of the most complete", "best filled", "prefer the most complete"),
        survivor=("keep the master's", "master wins", "survivor wins", "only fill blanks",
                  "only fill in blanks", "fill blanks only", "never overwrite"),
    ),
]  # fmt: skip
_RECORD_RULES = {"oldest": "min", "newest": "max", "changed_last": "most_recent",
                 "most_complete": "most_complete"}  # fmt: skip


@tool(effect="proposes")
def merge_duplicates(
    ctx: Context,
    tables: list[TableName] = [],  # noqa: B006 - pydantic copies a default
    *,
    tier: Tier = "auto",
    where: Filters = [],  # noqa: B006 - as above
    keep: Keep = "usual",
    prefer: Prefer | None = None,
    prefer_for: list[FieldName] = [],  # noqa: B006 - as above
    same: Same | None = None,
) -> Result:
    """Propose merging duplicate records: which stays, what it says afterwards, and what moves.

    The record with most open deals, then most activity, stays; each field says which rule chose
    its value; deals, contacts and activities of the others move to it. All tables go into one
    change set. Nothing changes until somebody approves, and an approved merge can be undone.

    Args:
        tables: account, contact, lead; without any, accounts and contacts.
        tier: auto merges the groups that are safe; review those that only look alike as well.
        where: Only groups that hold a record that meets these conditions.
        keep: Which record stays: as usual, or the oldest, the newest, the one that changed last,
            the most complete.
        prefer: The rule that chooses values, for this time: the most recent, the longest, that of
            the most complete record, only fill blanks (survivor). Consent is always the strictest.
        prefer_for: The fields that `prefer` holds for; all of them unless named.
        same: Only groups that have the same e-mail, domain, phone, address, name or company.

    Raises:
        BadInput: A table holds neither companies nor people, or a condition cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    _check(tables)
    merges: list[Planned] = []
    moved: dict[str, str] = {}
    sizes: dict[str, int] = {}
    left: dict[str, int] = {}
    for name in sorted(tables or _DEFAULT, key=_TABLES.index):
        found = find(ctx, name)
        sizes[name], left[name] = len(found.rows), len(found.review) if tier == "auto" else 0
        review = found.review if tier == "review" else []
        looked_at = {i for cluster in review for i in cluster.members}
        safe = [c for c in found.safe if looked_at.isdisjoint(c.members)]
        chosen = found.touching([*safe, *review], chosen_ids(ctx, name, where))
        rules = rules_for(ctx, name, _said(name, keep, prefer, prefer_for))
        all_of = planned(ctx, found, chosen, rules, moved)
        some = [m for m in all_of if same is None or same_in(m.agrees, same)]
        moved |= {str(row["id"]): str(merge.keep["id"]) for merge in some for row in merge.others}
        merges += some
    if not merges:
        return _nothing(ctx, tables, tier)
    return _proposed(ctx, merges, sizes, left)


def _check(tables: Sequence[str]) -> None:
    strange = sorted(set(tables) - set(_TABLES))
    if strange:
        raise BadInput(
            f"Duplicates are merged among accounts, contacts and leads, not {strange[0]}.",
            hint="Ask for one of those.",
        )


def _said(table: str, keep: str, prefer: str | None, fields: Sequence[str]) -> Rules:
    """The rules that the sentence itself sets."""
    said = dict(said_rules(table, prefer, fields))
    if keep in _RECORD_RULES:
        said[RECORD] = Setting(_RECORD_RULES[keep], origin="as asked")
    return said


def _proposed(
    ctx: Context, merges: Sequence[Planned], sizes: dict[str, int], left: dict[str, int]
) -> Result:
    drafts = drafts_of(ctx.session, ctx.workspace.id, [merge.as_merge() for merge in merges])
    title = _title(merges)
    made = ctx.propose(title, "merge_duplicates", drafts, effects(ctx, merges, sizes))
    figures = _figures(ctx, merges, drafts, sizes)
    moved = effects_table(find_set(ctx.session, ctx.workspace.id, made.id))
    tables = [
        groups_table(ctx, made.id), *moved,
        merges_table(merges), values_table(ctx, merges), conflicts_table(ctx, merges),
    ]  # fmt: skip
    return Result(
        say=f"I propose to {title[0].lower() + title[1:]}; {_moving(figures[-1])}. "
        "Nothing changes until you approve, and it can be undone.",
        figures=figures, tables=[table for table in tables if table.rows], change_sets=[made],
        notes=_notes(merges, left), facts={"merges": len(merges)},
    )  # fmt: skip


def _title(merges: Sequence[Planned]) -> str:
    return merge_title({
        table: (sum(len(m.others) for m in mine), len(mine))
        for table, mine in by_table(merges).items()
    })  # fmt: skip


def _moving(figure: Figure) -> str:
    if not figure.value:
        return "nothing is linked to those that go"
    return f"{figure.text} linked {'record moves' if figure.value == 1 else 'records move'} along"


def _figures(
    ctx: Context, merges: Sequence[Planned], drafts: Sequence[Draft], sizes: dict[str, int]
) -> list[Figure]:
    figures = []
    for table, mine in by_table(merges).items():
        plural = entity(table).plural
        gone = [str(row["id"]) for m in mine for row in m.others]
        figures += [
            ctx.figure(
                "merges", len(gone), "count", label=f"{plural} merged away",
                definition=f"Duplicate {plural} that become part of another record.",
                formula="sum over groups of records - 1", n=sizes[table],
                row_table=table, row_ids=gone,
            ),
            ctx.figure(
                "merge_groups", len(mine), "count", label=f"groups of {plural} that become one",
                definition="Groups of duplicates, each of which becomes one record.",
                formula="count of groups", n=sizes[table], row_table=table,
                row_ids=[str(m.keep["id"]) for m in mine],
            ),
        ]  # fmt: skip
    moves = {(d.table, d.row_id) for d in drafts if d.kind == "move"}
    by_kind = {name: sum(table == name for table, _ in moves) for name, _ in sorted(moves)}
    return [
        *figures,
        ctx.figure(
            "moved_records", len(moves), "count", label="linked records that move",
            definition="Deals, contacts, activities and others that point at a merged record.",
            formula="count of rows that would point elsewhere", inputs=by_kind,
        ),
    ]  # fmt: skip


def _notes(merges: Sequence[Planned], left: dict[str, int]) -> list[str]:
    notes = [
        f"{count:,} more groups of {entity(table).plural} need a person's look and are not here."
        for table, count in left.items()
        if count
    ]
    disagreeing = sum(1 for m in merges if any(made.lost for made in m.decisions))
    if disagreeing:
        one = "merge joins" if disagreeing == 1 else "merges join"
        notes.append(
            f"{disagreeing:,} {one} records that disagree somewhere; what is not kept is listed, "
            "and stays on the merged record."
        )
    if len(merges) > SHOWN:
        notes.append(
            f"{SHOWN} of {len(merges):,} merges are listed; the set holds all. Say for example "
            "“only group 1”, “drop group 2”, “only above 99 %” or “not the Acme ones”."
        )
    return notes


def _nothing(ctx: Context, tables: Sequence[str], tier: str) -> Result:
    names = " and ".join(entity(name).plural for name in tables or _DEFAULT)
    none = ctx.figure(
        "merges", 0, "count", label="duplicates to merge", formula="count of groups",
        definition="Groups of duplicates that would become one record.",
    )  # fmt: skip
    safe = "safe " if tier == "auto" else ""
    return Result(
        say=f"There are no {safe}duplicates to merge among {names}.", figures=[none],
        facts={"merges": 0},
    )  # fmt: skip
