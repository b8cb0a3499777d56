"""How merges choose values in this workspace: set a rule for a field, list them, forget one."""

from collections.abc import Sequence
from typing import Annotated, Literal

from store.errors import BadInput, NotFound
from store.ledger import MergeRule
from store.schema import entity
from tools.arguments import FieldName, TableName, choice, flag
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import Quoted
from tools.parts.merging.rules import (
    LABELS,
    RECORD_LABELS,
    check,
    drop_rule,
    keep_rule,
    kept_rules,
    named,
)
from tools.parts.survivorship import RECORD, default_rule
from tools.parts.survivorship.settings import LOCKED
from tools.result import Cell, Table

_TABLES = ("account", "contact", "lead")
_UNSETTABLE = frozenset({"strictest", "furthest"})
CONSENT_NOTE = (
    "Consent always takes the strictest value; further e-mails, phones, sites and names are kept "
    "beside the one that survives."
)

Action = Annotated[
    Literal["list", "set", "forget"],
    choice(
        set=("whenever", "every time", "each time", "always keep",
             "always take", "always use", "always prefer", "from now on",
             "should win", "must win", "set the", "set a", "in future", "going forward",
             "prefer", "merging keep", "merging take", "merging use", "when merging always",
             "merges take", "merges keep", "merges use", "wins in merges", "wins when merging",
             "trust", "make it a rule", "as a rule", "as master", "take the", "use the"),
        forget=("forget", "remove the", "delete the", "reset", "back to the usual",
                "drop the rule", "undo the rule", "clear the", "remove", "delete", "clear"),
        list=("show", "list", "what are", "which rules", "which rule", "how do you choose",
              "how do merges choose", "how does a merge decide"),
    ),
]  # fmt: skip
RuleName = Annotated[
    Literal[
        "survivor", "most_recent", "most_trusted", "most_complete", "longest", "max", "min",
        "union", "usual", "manual",
    ],
    choice(
        survivor=("own value", "value of the record that stays", "survivor's", "master's",
                  "only fill blanks", "never overwrite"),
        most_recent=("most recent", "most recently", "newest", "latest", "last changed",
                     "freshest", "recent"),
        most_trusted=("most trusted", "trust", "trusted source", "best source"),
        most_complete=("most complete", "fullest"),
        longest=("longest", "longer"),
        max=("largest", "highest", "biggest", "maximum", "max"),
        min=("smallest", "lowest", "earliest", "minimum", "oldest", "min"),
        union=("all texts", "keep both", "combine", "union", "join them", "both texts"),
        usual=("usual spelling", "most common", "most frequent"),
        manual=("ask me", "manual", "by hand", "leave it to me", "let me decide"),
    ),
]  # fmt: skip
RecordWord = Annotated[
    bool,
    flag("record stays", "record survives", "which record", "master record", "surviving record",
         "record is kept", "record wins", "as master", "as the master", "record as master",
         "record as the survivor", "as the survivor"),
]  # fmt: skip
Every = Annotated[
    bool,
    flag("all merge rules", "all the merge rules", "every merge rule", "all rules",
         "the merge rules", "default merge rules", "all of them", "survivorship rules"),
]  # fmt: skip


@tool(effect="proposes", role="ops_manager", at_once=("set", "forget"))
def merge_rules(
    ctx: Context,
    *,
    action: Action = "list",
    tables: list[TableName] = [],  # noqa: B006 - pydantic copies a default
    record: RecordWord = False,
    rule: RuleName | None = None,
    fields: list[FieldName] = [],  # noqa: B006 - as above
    sources: list[Quoted] = [],  # noqa: B006 - as above
    every: Every = False,
) -> Result:
    """Show, set or forget the rules by which merges choose the surviving value of each field.

    A rule that is set holds for later proposals; it changes no record. Consent always takes the
    strictest value, and no rule changes that.

    Args:
        action: List the rules, set one, or forget one.
        tables: account, contact or lead; all three that have the field unless said.
        record: The rule is about which record stays, not about a field.
        rule: Which value survives: that of the record that stays, the most recent, from the most
            trusted source, of the most complete record, the longest, the largest, the smallest,
            all texts, the usual spelling, or left for a person.
        fields: The fields that it is about.
        sources: For the most trusted: the sources, the best first.
        every: To forget: all rules that are set, of these tables if any are named.

    Raises:
        BadInput: The rule or the field is missing, or does not fit.
        NotFound: No rule is set for the field.
    """
    if action == "list":
        return _listed(ctx, tables)
    names = [*fields, *([RECORD] if record else [])]
    if action == "forget" and every and not names:
        return _cleared(ctx, tables)
    if not names:
        raise BadInput(
            "It is not said which field the rule is for.",
            hint="Say for example: always keep the most recent phone when accounts are merged.",
        )
    places = _places(tables, names)
    if action == "forget":
        gone = [
            drop_rule(ctx.session, ctx.workspace.id, t, n) for t, n in places if _is_set(ctx, t, n)
        ]
        if not gone:
            drop_rule(ctx.session, ctx.workspace.id, *places[0])
        return _said(ctx, [f"Forgotten: {_where(r)} follows the usual rule again." for r in gone])
    rule = rule or ("most_trusted" if sources else None)
    if rule is None:
        raise _unsaid(places)
    kept = [
        keep_rule(ctx.session, ctx.workspace.id, t, n, rule, sources=sources, by=ctx.actor.id,
                  now=ctx.now)
        for t, n in places
    ]  # fmt: skip
    return _said(
        ctx, [f"{_where(row).capitalize()}: {_label(row)} survives merges." for row in kept]
    )


