"""What a survey of some fields found, in figures, tables and words."""

from collections import Counter
from collections.abc import Sequence

from store.schema import Kind
from tools.context import Context
from tools.parts.normalise.survey import Survey
from tools.parts.professions import FUNCTION_LABELS, LEVEL_LABELS, LEVELS
from tools.parts.titles import parse
from tools.result import Cell, Figure, Table

ROWS_SHOWN = 100
ROWS_LISTED = 50
FIELDS_SAID = 6
EMPTIED = "(emptied)"


def figures(ctx: Context, found: Sequence[Survey], total: int) -> list[Figure]:
    """How many corrections there are, in all and for each field."""
    whole = ctx.figure(
        "corrections", total, "count", label="corrections proposed",
        definition="Cells whose value would be written otherwise.", formula="sum over the fields",
        n=sum(one.filled for one in found),
    )  # fmt: skip
    parts = [
        ctx.figure(
            "corrections", len(one.corrections), "count", label=f"corrections in {one.where}",
            definition=f"Values of {one.where} that would be written otherwise.",
            formula="count of cells where the corrected value differs", n=one.filled,
            row_table=one.table, row_ids=[c.row_id for c in one.corrections],
        )
        for one in worst(found)
    ]  # fmt: skip
    return [whole, *parts]


def worst(found: Sequence[Survey]) -> list[Survey]:
    """The fields with corrections, those with most first."""
    return sorted((f for f in found if f.corrections), key=lambda f: -len(f.corrections))


def counts(found: Sequence[Survey]) -> dict[str, int]:
    """Corrections by `table.field`."""
    return {f"{one.table}.{one.spec.name}": len(one.corrections) for one in worst(found)}


def by_field(found: Sequence[Survey]) -> str:
    """The corrections in words: the first fields, and how many more there are."""
    ordered = worst(found)
    said = [f"{one.where} {len(one.corrections):,}" for one in ordered[:FIELDS_SAID]]
    rest = len(ordered) - len(said)
    return ", ".join(said) + (f" and {rest} more {plural(rest, 'field')}" if rest else "")


def effects(found: Sequence[Survey]) -> dict[str, object]:
    """Well-written values before and after, for each field."""
    return {
        f"well-written {one.where}": {
            "before": one.filled - one.doubtful - len(one.corrections),
            "after": one.filled - one.doubtful - one.emptied,
        }
        for one in worst(found)
    }


def samples(found: Sequence[Survey]) -> Table:
    """Each different correction once, the commonest first."""
    rows: list[list[Cell]] = []
    for one in worst(found):
        same = Counter((c.before, c.fix.value, c.fix.reason) for c in one.corrections)
        rows += [
            [one.where, before, EMPTIED if after is None else after, n, why]
            for (before, after, why), n in same.items()
        ]
    rows.sort(key=lambda row: (-int(str(row[3])), str(row[0]), str(row[1])))
    rows = _spread(rows)
    return Table(
        name="corrections", title="Corrections, before and after",
        columns=["field", "before", "after", "records", "why"],
        units=["text", "text", "text", "count", "text"], rows=rows[:ROWS_SHOWN], total=len(rows),
    )  # fmt: skip


def _spread(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The first few of every field before the rest, so that no field hides behind another."""
    seen: Counter[str] = Counter()
    first: list[list[Cell]] = []
    rest: list[list[Cell]] = []
    for row in rows:
        seen[str(row[0])] += 1
        (first if seen[str(row[0])] <= _EACH else rest).append(row)
    return first + rest


_EACH = 8


def doubt_table(found: Sequence[Survey]) -> list[Table]:
    """What only a person can say, the commonest first."""
    rows: list[list[Cell]] = [
        [one.where, value, reason, len(ids)]
        for one in found
        for value, (reason, ids) in one.doubts.items()
    ]
    rows.sort(key=lambda row: (-int(str(row[3])), str(row[0]), str(row[1])))
    if not rows:
        return []
    return [
        Table(
            name="left_alone", title="Left alone: only a person can say",
            columns=["field", "value", "why", "records"], units=["text", "text", "text", "count"],
            rows=rows[:ROWS_LISTED], total=len(rows),
        )
    ]  # fmt: skip


def notes(found: Sequence[Survey]) -> list[str]:
    """What a careful reader should know."""
    told = [
        f"{one.doubtful:,} {plural(one.doubtful, 'value')} in {one.where} left alone, such as "
        f"{next(iter(one.doubts.values()))[0]}."
        for one in found
        if one.doubts
    ]
    assumed = sum("taken to be in" in c.fix.reason for one in found for c in one.corrections)
    if assumed:
        told.append(
            f"{assumed:,} {plural(assumed, 'number')} on records without a country "
            f"{'was' if assumed == 1 else 'were'} taken to be in the workspace's own."
        )
    return [*told, *_kept_notes(found), *_remark_notes(found), *_emptied_note(found)]


def _kept_notes(found: Sequence[Survey]) -> list[str]:
    kept = sum(one.kept for one in found)
    if not kept:
        return []
    stay = "stays" if kept == 1 else "stay"
    return [f"{kept:,} {plural(kept, 'value')} {stay} as a person said; ask for the rules."]


def _remark_notes(found: Sequence[Survey]) -> list[str]:
    return [
        f"{count:,} {plural(count, 'value')} in {one.where}: {reason}."
        for one in found
        for reason, count in one.remarks.items()
    ]


def _emptied_note(found: Sequence[Survey]) -> list[str]:
    emptied = sum(one.emptied for one in found)
    if not emptied:
        return []
    stand = "stands" if emptied == 1 else "stand"
    return [
        (
            f"{emptied:,} {plural(emptied, 'value')} that {stand} for nothing, such as n/a, would "
            "be emptied; no standing policy ever does that, only your approval."
        )
    ]


def titles_table(found: Sequence[Survey]) -> list[Table]:
    """What the job titles mean: how many people in each function and at each level."""
    titles = [one for one in found if one.spec.kind is Kind.TITLE and one.values]
    seen: Counter[tuple[str, str]] = Counter()
    for one in titles:
        for value, count in one.values.items():
            meant = parse(value)
            functions = sorted(FUNCTION_LABELS[name] for name in meant.functions)
            levels = [LEVEL_LABELS[name] for name in LEVELS if name in meant.levels]
            said = " and ".join(functions) or "not clear"
            seen[said, levels[0] if levels else "no level named"] += count
    rows: list[list[Cell]] = [[*key, count] for key, count in seen.most_common()]
    if not rows:
        return []
    return [
        Table(
            name="titles", title="What the job titles mean",
            columns=["function", "level", "people"], units=["text", "text", "count"],
            rows=rows[:ROWS_LISTED], total=len(rows),
        )
    ]  # fmt: skip


def plural(count: int, word: str) -> str:
    """The word for one or several."""
    return word if count == 1 else f"{word}s"
