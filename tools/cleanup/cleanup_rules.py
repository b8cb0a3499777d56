"""The rules that people teach the clean-up: shown, learned from a sentence, forgotten on one."""

from collections.abc import Sequence
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from store import rules
from store.errors import Refused
from store.lessons import learn_from_decisions
from store.rules import Lesson
from store.schema import entity
from store.trail import Run
from store.upkeep import CleanupRule
from tools.arguments import FieldName, Slot, TableName, Words, choice
from tools.contract import Context, Result, tool
from tools.parts.fields import field_named
from tools.parts.normalise.survey import TABLES
from tools.parts.teaching import Told, holds, told
from tools.result import Cell, Figure, Question, Table

ROWS_SHOWN = 200
Value = Annotated[str, Words(slot=Slot.TEXT)]
_HOW = {
    "said": "somebody said so", "approved": "the correction was approved",
    "edited": "somebody wrote it over a correction", "rejected": "the correction was turned down",
    "undone": "the correction was undone",
}  # fmt: skip


@tool(effect="proposes", role="ops_manager", at_once=("learn", "forget"))
def cleanup_rules(
    ctx: Context,
    *,
    action: Annotated[
        Literal["list", "learn", "forget"],
        choice(
            learn=(
                "always write",
                "always use",
                "always spell",
                "from now on",
                "remember",
                "learn",
                "whenever",
                "never change",
                "never touch",
            ),
            forget=("forget", "unlearn", "remove", "delete", "drop", "stop changing"),
        ),
    ] = "list",
    value: Value | None = None,
    written: Value | None = None,
    table: TableName | None = None,
    fields: list[FieldName] = [],  # noqa: B006 - pydantic copies a default
) -> Result:
    """Show, learn or forget the rules of clean-up: always write IBM for I.B.M., never change eBay.

    A rule is about one whole value, and is learned only from what a person wrote, never from a
    record, a file or a model. Later clean-ups follow it and propose; nothing changes at once.

    Args:
        action: Show the rules, learn one, or forget one.
        value: The value as it is found in the records; to forget, either value of the rule.
        written: How that value is to be written; without it, the value stays as it is.
        table: The records that the rule is about; without it, all.
        fields: The fields that the rule is about; without it, all.

    Raises:
        Refused: The values do not stand in the person's own words.
        BadInput: The rule changes nothing, or a value is too long.
        NotFound: There is no rule to forget about that value.
    """
    learn_from_decisions(ctx.session, ctx.workspace.id, ctx.now)
    meant = _meant(ctx, action, value, written)
    if meant is None:
        return _asked(action)
    if meant.action == "learn":
        return _learned(ctx, meant, _places(meant.where, table, fields))
    if meant.action == "forget":
        return _forgotten(ctx, meant)
    return _listed(ctx)


def _meant(
    ctx: Context, action: Literal["list", "learn", "forget"], value: str | None,
    written: str | None,
) -> Told | None:  # fmt: skip
    """What the person's own sentence says; what a model made of it only where it says the same."""
    words = _own_words(ctx)
    sentence = told(words) if words is not None else None
    if sentence is not None:
        return sentence
    if action == "list":
        return Told("list")
    if not value:
        return None
    strange = [v for v in (value, written) if v and words is not None and not holds(words, v)]
    if strange:
        raise Refused(
            f"A rule is learned only from a person's words, and {strange[0]!r} is not in them.",
            hint="Ask the person to say it: always write this for that.",
        )
    return Told(action, value, written)


def _own_words(ctx: Context) -> str | None:
    """What the person wrote in this run; None when a person calls the tool by hand."""
    if ctx.run_id is None and ctx.actor.kind == "person":
        return None
    if ctx.run_id is None:
        return ""
    run = ctx.session.get(Run, (ctx.workspace.id, ctx.run_id))
    return run.asked if run is not None and ctx.actor.kind == "person" else ""


def _asked(action: str) -> Result:
    verb = "forget" if action == "forget" else "learn"
    text = f"Which rule shall I {verb}? For example: " + (
        "forget the IBM rule." if verb == "forget" else "always write IBM for I.B.M."
    )
    return Result(say=text, questions=[Question(text=text, slot="value")])