def _cleared(ctx: Context, tables: Sequence[str]) -> Result:
    """Every rule that was set is forgotten."""
    gone = [row for row in kept_rules(ctx.session, ctx.workspace.id)
            if not tables or row.table_name in tables]  # fmt: skip
    if not gone:
        raise NotFound("No merge rule is set.", hint="Every field follows the usual one.")
    for row in gone:
        drop_rule(ctx.session, ctx.workspace.id, row.table_name, row.field_name)
    return _said(ctx, [f"Forgotten: {_where(r)} follows the usual rule again." for r in gone])


def _unsaid(places: Sequence[tuple[str, str]]) -> BadInput:
    """That no rule is named.

    Raises:
        BadInput: The fields can follow none but the usual one.
    """
    names = {name: table for table, name in places}
    if names.keys() <= LOCKED:
        check(*places[0], "survivor")
    labels = RECORD_LABELS if names.keys() == {RECORD} else LABELS
    which = [
        RECORD if name == RECORD else entity(table).field(name).label
        for name, table in names.items()
    ]
    known = [label for rule, label in labels.items() if rule not in _UNSETTABLE]
    return BadInput(
        f"It is not said which {' and '.join(which)} survives.", hint=f"Rules: {', '.join(known)}."
    )


def _places(tables: Sequence[str], words: Sequence[str]) -> list[tuple[str, str]]:
    """The tables and fields that some words name; a table that lacks a field is left out.

    Raises:
        BadInput: No table has any of the fields.
    """
    found = [
        (table, name)
        for table in (tables or _TABLES)
        for word in words
        if (name := named(table, word)) is not None
    ]
    if not found:
        entity((tables or _TABLES)[0]).field(words[0])
    return found


def _is_set(ctx: Context, table: str, name: str) -> bool:
    return any(r.field_name == name for r in kept_rules(ctx.session, ctx.workspace.id, table))


def _where(row: MergeRule) -> str:
    if row.field_name == RECORD:
        return f"the {entity(row.table_name).label} that stays"
    return f"{entity(row.table_name).label} {entity(row.table_name).field(row.field_name).label}"


def _label(row: MergeRule) -> str:
    labels = RECORD_LABELS if row.field_name == RECORD else LABELS
    told = labels.get(row.rule, row.rule)
    return f"{told} ({', then '.join(row.sources)})" if row.sources else told


def _said(ctx: Context, sentences: list[str]) -> Result:
    rows = kept_rules(ctx.session, ctx.workspace.id)
    return Result(
        say=" ".join(sentences) + " It holds for later proposals; no record was changed.",
        tables=[_set_table(rows)] if rows else [], facts={"rules": len(rows)},
    )  # fmt: skip


def _listed(ctx: Context, tables: Sequence[str]) -> Result:
    rows = [
        r for r in kept_rules(ctx.session, ctx.workspace.id) if not tables or r.table_name in tables
    ]
    say = "No merge rule is set: every field follows the usual one."
    if rows:
        say = " ".join(f"{_where(row).capitalize()}: {_label(row)}." for row in rows)
        say += " Every other field follows the usual rule."
    usual: list[list[Cell]] = [
        [entity(table).label, spec.label, LABELS[default_rule(spec)]]
        for table in (tables or _TABLES)
        for spec in entity(table).fields
    ]
    return Result(
        say=say,
        tables=[
            *([_set_table(rows)] if rows else []),
            Table(
                name="usual_rules", title="The usual rules",
                columns=["Record", "Field", "Survives"], units=["text"] * 3, rows=usual,
                total=len(usual),
            ),
        ],
        notes=[CONSENT_NOTE],
        facts={"rules": len(rows)},
    )  # fmt: skip


def _set_table(rows: Sequence[MergeRule]) -> Table:
    return Table(
        name="merge_rules", title="Rules that were set",
        columns=["For", "Survives", "Set by", "On"], units=["text", "text", "text", "date"],
        rows=[[_where(r), _label(r), r.set_by, r.set_at.date()] for r in rows], total=len(rows),
    )  # fmt: skip
