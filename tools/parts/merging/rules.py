"""The workspace's own rules for merges: which value survives, and which record stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from store.errors import BadInput, NotFound
from store.identity import stable_id
from store.ledger import MergeRule
from store.schema import entity
from tools.context import Context
from tools.parts.fields import field_named
from tools.parts.survivorship import RECORD, Rules, Setting
from tools.parts.survivorship.master import MASTER_RULES
from tools.parts.survivorship.settings import LOCKED

LABELS = {
    "survivor": "the value of the record that stays", "most_recent": "the most recent value",
    "most_trusted": "the value of the most trusted source",
    "most_complete": "the value of the most complete record", "longest": "the longest value",
    "max": "the largest or latest value", "min": "the smallest or earliest value",
    "union": "all texts together", "usual": "the usual spelling",
    "strictest": "the strictest consent", "furthest": "a customer stays a customer",
    "manual": "left for a person to settle",
}  # fmt: skip
RECORD_LABELS = {
    "min": "the oldest record", "max": "the newest record",
    "most_recent": "the record that changed last", "most_complete": "the most complete record",
    "most_trusted": "the record of the most trusted source",
}  # fmt: skip


def kept_rules(session: Session, workspace_id: str, table: str | None = None) -> list[MergeRule]:
    """The rules that the workspace has set, by table and field."""
    query = select(MergeRule).where(col(MergeRule.workspace_id) == workspace_id)
    if table is not None:
        query = query.where(col(MergeRule.table_name) == table)
    return list(session.exec(query.order_by(col(MergeRule.table_name), col(MergeRule.field_name))))


def rules_for(ctx: Context, table: str, said: Rules) -> Rules:
    """The rules of one merge: the workspace's, and over them what the person said just now."""
    kept = {
        rule.field_name: Setting(rule.rule, tuple(rule.sources), f"rule of {rule.set_by}")
        for rule in kept_rules(ctx.session, ctx.workspace.id, table)
    }
    return {**kept, **said}


def said_rules(table: str, prefer: str | None, fields: Sequence[str]) -> Rules:
    """What a person asked for in their sentence: one rule, for the fields that they named.

    Raises:
        BadInput: The rule cannot be set for one of them.
    """
    if prefer is None:
        return {}
    names = [name for word in fields if (name := named(table, word)) is not None]
    if fields and not names:
        return {}
    every = [s.name for s in entity(table).fields if s.name not in LOCKED]
    for name in names:
        check(table, name, prefer)
    return {name: Setting(prefer, origin="as asked") for name in names or every}


def named(table: str, word: str) -> str | None:
    """The field of a table that a word names, if it has one."""
    if word == RECORD:
        return RECORD
    spec = field_named(entity(table), word)
    return spec.name if spec is not None else None


def check(table: str, field: str, rule: str) -> None:
    """Refuse a rule that a field cannot follow.

    Raises:
        BadInput: It cannot.
    """
    if field in LOCKED:
        raise BadInput(
            f"No rule can be set for the {entity(table).field(field).label}: "
            "the strictest consent and a record's own id always stay.",
            hint="Choose another field.",
        )
    if field == RECORD and rule not in MASTER_RULES:
        raise BadInput(
            f"{LABELS.get(rule, rule).capitalize()} cannot say which record stays.",
            hint=f"Rules: {', '.join(RECORD_LABELS.values())}.",
        )
    if rule == "strictest":
        raise BadInput(
            "The strictest value is a rule for consent alone.",
            hint=f"Rules: {', '.join(LABELS.values())}.",
        )
    if (
        rule == "union"
        and field != RECORD
        and entity(table).field(field).kind not in {"long_text", "text"}
    ):
        raise BadInput(
            f"The {entity(table).field(field).label} holds one value; union is for texts.",
            hint="Further e-mails, phones, sites and names are kept beside it anyway.",
        )


def keep_rule(
    session: Session, workspace_id: str, table: str, field: str, rule: str, *,
    sources: Sequence[str] = (), by: str, now: datetime,
) -> MergeRule:  # fmt: skip
    """Set a rule; it takes the place of the one that was set for the field before.

    Raises:
        BadInput: The field cannot follow the rule, or trust needs sources and none are named.
    """
    check(table, field, rule)
    if rule == "most_trusted" and not sources:
        raise BadInput(
            "Which source is trusted most is not said.", hint="Name the sources, the best first."
        )
    key = stable_id("mru", workspace_id, table, field)
    row = session.get(MergeRule, (workspace_id, key)) or MergeRule(
        workspace_id=workspace_id, id=key, table_name=table, field_name=field, rule=rule,
        set_by=by, set_at=now,
    )  # fmt: skip
    row.rule, row.sources, row.set_by, row.set_at = rule, list(sources), by, now
    session.add(row)
    session.flush()
    return row


def drop_rule(session: Session, workspace_id: str, table: str, field: str) -> MergeRule:
    """Forget a rule; the usual one holds again.

    Raises:
        NotFound: None is set.
    """
    row = session.get(MergeRule, (workspace_id, stable_id("mru", workspace_id, table, field)))
    if row is None:
        label = field if field == RECORD else entity(table).field(field).label
        raise NotFound(
            f"No merge rule is set for the {label} of {entity(table).plural}.",
            hint="Ask to show the merge rules.",
        )
    session.delete(row)
    session.flush()
    return row