def _learned(ctx: Context, meant: Told, places: Sequence[tuple[str, str]]) -> Result:
    made = [
        rules.learn(
            ctx.session, ctx.workspace.id,
            Lesson(meant.found, meant.written, place, name), by=ctx.actor.id, now=ctx.now,
        )
        for place, name in places
    ]  # fmt: skip
    return Result(
        say=f"Learned: {_in_words(made[0])}{_where(made)}. From the next clean-up on I follow it; "
        "say “normalise” to see what it changes now.",
        reading=_in_words(made[0]), tables=[_table(ctx, made)],
        facts={"rules": [rule.id for rule in made], "action": "learn"},
    )  # fmt: skip


def _forgotten(ctx: Context, meant: Told) -> Result:
    gone = rules.forget(ctx.session, ctx.workspace.id, meant.found, by=ctx.actor.id, now=ctx.now)
    said = _told(gone)
    return Result(
        say=f"Forgotten: {said}. Records stay as they are.", tables=[_table(ctx, gone)],
        facts={"rules": [rule.id for rule in gone], "action": "forget"},
    )  # fmt: skip


def _listed(ctx: Context) -> Result:
    found = rules.in_force(ctx.session, ctx.workspace.id)
    figure = _figure(ctx, found)
    if not found:
        return Result(
            say="No clean-up rule has been learned yet. Teach one: always write IBM for I.B.M.",
            figures=[figure], facts={"rules": [], "action": "list"},
        )  # fmt: skip
    are = "is 1 clean-up rule" if len(found) == 1 else f"are {len(found):,} clean-up rules"
    newest = _told(found[::-1])
    return Result(
        say=f"There {are}. The newest: {newest}. To drop one, say “forget the "
        f"{found[-1].found} rule”.",
        figures=[figure], tables=[_table(ctx, found)],
        facts={"rules": [rule.id for rule in found], "action": "list"},
    )  # fmt: skip


def _figure(ctx: Context, found: Sequence[CleanupRule]) -> Figure:
    return ctx.figure(
        "cleanup_rules", len(found), "count", label="clean-up rules in force", n=len(found),
        definition="Rules that people taught and nobody has taken back.", formula="count",
    )  # fmt: skip


def _places(where: str, table: str | None, fields: Sequence[str]) -> list[tuple[str, str]]:
    """The (table, field) pairs that a rule is for; empty words mean everywhere."""
    said = where.casefold()
    for ending in ("fields", "field", "columns", "column", "names", "name"):
        said = said.removesuffix(ending).strip() or said
    named = next((e.name for e in map(entity, TABLES) if said in {e.label, e.plural}), None)
    names = [table or named] if table or named else list(TABLES)
    words = [*fields, *([said] if said and not named else [])]
    found = [
        (str(name), spec.name)
        for name in names
        for word in words
        for form in (word, word.removesuffix("s"), f"{word.removesuffix('ies')}y")
        if (spec := field_named(entity(str(name)), form)) is not None
    ]
    return list(dict.fromkeys(found)) or [(table or named or "", "")]


def _in_words(rule: CleanupRule) -> str:
    if rule.written is None:
        return f"“{rule.found}” stays as it is"
    return f"“{rule.found}” is written “{rule.written}”"


def _told(found: Sequence[CleanupRule]) -> str:
    """A few rules in words, one that holds in several places said once."""
    return "; ".join(list(dict.fromkeys(map(_in_words, found)))[:3])


def _where(made: Sequence[CleanupRule]) -> str:
    places = [_place(rule) for rule in made]
    return "" if places == ["everywhere"] else f" in {', '.join(places)}"


def _place(rule: CleanupRule) -> str:
    if not rule.table_name:
        return "everywhere"
    table = entity(rule.table_name)
    if not rule.field_name:
        return table.plural
    return f"{table.field(rule.field_name).label} of {table.plural}"


def _table(ctx: Context, found: Sequence[CleanupRule]) -> Table:
    zone = ZoneInfo(ctx.workspace.timezone)
    rows: list[list[Cell]] = [
        [
            rule.found, rule.written or "(stays as it is)", _place(rule), _HOW[rule.origin],
            rule.learned_by, rule.learned_at.astimezone(zone).date(), rule.id,
        ]
        for rule in found[:ROWS_SHOWN]
    ]  # fmt: skip
    return Table(
        name="rules", title="Clean-up rules",
        columns=["found", "written", "where", "learned because", "from", "on", "id"],
        units=["text", "text", "text", "text", "text", "date", "text"], rows=rows,
        total=len(found),
    )  # fmt: skip
